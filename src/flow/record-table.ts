/**
 * Records of fixed size under a key of up to four 32-bit integers: stations, addresses, bindings, pairs. Open addressing
 * over one Int32Array with an aliased table of doubles; no object and no string per record. Records are never removed,
 * so a record id stays valid; at the hard limit nothing is added any more and `add` answers NO_RECORD.
 */

/** Answer of `find` and `add` when there is no record, and at the limit. */
export const NO_RECORD = -1;

export interface RecordShape {
  /** Integers of the key (1 to 4), which are the first integers of the record. */
  readonly keyWords: number;
  /** Integers of a record, key included. */
  readonly words: number;
  /** Doubles of a record. */
  readonly doubles: number;
  /** Most records that the table will ever hold. */
  readonly limit: number;
  /** Random per start: hostile keys must not be able to collide on purpose. */
  readonly seed: number;
}

const FIRST_CAPACITY = 256;

export class RecordTable {
  /** Record `id` starts at `id * shape.words`. Replaced when the table grows: do not keep a reference. */
  words: Int32Array;
  /** Record `id` starts at `id * shape.doubles`. Replaced when the table grows: do not keep a reference. */
  doubles: Float64Array;
  /** Records in use; ids run from 0 to `count - 1`. */
  count = 0;
  private slots: Int32Array;
  private mask: number;
  private readonly shape: RecordShape;

  constructor(shape: RecordShape) {
    this.shape = shape;
    this.words = new Int32Array(FIRST_CAPACITY * shape.words);
    this.doubles = new Float64Array(FIRST_CAPACITY * shape.doubles);
    this.slots = new Int32Array(FIRST_CAPACITY * 2);
    this.mask = this.slots.length - 1;
  }

  private hash(key0: number, key1: number, key2: number, key3: number): number {
    let hash = Math.imul(key0 ^ this.shape.seed, 0x9e3779b1) ^ Math.imul(key1, 0x85ebca6b);
    hash =
      Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ Math.imul(key2, 0xc2b2ae35) ^ Math.imul(key3, 0x27d4eb2f);
    hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
    return (hash ^ (hash >>> 16)) & this.mask;
  }

  /** Slot that holds the key, or the free slot where it would stand. Slots hold id + 1; 0 is free. */
  private slotOf(key0: number, key1: number, key2: number, key3: number): number {
    const { keyWords, words: stride } = this.shape;
    const words = this.words;
    let slot = this.hash(key0, key1, key2, key3);
    for (;;) {
      const stored = this.slots[slot] ?? 0;
      if (stored === 0) return slot;
      const at = (stored - 1) * stride;
      if (
        words[at] === key0 &&
        (keyWords < 2 || words[at + 1] === key1) &&
        (keyWords < 3 || words[at + 2] === key2) &&
        (keyWords < 4 || words[at + 3] === key3)
      ) {
        return slot;
      }
      slot = (slot + 1) & this.mask;
    }
  }

  /** Id of the record with this key, or NO_RECORD. Unused key words are 0. */
  find(key0: number, key1 = 0, key2 = 0, key3 = 0): number {
    return (this.slots[this.slotOf(key0, key1, key2, key3)] ?? 0) - 1;
  }

  /** Id of the record with this key, made when it is new; `count` tells. NO_RECORD at the limit. */
  add(key0: number, key1 = 0, key2 = 0, key3 = 0): number {
    const slot = this.slotOf(key0, key1, key2, key3);
    const stored = this.slots[slot] ?? 0;
    if (stored !== 0) return stored - 1;
    const id = this.count;
    if (id >= this.shape.limit) return NO_RECORD;
    if ((id + 1) * this.shape.words > this.words.length) this.grow();
    const { keyWords, words: stride } = this.shape;
    const at = id * stride;
    this.words[at] = key0;
    if (keyWords > 1) this.words[at + 1] = key1;
    if (keyWords > 2) this.words[at + 2] = key2;
    if (keyWords > 3) this.words[at + 3] = key3;
    this.count = id + 1;
    if ((id + 1) * 2 > this.slots.length) this.rehash();
    else this.slots[slot] = id + 1;
    return id;
  }

  /** Adds a copy of a record of another table of the same shape under this key. NO_RECORD at the limit. */
  addCopy(source: RecordTable, sourceId: number, key0: number, key1 = 0, key2 = 0, key3 = 0): number {
    const id = this.add(key0, key1, key2, key3);
    if (id === NO_RECORD) return id;
    const { keyWords, words, doubles } = this.shape;
    for (let word = keyWords; word < words; word++)
      this.words[id * words + word] = source.words[sourceId * words + word] ?? 0;
    for (let double = 0; double < doubles; double++)
      this.doubles[id * doubles + double] = source.doubles[sourceId * doubles + double] ?? 0;
    return id;
  }

  /** How full the table is, from 0 to 1. */
  get fullness(): number {
    return this.count / this.shape.limit;
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    const doubles = new Float64Array(this.doubles.length * 2);
    doubles.set(this.doubles);
    this.doubles = doubles;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.mask = this.slots.length - 1;
    const { keyWords, words: stride } = this.shape;
    for (let id = 0; id < this.count; id++) {
      const at = id * stride;
      const word = (index: number) => (index < keyWords ? (this.words[at + index] ?? 0) : 0);
      this.slots[this.slotOf(word(0), word(1), word(2), word(3))] = id + 1;
    }
  }
}
