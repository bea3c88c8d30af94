/**
 * Server-sent events out of text as it arrives (WHATWG HTML 9.2.6). A browser's own EventSource cannot say for which
 * organisation it asks, so the stream is fetched and read here.
 */

export interface ServerEvent {
  /** `message` when the server names none. */
  readonly name: string;
  readonly data: string;
}

/** Characters of one event; the server's have fewer than 300. */
const EVENT_LIMIT = 1 << 16;

/** What came is no stream of events. */
export class EventStreamError extends Error {
  override readonly name = 'EventStreamError';
}

export class EventStreamReader {
  /** Of the last event that had one; undefined before. */
  lastId: string | undefined;
  /** Milliseconds after which the server wants to be asked again; undefined when it says nothing. */
  retryMs: number | undefined;
  private rest = '';
  private name = '';
  private data: string[] = [];
  private held = 0;

  /** The events that end in this piece. Throws an EventStreamError for one that does not end. */
  push(piece: string): readonly ServerEvent[] {
    const text = this.rest + piece;
    // A CR at the end may be half of a CR LF.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '') + text.slice(whole.length);
    if (this.rest.length > EVENT_LIMIT) throw new EventStreamError('an event does not end');
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): readonly ServerEvent[] {
    if (line === '') return this.end();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    this.held += line.length;
    if (this.held > EVENT_LIMIT) throw new EventStreamError('an event does not end');
    if (field === 'event') this.name = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.lastId = value;
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
    return [];
  }

  private end(): readonly ServerEvent[] {
    const event = { name: this.name || 'message', data: this.data.join('\n') };
    const isEvent = this.data.length > 0;
    this.name = '';
    this.data = [];
    this.held = 0;
    return isEvent ? [event] : [];
  }
}
