/** A thread for heavy work that answers questions one after the other; its memory is bounded and gone when it is closed. */

import { parentPort, Worker } from 'node:worker_threads';

/** Heap of a thread. */
const HEAP_MB = 1_536;

/** What a thread says: an answer, or in one sentence why there is none. */
type Reply = { readonly answer: unknown } | { readonly problem: string };

/** An expected failure inside of a thread; the message is for people. */
export class ThreadProblem extends Error {
  override readonly name = 'ThreadProblem';
}

/** Folder of the compiled threads; tests run from sources and name it. */
export const THREADS = new URL('./', import.meta.url);

export class WorkerThread<Question, Answer> {
  readonly #worker: Worker;
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  #failure: Error | undefined;

  /** Starts the file `name` in `folder`, which calls `answerQuestions`. */
  constructor(folder: URL, name: string, workerData: object) {
    this.#worker = new Worker(new URL(name, folder), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#worker.on('message', (reply: Reply) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if ('problem' in reply) waiting?.reject(new ThreadProblem(reply.problem));
      else waiting?.resolve(reply.answer as Answer);
    });
    this.#worker.on('error', (error: Error & { code?: string }) =>
      this.#fail(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new ThreadProblem(`It needs more than ${HEAP_MB} MB of memory.`)
          : error,
      ),
    );
    this.#worker.on('exit', (status) => this.#fail(new Error(`the thread ${name} ended with ${status}`)));
  }

  /** Asks when no other question waits. Throws a ThreadProblem, or the error that ended the thread. */
  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      this.#waiting = { resolve, reject };
      this.#worker.postMessage(question);
    });
  }

  async close(): Promise<void> {
    this.#failure ??= new Error('the thread was closed');
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}

/** The other side: answers each question by `answer`, whose ThreadProblem is told and whose other errors end the thread. */
export function answerQuestions<Question>(answer: (question: Question) => Promise<unknown>): void {
  const port = parentPort;
  if (!port) throw new Error('this runs in a thread only');
  port.on('message', (question: Question) => {
    void answer(question).then(
      (its) => port.postMessage({ answer: its } satisfies Reply),
      (error: unknown) => {
        if (!(error instanceof ThreadProblem)) throw error;
        port.postMessage({ problem: error.message } satisfies Reply);
      },
    );
  });
}
