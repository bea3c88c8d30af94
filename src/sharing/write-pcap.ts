/**
 * A small pcap file of frames (draft-ietf-opsawg-pcap-05): microseconds, little-endian. Times are invented: one millisecond
 * between two frames, from the first instant of 2000.
 */

const MAGIC = 0xa1b2c3d4;
const VERSION = 0x0004_0002; // 2.4, major first
const HEADER_OCTETS = 24;
const RECORD_OCTETS = 16;
const SNAP_OCTETS = 262_144;
const FIRST_SECOND = 946_684_800;
const MICROS_BETWEEN = 1_000;

/** The octets of a capture file with `frames` of one link type. */
export function writePcap(frames: readonly Uint8Array[], linkType: number): Uint8Array {
  const length = frames.reduce((sum, frame) => sum + RECORD_OCTETS + frame.length, HEADER_OCTETS);
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(16, SNAP_OCTETS, true);
  view.setUint32(20, linkType, true);
  let at = HEADER_OCTETS;
  for (const [index, frame] of frames.entries()) {
    view.setUint32(at, FIRST_SECOND, true);
    view.setUint32(at + 4, index * MICROS_BETWEEN, true);
    view.setUint32(at + 8, frame.length, true);
    view.setUint32(at + 12, frame.length, true);
    file.set(frame, at + RECORD_OCTETS);
    at += RECORD_OCTETS + frame.length;
  }
  return file;
}
