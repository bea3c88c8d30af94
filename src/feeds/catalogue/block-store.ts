/**
 * Items as JSON in compressed blocks of a file. One item costs at most one block to read; the blocks read last are kept.
 *
 *   block = raw deflate of JSON texts, one after the other; an item = block, offset, length
 */

import { hash } from 'node:crypto';
import fs from 'node:fs';
import zlib from 'node:zlib';
import { GrowingColumn } from '../../vulnerability/growing-column.ts';
import { CatalogueDamagedError } from '../feed-errors.ts';

/**
 * Octets of a block before it is compressed; a larger item has a block of its own. Against 64 KiB the file of an NVD grows
 * by 9 %, and reading one record takes two fifths of the time.
 */
const BLOCK_OCTETS = 16_384;
/** Speed before size: level 1 takes a third of the time of level 6 and gives 10 % more octets. */
const COMPRESSION_LEVEL = 1;
/** Largest item; what is larger is refused before. */
export const MAX_ITEM_OCTETS = 64 * 1_048_576;
/** Decompressed blocks that are kept. */
const BLOCKS_KEPT = 256;

/** Where the items are. Block `b` lies from `blockStarts[b]` to `blockStarts[b + 1]`. */
export interface ItemPlaces {
  readonly blockStarts: Float64Array;
  readonly blocks: Uint32Array;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  /** 64 bits of the SHA-256 of each item, as two numbers: equal for items that say the same. */
  readonly digests: Uint32Array;
}

export class BlockWriter {
  private readonly descriptor: number;
  private position: number;
  private readonly blockStarts: number[];
  private readonly blocks = new GrowingColumn();
  private readonly offsets = new GrowingColumn();
  private readonly lengths = new GrowingColumn();
  private readonly digests = new GrowingColumn();
  private waiting: Buffer[] = [];
  private waitingOctets = 0;

  /** Writes blocks into the open file from `position` on. */
  constructor(descriptor: number, position: number) {
    this.descriptor = descriptor;
    this.position = position;
    this.blockStarts = [position];
  }

  /** Adds an item; returns its number, from 0 on; undefined when it is too large. */
  add(item: object): number | undefined {
    const octets = Buffer.from(JSON.stringify(item), 'utf8');
    if (octets.length > MAX_ITEM_OCTETS) return undefined;
    if (this.waitingOctets + octets.length > BLOCK_OCTETS) this.flush();
    this.blocks.push(this.blockStarts.length - 1);
    this.offsets.push(this.waitingOctets);
    this.lengths.push(octets.length);
    const digest = hash('sha256', octets, 'buffer');
    this.digests.push(digest.readUInt32LE(0));
    this.digests.push(digest.readUInt32LE(4));
    this.waiting.push(octets);
    this.waitingOctets += octets.length;
    return this.blocks.length - 1;
  }

  /** Writes what waits; returns the places and where the file goes on. */
  finish(): { places: ItemPlaces; position: number } {
    this.flush();
    return {
      places: {
        blockStarts: Float64Array.from(this.blockStarts),
        blocks: this.blocks.view(),
        offsets: this.offsets.view(),
        lengths: this.lengths.view(),
        digests: this.digests.view(),
      },
      position: this.position,
    };
  }

  private flush(): void {
    if (this.waitingOctets === 0) return;
    const block = zlib.deflateRawSync(Buffer.concat(this.waiting), { level: COMPRESSION_LEVEL });
    for (let at = 0; at < block.length; )
      at += fs.writeSync(this.descriptor, block, at, block.length - at, this.position + at);
    this.position += block.length;
    this.blockStarts.push(this.position);
    this.waiting = [];
    this.waitingOctets = 0;
  }
}

export class BlockReader {
  private readonly descriptor: number;
  private readonly places: Omit<ItemPlaces, 'digests'>;
  private readonly kept = new Map<number, Buffer>();

  constructor(descriptor: number, places: Omit<ItemPlaces, 'digests'>) {
    this.descriptor = descriptor;
    this.places = places;
  }

  /** Parses an item. Throws a RangeError for a number that is none, CatalogueDamagedError for damaged octets. */
  read(item: number): unknown {
    const { blocks, offsets, lengths } = this.places;
    const block = blocks[item];
    if (block === undefined) throw new RangeError(`There is no item ${item} in the catalogue.`);
    const offset = offsets[item] ?? 0;
    try {
      return JSON.parse(this.block(block).toString('utf8', offset, offset + (lengths[item] ?? 0)));
    } catch (error) {
      throw new CatalogueDamagedError(`item ${item} cannot be read`, { cause: error });
    }
  }

  private block(number: number): Buffer {
    const kept = this.kept.get(number);
    if (kept) return kept;
    const start = this.places.blockStarts[number] ?? 0;
    const packed = Buffer.alloc(Math.max(0, (this.places.blockStarts[number + 1] ?? start) - start));
    fs.readSync(this.descriptor, packed, 0, packed.length, start);
    const octets = zlib.inflateRawSync(packed, { maxOutputLength: MAX_ITEM_OCTETS + BLOCK_OCTETS });
    this.kept.set(number, octets);
    if (this.kept.size > BLOCKS_KEPT) {
      const [oldest] = this.kept.keys();
      if (oldest !== undefined) this.kept.delete(oldest);
    }
    return octets;
  }
}
