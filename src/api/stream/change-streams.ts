/**
 * The feed of changes as server-sent events (WHATWG HTML 9.2). One loop of the server asks for what is new, whoever many
 * listen; listeners at the same place with the same view share the answer. Slow ones are closed: they come back with the
 * number of their last event and miss nothing.
 */

import { PassThrough, type Readable } from 'node:stream';
import type { DeviceSelection } from '../../access/device-selection.ts';
import { addUnder } from '../../base/lists-by-key.ts';
import { PAGE_LIMIT } from '../../contract/limits.ts';
import { type Change, changesSince, newestChange } from '../../store/changes.ts';
import type { Database, OrganisationId } from '../../store/database.ts';
import { ProblemError } from '../problem.ts';

/** Streams of one server, and of one person or key. */
export const STREAM_LIMIT = 500;
export const STREAMS_OF_ONE = 10;
/** Octets that wait for a slow listener. */
export const WAITING_OCTETS = 1 << 18;
const POLL_MS = 1_000;
const HEARTBEAT_MS = 15_000;
/** After this a listener should come back. */
const RETRY_MS = 3_000;
const RETRY_LATER_MS = 15_000;
/** How long a closed listener may take what was still on its way. */
const FAREWELL_MS = 5_000;

export interface Listening {
  readonly organisation: OrganisationId;
  /** Id of the person or key. */
  readonly who: string;
  readonly selection: DeviceSelection;
  /** Number of the last event that they have; undefined for those who begin now. */
  readonly since: number | undefined;
  /** What they may see by now. Throws when they may no longer listen. */
  readonly checkAgain: () => Promise<DeviceSelection>;
}

interface Listener {
  readonly organisation: OrganisationId;
  readonly who: string;
  selection: DeviceSelection;
  cursor: number;
  readonly stream: PassThrough;
  readonly checkAgain: () => Promise<DeviceSelection>;
}

export interface StreamTimes {
  readonly pollMs: number;
  readonly heartbeatMs: number;
}

export class ChangeStreams {
  private readonly database: Database;
  private readonly times: StreamTimes;
  private readonly listeners = new Set<Listener>();
  private poll: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private asking: Promise<void> | undefined;
  private isStopped = false;

  constructor(database: Database, times: StreamTimes = { pollMs: POLL_MS, heartbeatMs: HEARTBEAT_MS }) {
    this.database = database;
    this.times = times;
  }

  get count(): number {
    return this.listeners.size;
  }

  /** Opens a stream. Throws a ProblemError when there are too many. */
  async open(listening: Listening): Promise<Readable> {
    const { organisation, who, selection, since, checkAgain } = listening;
    this.refuseTooMany(who);
    const stream = new PassThrough();
    // Nothing is told before it is known where to begin.
    const cursor = Number.POSITIVE_INFINITY;
    const listener: Listener = { organisation, who, selection, cursor, stream, checkAgain };
    // Taken before the first wait, so that many at once are counted.
    this.listeners.add(listener);
    stream.on('close', () => this.remove(listener));
    stream.on('error', () => this.remove(listener));
    try {
      const newest = await newestChange(this.database, organisation);
      const isReset = since !== undefined && since > newest;
      listener.cursor = since === undefined || isReset ? newest : since;
      stream.write(`retry: ${RETRY_MS}\n\n`);
      // Numbers of the future: the database was restored, what they have is of another history.
      stream.write(event(isReset ? 'reset' : 'start', listener.cursor, { next: listener.cursor }));
    } catch (error) {
      this.remove(listener);
      throw error;
    }
    this.poll ??= setInterval(() => this.tell(), this.times.pollMs);
    this.heartbeat ??= setInterval(() => this.beat(), this.times.heartbeatMs);
    this.tell();
    return stream;
  }

