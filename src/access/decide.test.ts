import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circumstances, decide, type Grant, type Person, type Resource, type Scope } from './decide.ts';
import {
  ACTIONS,
  AREAS,
  isPermission,
  PERMISSIONS_OF,
  type Permission,
  PRIVILEGED_ROLES,
  ROLES,
  type Role,
} from './permissions.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const HOUR = 3_600_000;
const NOBODY: Person = { roles: [], grants: [] };
const PERMISSIONS = Object.keys(AREAS).flatMap((area) =>
  ACTIONS.map((action) => `${area}:${action}` as Permission),
);

const grant = (changed: Partial<Grant>): Grant => ({
  ...{ id: 'g1', effect: 'allow', permission: 'inventory:edit', scope: {}, conditions: {} },
  ...{ reason: 'stand-in', grantedBy: 'ciso' },
  ...changed,
});
const withGrants = (...grants: Grant[]): Person => ({ roles: [], grants });

describe('roles', () => {
  it('allow what the table of roles says, and no more', () => {
    const allowed = (role: Role, permission: Permission) =>
      decide(permission, { roles: [{ role, scope: {} }], grants: [] }, { now: NOW }).allowed;
    for (const role of Object.keys(ROLES) as Role[])
      for (const permission of PERMISSIONS)
        expect([role, permission, allowed(role, permission)]).toEqual([
          role,
          permission,
          PERMISSIONS_OF.get(role)?.has(permission),
        ]);
  });

  it.each<[Role, Permission, boolean]>([
    ['biomedical-engineer', 'inventory:edit', true],
    ['biomedical-engineer', 'evidence:view', false],
    ['biomedical-engineer', 'mitigation:execute', false],
    ['network-engineer', 'mitigation:execute', true],
    ['network-engineer', 'mitigation:edit', false],
    ['auditor', 'audit:view', true],
    ['auditor', 'inventory:edit', false],
    ['platform-administrator', 'inventory:view', false],
    ['ciso', 'administration:approve', true],
  ])('%s, %s: %s', (role, permission, expected) => {
    expect(PERMISSIONS_OF.get(role)?.has(permission)).toBe(expected);
  });

  it('that may change or approve anything beyond their own unit are privileged', () => {
    expect([...PRIVILEGED_ROLES].filter((role) => !Object.hasOwn(ROLES, role))).toEqual([]);
    for (const [role, permissions] of PERMISSIONS_OF)
      if (
        permissions.has('mitigation:execute') ||
        permissions.has('administration:edit') ||
        permissions.has('evidence:view')
      )
        expect(PRIVILEGED_ROLES.has(role), role).toBe(true);
  });
});

describe('grants', () => {
  it.each<[string, Person, Circumstances, Resource | undefined, boolean]>([
    ['nobody may anything', NOBODY, { now: NOW }, undefined, false],
    ['a grant allows', withGrants(grant({})), { now: NOW }, {}, true],
    [
      'one for another site does not',
      withGrants(grant({ scope: { sites: ['east'] } })),
      { now: NOW },
      { site: 'west' },
      false,
    ],
    [
      'a place that is not known is in no scope',
      withGrants(grant({ scope: { sites: ['east'] } })),
      { now: NOW },
      {},
      false,
    ],
    [
      'it does not hold yet',
      withGrants(grant({ conditions: { from: NOW + HOUR } })),
      { now: NOW },
      {},
      false,
    ],
    ['it has expired at its end', withGrants(grant({ conditions: { until: NOW } })), { now: NOW }, {}, false],
    ['it holds until its end', withGrants(grant({ conditions: { until: NOW + 1 } })), { now: NOW }, {}, true],
    [
      'the zone is not known',
      withGrants(grant({ conditions: { zones: ['clinical'] } })),
      { now: NOW },
      {},
      false,
    ],
    [
      'the zone fits',
      withGrants(grant({ conditions: { zones: ['clinical'] } })),
      { now: NOW, zone: 'clinical' },
      {},
      true,
    ],
    [
      'no second factor',
      withGrants(grant({ conditions: { mfaWithinMinutes: 15 } })),
      { now: NOW },
      {},
      false,
    ],
    [
      'a recent one',
      withGrants(grant({ conditions: { mfaWithinMinutes: 15 } })),
      { now: NOW, mfaMinutes: 15 },
      {},
      true,
    ],
    [
      'an old one',
      withGrants(grant({ conditions: { mfaWithinMinutes: 15 } })),
      { now: NOW, mfaMinutes: 16 },
      {},
      false,
    ],
    [
      'below the criticality',
      withGrants(grant({ scope: { criticality: 4 } })),
      { now: NOW },
      { criticality: 3 },
      false,
    ],
    [
      'at the criticality',
      withGrants(grant({ scope: { criticality: 4 } })),
      { now: NOW },
      { criticality: 4 },
      true,
    ],
  ])('%s', (_, person, circumstances, resource, expected) => {
    expect(decide('inventory:edit', person, circumstances, resource).allowed).toBe(expected);
  });

  it('are named in the answer, with why they do not count', () => {
    const person: Person = {
      roles: [{ role: 'biomedical-engineer', scope: { sites: ['east'] } }],
      grants: [grant({ id: 'over', conditions: { until: NOW } }), grant({ id: 'no', effect: 'deny' })],
    };
    expect(decide('inventory:edit', person, { now: NOW }, { site: 'east' })).toEqual({
      allowed: false,
      rules: [
        { kind: 'role', name: 'biomedical-engineer', effect: 'allow' },
        { kind: 'grant', name: 'no', effect: 'deny' },
        { kind: 'grant', name: 'over', effect: 'allow', because: 'expired' },
      ],
    });
  });

  it('that deny some devices leave the permission for others', () => {
    const person: Person = {
      roles: [{ role: 'biomedical-engineer', scope: {} }],
      grants: [grant({ effect: 'deny', scope: { categories: ['infusion-pump'] } })],
    };
    expect(decide('inventory:edit', person, { now: NOW }).allowed).toBe(true);
    expect(decide('inventory:edit', person, { now: NOW }, { category: 'infusion-pump' }).allowed).toBe(false);
    expect(decide('inventory:edit', person, { now: NOW }, { category: 'ct' }).allowed).toBe(true);
  });
});

