/**
 * Which members belong to which group, for hundreds of thousands of groups with few members each: pairs are collected,
 * then sorted by group once into two arrays (compressed rows), which is a small part of what a list per group takes.
 */

const FIRST_CAPACITY = 1_024;
const NONE: readonly number[] = [];

export class MemberLists {
  private pairs = new Int32Array(FIRST_CAPACITY * 2);
  private count = 0;
  private starts: Int32Array | undefined;
  private members = new Int32Array(0);

  add(group: number, member: number): void {
    if ((this.count + 1) * 2 > this.pairs.length) {
      const pairs = new Int32Array(this.pairs.length * 2);
      pairs.set(this.pairs);
      this.pairs = pairs;
    }
    this.pairs[this.count * 2] = group;
    this.pairs[this.count * 2 + 1] = member;
    this.count++;
    this.starts = undefined;
  }

  /** Members of a group in the order in which they were added. */
  of(group: number): Int32Array {
    const starts = this.starts ?? this.sort();
    return this.members.subarray(starts[group] ?? 0, starts[group + 1] ?? starts[group] ?? 0);
  }

  /** The same as a list; the one empty list when there are none, so that asking costs nothing. */
  listOf(group: number): readonly number[] {
    const starts = this.starts ?? this.sort();
    const start = starts[group] ?? 0;
    const end = starts[group + 1] ?? start;
    if (end <= start) return NONE;
    const list: number[] = [];
    for (let at = start; at < end; at++) list.push(this.members[at] ?? 0);
    return list;
  }

  private sort(): Int32Array {
    const { pairs, count } = this;
    let groups = 0;
    for (let pair = 0; pair < count; pair++) groups = Math.max(groups, (pairs[pair * 2] ?? 0) + 1);
    const starts = new Int32Array(groups + 1);
    for (let pair = 0; pair < count; pair++) {
      const next = (pairs[pair * 2] ?? 0) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let group = 0; group < groups; group++)
      starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
    const next = starts.slice();
    this.members = new Int32Array(count);
    for (let pair = 0; pair < count; pair++) {
      const group = pairs[pair * 2] ?? 0;
      const at = next[group] ?? 0;
      this.members[at] = pairs[pair * 2 + 1] ?? 0;
      next[group] = at + 1;
    }
    this.starts = starts;
    return starts;
  }
}
