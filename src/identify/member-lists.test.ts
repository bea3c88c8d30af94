import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemberLists } from './member-lists.ts';

describe('MemberLists', () => {
  it('gives the members of a group in the order in which they came, like a map of lists', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(1_000))), (pairs) => {
        const lists = new MemberLists();
        const model = new Map<number, number[]>();
        for (const [group, member] of pairs) {
          lists.add(group, member);
          model.set(group, [...(model.get(group) ?? []), member]);
        }
        for (let group = 0; group <= 21; group++)
          expect([...lists.of(group)]).toEqual(model.get(group) ?? []);
      }),
    );
  });

  it('takes members after it was read', () => {
    const lists = new MemberLists();
    lists.add(0, 1);
    expect([...lists.of(0)]).toEqual([1]);
    lists.add(0, 2);
    expect([...lists.of(0)]).toEqual([1, 2]);
  });
});
