/** A capture as if it had been recorded later: little-endian pcap, whose record headers begin with the seconds. */

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const LENGTH_AT = 8;

export function laterCapture(octets: Buffer, seconds: number): Buffer {
  const later = Buffer.from(octets);
  let at = FILE_HEADER;
  while (at + RECORD_HEADER <= later.length) {
    later.writeUInt32LE(later.readUInt32LE(at) + seconds, at);
    at += RECORD_HEADER + later.readUInt32LE(at + LENGTH_AT);
  }
  return later;
}
