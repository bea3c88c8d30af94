import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from './permissions.ts';
import {
  type Approval,
  approvalState,
  FUNCTION_OF,
  keepsAdministrator,
  refusalOf,
  type SeparatedAct,
} from './separation.ts';

const by = (person: string, ...roles: Role[]): Approval => ({ by: person, roles });

it.each<SeparatedAct>(['change-access', 'review-access', 'approve', 'review-break-glass'])(
  '%s is for somebody else',
  (act) => {
    expect(refusalOf(act, 'ann', 'ann')).toMatch(/^Nobody .*\.$/);
    expect(refusalOf(act, 'ann', 'ben')).toBeUndefined();
  },
);

describe('approvals', () => {
  it.each<[string, number | undefined, readonly Approval[], boolean]>([
    ['none', 3, [], false],
    ['only the proposer', 3, [by('ann', 'ciso')], false],
    ['one other', 3, [by('ben', 'ciso')], true],
    ['one other, life-sustaining', 5, [by('ben', 'ciso')], false],
    ['two of one function', 5, [by('ben', 'ciso'), by('cem', 'security-analyst')], false],
    ['two of two functions', 5, [by('ben', 'ciso'), by('cem', 'clinical-manager')], true],
    ['one with two functions', 5, [by('ben', 'ciso', 'clinical-manager')], false],
    ['one twice', 5, [by('ben', 'ciso'), by('ben', 'clinical-manager')], false],
    ['proposer and one other', 5, [by('ann', 'ciso'), by('ben', 'clinical-manager')], false],
    ['criticality unknown', undefined, [by('ben', 'ciso')], false],
    ['criticality unknown, two', undefined, [by('ben', 'ciso'), by('cem', 'network-engineer')], true],
    ['two, one by no role', 5, [by('ben', 'ciso'), by('cem')], false],
  ])('%s', (_, criticality, approvals, complete) => {
    const state = approvalState('ann', criticality, approvals);
    expect(state.complete).toBe(complete);
    expect(state.missing === undefined).toBe(complete);
  });

  const roles = Object.keys(ROLES) as Role[];
  const approval = fc.record({
    by: fc.constantFrom('ann', 'ben', 'cem', 'dee'),
    roles: fc.subarray(roles, { maxLength: 3 }),
  });

  it('for a life-sustaining device always come from two people and two functions', () => {
    fc.assert(
      fc.property(fc.array(approval, { maxLength: 5 }), (approvals) => {
        if (!approvalState('ann', 5, approvals).complete) return;
        const others = approvals.filter(({ by: person }) => person !== 'ann');
        expect(new Set(others.map((each) => each.by)).size).toBeGreaterThan(1);
        const functions = others.flatMap((each) => each.roles.map((role) => FUNCTION_OF[role]));
        expect(new Set(functions).size).toBeGreaterThan(1);
      }),
    );
  });

  it('are never undone by one more', () => {
    fc.assert(
      fc.property(
        fc.array(approval, { maxLength: 5 }),
        approval,
        fc.option(fc.nat(5)),
        (list, more, level) => {
          const criticality = level ?? undefined;
          if (approvalState('ann', criticality, list).complete)
            expect(approvalState('ann', criticality, [...list, more]).complete).toBe(true);
        },
      ),
    );
  });
});

it('counts people who administer the platform', () => {
  expect(keepsAdministrator([{ roles: ['ciso'] }, { roles: ['auditor', 'platform-administrator'] }])).toBe(
    true,
  );
  expect(keepsAdministrator([{ roles: ['ciso'] }, { roles: [] }])).toBe(false);
});
