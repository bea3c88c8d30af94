import { describe, expect, it } from 'vitest';
import { EventStreamError, EventStreamReader } from './event-stream.ts';

const TEXT =
  'retry: 3000\n\nid: 7\nevent: start\ndata: {"next":7}\n\nid: 8\n: alive\n\nid: 9\nevent: change\ndata: a\ndata:b\n\ndata\n\nevent: none\n\n';
const EVENTS = [
  { name: 'start', data: '{"next":7}' },
  { name: 'change', data: 'a\nb' },
  { name: 'message', data: '' },
];

describe('EventStreamReader', () => {
  it.each([
    ['LF', TEXT],
    ['CR LF', TEXT.replaceAll('\n', '\r\n')],
    ['CR', TEXT.replaceAll('\n', '\r')],
  ])('reads lines that end in %s, cut anywhere', (_, text) => {
    for (let size = 1; size <= text.length; size++) {
      const reader = new EventStreamReader();
      const events = [];
      for (let at = 0; at < text.length; at += size) events.push(...reader.push(text.slice(at, at + size)));
      // A last CR waits for its LF.
      events.push(...reader.push('\n'));
      expect(events).toEqual(EVENTS);
      expect(reader.lastId).toBe('9');
      expect(reader.retryMs).toBe(3_000);
    }
  });

  it.each([
    ['an id with a NUL', 'id: 1\0\n', { lastId: undefined }],
    ['a retry that is no number', 'retry: soon\n', { retryMs: undefined }],
    ['a field that it does not know', 'luck: 7\n', { lastId: undefined }],
  ])('leaves out %s', (_, text, expected) => {
    const reader = new EventStreamReader();
    expect(reader.push(text)).toEqual([]);
    expect(reader).toMatchObject(expected);
  });

  it.each([
    ['a line', 'x'.repeat(70_000)],
    ['lines', 'data: x\n'.repeat(10_000)],
  ])('gives up at an event of %s without an end', (_, text) => {
    expect(() => new EventStreamReader().push(text)).toThrow(EventStreamError);
  });
});
