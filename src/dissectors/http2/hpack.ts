/**
 * HPACK (RFC 7541): header fields of one direction of an HTTP/2 connection, which refer to a table of those before.
 *
 *   1xxxxxxx index     01xxxxxx name index or 0, value, kept     0000|0001 xxxx the same, not kept     001xxxxx table size
 *   integer  prefix of n bits; all ones: more follow, 7 bits an octet, low ones first      text  H1 length7 octets
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { decodeHuffman } from './huffman.ts';
import { STATIC_TABLE } from './static-table.ts';

/** RFC 7541 4.1: what an entry counts beside its octets. */
const ENTRY_OVERHEAD_OCTETS = 32;
/** RFC 9113 6.5.2: size of the table unless a setting says otherwise. */
const TABLE_DEFAULT_OCTETS = 4_096;
/** Largest table that is kept; a connection with a larger one is given up. */
export const TABLE_LIMIT_OCTETS = 65_536;
/** Fields of one header block that are looked at. */
export const FIELD_LIMIT = 256;
/** Octets of one name or value; longer ones are an error here. */
export const TEXT_LIMIT_OCTETS = 8_192;
/** RFC 7541 5.1: octets behind the prefix of an integer; three hold 2,097,151. */
const INTEGER_OCTETS_MOST = 3;

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly octets: number;
}

export class HpackDecoder {
  /** Newest first. */
  private readonly entries: Entry[] = [];
  private tableOctets = 0;
  private tableLimit = TABLE_DEFAULT_OCTETS;

  /** Reads the header block that fills the reader; false when it is malformed, and what follows cannot be read either. */
  read(block: OctetReader, visit: (name: string, value: string) => void): boolean {
    for (let count = 0; block.remaining > 0; count++) {
      if (count >= FIELD_LIMIT) return false;
      const first = block.peek();
      if ((first & 0x80) !== 0) {
        const entry = this.entryAt(readInteger(block, 7));
        if (!entry) return false;
        visit(entry.name, entry.value);
      } else if ((first & 0xe0) === 0x20) {
        const limit = readInteger(block, 5);
        if (limit > TABLE_LIMIT_OCTETS) return false;
        this.tableLimit = limit;
        this.evict();
      } else if (!this.readLiteral(block, (first & 0x40) !== 0, visit)) return false;
    }
    return true;
  }

  private readLiteral(
    block: OctetReader,
    isKept: boolean,
    visit: (name: string, value: string) => void,
  ): boolean {
    const index = readInteger(block, isKept ? 6 : 4);
    const name = index === 0 ? readText(block) : this.entryAt(index)?.name;
    const value = name === undefined ? undefined : readText(block);
    if (name === undefined || value === undefined || block.failed) return false;
    visit(name, value);
    if (isKept) {
      const octets = name.length + value.length + ENTRY_OVERHEAD_OCTETS;
      this.entries.unshift({ name, value, octets });
      this.tableOctets += octets;
      this.evict();
    }
    return true;
  }

  private entryAt(index: number): Pick<Entry, 'name' | 'value'> | undefined {
    const fixed = STATIC_TABLE[index - 1];
    return fixed ? { name: fixed[0], value: fixed[1] } : this.entries[index - 1 - STATIC_TABLE.length];
  }

  private evict(): void {
    while (this.tableOctets > this.tableLimit) {
      const oldest = this.entries.pop();
      if (!oldest) return;
      this.tableOctets -= oldest.octets;
    }
  }
}

/** An integer whose prefix is the low `bits` of the next octet; Infinity when it is cut or too large. */
function readInteger(block: OctetReader, bits: number): number {
  const most = (1 << bits) - 1;
  let value = block.u8() & most;
  if (value < most) return value;
  for (let index = 0; index < INTEGER_OCTETS_MOST; index++) {
    const octet = block.u8();
    value += (octet & 0x7f) << (7 * index);
    if (block.failed) return Number.POSITIVE_INFINITY;
    if (octet < 0x80) return value;
  }
  return Number.POSITIVE_INFINITY;
}

/** A text, one character an octet; undefined when it is cut, too long or badly coded. */
function readText(block: OctetReader): string | undefined {
  const isCoded = (block.peek() & 0x80) !== 0;
  const length = readInteger(block, 7);
  if (length > TEXT_LIMIT_OCTETS || length > block.remaining) return undefined;
  return isCoded ? decodeHuffman(block.copy(length)) : block.latin1(length);
}
