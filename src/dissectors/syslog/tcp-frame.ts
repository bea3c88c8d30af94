/**
 * Where a syslog message stands in a TCP stream (RFC 6587 3.4): counted, or ended by a line feed.
 *
 *   counted   MSG-LEN SP <PRI>…      MSG-LEN in decimal digits without leading zero
 *   ended     <PRI>… LF              (some senders end with NUL)
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Longest message that is looked through for its end (RFC 5425 4.3.1: receivers should take 8,192 octets). */
export const TCP_MESSAGE_LIMIT = 8_192;
/** Digits of MSG-LEN that are read. */
const LENGTH_DIGITS = 5;
const LESS = 0x3c;
const SPACE = 0x20;
const LINE_FEED = 0x0a;

export interface SyslogFrame {
  /** Octets before the message. */
  readonly before: number;
  /** Octets of the message. */
  readonly length: number;
  /** Octets of all, the end mark included. */
  readonly whole: number;
}

/** The frame at the reader; `need-more` when its end is not there yet, `no` when no message starts or ends here. */
export function readSyslogFrame(octets: OctetReader): SyslogFrame | 'need-more' | 'no' {
  const before = countedPrefix(octets);
  if (before === 'need-more' || before === 'no') return before;
  if (before.digits > 0) {
    const at = before.digits + 1;
    return { before: at, length: before.length, whole: at + before.length };
  }
  const end = octets.distanceTo(LINE_FEED, TCP_MESSAGE_LIMIT);
  if (end >= 0) return { before: 0, length: end, whole: end + 1 };
  return octets.remaining < TCP_MESSAGE_LIMIT ? 'need-more' : 'no';
}

/** MSG-LEN before a `<`; no digits at all when the `<` comes first. */
export function countedPrefix(
  octets: OctetReader,
): { readonly digits: number; readonly length: number } | 'need-more' | 'no' {
  let length = 0;
  let digits = 0;
  for (; digits <= LENGTH_DIGITS; digits++) {
    const octet = octets.peek(digits);
    if (octet < 0) return 'need-more';
    const digit = octet - 0x30;
    if (digit < 0 || digit > 9) break;
    if (digits === 0 && digit === 0) return 'no';
    length = length * 10 + digit;
  }
  if (digits === 0) return octets.peek() === LESS ? { digits, length } : 'no';
  if (octets.peek(digits) !== SPACE) return 'no';
  const behind = octets.peek(digits + 1);
  if (behind < 0) return 'need-more';
  return behind === LESS ? { digits, length } : 'no';
}
