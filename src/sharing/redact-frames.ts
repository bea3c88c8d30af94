/**
 * Takes everything out of frames that a fact does not need. Addresses become documentation addresses; then every other octet
 * is overwritten as long as the fact is still read: what stays is what the dissector cannot do without, and a name that it
 * does not need cannot stay, in whatever encoding it stands. The caller says what "still read" means.
 */

import { IDENTIFIER_MIN } from './shareable-fact.ts';

/** How often frames are read anew; beyond, nothing is shared. */
export const REPLAY_LIMIT = 20_000;

/** Octets of the capture that identify somebody. */
export interface Identities {
  /** MAC and IP addresses, 6, 4 or 16 octets each, as latin1 text. */
  readonly addresses: ReadonlySet<string>;
  /** Names, serial numbers and the like. */
  readonly names: readonly string[];
}

/** Whether frames still prove the fact that is shared. */
export type Proof = (frames: readonly Uint8Array[]) => boolean;

const LETTER_FILLER = 0x78; // x
const DIGIT_FILLER = 0x30; // 0
const ADDRESS_LENGTHS = [16, 6, 4] as const;

/** The redacted frames that still prove the fact; undefined when it cannot be proved without what identifies. */
export function redactFrames(
  frames: readonly Uint8Array[],
  identities: Identities,
  proves: Proof,
): readonly Uint8Array[] | undefined {
  const redaction = new Redaction(frames, proves);
  redaction.replaceAddresses(identities.addresses);
  redaction.hideNames(identities.names);
  if (!redaction.holds() || !redaction.dropFrames() || !redaction.mask()) return undefined;
  return redaction.reveals(identities) ? undefined : redaction.frames;
}

class Redaction {
  frames: Uint8Array[];
  readonly #proves: Proof;
  /** Octets that already stand for something invented. */
  #settled: Uint8Array[];
  #replays = 0;

  constructor(frames: readonly Uint8Array[], proves: Proof) {
    this.frames = frames.map((frame) => Uint8Array.from(frame));
    this.#settled = frames.map((frame) => new Uint8Array(frame.length));
    this.#proves = proves;
  }

  holds(): boolean {
    this.#replays++;
    return this.#proves(this.frames);
  }

  /** Puts one documentation address (RFC 5737, RFC 3849) or local MAC in the place of each known one, everywhere. */
  replaceAddresses(addresses: ReadonlySet<string>): void {
    const invented = new Map<string, Uint8Array>();
    for (const [index, frame] of this.frames.entries()) {
      const text = latin1(frame);
      for (let at = 0; at < frame.length; ) {
        const length = addressAt(text, at, addresses);
        if (length === undefined) {
          at++;
          continue;
        }
        const known = text.slice(at, at + length);
        const replacement = invented.get(known) ?? inventedAddress(length, invented.size + 1);
        invented.set(known, replacement);
        frame.set(replacement, at);
        this.#settled[index]?.fill(1, at, at + length);
        at += length;
      }
    }
  }

  /** Overwrites names as text, and as UTF-16. */
  hideNames(names: readonly string[]): void {
    for (const frame of this.frames) {
      const text = latin1(frame).toLowerCase();
      for (const name of names)
        for (const form of formsOf(name))
          for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
            for (let octet = at; octet < at + form.length; octet++)
              frame[octet] = form[octet - at] === '\0' ? 0 : LETTER_FILLER;
    }
  }

  /** Drops each frame that is not needed. Answers false at the limit. */
  dropFrames(): boolean {
    for (let index = this.frames.length - 1; index >= 0; index--) {
      const { frames } = this;
      this.frames = frames.filter((_, other) => other !== index);
      if (this.frames.length > 0 && this.holds())
        this.#settled = this.#settled.filter((_, other) => other !== index);
      else this.frames = frames;
      if (this.#replays > REPLAY_LIMIT) return false;
    }
    return true;
  }

  /** Overwrites every octet that is not needed. Answers false at the limit. */
  mask(): boolean {
    return this.frames.every((frame, index) => this.#maskRange(frame, index, 0, frame.length));
  }

  #maskRange(frame: Uint8Array, index: number, from: number, to: number): boolean {
    const before = frame.slice(from, to);
    const settled = this.#settled[index];
    for (let at = from; at < to; at++) if (settled?.[at] !== 1) frame[at] = fillerOf(frame[at] ?? 0);
    if (before.every((octet, at) => octet === frame[from + at]) || this.holds()) return true;
    frame.set(before, from);
    if (this.#replays > REPLAY_LIMIT) return false;
    if (to - from === 1) return true;
    const middle = (from + to) >> 1;
    return this.#maskRange(frame, index, from, middle) && this.#maskRange(frame, index, middle, to);
  }

  /** A last look: whether something that identifies stands in the frames all the same. */
  reveals({ addresses, names }: Identities): boolean {
    return this.frames.some((frame, index) => {
      const text = latin1(frame);
      const lower = text.toLowerCase();
      if (names.some((name) => formsOf(name).some((form) => lower.includes(form)))) return true;
      for (let at = 0; at < text.length; at++)
        if (this.#settled[index]?.[at] !== 1 && addressAt(text, at, addresses) !== undefined) return true;
      return false;
    });
  }
}

/** Octets of the known address that stands at `at`; undefined when there is none. */
function addressAt(text: string, at: number, addresses: ReadonlySet<string>): number | undefined {
  return ADDRESS_LENGTHS.find(
    (octets) => at + octets <= text.length && addresses.has(text.slice(at, at + octets)),
  );
}

/** What an octet becomes: letters and digits others of their kind, so that text stays text; punctuation stays. */
function fillerOf(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return DIGIT_FILLER;
  if ((octet | 0x20) >= 0x61 && (octet | 0x20) <= 0x7a) return LETTER_FILLER;
  return octet >= 0x20 && octet < 0x7f ? octet : 0;
}

function inventedAddress(octets: number, number: number): Uint8Array {
  const last = number % 254 || 254;
  if (octets === 4) return Uint8Array.of(192, 0, 2, last);
  if (octets === 6) return Uint8Array.of(2, 0, 0, 0, 0, last);
  return Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last);
}

/** A name as it may stand in octets: as text, and as UTF-16 in both byte orders, lower case. */
function formsOf(name: string): readonly string[] {
  if (name.length < IDENTIFIER_MIN) return [];
  const lower = latin1(new TextEncoder().encode(name)).toLowerCase();
  const wide = [...lower].join('\0');
  return [lower, `${wide}\0`, `\0${wide}`];
}

function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
}
