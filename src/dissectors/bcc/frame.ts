/**
 * One frame of the B. Braun communication protocol (BCC), as two open-source clients of SpaceCom implement it (icu_devices,
 * PatientMonitorDataLogger). Length and checksum are five decimal digits each.
 *
 *   SOH length5 STX bed `>` text ETX|ETB checksum5 EOT      length: of the whole frame; checksum: sum up to ETX|ETB mod 256
 *
 * Senders may double letters that a serial line mistakes for others: D as EX, E as EE, d as ex, e as ee. Length and
 * checksum are those of the text before that.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Octets of one frame; answers are cut into frames of some hundred. */
export const FRAME_LIMIT = 8_192;

export const SOH = 0x01;
const EOT = 0x04;
const STX = '\u0002';
const ETX = '\u0003';
const ETB = '\u0017';
/** Length behind SOH, before STX. */
const HEAD = 7;
/** ETX or ETB, checksum, EOT. */
const TAIL = 7;

export interface BccFrame {
  /** Name of the bed or station that the frame is about, with pillar and slot: `SpaceCom9/1/1`. */
  readonly bed: string;
  readonly text: string;
  /** The message ends with this frame. */
  readonly isLast: boolean;
}

/** Octets up to and including EOT; -1 when it is not there. Moves nothing. */
export function frameLength(octets: OctetReader): number {
  const distance = octets.distanceTo(EOT, FRAME_LIMIT);
  return distance < 0 ? -1 : distance + 1;
}

/** The frame that these Latin-1 characters are, from SOH to EOT; undefined when length or checksum is wrong. */
export function parseFrame(raw: string): BccFrame | undefined {
  return parsePlain(raw) ?? parsePlain(withoutDoubling(raw));
}

function parsePlain(plain: string): BccFrame | undefined {
  const end = plain.length - TAIL;
  const mark = plain[end] ?? '';
  if (end < HEAD || Number(plain.slice(1, HEAD - 1)) !== plain.length) return undefined;
  if (plain[HEAD - 1] !== STX || (mark !== ETX && mark !== ETB)) return undefined;
  let sum = 0;
  for (let at = 0; at <= end; at++) sum += plain.charCodeAt(at);
  if (Number(plain.slice(end + 1, -1)) !== sum % 256) return undefined;
  const content = plain.slice(HEAD, end);
  const border = content.indexOf('>');
  if (border < 0) return undefined;
  return { bed: content.slice(0, border), text: content.slice(border + 1), isLast: mark === ETX };
}

const DOUBLED = new Map([
  ['EX', 'D'],
  ['EE', 'E'],
  ['ex', 'd'],
  ['ee', 'e'],
]);
const withoutDoubling = (raw: string) => raw.replace(/E[XE]|e[xe]/g, (pair) => DOUBLED.get(pair) ?? pair);
