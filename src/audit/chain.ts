/**
 * The chain that binds each entry to all before it: h_i = SHA-256(h_{i-1} || canonicalJSON(e_i)), from 32 zero octets
 * (domain specification H.2). Who changes, drops, adds or swaps an entry must make every later hash anew, and the signed
 * roots of the days then no longer fit.
 */

import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

export const HASH_OCTETS = 32;
export const CHAIN_START: Buffer = Buffer.alloc(HASH_OCTETS);

/** An entry as it is kept: its canonical JSON and the hash of the chain up to it. */
export interface ChainLink {
  readonly sequence: number;
  readonly entry: string;
  readonly hash: Buffer;
}

/** Hash of an entry whose canonical JSON is given, behind the hash of the entry before. */
export function chainHash(before: Buffer, entry: string): Buffer {
  return createHash('sha256').update(before).update(entry, 'utf8').digest();
}

/** Why a link is not the one that belongs here. */
export type ChainProblem = 'missing-before' | 'not-json' | 'not-canonical' | 'another-place' | 'hash-differs';

/** Walks the chain of one organisation from its first entry. It holds only hashes and counts, however long the log is. */
export class ChainWalk {
  private readonly organisation: string;
  /** The last entry that is in order, and its hash. */
  sequence = 0;
  hash: Buffer = CHAIN_START;

  constructor(organisation: string) {
    this.organisation = organisation;
  }

  /** Takes the next link; says what is wrong with it, and then stays where it was. */
  step({ sequence, entry, hash }: ChainLink): ChainProblem | undefined {
    if (sequence !== this.sequence + 1) return 'missing-before';
    let stated: { readonly organisation?: unknown; readonly sequence?: unknown } | null;
    try {
      stated = JSON.parse(entry) as typeof stated;
      if (canonicalJson(stated) !== entry) return 'not-canonical';
    } catch {
      return 'not-json';
    }
    if (stated?.organisation !== this.organisation || stated.sequence !== sequence) return 'another-place';
    const expected = chainHash(this.hash, entry);
    if (!expected.equals(hash)) return 'hash-differs';
    this.sequence = sequence;
    this.hash = expected;
    return undefined;
  }
}
