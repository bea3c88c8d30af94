/**
 * What the header of a SYN or SYN-ACK tells about the TCP implementation that wrote it (RFC 9293 3.1, RFC 7323), as one
 * line that fingerprints can match:
 *
 *   initial TTL : window : window in multiples of the MSS, or - : MSS, or - : window scale, or - : options in order
 *   64:29200:20:1460:7:mss,sok,ts,nop,ws
 */

const WINDOW = 14;
const OPTIONS = 20;
const KIND_END = 0;
const KIND_NOP = 1;
const KIND_MSS = 2;
const KIND_SCALE = 3;
const KIND_SACK_PERMITTED = 4;
const KIND_TIMESTAMPS = 8;
const NAMES = new Map([
  [KIND_MSS, 'mss'],
  [KIND_SCALE, 'ws'],
  [KIND_SACK_PERMITTED, 'sok'],
  [5, 'sack'],
  [KIND_TIMESTAMPS, 'ts'],
]);
/** Times to live that stacks begin with; every router on the way takes one. */
const INITIAL_TTLS = [32, 64, 128, 255] as const;
const HASH_PRIME = 0x01000193;

/** The time to live that the sender most likely began with, 32 to 255. */
export function initialTtl(ttl: number): number {
  return INITIAL_TTLS.find((initial) => ttl <= initial) ?? 255;
}

/**
 * A number for the form of the TCP header `[start, end)`: equal forms have equal numbers. Values that change from one
 * connection to the next (timestamps, ports, sequence numbers) do not count.
 */
export function tcpStackHash(view: DataView, start: number, end: number, ttl: number): number {
  let hash = Math.imul(initialTtl(ttl), HASH_PRIME) ^ view.getUint16(start + WINDOW);
  for (let at = start + OPTIONS; at < end; ) {
    const kind = view.getUint8(at);
    const octets = optionOctets(view, at, end);
    hash = (Math.imul(hash, HASH_PRIME) ^ kind) | 0;
    if (kind === KIND_END) return (Math.imul(hash, HASH_PRIME) ^ (end - at)) | 0;
    if (kind === KIND_MSS || kind === KIND_SCALE)
      for (let part = at + 2; part < at + octets; part++)
        hash = (Math.imul(hash, HASH_PRIME) ^ view.getUint8(part)) | 0;
    at += octets;
  }
  return hash;
}

/** The form of the TCP header `[start, end)`, of which at least 20 octets must be readable. */
export function tcpStackText(view: DataView, start: number, end: number, ttl: number): string {
  const window = view.getUint16(start + WINDOW);
  const options: string[] = [];
  let mss = 0;
  let scale = '-';
  for (let at = start + OPTIONS; at < end; ) {
    const kind = view.getUint8(at);
    if (kind === KIND_END) {
      options.push(`eol+${end - at - 1}`);
      break;
    }
    const octets = optionOctets(view, at, end);
    if (kind === KIND_MSS && octets === 4) mss = view.getUint16(at + 2);
    else if (kind === KIND_SCALE && octets === 3) scale = `${view.getUint8(at + 2)}`;
    options.push(kind === KIND_NOP ? 'nop' : (NAMES.get(kind) ?? `?${kind}`));
    at += octets;
  }
  const multiple = mss > 0 && window > 0 && window % mss === 0 ? `${window / mss}` : '-';
  return `${initialTtl(ttl)}:${window}:${multiple}:${mss > 0 ? mss : '-'}:${scale}:${options.join(',')}`;
}

/** What the TCP header `[start, end)` tells about the system that begins a connection. */
export interface StackTraits {
  /** Timestamp (RFC 7323 3.2), unsigned; -1 without one. */
  timestamp: number;
  /** It names a segment size, selective acknowledgement and a window scale or timestamp, as every system of today. */
  isComplete: boolean;
}

/** Reads the traits of a SYN into `traits`. */
export function readStackTraits(view: DataView, start: number, end: number, traits: StackTraits): void {
  traits.timestamp = -1;
  let kinds = 0;
  for (let at = start + OPTIONS; at < end; ) {
    const kind = view.getUint8(at);
    if (kind === KIND_END) break;
    const octets = optionOctets(view, at, end);
    if (kind === KIND_TIMESTAMPS && octets === 10) traits.timestamp = view.getUint32(at + 2);
    if (kind <= KIND_TIMESTAMPS) kinds |= 1 << kind;
    at += octets;
  }
  const hasLimits = (kinds & (1 << KIND_MSS)) !== 0 && (kinds & (1 << KIND_SACK_PERMITTED)) !== 0;
  traits.isComplete = hasLimits && (kinds & ((1 << KIND_SCALE) | (1 << KIND_TIMESTAMPS))) !== 0;
}

/** Octets of the option at `at`, at least 1 and at most what is left: a wrong length ends the options. */
function optionOctets(view: DataView, at: number, end: number): number {
  const kind = view.getUint8(at);
  if (kind === KIND_END || kind === KIND_NOP) return 1;
  const length = at + 1 < end ? view.getUint8(at + 1) : 0;
  return length < 2 || at + length > end ? end - at : length;
}
