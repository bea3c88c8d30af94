import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import {
  HEADER_BLOCK_LIMIT,
  HEADER_FIELD_LIMIT,
  HEADER_VALUE_LIMIT,
  HeaderReader,
  headerBlockLength,
  readStartLine,
  recogniseStartLine,
  START_LINE_LIMIT,
  wantedHeaders,
} from './http-header.ts';

const over = (text: string) => OctetReader.over(Buffer.from(text, 'latin1'));

describe('headerBlockLength', () => {
  it.each([
    ['CR LF', 'A B\r\nC: d\r\n\r\nbody', 13],
    ['bare LF', 'A B\nC: d\n\nbody\r\n\r\n', 10],
    ['both', 'A B\r\nC: d\n\r\nbody\n\n', 12],
    ['not there yet', 'A B\r\nC: d\r\n', -1],
  ])('%s', (_, text, length) => {
    expect(headerBlockLength(over(text))).toBe(length);
  });

  it('looks no further than HEADER_BLOCK_LIMIT', () => {
    const block = (octets: number) => `${'x'.repeat(octets - 4)}\r\n\r\n`;
    expect(headerBlockLength(over(block(HEADER_BLOCK_LIMIT)))).toBe(HEADER_BLOCK_LIMIT);
    expect(headerBlockLength(over(block(HEADER_BLOCK_LIMIT + 1)))).toBe(-1);
  });
});

describe('readStartLine', () => {
  it.each([
    ['HTTP/1.1 200 OK\r\n', 'HTTP/1.', { status: 200, method: '', targetPosition: 0, targetLength: 0 }],
    ['HTTP/1.0 404\r\n', 'HTTP/1.', { status: 404, method: '', targetPosition: 0, targetLength: 0 }],
    ['GET /a HTTP/1.1\r\n', 'HTTP/1.', { status: 0, method: 'GET', targetPosition: 4, targetLength: 2 }],
    [
      'M-SEARCH * HTTP/1.1\n',
      'HTTP/1.',
      { status: 0, method: 'M-SEARCH', targetPosition: 9, targetLength: 1 },
    ],
    [
      'SETUP rtsp://x/a b RTSP/1.0\r\n',
      'RTSP/1.',
      { status: 0, method: 'SETUP', targetPosition: 6, targetLength: 12 },
    ],
    ['SIP/2.0 180 Ringing\r\n', 'SIP/2.', { status: 180, method: '', targetPosition: 0, targetLength: 0 }],
    ['HTTP/1.1 2x0 OK\r\n', 'HTTP/1.', undefined],
    ['HTTP/1.1 099 OK\r\n', 'HTTP/1.', undefined],
    ['GET / RTSP/1.0\r\n', 'HTTP/1.', undefined],
    ['GET  HTTP/1.1\r\n', 'HTTP/1.', undefined],
    ['get / HTTP/1.1\r\n', 'HTTP/1.', undefined],
    ['GET / HTTP/1.1', 'HTTP/1.', undefined],
    ['\r\n', 'HTTP/1.', undefined],
  ])('%j', (text, version, line) => {
    expect(readStartLine(over(text), version)).toEqual(line);
  });

  it('moves behind the line', () => {
    const octets = over('GET / HTTP/1.1\r\nHost: x\r\n');
    readStartLine(octets, 'HTTP/1.');
    expect(octets.startsWith('Host')).toBe(true);
  });
});

describe('recogniseStartLine', () => {
  it.each([
    ['', 'need-more'],
    ['HTTP/1', 'need-more'],
    ['HTTP/1.1 ', 'need-more'],
    ['HTTP/1.1 2', 'yes'],
    ['HTTP/1.1 x', 'no'],
    ['HTTP/2 200', 'no'],
    ['GE', 'need-more'],
    ['GET / HTTP/1.1', 'need-more'],
    ['GET / HTTP/1.1\r\n', 'yes'],
    ['GET / HTTP/2.0\r\n', 'no'],
    ['HELO mail\r\n', 'no'],
    ['\x16\x03\x01', 'no'],
    ['hello', 'no'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'no'],
    [`GET /${'a'.repeat(START_LINE_LIMIT)}`, 'yes'],
    [`NOTIFY /${'a'.repeat(START_LINE_LIMIT)}`, 'no'],
  ])('%j', (text, answer) => {
    expect(recogniseStartLine(over(text), 'HTTP/1.', ['GET'])).toBe(answer);
  });
});

describe('HeaderReader', () => {
  const wanted = wantedHeaders(['server', 'usn', 'st']);
  const read = (text: string) => {
    const reader = new HeaderReader(over(text), wanted);
    const found: [number, string][] = [];
    for (let index = reader.next(); index >= 0; index = reader.next()) found.push([index, reader.value()]);
    return found;
  };

  it.each<[string, string, [number, string][]]>([
    [
      'any case, white space around',
      'SERVER:  a b \t\r\nX: y\r\nUsn :u\r\n\r\nSt: body',
      [
        [0, 'a b'],
        [1, 'u'],
      ],
    ],
    [
      'bare LF, no blank line',
      'st:1\nserver:2',
      [
        [2, '1'],
        [0, '2'],
      ],
    ],
    [
      'empty value',
      'Server:\r\nST:\r\n\r\n',
      [
        [0, ''],
        [2, ''],
      ],
    ],
    ['lines without colon, folded lines', 'junk\r\n folded: x\r\nST: 1\r\n', [[2, '1']]],
    ['nothing', '', []],
  ])('%s', (_, text, found) => {
    expect(read(text)).toEqual(found);
  });

  it('keeps HEADER_VALUE_LIMIT octets and looks at HEADER_FIELD_LIMIT fields', () => {
    expect(read(`ST: ${'x'.repeat(1_000)}\r\n`)[0]?.[1].length).toBe(HEADER_VALUE_LIMIT);
    expect(read(`${'X: 1\r\n'.repeat(HEADER_FIELD_LIMIT - 1)}ST: 1\r\n`)).toEqual([[2, '1']]);
    expect(read(`${'X: 1\r\n'.repeat(HEADER_FIELD_LIMIT)}ST: 1\r\n`)).toEqual([]);
  });

  it.each([
    ['A: 1\r\n\r\nbody', 8],
    ['A: 1\n\nbody', 6],
    ['\r\n', 2],
    ['A: 1\r\n', 0],
    ['A: 1\r\n\r', 0],
    [`${'A: 1\n'.repeat(HEADER_FIELD_LIMIT)}\n`, 0],
  ])('%j ends at %d', (text, end) => {
    const reader = new HeaderReader(over(text), wanted);
    expect(reader.next()).toBe(-1);
    expect(reader.blockEnd).toBe(end);
  });

  it('compares the start of a value in any case', () => {
    const reader = new HeaderReader(over('Server: BaSic abc\r\n'), wanted);
    reader.next();
    expect(reader.valueStartsWith('basic')).toBe(true);
    expect(reader.valueStartsWith('basic abcd')).toBe(false);
  });
});
