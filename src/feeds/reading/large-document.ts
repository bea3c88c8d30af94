/**
 * A JSON document too large to be parsed at once, cut while it streams by. It walks over the octets, knowing only
 * depth and whether it is inside a string, and cuts after elements of a list that stands at the top (or is the top).
 * Each piece begins with all that stood before the list, so that it reads like the whole with fewer elements.
 */

/** Octets of a piece at which it is cut at the next element. */
const PIECE_OCTETS = 4 * 1_048_576;
/** Most that may stand before the list, for it is repeated in every piece. */
const MAX_PREFIX_OCTETS = 4 * 1_048_576;

const QUOTE = 0x22;
const COMMA = 0x2c;
const LIST_START = 0x5b;
const BACKSLASH = 0x5c;
const LIST_END = 0x5d;
const OBJECT_START = 0x7b;
const OBJECT_END = 0x7d;

export class LargeDocument {
  /** Name of the list at which the document is cut; empty when the list is the document; undefined before it. */
  list: string | undefined;
  /** The document cannot be cut: one element, or what stands around the list, is too large. */
  tooLarge = false;

  private readonly maxOctets: number;
  /** What stands before the list, its bracket included. */
  private prefix = Buffer.alloc(0);
  private held: Buffer[] = [];
  private heldOctets = 0;
  private depth = 0;
  private listDepth = 0;
  private inList = false;
  private inString = false;
  private escaped = false;
  /** The string that began last at depth 1: the name of what follows. */
  private name: Buffer[] = [];

  /** `maxOctets` bounds what is held: the largest element that can be passed on. */
  constructor(maxOctets: number) {
    this.maxOctets = maxOctets;
  }

  /** Takes octets; returns the pieces that are complete. */
  push(octets: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    let start = 0;
    let stringStart = this.inString ? 0 : -1;
    for (let at = 0; at < octets.length; at++) {
      const octet = octets[at];
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (octet === BACKSLASH) this.escaped = true;
        else if (octet === QUOTE) {
          this.inString = false;
          this.nameEnds(octets.subarray(stringStart, at));
        }
      } else if (octet === QUOTE) {
        this.inString = true;
        stringStart = at + 1;
        if (this.depth === 1) this.name = [];
      } else if (octet === OBJECT_START || octet === LIST_START) {
        this.depth++;
        if (octet === LIST_START && this.opensList()) {
          this.hold(octets.subarray(start, at + 1));
          start = at + 1;
          this.beginList();
        }
      } else if (octet === OBJECT_END || octet === LIST_END) {
        this.depth--;
        if (this.depth < this.listDepth) this.inList = false;
      } else if (octet === COMMA && this.inList && this.depth === this.listDepth) {
        if (this.heldOctets + at - start < PIECE_OCTETS) continue;
        this.hold(octets.subarray(start, at));
        start = at + 1;
        pieces.push(this.takePiece(this.listDepth === 1 ? ']' : ']}'));
      }
    }
    if (this.inString) this.nameEnds(octets.subarray(stringStart));
    this.hold(octets.subarray(start));
    if (this.heldOctets > this.maxOctets) this.tooLarge = true;
    return pieces;
  }

  /** The last piece; undefined when the document is not whole or has no list. */
  finish(): Buffer | undefined {
    const isWhole = this.depth === 0 && !this.inString && !this.tooLarge && this.list !== undefined;
    return isWhole ? this.takePiece('') : undefined;
  }

  private opensList(): boolean {
    return this.list === undefined && this.depth <= 2 && this.heldOctets < MAX_PREFIX_OCTETS;
  }

  private beginList(): void {
    this.list = this.depth === 1 ? '' : Buffer.concat(this.name).toString('utf8');
    this.listDepth = this.depth;
    this.inList = true;
    this.prefix = Buffer.concat(this.held);
    this.held = [];
    this.heldOctets = 0;
  }

  private nameEnds(octets: Buffer): void {
    if (this.depth === 1 && this.list === undefined) this.name.push(octets);
  }

  private hold(octets: Buffer): void {
    if (octets.length === 0) return;
    this.held.push(octets);
    this.heldOctets += octets.length;
  }

  private takePiece(closing: string): Buffer {
    const piece = Buffer.concat([this.prefix, ...this.held, Buffer.from(closing)]);
    this.held = [];
    this.heldOctets = 0;
    return piece;
  }
}
