/**
 * What can be wrong with a capture before the first packet: it cannot be opened, or it is none. Damage further on is
 * not an error but part of the outcome, because what came before it stays valid.
 */

import { READING_PROBLEMS, systemProblem } from '../base/system-problem.ts';
import type { Compression } from '../compression/compression.ts';

const ACCEPTED = 'Accepted are pcap and pcapng captures, as they are or compressed with gzip or zstd.';
const CONVERT = 'Wireshark or editcap can convert it to pcapng.';
/** Octets shown of content that is not recognised. */
const SHOWN_OCTETS = 8;

/** Beginnings (Latin-1) of files that people try, what they are, and what to do about it. */
const BEGINNINGS: readonly (readonly [beginning: string, name: string, advice?: string])[] = [
  ['%PDF', 'a PDF document'],
  ['PK\x03\x04', 'a ZIP archive or an Office document', 'Unpack it first.'],
  ['BZh', 'bzip2-compressed', 'Decompress it first.'],
  ['\xfd7zXZ\0', 'xz-compressed', 'Decompress it first.'],
  ['\x04\x22\x4d\x18', 'lz4-compressed', 'Decompress it first.'],
  ['\x1f\x8b', 'gzip-compressed a second time', 'Decompress it first.'],
  ['\x28\xb5\x2f\xfd', 'zstd-compressed a second time', 'Decompress it first.'],
  ["7z\xbc\xaf'\x1c", 'a 7-Zip archive', 'Unpack it first.'],
  ['Rar!', 'a RAR archive', 'Unpack it first.'],
  ['snoop\0\0\0', 'a snoop capture', CONVERT],
  ['GMBU', 'a Microsoft Network Monitor capture', CONVERT],
  ['RTSS', 'a Microsoft Network Monitor capture', CONVERT],
  ['iptrace ', 'an AIX iptrace capture', CONVERT],
  ['TRSNIFF data', 'a Sniffer capture', CONVERT],
  ['SQLite format 3', 'an SQLite database'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
];

/** A sentence part on what content that begins with `head` is, and what to do with it. */
function describeContent(head: Buffer): { found: string; advice: string } {
  if (head.length === 0) return { found: 'it is empty', advice: '' };
  const text = head.toString('latin1');
  const known = BEGINNINGS.find(([beginning]) => text.startsWith(beginning));
  if (known) return { found: `it is ${known[1]}`, advice: known[2] ?? '' };
  if (/^[\t\n\r -~]+$/.test(text)) return { found: 'it is text', advice: '' };
  const octets = head.toString('hex', 0, SHOWN_OCTETS).replace(/(..)(?=.)/g, '$1 ');
  return { found: `it begins with the octets ${octets}`, advice: '' };
}

/** Thrown for content that is neither a pcap nor a pcapng capture; the message says what it seems to be. */
export class NotACaptureError extends Error {
  readonly code = 'not-a-capture';
  override readonly name = 'NotACaptureError';

  /** `head` holds the first octets, after decompression by `compression`. */
  constructor(path: string, head: Buffer, compression: Compression) {
    const { found, advice } = describeContent(head);
    const subject = path === '-' ? 'Standard input' : path;
    const inside = compression === 'none' ? '' : ` (inside ${compression})`;
    super(`${subject} is not a capture: ${found}${inside}. ${advice === '' ? '' : `${advice} `}${ACCEPTED}`);
  }
}

const NO_FILE = { ENOENT: 'there is no such file' };

/** Thrown when the operating system refuses to open or read a capture; `cause` is its error. */
export class CaptureUnreadableError extends Error {
  readonly code = 'capture-unreadable';
  override readonly name = 'CaptureUnreadableError';

  constructor(path: string, cause: unknown) {
    const problem = systemProblem(cause, { ...READING_PROBLEMS, ...NO_FILE });
    super(`${path === '-' ? 'Standard input' : path} cannot be read: ${problem}.`, { cause });
  }
}
