/** Protocols of lines: HTTP, SSDP and HL7 version 2 in MLLP frames. */

import { octets } from '../../test/support/octet-builder.ts';

/** A head of lines ended by CR LF and an empty one, and a body. */
export function httpMessage(lines: readonly string[], body = ''): Buffer {
  const length = body === '' ? [] : [`Content-Length: ${body.length}`];
  return octets([...lines, ...length, '', body].join('\r\n'));
}

/** Segments in an MLLP frame. */
export function mllp(segments: readonly string[]): Buffer {
  return octets(0x0b, segments.map((segment) => `${segment}\r`).join(''), 0x1c, 0x0d);
}

/** A segment with these fields by number; those between are empty. */
export function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, index) => fields[index + 1] ?? '')].join('|');
}
