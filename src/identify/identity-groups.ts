/**
 * Numbered nodes (stations, addresses, named devices) merged into groups: union by the smallest node, with pairs that must
 * stay apart. A join that would unite such a pair is refused, however long the chain between the two.
 */

import { addUnder } from '../base/lists-by-key.ts';

export class IdentityGroups {
  private readonly parent: Int32Array;
  /** Per group that has any: a node of each group from which it is kept apart. */
  private readonly apart = new Map<number, number[]>();

  constructor(nodes: number) {
    this.parent = new Int32Array(nodes);
    for (let node = 0; node < nodes; node++) this.parent[node] = node;
  }

  /** The group of a node, named by its smallest member. */
  find(node: number): number {
    let root = node;
    for (let next = this.parent[root] ?? root; next !== root; next = this.parent[root] ?? root) root = next;
    this.parent[node] = root;
    return root;
  }

  /** Whether a later join of the two would be refused. */
  areKeptApart(a: number, b: number): boolean {
    if (this.apart.size === 0) return false;
    const rootB = this.find(b);
    return this.apart.get(this.find(a))?.some((enemy) => this.find(enemy) === rootB) ?? false;
  }

  /** Keeps two nodes in different groups from now on; false when they are in one already. */
  keepApart(a: number, b: number): boolean {
    const rootA = this.find(a);
    const rootB = this.find(b);
    if (rootA === rootB) return false;
    addUnder(this.apart, rootA, rootB);
    addUnder(this.apart, rootB, rootA);
    return true;
  }

  /** Makes one group of two; false when they must stay apart. */
  join(a: number, b: number): boolean {
    const rootA = this.find(a);
    const rootB = this.find(b);
    if (rootA === rootB) return true;
    if (this.areKeptApart(rootA, rootB)) return false;
    const root = Math.min(rootA, rootB);
    const absorbed = Math.max(rootA, rootB);
    this.parent[absorbed] = root;
    const inherited = this.apart.get(absorbed);
    if (inherited) {
      this.apart.delete(absorbed);
      for (const enemy of inherited) addUnder(this.apart, root, enemy);
    }
    return true;
  }
}
