/**
 * The pcapng capture format (draft-ietf-opsawg-pcapng-02), read in place. A file is a chain of blocks; a section header
 * may change the byte order and forgets the interfaces. Unknown and oversized blocks are skipped, not held.
 *
 *   block            type u32 | length u32 | body, padded to 32 bits | length u32 again
 *   enhanced packet  interface u32 | time high u32 | time low u32 | captured u32 | wire u32 | octets | options
 */

import { type DamageReason, MAX_CAPTURED_OCTETS, type RecordWalker } from './capture-decoder-damage.ts';
import type { Frame, FrameSink } from './frame.ts';
import type { Octets } from './octet-reader.ts';
import { interfaceDrops, readInterface, resolvedNames } from './pcapng-blocks.ts';
import type { PcapngInterface } from './pcapng-interface.ts';

const SECTION_HEADER_BLOCK = 0x0a0d0d0a; // section 4.1, the same in both byte orders
const INTERFACE_DESCRIPTION_BLOCK = 1; // section 4.2
const PACKET_BLOCK = 2; // appendix A, obsolete
const SIMPLE_PACKET_BLOCK = 3; // section 4.4
const NAME_RESOLUTION_BLOCK = 4; // section 4.5
const INTERFACE_STATISTICS_BLOCK = 5; // section 4.6
const ENHANCED_PACKET_BLOCK = 6; // section 4.3
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const VERSION_MAJOR = 1;

/** Type, length and the length again: the shortest block. */
const MIN_BLOCK_OCTETS = 12;
const SECTION_HEADER_OCTETS = 28;
const PACKET_HEADER_OCTETS = 28;
const SIMPLE_PACKET_HEADER_OCTETS = 12;
const TRAILER_OCTETS = 4;
/** A block that must be understood is looked at up to here; what follows (comments, custom options) is skipped. */
export const MAX_BLOCK_OCTETS = MAX_CAPTURED_OCTETS + 131_072;
/** Interfaces of one section; a capture with more is refused as damaged. */
export const MAX_INTERFACES = 65_536;

/** Octets from the start of a file that `recognisePcapng` needs. */
export const PCAPNG_MAGIC_OCTETS = 12;

/** True when a section header begins at `at`, where PCAPNG_MAGIC_OCTETS must be readable. */
export function recognisePcapng(view: DataView, at: number): boolean {
  return view.getUint32(at) === SECTION_HEADER_BLOCK && byteOrder(view, at + 8) !== undefined;
}

/** True for little-endian, false for big-endian, undefined for neither. */
function byteOrder(view: DataView, at: number): boolean | undefined {
  if (view.getUint32(at, true) === BYTE_ORDER_MAGIC) return true;
  return view.getUint32(at) === BYTE_ORDER_MAGIC ? false : undefined;
}

/** Least length of the blocks that are understood, trailer included; 0 for blocks to skip. */
function leastLength(type: number): number {
  switch (type) {
    case SECTION_HEADER_BLOCK:
      return SECTION_HEADER_OCTETS;
    case INTERFACE_DESCRIPTION_BLOCK:
      return 20;
    case SIMPLE_PACKET_BLOCK:
      return SIMPLE_PACKET_HEADER_OCTETS + TRAILER_OCTETS;
    case NAME_RESOLUTION_BLOCK:
      return MIN_BLOCK_OCTETS;
    case INTERFACE_STATISTICS_BLOCK:
      return 24;
    case PACKET_BLOCK:
    case ENHANCED_PACKET_BLOCK:
      return PACKET_HEADER_OCTETS + TRAILER_OCTETS;
    default:
      return 0;
  }
}

/** Walks the blocks of a pcapng file from its first octet. */
export class PcapngWalker implements RecordWalker {
  damage: DamageReason | undefined;
  private readonly frame: Frame;
  private readonly sink: FrameSink;
  private readonly octets: Octets;
  private littleEndian = true;
  private interfaces: PcapngInterface[] = [];
  /** Packets lost in earlier sections, and those that obsolete packet blocks count one by one. */
  private droppedBefore = 0;
  /** Length that the trailer of a skipped block must repeat; 0 when none is awaited. */
  private awaitedLength = 0;

  constructor(frame: Frame, sink: FrameSink) {
    this.frame = frame;
    this.sink = sink;
    this.octets = frame.octets;
  }

  get octetsBehind(): number {
    return this.awaitedLength === 0 ? 0 : this.awaitedLength - TRAILER_OCTETS;
  }

  get droppedPackets(): number {
    return this.interfaces.reduce((sum, each) => sum + each.droppedPackets, this.droppedBefore);
  }

