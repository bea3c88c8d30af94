/**
 * Root of a Merkle tree (RFC 9162 section 2.1.1): leaves and inner nodes are hashed under different first octets, so that
 * neither can stand for the other. Leaves come one by one; only the roots of whole subtrees are held, one for each bit of
 * their number.
 */

import { createHash } from 'node:crypto';

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

export class MerkleTree {
  /** Roots of whole subtrees, the largest first; their sizes are the bits of `size`. */
  private subtrees: Buffer[] = [];
  size = 0;

  add(leaf: Buffer): void {
    let node = sha256(LEAF, leaf);
    for (let left = this.size; left & 1; left >>>= 1) node = sha256(NODE, this.subtrees.pop() ?? node, node);
    this.subtrees.push(node);
    this.size++;
  }

  /** The root; of no leaves the hash of nothing. */
  root(): Buffer {
    const [last, ...others] = this.subtrees.toReversed();
    if (!last) return sha256();
    return others.reduce((right, left) => sha256(NODE, left, right), last);
  }
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
