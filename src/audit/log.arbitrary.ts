/** Whole logs for properties: entries over some days, chained and signed. */

import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import { CHAIN_START, type ChainLink, chainHash } from './chain.ts';
import { hashOfRoot, rawPublicKey, type SignedRoot, signRoot } from './day-root.ts';
import type { LogVerifier } from './log-verifier.ts';
import { MerkleTree } from './merkle-tree.ts';

export const ORGANISATION = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const KEYS = generateKeyPairSync('ed25519');
export const PUBLIC_KEY: Buffer = rawPublicKey(KEYS.publicKey);

export interface Log {
  readonly links: readonly ChainLink[];
  readonly roots: readonly SignedRoot[];
}

/** Links of entries with these texts, hashed as they come. */
export function linksOf(entries: readonly string[]): ChainLink[] {
  let hash = CHAIN_START;
  return entries.map((entry, index) => {
    hash = chainHash(hash, entry);
    return { sequence: index + 1, entry, hash };
  });
}

export function entryText(sequence: number, at: string, action: string): string {
  return canonicalJson({ organisation: ORGANISATION, sequence, at, action, change: { by: 'Ann' } });
}

/** One root for each day whose entries are given by number. */
export function rootsOf(links: readonly ChainLink[], days: readonly number[]): SignedRoot[] {
  const roots: SignedRoot[] = [];
  let first = 1;
  for (const [index, count] of days.entries()) {
    const its = links.slice(first - 1, first - 1 + count);
    const tree = new MerkleTree();
    for (const { hash } of its) tree.add(hash);
    const before = roots.at(-1);
    const root = {
      ...{ organisation: ORGANISATION, day: `2026-11-${10 + index}`, first, last: first + count - 1 },
      ...{ root: tree.root().toString('hex'), head: its.at(-1)?.hash.toString('hex') ?? '' },
      before: before ? hashOfRoot(before.root) : null,
    };
    roots.push(signRoot(root, KEYS.privateKey));
    first += count;
  }
  return roots;
}

/** A log of one to five signed days and some entries of today. */
export const log: fc.Arbitrary<Log> = fc
  .record({
    days: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
    today: fc.integer({ min: 0, max: 4 }),
    actions: fc.array(fc.constantFrom('upload.begin', 'device.edit', 'session.begin'), {
      minLength: 34,
      maxLength: 34,
    }),
  })
  .map(({ days, today, actions }) => {
    const dates = [...days, today].flatMap((count, day) => Array<string>(count).fill(`2026-11-${10 + day}`));
    const links = linksOf(
      dates.map((date, index) => entryText(index + 1, `${date}T08:00:00.000Z`, actions[index] ?? '')),
    );
    return { links, roots: rootsOf(links, days) };
  });

/** Shows a log to a verifier as it stands, with its head where it was when all was well. */
export function show(verifier: LogVerifier, { links, roots }: Log, head: ChainLink | undefined): LogVerifier {
  const left = [...roots];
  for (const [index, link] of links.entries()) {
    while (left[0] && left[0].root.last <= index) verifier.root(left.shift() as SignedRoot);
    verifier.entry(link);
  }
  for (const root of left) verifier.root(root);
  verifier.end(head);
  return verifier;
}
