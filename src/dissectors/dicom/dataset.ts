/**
 * Walks the first part of a DICOM dataset and keeps the wanted elements only; everything else is stepped over unread.
 * DICOM PS3.5 7.1 (data elements), 7.5 (sequences), A.1 to A.3 (implicit, explicit little, explicit big endian).
 *
 *   implicit   group2 element2 length4 value
 *   explicit   group2 element2 VR2 length2 value   |   group2 element2 VR2 reserved2 length4 value  (long VRs)
 *   item       FFFE E000 length4 … [FFFE E00D 0]   sequence of undefined length ends with FFFE E0DD 0
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { DatasetEncoding } from './presentation-contexts.ts';

/** Sequences within sequences; deeper ones end the walk with the anomaly `depth-limit`. */
export const DEPTH_LIMIT = 16;
/** Elements and items looked at in one dataset. */
export const ELEMENT_LIMIT = 1_024;
/** Longest value kept, in octets: LO has 64 characters, several software versions may stand in one value. */
export const VALUE_LIMIT = 512;

const UNDEFINED_LENGTH = 0xffff_ffff;
const ITEM = 0xfffe_e000;
const ITEM_DELIMITATION = 0xfffe_e00d;
const SEQUENCE_DELIMITATION = 0xfffe_e0dd;
const SPECIFIC_CHARACTER_SET = 0x0008_0005;
const PIXEL_DATA = 0x7fe0_0010;

const vr = (text: string) => (text.charCodeAt(0) << 8) | text.charCodeAt(1);
/** PS3.5 7.1.2: VRs with two reserved octets and a length of four. */
const LONG_VRS = new Set(
  ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'].map(vr),
);
const SHORT_VRS = new Set(
  'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' ').map(vr),
);
const SQ = vr('SQ');
const UN = vr('UN');

/** Which elements to keep: those of the top level, and those of the first item of named sequences. */
export interface WantedElements {
  readonly top: ReadonlySet<number>;
  /** Sequence tag to the elements kept of its first item. */
  readonly within: ReadonlyMap<number, ReadonlySet<number>>;
  /** First tag that ends the walk of the top level (elements ascend, PS3.5 7.1). */
  readonly stopAt: number;
}

export type DatasetAnomaly = 'depth-limit' | 'element-length' | 'element-limit' | 'unknown-vr';

export interface DatasetPart {
  /** Tag to text, as it stands without padding; an element of an item never replaces one of the top level. */
  readonly values: ReadonlyMap<number, string>;
  readonly anomaly: DatasetAnomaly | undefined;
  /** Nothing wanted can follow in what has not been read. */
  readonly isDone: boolean;
}

const NONE: ReadonlySet<number> = new Set();
const NON_ASCII = /[\u0080-\u00ff]/;

/** Reads from the reader's position; `whole` says that the dataset ends with it, so a longer element is an anomaly. */
export function readDataset(
  octets: OctetReader,
  encoding: DatasetEncoding,
  wanted: WantedElements,
  whole: boolean,
): DatasetPart {
  const settled = encoding === 'unknown' ? encodingOf(octets) : encoding;
  if (settled === 'deflated') return { values: new Map(), anomaly: undefined, isDone: true };
  const walk = new DatasetWalk(octets, settled === 'explicit-big', wanted);
  walk.elements(Number.POSITIVE_INFINITY, 0, wanted.top, settled === 'implicit-little');
  const cut = octets.failed && whole ? 'element-length' : undefined;
  const isDone = walk.anomaly !== undefined || walk.hasReachedStop;
  return { values: walk.values, anomaly: walk.anomaly ?? cut, isDone };
}

/** Tells the encoding from the first element: its VR is two capital letters, its group is below 0100. */
function encodingOf(octets: OctetReader): DatasetEncoding {
  const isLetter = (octet: number) => octet >= 0x41 && octet <= 0x5a;
  if (!isLetter(octets.peek(4)) || !isLetter(octets.peek(5))) return 'implicit-little';
  return octets.peek(0) === 0 && octets.peek(1) > 0 ? 'explicit-big' : 'explicit-little';
}

/** PS3.3 C.12.1.1.2: none, ISO_IR 6 and ISO_IR 100 are Latin; makers write Latin 1 without saying so. */
function charactersOf(characterSet: string): 'latin1' | 'utf8' | 'other' {
  if (characterSet.includes('ISO_IR 192')) return 'utf8';
  return /^(?:(?:ISO_IR|ISO 2022 IR) (?:6|100))?[\\ ]*$/.test(characterSet) ? 'latin1' : 'other';
}

class DatasetWalk {
  readonly values = new Map<number, string>();
  anomaly: DatasetAnomaly | undefined;
  hasReachedStop = false;
  private seen = 0;
  private characters: 'latin1' | 'utf8' | 'other' = 'latin1';
  private valueRepresentation = 0;
  private readonly octets: OctetReader;
  private readonly isBig: boolean;
  private readonly wanted: WantedElements;

