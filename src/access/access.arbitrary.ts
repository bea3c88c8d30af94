/** Random persons, rules and devices for property tests. Places are ids, as in the store. */

import fc from 'fast-check';
import type { Conditions, Grant, Person, Resource, Scope } from './decide.ts';
import type { Permission, Role } from './permissions.ts';

export const NOW = Date.UTC(2026, 2, 1, 12);
export const SITES = [
  '5a0c1f8e-0000-4000-8000-000000000001',
  '5a0c1f8e-0000-4000-8000-000000000002',
] as const;
export const UNITS = [
  '5a0c1f8e-0000-4000-8000-000000000011',
  '5a0c1f8e-0000-4000-8000-000000000012',
] as const;
export const CATEGORIES = ['ct', 'infusion-pump', 'unknown'] as const;
export const VENDORS = ['B. Braun', 'Philips', "O'Neill \\ %"] as const;

export const anyScope: fc.Arbitrary<Scope> = fc.record(
  {
    sites: fc.subarray([...SITES]),
    units: fc.subarray([...UNITS]),
    categories: fc.subarray([...CATEGORIES]),
    vendors: fc.subarray([...VENDORS]),
    criticality: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: [] },
);

export const anyResource: fc.Arbitrary<Resource> = fc.record(
  {
    site: fc.constantFrom(...SITES),
    unit: fc.constantFrom(...UNITS),
    category: fc.constantFrom(...CATEGORIES),
    vendor: fc.constantFrom(...VENDORS),
    criticality: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['category'] },
);

const anyConditions: fc.Arbitrary<Conditions> = fc.record(
  {
    from: fc.integer({ min: NOW - 2, max: NOW + 2 }),
    until: fc.integer({ min: NOW - 2, max: NOW + 2 }),
    zones: fc.subarray(['clinical', 'office']),
    mfaWithinMinutes: fc.integer({ min: 1, max: 60 }),
  },
  { requiredKeys: [] },
);

const anyGrant: fc.Arbitrary<Grant> = fc.record({
  ...{ id: fc.uuid(), effect: fc.constantFrom('allow' as const, 'deny' as const) },
  permission: fc.constantFrom<Permission[]>('inventory:edit', 'inventory:view'),
  ...{ scope: anyScope, conditions: anyConditions },
  ...{ reason: fc.constant('r'), grantedBy: fc.constant('g') },
});

export const anyPerson: fc.Arbitrary<Person> = fc.record({
  roles: fc.array(
    fc.record({ role: fc.constantFrom<Role[]>('biomedical-engineer', 'auditor'), scope: anyScope }),
    { maxLength: 3 },
  ),
  grants: fc.array(anyGrant, { maxLength: 5 }),
});

export const anyCircumstances = fc.record(
  {
    now: fc.constant(NOW),
    zone: fc.constantFrom('clinical', 'office'),
    mfaMinutes: fc.integer({ min: 0, max: 60 }),
  },
  { requiredKeys: ['now'] },
);
