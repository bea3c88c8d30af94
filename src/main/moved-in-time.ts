/**
 * The demonstration hospital was recorded once and must look as if it were today: the captures and feeds that come with
 * Wardlight are moved in time, packets by seconds and the days of documents by days. Pure.
 */

const GLOBAL_HEADER = 24;
const RECORD_HEADER = 16;
const DAY_MS = 86_400_000;

/** When the last packet of a capture was seen, in seconds since 1970; 0 without any. Classic pcap, little-endian. */
export function lastSecondOf(capture: Buffer): number {
  let last = 0;
  for (const at of recordsOf(capture)) last = Math.max(last, capture.readUInt32LE(at));
  return last;
}

/** The capture with all its packets so many seconds later; the octets of the argument change. */
export function movedCapture(capture: Buffer, seconds: number): Buffer {
  for (const at of recordsOf(capture)) capture.writeUInt32LE(capture.readUInt32LE(at) + seconds, at);
  return capture;
}

function* recordsOf(capture: Buffer): Generator<number> {
  let at = GLOBAL_HEADER;
  while (at + RECORD_HEADER <= capture.length) {
    yield at;
    at += RECORD_HEADER + capture.readUInt32LE(at + 8);
  }
}

/** A text with all its days (2026-05-06) so many days later. Numbers of vulnerabilities look otherwise. */
export function movedDays(text: string, days: number): string {
  return text.replace(/\b(20\d{2})-(\d{2})-(\d{2})(?!\d)/g, (day) =>
    new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10),
  );
}
