/**
 * A small pcap file of frames (draft-ietf-opsawg-pcap-05): microseconds, little-endian. Times that are not given are invented:
 * one millisecond between two frames, from the first instant of 2000.
 */

const MAGIC = 0xa1b2c3d4;
const VERSION = 0x0004_0002; // 2.4, major first
const HEADER_OCTETS = 24;
const RECORD_OCTETS = 16;
const SNAP_OCTETS = 262_144;
const MICROS_PER_SECOND = 1_000_000;
const FIRST_INSTANT = 946_684_800 * MICROS_PER_SECOND;
const MICROS_BETWEEN = 1_000;

/** The octets of a capture file with `frames` of one link type; `times` are instants in microseconds, one for each frame. */
export function writePcap(
  frames: readonly Uint8Array[],
  linkType: number,
  times: readonly number[] = frames.map((_, index) => FIRST_INSTANT + index * MICROS_BETWEEN),
): Uint8Array {
  const length = frames.reduce((sum, frame) => sum + RECORD_OCTETS + frame.length, HEADER_OCTETS);
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(16, SNAP_OCTETS, true);
  view.setUint32(20, linkType, true);
  let at = HEADER_OCTETS;
  for (const [index, frame] of frames.entries()) {
    const micros = times[index] ?? FIRST_INSTANT;
    view.setUint32(at, Math.floor(micros / MICROS_PER_SECOND), true);
    view.setUint32(at + 4, micros % MICROS_PER_SECOND, true);
    view.setUint32(at + 8, frame.length, true);
    view.setUint32(at + 12, frame.length, true);
    file.set(frame, at + RECORD_OCTETS);
    at += RECORD_OCTETS + frame.length;
  }
  return file;
}
