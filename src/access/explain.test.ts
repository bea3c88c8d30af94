import { describe, expect, it } from 'vitest';
import type { Grant, Person } from './decide.ts';
import {
  explainPermission,
  grantInWords,
  type Names,
  PERMISSIONS,
  scopeInWords,
  withoutPresence,
} from './explain.ts';
import { PERMISSIONS_OF } from './permissions.ts';

const NOW = Date.UTC(2026, 2, 10, 18);
const DAY = 86_400_000;
const names: Names = {
  sites: new Map([['s1', 'Main building']]),
  units: new Map([
    ['u1', 'ICU'],
    ['u2', 'Theatre'],
  ]),
  zones: new Map([['z1', 'Office']]),
  people: new Map([['ann', 'Ann']]),
};
const grant = (changed: Partial<Grant>): Grant => ({
  ...{ id: 'g1', effect: 'allow', permission: 'inventory:edit', scope: {}, conditions: {} },
  ...{ reason: 'Stand-in', grantedBy: 'ann' },
  ...changed,
});
const explain = (person: Partial<Person>, resource?: Parameters<typeof explainPermission>[4]) =>
  explainPermission('inventory:edit', { roles: [], grants: [], ...person }, NOW, names, resource);

describe('scopes in words', () => {
  it.each([
    [{}, 'everywhere'],
    [{ units: ['u1', 'u2'] }, 'in ICU or Theatre'],
    [{ sites: ['s1'], categories: ['ct'] }, 'at Main building, category ct'],
    [{ vendors: ['B. Braun'], criticality: 4 }, 'made by B. Braun, criticality 4 and above'],
    [{ criticality: 5 }, 'criticality 5'],
    [{ units: ['gone'] }, 'in a place that is gone'],
    [{ categories: [] }, 'category nothing'],
  ])('%j: %s', (scope, words) => {
    expect(scopeInWords(scope, names)).toBe(words);
  });
});

it('a grant is one sentence', () => {
  const rule = grant({
    ...{ permission: 'active-query:execute', scope: { units: ['u1'] } },
    conditions: { until: NOW + 7 * DAY, zones: ['z1'], mfaWithinMinutes: 15 },
  });
  expect(grantInWords('Ben', rule, names)).toBe(
    'Ben may carry out questions sent to devices in ICU until 2026-03-17 18:00 UTC from the zone Office ' +
      'with a second factor within the last 15 minutes.',
  );
});

describe('an answer', () => {
  it.each<[string, Partial<Person>, string, string | undefined]>([
    ['nothing', {}, 'No. No role and no grant allows it.', undefined],
    [
      'a role',
      { roles: [{ role: 'biomedical-engineer', scope: { units: ['u1'] } }] },
      'Yes. Role Biomedical engineer, in ICU.',
      'in ICU',
    ],
    [
      'a grant',
      { grants: [grant({ scope: { units: ['u1'] }, conditions: { until: NOW + DAY } })] },
      'Yes, until 2026-03-11 18:00 UTC. Granted by Ann, in ICU until 2026-03-11 18:00 UTC: Stand-in.',
      'in ICU',
    ],
    [
      'a grant that has ended',
      { grants: [grant({ conditions: { until: NOW } })] },
      'No. Granted by Ann, everywhere until 2026-03-10 18:00 UTC: Stand-in (does not count: it has ended).',
      undefined,
    ],
    [
      'a denial of everything',
      {
        roles: [{ role: 'biomedical-engineer', scope: {} }],
        grants: [grant({ effect: 'deny', reason: 'Under dispute' })],
      },
      'No. Denied by Ann, everywhere: Under dispute.',
      undefined,
    ],
    [
      'a denial of some devices',
      {
        roles: [{ role: 'biomedical-engineer', scope: {} }],
        grants: [grant({ effect: 'deny', scope: { categories: ['ct'] } })],
      },
      'Yes. Role Biomedical engineer, everywhere.',
      'everywhere; but not category ct',
    ],
  ])('of %s', (_, person, sentence, where) => {
    const answer = explain(person);
    expect([answer.sentence, answer.where]).toEqual([sentence, where]);
    expect(answer.allowed).toBe(sentence.startsWith('Yes'));
  });

  it('about one device names no place, and ends with the last rule', () => {
    const grants = [1, 2].map((days) => grant({ id: `g${days}`, conditions: { until: NOW + days * DAY } }));
    expect(explain({ grants }, { category: 'ct' })).toMatchObject({ allowed: true, until: NOW + 2 * DAY });
    expect(explain({ grants }, { category: 'ct' }).where).toBeUndefined();
    const roles = [{ role: 'biomedical-engineer', scope: {} }] as const;
    expect(explain({ grants, roles }).until).toBeUndefined();
  });

  it('states what only the presence of the person can meet, and does not judge it', () => {
    const rule = grant({ conditions: { until: NOW + DAY, zones: ['z1'], mfaWithinMinutes: 5 } });
    expect(explain({ grants: [rule] }).sentence).toContain(
      'from the zone Office with a second factor within',
    );
    expect(withoutPresence({ roles: [], grants: [rule] }).grants[0]?.conditions).toEqual({
      until: NOW + DAY,
    });
  });
});

it('every permission of every role is among those explained', () => {
  for (const permissions of PERMISSIONS_OF.values())
    for (const permission of permissions) expect(PERMISSIONS).toContain(permission);
});