  /** Says goodbye to everybody. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const listener of [...this.listeners]) this.end(listener, 'server-stops', RETRY_MS);
    await this.asking;
  }

  private refuseTooMany(who: string): void {
    if (this.isStopped) throw new ProblemError(503, 'server-stops', 'The server stops. Try again later.');
    if (this.listeners.size >= STREAM_LIMIT)
      throw new ProblemError(
        503,
        'too-many-streams',
        'Too many listen already. Ask GET /api/changes instead.',
      );
    const own = [...this.listeners].filter((listener) => listener.who === who).length;
    if (own >= STREAMS_OF_ONE)
      throw new ProblemError(429, 'too-many-streams', 'You listen too often already. Close other streams.');
  }

  /** Asks for what is new, unless that is under way. */
  private tell(): void {
    this.asking ??= this.ask()
      // The database is away: the next round asks again from the same place.
      .catch(() => undefined)
      .finally(() => {
        this.asking = undefined;
      });
  }

  private async ask(): Promise<void> {
    let more = true;
    while (more && this.listeners.size > 0) {
      more = false;
      for (const organisation of new Set([...this.listeners].map((listener) => listener.organisation)))
        more = (await this.askFor(organisation)) || more;
    }
  }

  /** Tells the listeners of an organisation a page of what is new; true when there is more. */
  private async askFor(organisation: OrganisationId): Promise<boolean> {
    const newest = await newestChange(this.database, organisation);
    const groups = new Map<string, Listener[]>();
    for (const listener of this.listeners) {
      if (listener.organisation !== organisation || listener.cursor >= newest) continue;
      addUnder(groups, `${listener.cursor} ${JSON.stringify(listener.selection)}`, listener);
    }
    let more = false;
    for (const group of groups.values()) {
      const [{ cursor, selection } = { cursor: 0, selection: { any: [], except: [] } }] = group;
      const found = await changesSince(this.database, organisation, selection, cursor, PAGE_LIMIT);
      const isPage = found.length === PAGE_LIMIT;
      const text = found.map(changeEvent).join('');
      const next = found.at(-1)?.sequence ?? cursor;
      more ||= isPage;
      for (const listener of group) {
        // Up to the newest all was asked for: what is left out is not theirs to see.
        listener.cursor = isPage ? next : Math.max(next, newest);
        if (text !== '') this.write(listener, text);
      }
    }
    return more;
  }

  private write(listener: Listener, text: string): void {
    const { stream } = listener;
    if (stream.writableEnded || stream.destroyed) return;
    if (stream.readableLength + stream.writableLength + text.length > WAITING_OCTETS)
      this.end(listener, 'too-slow', RETRY_LATER_MS);
    else stream.write(text);
  }

  /** Shows that the line is alive, moves the number along, and looks whether the listener may still listen. */
  private beat(): void {
    for (const listener of [...this.listeners]) {
      if (!Number.isFinite(listener.cursor)) continue;
      this.write(listener, `id: ${listener.cursor}\n: alive\n\n`);
      listener.checkAgain().then(
        (selection) => {
          listener.selection = selection;
        },
        (error: unknown) => {
          // What is no refusal, such as a database that is away, ends nothing.
          if (error instanceof ProblemError) this.end(listener, error.code, RETRY_LATER_MS);
        },
      );
    }
  }

  private end(listener: Listener, code: string, retryMs: number): void {
    this.remove(listener);
    const { stream } = listener;
    if (stream.writableEnded || stream.destroyed) return;
    stream.end(`retry: ${retryMs}\nevent: end\ndata: ${JSON.stringify({ code })}\n\n`);
    setTimeout(() => stream.destroy(), FAREWELL_MS).unref();
  }

  private remove(listener: Listener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    clearInterval(this.poll);
    clearInterval(this.heartbeat);
    this.poll = undefined;
    this.heartbeat = undefined;
  }
}

const changeEvent = ({ sequence, kind, id, deleted, at }: Change): string =>
  event('change', sequence, { sequence, kind, id, deleted, at: at.toISOString() });

const event = (name: string, id: number, data: object): string =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