  walk(from: number, to: number): number {
    const view = this.octets.view;
    let littleEndian = this.littleEndian;
    let at = from;
    if (this.awaitedLength !== 0) {
      if (to - at < TRAILER_OCTETS) return at;
      if (view.getUint32(at, littleEndian) !== this.awaitedLength)
        return this.damaged('block-length-mismatch', at - this.octetsBehind);
      this.awaitedLength = 0;
      at += TRAILER_OCTETS;
    }
    while (to - at >= MIN_BLOCK_OCTETS) {
      const type = littleEndian ? view.getUint32(at, true) : view.getUint32(at, false);
      if (type === SECTION_HEADER_BLOCK) {
        const order = byteOrder(view, at + 8);
        if (order === undefined) return this.damaged('byte-order-unknown', at);
        littleEndian = order;
      }
      const length = littleEndian ? view.getUint32(at + 4, true) : view.getUint32(at + 4, false);
      if (length < MIN_BLOCK_OCTETS || (length & 3) !== 0) return this.damaged('block-length', at);
      const least =
        type === ENHANCED_PACKET_BLOCK ? PACKET_HEADER_OCTETS + TRAILER_OCTETS : leastLength(type);
      if (length < least) return this.damaged('block-too-short', at);
      const held = least === 0 ? 0 : Math.min(length, MAX_BLOCK_OCTETS);
      if (to - at < held) break;
      const trailerAt = at + length - TRAILER_OCTETS;
      const ends = to - trailerAt >= TRAILER_OCTETS;
      if (ends) {
        const again = littleEndian ? view.getUint32(trailerAt, true) : view.getUint32(trailerAt, false);
        if (again !== length) return this.damaged('block-length-mismatch', at);
      }
      if (held !== 0) {
        const bodyEnd = at + held - TRAILER_OCTETS;
        // Only now is a new order taken over: the header may have been cut, and is then seen again.
        this.littleEndian = littleEndian;
        const good =
          type === ENHANCED_PACKET_BLOCK
            ? this.packet(at, bodyEnd, false)
            : this.otherBlock(type, at, bodyEnd);
        if (!good) return at;
      }
      if (!ends) {
        this.awaitedLength = length;
        return trailerAt;
      }
      at += length;
    }
    return at;
  }

  private damaged(reason: DamageReason, at: number): number {
    this.damage = reason;
    return at;
  }

  private packet(at: number, bodyEnd: number, obsolete: boolean): boolean {
    const { frame, littleEndian } = this;
    const view = this.octets.view;
    let id = littleEndian ? view.getUint32(at + 8, true) : view.getUint32(at + 8, false);
    if (obsolete) {
      id = view.getUint16(at + 8, littleEndian);
      const drops = view.getUint16(at + 10, littleEndian);
      if (drops !== 0xffff) this.droppedBefore += drops;
    }
    const source = this.interfaces[id];
    if (source === undefined) {
      this.damage = 'interface-unknown';
      return false;
    }
    const captured = littleEndian ? view.getUint32(at + 20, true) : view.getUint32(at + 20, false);
    const wire = littleEndian ? view.getUint32(at + 24, true) : view.getUint32(at + 24, false);
    const start = at + PACKET_HEADER_OCTETS;
    if (captured > bodyEnd - start) {
      this.damage = captured > MAX_CAPTURED_OCTETS ? 'record-too-long' : 'block-too-short';
      return false;
    }
    source.stamp(
      frame,
      littleEndian ? view.getUint32(at + 12, true) : view.getUint32(at + 12, false),
      littleEndian ? view.getUint32(at + 16, true) : view.getUint32(at + 16, false),
    );
    frame.start = start;
    frame.end = start + captured;
    frame.wireOctets = Math.max(wire, captured);
    frame.linkType = source.linkType;
    frame.number++;
    this.sink.frame(frame);
    return true;
  }

  /** A simple packet block tells no time: its frame keeps that of the packet before it, 0 for the first. */
  private simplePacket(at: number, bodyEnd: number): boolean {
    const { frame } = this;
    const source = this.interfaces[0];
    if (source === undefined) {
      this.damage = 'interface-unknown';
      return false;
    }
    const wire = this.octets.view.getUint32(at + 8, this.littleEndian);
    const start = at + SIMPLE_PACKET_HEADER_OCTETS;
    const limit = source.snapLength === 0 ? wire : Math.min(wire, source.snapLength);
    frame.start = start;
    frame.end = Math.min(start + limit, bodyEnd);
    frame.wireOctets = wire;
    frame.linkType = source.linkType;
    frame.number++;
    this.sink.frame(frame);
    return true;
  }

  private otherBlock(type: number, at: number, bodyEnd: number): boolean {
    const { octets, littleEndian } = this;
    switch (type) {
      case SECTION_HEADER_BLOCK:
        return this.beginSection(at);
      case INTERFACE_DESCRIPTION_BLOCK:
        if (this.interfaces.length >= MAX_INTERFACES) {
          this.damage = 'too-many-interfaces';
          return false;
        }
        this.interfaces.push(readInterface(octets.view, at, bodyEnd, littleEndian));
        return true;
      case PACKET_BLOCK:
        return this.packet(at, bodyEnd, true);
      case SIMPLE_PACKET_BLOCK:
        return this.simplePacket(at, bodyEnd);
      case NAME_RESOLUTION_BLOCK:
        resolvedNames(octets, at, bodyEnd, littleEndian, this.sink);
        return true;
      default: {
        const source = this.interfaces[octets.view.getUint32(at + 8, littleEndian)];
        if (source) source.droppedPackets = interfaceDrops(octets.view, at, bodyEnd, littleEndian);
        return true;
      }
    }
  }

  private beginSection(at: number): boolean {
    if (this.octets.view.getUint16(at + 12, this.littleEndian) !== VERSION_MAJOR) {
      this.damage = 'version-unsupported';
      return false;
    }
    this.droppedBefore = this.droppedPackets;
    this.interfaces = [];
    return true;
  }
}
