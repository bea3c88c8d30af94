/** The job that reads a document in a thread of its own, and lets findings and scores of its devices follow. */

import type { CaptureFiles } from '../store/capture-files.ts';
import type { Database } from '../store/database.ts';
import { DocumentStore, type ReadDocumentJob, type ReadResult } from '../store/documents.ts';
import type { DocumentThreadInput } from './document-thread.ts';
import type { ReadDocument } from './read-document.ts';
import { THREADS, ThreadProblem, WorkerThread } from './worker-thread.ts';

export interface ReadDocumentContext {
  readonly database: Database;
  readonly files: CaptureFiles;
  /** Folder of the compiled thread; tests run from sources and name it. */
  readonly documentThreads?: URL;
}

/** Runs once or again after a crash: what was read is written in one transaction. */
export async function readDocumentJob(
  { database, files, documentThreads = THREADS }: ReadDocumentContext,
  { organisation, document: id }: ReadDocumentJob,
): Promise<void> {
  const documents = new DocumentStore(database);
  const found = await documents.find(organisation, id);
  if (found && found.state !== 'read' && found.state !== 'failed') {
    const input: DocumentThreadInput = { path: files.capturePath(id), name: found.file };
    const thread = new WorkerThread<string, ReadDocument>(documentThreads, 'document-thread.js', input);
    try {
      await documents.finishReading(organisation, id, resultOf(await thread.ask('read')));
    } catch (error) {
      if (!(error instanceof ThreadProblem)) throw error;
      await documents.markFailed(organisation, id, error.message);
    } finally {
      await thread.close();
    }
  }
  await files.dropCapture(id);
}

function resultOf(read: ReadDocument): ReadResult {
  if (read.kind === 'other') return { kind: 'other', format: null, summary: {} };
  if (read.kind === 'mds2') {
    const { edition, maker, model, released, answers } = read.form;
    return {
      ...{ kind: 'mds2', format: `MDS2 ${edition}`, answers },
      summary: {
        ...{ names: [maker, model].filter((name) => name !== undefined).join(' ') || null },
        ...{ dated: released ?? null, items: answers.length, skipped: 0 },
      },
    };
  }
  const { bill, format, skipped } = read;
  const { subject, components, source } = bill;
  return {
    ...{ kind: 'sbom', format, components },
    summary: {
      names: subject ? [subject.supplier, subject.name, subject.version].filter(Boolean).join(' ') : null,
      ...(subject?.version !== undefined && { describesVersion: subject.version }),
      dated: source.revisedMicros === undefined ? null : new Date(source.revisedMicros / 1_000).toISOString(),
      ...{ items: components.length, skipped },
    },
  };
}
