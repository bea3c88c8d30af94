/** Runs in a worker thread: reads one document. */

import { workerData } from 'node:worker_threads';
import { readDocument } from './read-document.ts';
import { answerQuestions } from './worker-thread.ts';

export interface DocumentThreadInput {
  readonly path: string;
  readonly name: string;
}

const { path, name } = workerData as DocumentThreadInput;

answerQuestions(() => readDocument(path, name));
