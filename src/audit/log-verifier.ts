/** Whether the log of one organisation is whole: its chain, and the signed roots of its days. Names the first place that is not. */

import { type ChainLink, type ChainProblem, ChainWalk } from './chain.ts';
import { hashOfRoot, isSigned, type SignedRoot } from './day-root.ts';
import { MerkleTree } from './merkle-tree.ts';

export interface Break {
  /** Number of the first entry that is not as it was written, or that is missing. */
  readonly sequence: number;
  /** For people. */
  readonly problem: string;
}

const SENTENCES: Readonly<Record<ChainProblem, string>> = {
  'missing-before': 'it is missing',
  'not-json': 'it is no JSON',
  'not-canonical': 'it is not written as entries are',
  'another-place': 'it was written for another place',
  'hash-differs': 'it, or its hash, was changed',
};

export class LogVerifier {
  private readonly chain: ChainWalk;
  private readonly trusted: readonly Buffer[];
  private tree = new MerkleTree();
  private rootBefore: SignedRoot | undefined;
  private broken: Break | undefined;

  /** `trusted` are public keys that may have signed; none leaves the keys to whoever reads `keys`. */
  constructor(organisation: string, trusted: readonly Buffer[]) {
    this.chain = new ChainWalk(organisation);
    this.trusted = trusted;
  }

  /** Keys that signed, in hexadecimal digits. */
  readonly keys = new Set<string>();

  /** Number of the last entry that is in order, and of the last one under a signature. */
  get verifiedTo(): number {
    return this.chain.sequence;
  }
  get signedTo(): number {
    return this.rootBefore?.root.last ?? 0;
  }
  get signedDay(): string | undefined {
    return this.rootBefore?.root.day;
  }
  /** Where it breaks first; what comes after is not looked at. */
  get firstBreak(): Break | undefined {
    return this.broken;
  }

  /** The next entry. */
  entry(link: ChainLink): void {
    if (this.broken) return;
    const problem = this.chain.step(link);
    if (problem) this.broken = { sequence: this.chain.sequence + 1, problem: SENTENCES[problem] };
    else this.tree.add(link.hash);
  }

  /** The next root, behind its last entry. */
  root(signed: SignedRoot): void {
    if (this.broken) return;
    const { root } = signed;
    const { sequence } = this.chain;
    const problem = this.rootProblem(signed);
    if (problem && root.last > sequence)
      this.broken = { sequence: sequence + 1, problem: SENTENCES['missing-before'] };
    else if (problem) this.broken = { sequence: root.first, problem: `the root of ${root.day} ${problem}` };
    this.keys.add(signed.key.toString('hex'));
    this.rootBefore = signed;
    this.tree = new MerkleTree();
  }

  /** The end of the log, where its head stands at this entry with this hash; left out when the head is not known. */
  end(head?: { readonly sequence: number; readonly hash: Buffer }): void {
    if (this.broken || !head) return;
    const { sequence, hash } = this.chain;
    if (head.sequence > sequence)
      this.broken = { sequence: sequence + 1, problem: SENTENCES['missing-before'] };
    else if (head.sequence < sequence || !head.hash.equals(hash))
      this.broken = {
        sequence: head.sequence + 1,
        problem: 'it was not written by Wardlight: the head of the log does not know it',
      };
  }

  private rootProblem(signed: SignedRoot): string | undefined {
    const { root, key } = signed;
    const before = this.rootBefore?.root;
    if (root.first !== (before?.last ?? 0) + 1 || root.before !== (before ? hashOfRoot(before) : null))
      return 'does not follow the root before: one is missing';
    if (root.last !== this.chain.sequence || root.first > root.last)
      return 'is not about the entries before it';
    if (root.root !== this.tree.root().toString('hex') || root.head !== this.chain.hash.toString('hex'))
      return 'does not fit the entries: they were changed after it was signed';
    if (!isSigned(signed)) return 'is not signed by the key that it names';
    if (this.trusted.length > 0 && !this.trusted.some((trusted) => trusted.equals(key)))
      return `is signed by a key that is not trusted (${key.toString('hex')})`;
    return undefined;
  }
}
