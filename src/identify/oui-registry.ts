/**
 * Organisation names behind MAC addresses (IEEE MA-L, MA-M and MA-S blocks: 24, 28 and 36 bits).
 *
 *   text line   hexadecimal digits (6, 7 or 9, lower case) TAB organisation LF     sorted by the digits
 *
 * The text is searched as it stands: starting up costs no parsing of some 53,000 lines and memory holds one string.
 */

export interface OuiEntry {
  /** Organisation as registered. */
  readonly name: string;
  readonly prefixBits: 24 | 28 | 36;
}

const LARGE_BLOCK_DIGITS = 6;
const SMALL_BLOCKS = [
  { digits: 9, prefixBits: 36 },
  { digits: 7, prefixBits: 28 },
] as const;
/** 24-bit blocks remembered; all are dropped at the limit. */
const REMEMBERED_BLOCKS = 4_096;

interface LargeBlock {
  readonly entry: OuiEntry | undefined;
  /** Smaller blocks within it are registered too. */
  readonly isDivided: boolean;
}
const LINE_FEED = 10;
const TAB = 9;

export class OuiRegistry {
  readonly #text: string;
  readonly #largeBlocks = new Map<string, LargeBlock>();

  /** `text` as `scripts/build-oui.mjs` writes it; kept as it is. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The organisation of the longest registered block that holds `mac` (any usual spelling); undefined when none. */
  lookup(mac: string): OuiEntry | undefined {
    const digits = mac.replace(/[^0-9a-fA-F]/g, '').toLowerCase();
    if (digits.length !== 12) return undefined;
    const large = this.#largeBlock(digits.slice(0, LARGE_BLOCK_DIGITS));
    if (!large.isDivided) return large.entry;
    for (const block of SMALL_BLOCKS) {
      const name = this.#nameOf(digits.slice(0, block.digits));
      if (name !== undefined) return { name, prefixBits: block.prefixBits };
    }
    return large.entry;
  }

  /** The 24-bit block, remembered: the MACs of a network share few of them. */
  #largeBlock(prefix: string): LargeBlock {
    const known = this.#largeBlocks.get(prefix);
    if (known) return known;
    const name = this.#nameOf(prefix);
    // Sorted text: the blocks within one follow it at once.
    const first = this.#firstFrom(prefix);
    const following = name === undefined ? first : this.#text.indexOf('\n', first) + 1;
    const isDivided = this.#text.startsWith(prefix, following);
    const block: LargeBlock = { entry: name === undefined ? undefined : { name, prefixBits: 24 }, isDivided };
    if (this.#largeBlocks.size >= REMEMBERED_BLOCKS) this.#largeBlocks.clear();
    this.#largeBlocks.set(prefix, block);
    return block;
  }

  #nameOf(prefix: string): string | undefined {
    const start = this.#firstFrom(prefix);
    return this.#compareAt(start, prefix) === 0 ? this.#nameAt(start + prefix.length + 1) : undefined;
  }

  /**
   * Offset of the first line that does not sort before `prefix`; the length of the text when all do. Binary search over
   * octet offsets: each probe goes back to the start of the line that it fell into.
   */
  #firstFrom(prefix: string): number {
    const text = this.#text;
    let low = 0;
    let high = text.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = text.lastIndexOf('\n', middle - 1) + 1;
      if (this.#compareAt(start, prefix) >= 0) high = Math.min(start, middle);
      else {
        const end = text.indexOf('\n', middle);
        low = end < 0 ? text.length : end + 1;
      }
    }
    return low;
  }

  /** Negative when the line at `start` sorts before `prefix`, 0 when its digits are exactly `prefix`. */
  #compareAt(start: number, prefix: string): number {
    for (let index = 0; index < prefix.length; index += 1) {
      const difference = this.#text.charCodeAt(start + index) - prefix.charCodeAt(index);
      if (difference !== 0) return difference || -1; // NaN past the end of the text
    }
    return this.#text.charCodeAt(start + prefix.length) === TAB ? 0 : 1;
  }

  #nameAt(start: number): string {
    let end = start;
    while (end < this.#text.length && this.#text.charCodeAt(end) !== LINE_FEED) end += 1;
    return this.#text.slice(start, end);
  }
}
