/** The changes of this server: its stream, and the answers to those who cannot keep one open. */

import { z } from 'zod';
import { Change } from '../../src/contract/change.ts';
import { call, openStream } from './client.ts';
import { readChanges } from './endpoints/changes.ts';
import { EventStreamReader } from './event-stream.ts';
import type { ChangeSource, Heard } from './follow-changes.ts';

const STREAM = '/api/changes/stream';
/** The server sends something every 15 seconds; the first event comes at once. */
const SILENCE_MS = 40_000;
const FIRST_EVENT_MS = 8_000;
const RETRY_MS = 3_000;

const Place = z.object({ next: z.int() });

/**
 * A tab that nobody sees listens to nothing, for a browser opens only six connections to a server; when it is seen again, it
 * goes on from where it was.
 */
export const changeSource: ChangeSource = {
  seen: (ended) =>
    new Promise((resolve) => {
      if (!document.hidden) return resolve();
      const looking = new AbortController();
      const look = () => {
        if (document.hidden && !ended.aborted) return;
        looking.abort();
        resolve();
      };
      document.addEventListener('visibilitychange', look, { signal: looking.signal });
      ended.addEventListener('abort', look, { signal: looking.signal });
    }),

  async ask(since, ended) {
    const query = since === undefined ? { newest: true } : { since };
    return call(readChanges, { query }, ended);
  },

  async *listen(since, ended) {
    const silence = new Silence(ended);
    try {
      silence.begin(FIRST_EVENT_MS);
      const address = since === undefined ? STREAM : `${STREAM}?since=${since}`;
      const octets = await openStream(address, silence.signal);
      const reader = new EventStreamReader();
      const pieces = octets.getReader();
      const decoder = new TextDecoder();
      for (;;) {
        const { done, value } = await pieces.read();
        if (done) return reader.retryMs ?? RETRY_MS;
        const before = reader.lastId;
        const events = reader.push(decoder.decode(value, { stream: true }));
        silence.begin(SILENCE_MS);
        for (const { name, data } of events) {
          const heard = heardOf(name, data);
          if (heard) yield heard;
        }
        // The server moves the number along while nothing is for this person to see.
        const id = Number(reader.lastId);
        if (events.length === 0 && reader.lastId !== before && Number.isSafeInteger(id))
          yield { kind: 'place', next: id, isReset: false };
      }
    } finally {
      silence.end();
    }
  },
};

/** Undefined for events that say nothing of changes. Throws for one that is not as the contract says. */
function heardOf(name: string, data: string): Heard | undefined {
  if (name === 'change') return { kind: 'change', change: Change.parse(JSON.parse(data)) };
  if (name === 'start' || name === 'reset')
    return { kind: 'place', next: Place.parse(JSON.parse(data)).next, isReset: name === 'reset' };
  return undefined;
}

/** Ends what is under way when nothing was heard for too long, when nobody looks any more, or when the listener goes. */
class Silence {
  private readonly controller = new AbortController();
  private readonly ended: AbortSignal;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stop = () => this.controller.abort();

  constructor(ended: AbortSignal) {
    this.ended = ended;
    ended.addEventListener('abort', this.stop);
    document.addEventListener('visibilitychange', this.stop);
    if (ended.aborted) this.stop();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.stop, milliseconds);
  }

  end(): void {
    clearTimeout(this.timer);
    this.ended.removeEventListener('abort', this.stop);
    document.removeEventListener('visibilitychange', this.stop);
    this.stop();
  }
}
