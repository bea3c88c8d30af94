/**
 * Walks the frames and blocks of a zstd stream (RFC 8878 section 3.1) without decompressing them: finds the end of the
 * last whole frame, and refuses what a decompressor should not be given, such as a window of gigabytes.
 *
 *   frame  magic u32 | descriptor u8 | window u8? | dictionary id? | content size? | blocks … | checksum u32?
 *   block  last 1 bit | type 2 bits | size 21 bits, little-endian | size octets (one octet when run-length)
 */

/** Largest window that is granted, which is the limit of the zstd tool as well (--long=27). */
export const MAX_ZSTD_WINDOW_OCTETS = 128 * 1_048_576;

export type ZstdFault = 'not-zstd' | 'window-too-large' | 'dictionary-needed' | 'block-invalid';

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC_HIGH = 0x184d2a5; // the last four bits vary
const MAX_BLOCK_OCTETS = 131_072; // section 3.1.1.2.4
const BLOCK_RUN_LENGTH = 1;
const BLOCK_RESERVED = 3;
const CHECKSUM_OCTETS = 4;
/** Octets of the dictionary id and of the content size by the flags of the frame descriptor. */
const DICTIONARY_ID_OCTETS = [0, 1, 2, 4] as const;
const CONTENT_SIZE_OCTETS = [0, 2, 4, 8] as const;

type Part = 'magic' | 'skippable-size' | 'descriptor' | 'frame-header' | 'block-header';

export class ZstdFrames {
  fault: ZstdFault | undefined;
  private part: Part = 'magic';
  private readonly held = Buffer.alloc(16);
  private heldOctets = 0;
  private wanted = 4;
  private toSkip = 0;
  private descriptor = 0;
  private frames = 0;

  /** True when the octets so far are whole frames. */
  get complete(): boolean {
    return this.frames > 0 && this.part === 'magic' && this.heldOctets === 0 && this.toSkip === 0;
  }

  /** Walks over `chunk`; returns how many of its octets are sound. Fewer than all only when `fault` is set. */
  take(chunk: Uint8Array): number {
    let at = 0;
    let sound = 0;
    while (this.fault === undefined) {
      const skipped = Math.min(this.toSkip, chunk.length - at);
      this.toSkip -= skipped;
      at += skipped;
      if (this.heldOctets === 0) sound = at;
      if (at === chunk.length) return at;
      const count = Math.min(this.wanted - this.heldOctets, chunk.length - at);
      this.held.set(chunk.subarray(at, at + count), this.heldOctets);
      this.heldOctets += count;
      at += count;
      if (this.heldOctets < this.wanted) return at;
      this.heldOctets = 0;
      this.readPart();
    }
    return sound;
  }

  private expect(part: Part, octets: number): void {
    this.part = part;
    this.wanted = octets;
  }

  private readPart(): void {
    const { held } = this;
    switch (this.part) {
      case 'magic': {
        const magic = held.readUInt32LE(0);
        if (magic === MAGIC) this.expect('descriptor', 1);
        else if (magic >>> 4 === SKIPPABLE_MAGIC_HIGH) this.expect('skippable-size', 4);
        else this.fault = 'not-zstd';
        return;
      }
      case 'skippable-size':
        this.toSkip = held.readUInt32LE(0);
        this.frames++;
        this.expect('magic', 4);
        return;
      case 'descriptor': {
        const descriptor = held.readUInt8(0);
        this.descriptor = descriptor;
        const singleSegment = (descriptor & 0x20) !== 0;
        const dictionary = DICTIONARY_ID_OCTETS[(descriptor & 3) as 0 | 1 | 2 | 3];
        const size = CONTENT_SIZE_OCTETS[(descriptor >>> 6) as 0 | 1 | 2 | 3];
        const octets = (singleSegment ? 0 : 1) + dictionary + (singleSegment && size === 0 ? 1 : size);
        this.expect('frame-header', octets);
        return;
      }
      case 'frame-header':
        this.readFrameHeader();
        return;
      default:
        this.readBlockHeader();
    }
  }

  private readFrameHeader(): void {
    const { held, descriptor } = this;
    const singleSegment = (descriptor & 0x20) !== 0;
    const dictionary = DICTIONARY_ID_OCTETS[(descriptor & 3) as 0 | 1 | 2 | 3];
    let window: number;
    if (singleSegment) {
      const octets = this.wanted - dictionary;
      const low = held.readUIntLE(dictionary, Math.min(octets, 6));
      window =
        octets === 2 ? low + 256 : octets === 8 ? low + held.readUInt16LE(dictionary + 6) * 2 ** 48 : low;
    } else {
      const base = 2 ** (10 + (held.readUInt8(0) >>> 3));
      window = base + (base / 8) * (held.readUInt8(0) & 7);
    }
    const idAt = singleSegment ? 0 : 1;
    if (dictionary > 0 && held.readUIntLE(idAt, dictionary) !== 0) this.fault = 'dictionary-needed';
    else if (window > MAX_ZSTD_WINDOW_OCTETS) this.fault = 'window-too-large';
    else this.expect('block-header', 3);
  }

  private readBlockHeader(): void {
    const header = this.held.readUIntLE(0, 3);
    const type = (header >>> 1) & 3;
    const size = header >>> 3;
    if (type === BLOCK_RESERVED || size > MAX_BLOCK_OCTETS) {
      this.fault = 'block-invalid';
      return;
    }
    this.toSkip = type === BLOCK_RUN_LENGTH ? 1 : size;
    if ((header & 1) === 0) return;
    if ((this.descriptor & 4) !== 0) this.toSkip += CHECKSUM_OCTETS;
    this.frames++;
    this.expect('magic', 4);
  }
}