describe('laws', () => {
  const scope: fc.Arbitrary<Scope> = fc.record(
    {
      sites: fc.subarray(['east', 'west']),
      categories: fc.subarray(['ct', 'infusion-pump']),
      criticality: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: [] },
  );
  const resource: fc.Arbitrary<Resource> = fc.record(
    {
      site: fc.constantFrom('east', 'west'),
      category: fc.constantFrom('ct', 'infusion-pump'),
      criticality: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: [] },
  );
  const conditions = fc.record(
    { from: fc.integer({ min: NOW - 2, max: NOW + 2 }), until: fc.integer({ min: NOW - 2, max: NOW + 2 }) },
    { requiredKeys: [] },
  );
  const grants = fc.array(
    fc.record({
      ...{ id: fc.uuid(), effect: fc.constantFrom('allow' as const, 'deny' as const) },
      ...{ permission: fc.constantFrom<Permission[]>('inventory:edit', 'inventory:view'), scope, conditions },
      ...{ reason: fc.constant('r'), grantedBy: fc.constant('g') },
    }),
    { maxLength: 5 },
  );
  const roles = fc.array(
    fc.record({ role: fc.constantFrom<Role[]>('biomedical-engineer', 'auditor'), scope }),
    { maxLength: 3 },
  );
  const person = fc.record({ roles, grants });
  const here = { now: NOW };

  it('a denial that counts always wins', () => {
    fc.assert(
      fc.property(person, resource, (who, what) => {
        const denial = grant({ effect: 'deny' });
        expect(
          decide('inventory:edit', { ...who, grants: [...who.grants, denial] }, here, what).allowed,
        ).toBe(false);
      }),
    );
  });

  it('one more denial never allows more, one more grant never less', () => {
    fc.assert(
      fc.property(person, resource, grants, (who, what, more) => {
        const before = decide('inventory:edit', who, here, what).allowed;
        for (const rule of more) {
          const after = decide(
            'inventory:edit',
            { ...who, grants: [...who.grants, rule] },
            here,
            what,
          ).allowed;
          if (rule.effect === 'deny') expect(after && !before).toBe(false);
          else expect(before && !after).toBe(false);
        }
      }),
    );
  });

  it('the order of rules does not matter', () => {
    fc.assert(
      fc.property(person, resource, (who, what) => {
        const turned = { roles: who.roles.toReversed(), grants: who.grants.toReversed() };
        expect(decide('inventory:edit', turned, here, what).allowed).toBe(
          decide('inventory:edit', who, here, what).allowed,
        );
      }),
    );
  });

  it('what is allowed rests on a rule that counts and allows', () => {
    fc.assert(
      fc.property(person, resource, (who, what) => {
        const { allowed, rules } = decide('inventory:edit', who, here, what);
        const counting = rules.filter(({ because }) => because === undefined);
        expect(allowed).toBe(counting.length > 0 && counting.every(({ effect }) => effect === 'allow'));
      }),
    );
  });
});

describe('names', () => {
  it.each([
    ['inventory:view', true],
    ['inventory', false],
    ['inventory:view:edit', false],
    ['toString:view', false],
    ['inventory:toString', false],
  ])('%s is a permission: %s', (text, expected) => {
    expect(isPermission(text)).toBe(expected);
  });
});