  constructor(octets: OctetReader, isBig: boolean, wanted: WantedElements) {
    this.octets = octets;
    this.isBig = isBig;
    this.wanted = wanted;
  }

  /** Reads elements up to `end` or an item's end mark; false when the whole walk is over. */
  elements(end: number, depth: number, keep: ReadonlySet<number>, implicit: boolean): boolean {
    const octets = this.octets;
    while (octets.position < end && octets.remaining > 0) {
      const tag = this.tag();
      if (this.isOver() || this.isTooMuch()) return false;
      if (tag === ITEM_DELIMITATION) {
        octets.skip(4);
        return !octets.failed;
      }
      if (depth === 0 && (tag >= this.wanted.stopAt || tag >= PIXEL_DATA)) {
        this.hasReachedStop = true;
        return false;
      }
      const length = this.elementLength(implicit);
      if (this.isOver()) return false;
      if (!this.element(tag, length, depth, keep, implicit)) return false;
    }
    return true;
  }

  private element(
    tag: number,
    length: number,
    depth: number,
    keep: ReadonlySet<number>,
    implicit: boolean,
  ): boolean {
    const within = depth === 0 ? this.wanted.within.get(tag) : undefined;
    const isSequence = implicit || this.valueRepresentation === SQ || this.valueRepresentation === UN;
    if (length === UNDEFINED_LENGTH || (within && isSequence)) {
      // PS3.5 6.2.2 note 4: UN of undefined length holds implicit VR little endian.
      return this.sequence(length, depth, within ?? NONE, implicit || this.valueRepresentation === UN);
    }
    if (tag === SPECIFIC_CHARACTER_SET && depth === 0 && length <= VALUE_LIMIT)
      this.characters = charactersOf(this.octets.latin1(length));
    else if (keep.has(tag) && length <= VALUE_LIMIT) this.keep(tag, length);
    else this.octets.skip(length);
    return !this.octets.failed;
  }

  private sequence(length: number, depth: number, keep: ReadonlySet<number>, implicit: boolean): boolean {
    if (depth >= DEPTH_LIMIT) {
      this.anomaly = 'depth-limit';
      return false;
    }
    const octets = this.octets;
    const end = length === UNDEFINED_LENGTH ? Number.POSITIVE_INFINITY : octets.position + length;
    let wanted = keep;
    while (octets.position < end) {
      const tag = this.tag();
      const itemLength = this.u32();
      if (this.isOver() || this.isTooMuch()) return false;
      if (tag === SEQUENCE_DELIMITATION) return true;
      if (tag !== ITEM) {
        this.anomaly = 'element-length';
        return false;
      }
      if (itemLength !== UNDEFINED_LENGTH && wanted.size === 0) octets.skip(itemLength);
      else {
        const itemEnd =
          itemLength === UNDEFINED_LENGTH ? Number.POSITIVE_INFINITY : octets.position + itemLength;
        if (!this.elements(itemEnd, depth + 1, wanted, implicit)) return false;
      }
      if (octets.failed) return false;
      wanted = NONE;
    }
    return true;
  }

  private keep(tag: number, length: number): void {
    const text = this.characters === 'utf8' ? this.octets.utf8(length) : this.octets.latin1(length);
    // ISO 2022 escapes and other sets give characters that are not decoded here; such a text would come out as noise.
    const isNoise = text.includes('\u001b') || (this.characters === 'other' && NON_ASCII.test(text));
    if (this.octets.failed || this.values.has(tag) || isNoise) return;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: values are padded with spaces or NUL (PS3.5 6.2)
    const value = text.replace(/[\u0000 ]+$/, '').trimStart();
    if (value !== '') this.values.set(tag, value);
  }

  private tag(): number {
    const group = this.isBig ? this.octets.u16() : this.octets.u16le();
    return group * 0x1_0000 + (this.isBig ? this.octets.u16() : this.octets.u16le());
  }

  private u32(): number {
    return this.isBig ? this.octets.u32() : this.octets.u32le();
  }

  private elementLength(implicit: boolean): number {
    if (implicit) return this.u32();
    const representation = this.octets.u16();
    this.valueRepresentation = representation;
    if (LONG_VRS.has(representation)) {
      this.octets.skip(2);
      return this.u32();
    }
    if (!SHORT_VRS.has(representation) && !this.octets.failed) this.anomaly = 'unknown-vr';
    return this.isBig ? this.octets.u16() : this.octets.u16le();
  }

  private isOver(): boolean {
    return this.octets.failed || this.anomaly !== undefined;
  }

  private isTooMuch(): boolean {
    if (++this.seen <= ELEMENT_LIMIT) return false;
    this.anomaly = 'element-limit';
    return true;
  }
}
