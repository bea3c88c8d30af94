import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScimError } from './scim-error.ts';
import { parseFilter } from './scim-filter.ts';
import { applyOperations, type Document, LIST_LIMIT, type Operation, type Value } from './scim-patch.ts';
import {
  GROUP_SHAPE,
  groupDocument,
  groupOfDocument,
  personOfDocument,
  USER_SHAPE,
  userDocument,
} from './scim-resources.ts';

const USER: Document = {
  ...{ userName: 'bea@hospital.example', displayName: 'Bea', active: true, name: { givenName: 'Bea' } },
  emails: [{ value: 'bea@hospital.example', type: 'work', primary: true }],
};
const patch = (...operations: Operation[]) => applyOperations(USER, operations, USER_SHAPE);

describe('an operation', () => {
  it.each<[string, Operation, Partial<Record<string, unknown>>]>([
    ['replaces by path', { op: 'replace', path: 'active', value: false }, { active: false }],
    ['has no case', { op: 'Replace', path: 'DISPLAYNAME', value: 'B' }, { displayName: 'B' }],
    [
      'names its schema',
      { op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:User:externalId', value: 'x' },
      { externalId: 'x' },
    ],
    [
      'adds to members',
      { op: 'add', path: 'name.familyName', value: 'K' },
      { name: { givenName: 'Bea', familyName: 'K' } },
    ],
    [
      'replaces members',
      { op: 'replace', path: 'name', value: { familyName: 'K' } },
      { name: { familyName: 'K' } },
    ],
    [
      'has no path',
      { op: 'replace', value: { active: 'False', 'name.givenName': 'B' } },
      { active: 'False', name: { givenName: 'B' } },
    ],
    ['removes', { op: 'remove', path: 'displayName' }, { displayName: undefined }],
    [
      'changes what a filter means',
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'b@hospital.example' },
      { emails: [{ value: 'b@hospital.example', type: 'work', primary: true }] },
    ],
    [
      'adds what a filter names',
      { op: 'add', path: 'emails[type eq "home"].value', value: 'b@home.example' },
      { emails: [...(USER['emails'] as Value[]), { type: 'home', value: 'b@home.example' }] },
    ],
    ['removes what a filter means', { op: 'remove', path: 'emails[primary eq true]' }, { emails: [] }],
    [
      'on what is not kept changes nothing',
      {
        op: 'add',
        path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
        value: 'IT',
      },
      {},
    ],
  ])('%s', (_, operation, changed) => {
    const expected = { ...USER, ...changed };
    expect(patch(operation)).toEqual(expected);
  });

  it.each<[string, Operation, string]>([
    ['is none', { op: 'move', path: 'active' }, 'invalidSyntax'],
    ['has a broken path', { op: 'add', path: 'emails[', value: 1 }, 'invalidPath'],
    ['filters what is no list', { op: 'add', path: 'name[type eq "x"]', value: 1 }, 'invalidPath'],
    ['removes without a path', { op: 'remove' }, 'noTarget'],
    ['means nothing', { op: 'replace', path: 'emails[type eq "home"].value', value: 'x' }, 'noTarget'],
    ['has no value', { op: 'add', path: 'active' }, 'invalidValue'],
    [
      'has another filter than eq',
      { op: 'add', path: 'emails[type co "x"].value', value: 'x' },
      'invalidFilter',
    ],
  ])('that %s is refused', (_, operation, scimType) => {
    expect(() => patch(operation)).toThrow(expect.objectContaining({ status: 400, scimType }));
  });

  it('reaches the limit of a list', () => {
    const value = Array.from({ length: LIST_LIMIT + 1 }, (_, at) => ({ value: String(at) }));
    expect(() => applyOperations({}, [{ op: 'add', path: 'members', value }], GROUP_SHAPE)).toThrow(
      expect.objectContaining({ scimType: 'tooMany' }),
    );
  });
});

describe('sequences', () => {
  const id = fc.integer({ min: 0, max: 6 }).map((number) => `member-${number}`);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), ids: fc.array(id, { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('replace' as const), ids: fc.array(id, { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('remove' as const), ids: fc.array(id, { minLength: 1, maxLength: 2 }) }),
    fc.record({
      kind: fc.constant('remove-listed' as const),
      ids: fc.array(id, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('clear' as const), ids: fc.constant<string[]>([]) }),
  );
  type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

  const values = (ids: readonly string[]) => ids.map((value) => ({ value }));
  function operationsOf({ kind, ids }: Step): Operation[] {
    if (kind === 'clear') return [{ op: 'remove', path: 'members' }];
    if (kind === 'remove-listed') return [{ op: 'Remove', path: 'members', value: values(ids) }];
    if (kind === 'remove') return ids.map((each) => ({ op: 'remove', path: `members[value eq "${each}"]` }));
    return [{ op: kind, path: 'members', value: values(ids) }];
  }
  function apply(members: Set<string>, { kind, ids }: Step): Set<string> {
    if (kind === 'clear') return new Set();
    if (kind === 'replace') return new Set(ids);
    if (kind === 'add') return new Set([...members, ...ids]);
    return new Set([...members].filter((each) => !ids.includes(each)));
  }

  it('of members are as operations on a set', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const start = groupDocument({ name: 'g', externalId: null, members: ['member-0'] });
        const patched = groupOfDocument(applyOperations(start, steps.flatMap(operationsOf), GROUP_SHAPE));
        const expected = steps.reduce(apply, new Set(['member-0']));
        expect(new Set(patched.members)).toEqual(expected);
        expect(patched.members).toHaveLength(expected.size);
      }),
    );
  });

  it('of anything give a person, or a SCIM error, and never touch what was there', () => {
    const path = fc.oneof(
      fc.constantFrom(
        'active',
        'userName',
        'name',
        'name.givenName',
        'emails',
        'emails.value',
        'emails[type eq "work"]',
      ),
      fc.constantFrom(
        'emails[value eq "bea@hospital.example"].primary',
        'externalId',
        'title',
        '__proto__',
        'constructor.name',
      ),
      fc.string({ maxLength: 20 }),
    );
    const operation = fc.record(
      {
        op: fc.constantFrom('add', 'replace', 'remove', 'Add', 'move'),
        path,
        value: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
      },
      { requiredKeys: ['op'] },
    );
    const before = structuredClone(USER);
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 8 }), (operations) => {
        try {
          const person = personOfDocument(applyOperations(USER, operations as Operation[], USER_SHAPE));
          expect(person.userName.length).toBeGreaterThan(0);
          // What is shown is read back as the same person.
          expect(personOfDocument(userDocument(person))).toEqual(person);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
        expect(USER).toEqual(before);
        expect(({} as Record<string, unknown>)['givenName']).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe('a filter', () => {
  it.each([
    ['userName eq "bea@hospital.example"', 'username', 'bea@hospital.example'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName EQ "a\\"b"', 'username', 'a"b'],
    ['active eq true', 'active', true],
  ])('%s is read', (text, attribute, value) => {
    expect(parseFilter(text)).toEqual({ attribute, value });
  });

  it.each([
    'userName sw "b"',
    'userName eq',
    'eq "x"',
    'userName eq "b" or 1 eq 1',
    '',
    `a eq "${'x'.repeat(600)}"`,
  ])('%s is refused', (text) => {
    expect(() => parseFilter(text)).toThrow(expect.objectContaining({ scimType: 'invalidFilter' }));
  });
});
