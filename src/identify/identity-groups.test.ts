import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdentityGroups } from './identity-groups.ts';

const NODES = 8;
const pair = fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1));
const partition = (groups: IdentityGroups) => Array.from({ length: NODES }, (_, node) => groups.find(node));

describe('IdentityGroups', () => {
  it('joins, and names a group by its smallest node', () => {
    const groups = new IdentityGroups(NODES);
    expect([groups.join(5, 3), groups.join(3, 7)]).toEqual([true, true]);
    expect(partition(groups)).toEqual([0, 1, 2, 3, 4, 3, 6, 3]);
  });

  it('refuses a join that a chain would make of two that are kept apart', () => {
    const groups = new IdentityGroups(NODES);
    groups.keepApart(1, 4);
    expect([groups.join(1, 2), groups.join(4, 5), groups.join(2, 5)]).toEqual([true, true, false]);
    expect(groups.find(5)).toBe(4);
  });

  it('cannot keep apart what is one group', () => {
    const groups = new IdentityGroups(NODES);
    groups.join(1, 2);
    expect([groups.keepApart(1, 2), groups.keepApart(3, 3), groups.areKeptApart(1, 2)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('gives the same groups whatever the order of joins', () => {
    fc.assert(
      fc.property(fc.array(pair), fc.array(pair), (joins, more) => {
        const [forward, backward] = [new IdentityGroups(NODES), new IdentityGroups(NODES)];
        const all = [...joins, ...more];
        for (const [a, b] of all) forward.join(a, b);
        for (const [a, b] of all.reverse()) backward.join(b, a);
        expect(partition(backward)).toEqual(partition(forward));
      }),
    );
  });

  it('never unites what is kept apart, whatever is joined', () => {
    fc.assert(
      fc.property(fc.array(pair), fc.array(pair), (apart, joins) => {
        const groups = new IdentityGroups(NODES);
        const kept = apart.filter(([a, b]) => groups.keepApart(a, b));
        for (const [a, b] of joins) expect(groups.join(a, b)).toBe(groups.find(a) === groups.find(b));
        for (const [a, b] of kept) {
          expect(groups.find(a)).not.toBe(groups.find(b));
          expect(groups.areKeptApart(b, a)).toBe(true);
        }
      }),
    );
  });
});
