import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/support/browser.ts';
import { EMAIL, PASSWORD, useSignInServer } from '../../../test/support/sign-in-server.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { addOrganisation } from '../../../test/support/test-server.ts';
import type { OrganisationTransaction } from '../../store/database.ts';
import { changeDirectoryPerson } from '../../store/directory.ts';
import { findMember, removeMember } from '../../store/members.ts';
import { findPersonByEmail } from '../../store/people.ts';
import { amongPeople } from '../../store/people-tables.ts';
import { groupRolesOf, setGroupRoles } from '../../store/provisioning.ts';
import { reactivateMember, suspendMember } from '../../store/suspensions.ts';

const test = useTestDatabase();
const server = useSignInServer(test);
const kysely = () => test().database.kysely;
const ofDirectory = <Result>(work: (transaction: OrganisationTransaction) => Promise<Result>) =>
  amongPeople(test().database, server().organisation, work);
let key = '';

async function scim(method: string, path: string, body?: object, by = key) {
  const answer = await fetch(`${server().origin}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${by}`, ...(body && { 'content-type': 'application/scim+json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  // biome-ignore lint/suspicious/noExplicitAny: tests compare its parts
  const value: any = text === '' ? undefined : JSON.parse(text);
  return { status: answer.status, body: value, type: answer.headers.get('content-type') };
}

const bea = (more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  ...{ userName: 'bea@hospital.example', externalId: 'x-1', name: { givenName: 'Bea', familyName: 'K' } },
  ...{ emails: [{ value: 'Bea@hospital.example', primary: true }], active: true, title: 'not kept' },
  ...more,
});
const patch = (...operations: object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: operations,
});

async function makeKey(): Promise<string> {
  const administrator = await server().administrator();
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const wanted = { name: 'directory', kind: 'directory', scopes: [], expiresAt };
  return (await administrator.post('/api/keys', wanted)).body.key;
}

/** The account of somebody whom the directory made. */
async function accountOf(id: string): Promise<string> {
  const found = await ofDirectory((t) =>
    t.selectFrom('directory_user').select('user_id').where('id', '=', id).executeTakeFirstOrThrow(),
  );
  return found.user_id;
}

/** Lets somebody whom the directory made sign in with a password, as no directory does. */
async function signInAs(email: string): Promise<Browser> {
  const person = await kysely()
    .selectFrom('user')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  const lent = await kysely().selectFrom('account').select('password').limit(1).executeTakeFirstOrThrow();
  await kysely()
    .insertInto('account')
    .values({
      ...lent,
      id: crypto.randomUUID(),
      accountId: person.id,
      userId: person.id,
      providerId: 'credential',
      updatedAt: new Date(),
    })
    .execute();
  const browser = new Browser(server().origin);
  await browser.signIn(email, PASSWORD);
  return browser;
}

beforeAll(async () => {
  key = await makeKey();
  const groups = [
    { group: 'Audit', role: 'auditor' },
    { group: 'Buyers', role: 'procurement' },
  ];
  const administrator = await server().administrator();
  expect((await administrator.call('PUT', '/api/sign-on/groups', { groups })).status).toBe(200);
});
beforeEach(async () => {
  await ofDirectory(async (t) => {
    await t.deleteFrom('directory_user').execute();
    await t.deleteFrom('directory_group').execute();
  });
  await kysely().deleteFrom('user').where('email', '<>', EMAIL).execute();
});

describe('the directory', () => {
  it('describes itself, to who has its key alone', async () => {
    expect(await scim('GET', '/ServiceProviderConfig')).toMatchObject({
      ...{ status: 200, type: expect.stringContaining('application/scim+json') },
      body: { patch: { supported: true }, bulk: { supported: false } },
    });
    expect((await scim('GET', '/ResourceTypes')).body.Resources.map(({ id }: { id: string }) => id)).toEqual([
      'User',
      'Group',
    ]);
    expect((await scim('GET', '/Schemas')).body.totalResults).toBe(2);
    const refused = await scim('GET', '/Users', undefined, `wl_${'x'.repeat(64)}`);
    expect(refused).toMatchObject({
      ...{ status: 401, type: expect.stringContaining('application/scim+json') },
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' },
    });
    const administrator = await server().administrator();
    expect((await administrator.get('/scim/v2/Users')).status).toBe(401); // a session is no key
    const devices = await fetch(`${server().origin}/api/devices`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(devices.status).toBe(403);
  });

  it('adds, finds, changes and removes people', async () => {
    const made = await scim('POST', '/Users', bea());
    expect(made).toMatchObject({
      status: 201,
      body: {
        userName: 'bea@hospital.example',
        externalId: 'x-1',
        active: true,
        displayName: 'Bea K',
        groups: [],
        emails: [{ value: 'bea@hospital.example' }],
      },
    });
    const { id } = made.body;
    expect(made.body.meta.location).toBe(`${server().origin}/scim/v2/Users/${id}`);
    for (const filter of [
      'userName eq "BEA@hospital.example"',
      'externalId eq "x-1"',
      'emails.value eq "bea@hospital.example"',
      `id eq "${id}"`,
    ])
      expect((await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body, filter).toMatchObject({
        totalResults: 1,
        Resources: [{ id }],
      });
    expect((await scim('GET', '/Users?filter=userName%20eq%20%22nobody%22')).body).toMatchObject({
      totalResults: 0,
      Resources: [],
    });
    expect(
      (
        await scim(
          'PATCH',
          `/Users/${id}`,
          patch(
            { op: 'Replace', path: 'name.familyName', value: 'L' },
            { op: 'Add', value: { displayName: 'Bea L' } },
          ),
        )
      ).body,
    ).toMatchObject({ displayName: 'Bea L', name: { givenName: 'Bea', familyName: 'L' } });
    expect((await scim('PUT', `/Users/${id}`, bea({ displayName: 'B' }))).body).toMatchObject({
      displayName: 'B',
      name: { familyName: 'K' },
    });
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await scim('GET', `/Users/${id}`)).status).toBe(404);
    expect((await scim('POST', '/Users', bea())).status).toBe(201); // the same account goes on
    expect(
      await kysely().selectFrom('user').select('id').where('email', '=', 'bea@hospital.example').execute(),
    ).toHaveLength(1);
  });

  it('answers with errors of SCIM', async () => {
    const { body } = await scim('POST', '/Users', bea());
    expect(await scim('POST', '/Users', bea())).toMatchObject({
      status: 409,
      body: { scimType: 'uniqueness', status: '409' },
    });
    expect(await scim('POST', '/Users', { userName: 'no address' })).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue' },
    });
    expect(await scim('GET', '/Users?filter=title%20co%20%22x%22')).toMatchObject({
      status: 400,
      body: { scimType: 'invalidFilter' },
    });
    expect(await scim('PATCH', `/Users/${body.id}`, { Operations: [] })).toMatchObject({
      status: 400,
      body: { scimType: 'invalidSyntax' },
    });
    expect(
      await scim('PATCH', `/Users/${body.id}`, patch({ op: 'replace', path: 'userName', value: '' })),
    ).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    for (const path of ['/Users/nonsense', '/Groups/nonsense', `/Groups/${body.id}`])
      expect((await scim('GET', path)).status, path).toBe(404);
    const broken = await fetch(`${server().origin}/scim/v2/Users`, {
      ...{ method: 'POST', body: '{"userName":' },
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/scim+json' },
    });
    expect(broken.status).toBe(400);
  });

  it('gives and takes roles by groups, and leaves those that people gave', async () => {
    const { body: person } = await scim('POST', '/Users', bea());
    const { body: group, status } = await scim('POST', '/Groups', {
      displayName: 'Audit',
      members: [{ value: person.id }],
    });
    expect(status).toBe(201);
    const browser = await signInAs('bea@hospital.example');
    const roles = async () => (await browser.get('/api/me')).body.organisations?.[0].roles.sort();
    expect(await roles()).toEqual(['auditor']);
    await scim('POST', '/Groups', { displayName: 'Buyers', members: [{ value: person.id }] });
    expect(await roles()).toEqual(['auditor', 'procurement']);
    expect(
      (await scim('GET', `/Users/${person.id}`)).body.groups.map(
        ({ display }: { display: string }) => display,
      ),
    ).toEqual(['Audit', 'Buyers']);
    const user_id = await accountOf(person.id);
    await kysely()
      .insertInto('membership')
      .values({ organisation_id: server().organisation, user_id, role: 'privacy-officer' })
      .execute();
    await scim(
      'PATCH',
      `/Groups/${group.id}`,
      patch({ op: 'remove', path: `members[value eq "${person.id}"]` }),
    );
    expect(await roles()).toEqual(['privacy-officer', 'procurement']);
    await scim(
      'PATCH',
      `/Groups/${group.id}`,
      patch(
        { op: 'replace', path: 'displayName', value: 'Unlisted' },
        { op: 'add', path: 'members', value: [{ value: person.id }] },
      ),
    );
    expect(await roles()).toEqual(['privacy-officer', 'procurement']);
    await scim('PATCH', `/Groups/${group.id}`, patch({ op: 'replace', path: 'displayName', value: 'Audit' }));
    expect(await roles()).toEqual(['auditor', 'privacy-officer', 'procurement']);
    expect((await scim('DELETE', `/Groups/${group.id}`)).status).toBe(204);
    expect(await roles()).toEqual(['privacy-officer', 'procurement']);
    expect(
      await scim('POST', '/Groups', { displayName: 'G', members: [{ value: crypto.randomUUID() }] }),
    ).toMatchObject({ status: 400 });
    expect(
      (await scim('GET', '/Groups?excludedAttributes=members')).body.Resources[0].members,
    ).toBeUndefined();
  });

  it('ends sessions at once when somebody is not active, and lets them in again', async () => {
    const { body: person } = await scim('POST', '/Users', bea());
    await scim('POST', '/Groups', { displayName: 'Audit', members: [{ value: person.id }] });
    const browser = await signInAs('bea@hospital.example');
    expect((await browser.get('/api/devices')).status).toBe(200);
    const active = (value: unknown) =>
      scim('PATCH', `/Users/${person.id}`, patch({ op: 'Replace', path: 'active', value }));
    expect((await active('False')).body).toMatchObject({ active: false });
    expect((await browser.get('/api/me')).status).toBe(401);
    expect(await browser.signIn('bea@hospital.example', PASSWORD)).toMatchObject({
      status: 403,
      body: { code: 'account-suspended' },
    });
    await active(true);
    expect((await browser.signIn('bea@hospital.example', PASSWORD)).status).toBe(200);
    await scim('DELETE', `/Users/${person.id}`);
    expect((await browser.get('/api/me')).status).toBe(401);
  });

  it('lets nobody in whom a person suspended, and does not bring back who was removed', async () => {
    const { body: person } = await scim('POST', '/Users', bea());
    const active = (value: boolean) =>
      scim('PATCH', `/Users/${person.id}`, patch({ op: 'replace', path: 'active', value }));
    const id = await accountOf(person.id);
    const { database } = test();
    const state = async () => (await findMember(database, server().organisation, id))?.suspended?.because;
    await active(false);
    expect(await state()).toBe('Not active in the directory.');
    await suspendMember(database, server().organisation, id, { by: null, because: 'Lost laptop' });
    await active(true);
    expect(await state()).toBe('Lost laptop');
    await active(false);
    expect(await state()).toBe('Lost laptop');
    await removeMember(database, server().organisation, id, id);
    expect((await scim('GET', `/Users/${person.id}`)).status).toBe(404);
    expect((await scim('POST', '/Users', bea())).status).toBe(409);
  });

  it('takes neither access nor role from the last administrator', async () => {
    const { database } = test();
    const { organisation } = server();
    const { body: person } = await scim('POST', '/Users', bea());
    const before = await groupRolesOf(database, organisation);
    await setGroupRoles(database, organisation, [{ group: 'Boss', role: 'platform-administrator' }]);
    await scim('POST', '/Groups', { displayName: 'Boss', members: [{ value: person.id }] });
    const id = await accountOf(person.id);
    const ann = await findPersonByEmail(kysely(), EMAIL);
    await suspendMember(database, organisation, ann?.id ?? '', { by: null, because: 'Away' });
    try {
      await expect(
        changeDirectoryPerson(database, organisation, person.id, (present) => ({
          ...present,
          active: false,
        })),
      ).rejects.toThrow('last platform administrator');
      await setGroupRoles(database, organisation, []);
      const member = await findMember(database, organisation, id);
      expect([member?.suspended, member?.roles.map(({ role }) => role)]).toEqual([
        null,
        ['platform-administrator'],
      ]);
    } finally {
      await setGroupRoles(database, organisation, before);
      await reactivateMember(database, organisation, ann?.id ?? '');
    }
  });

  it('reaches no administrator of another making, and nobody of another organisation', async () => {
    const other = await addOrganisation(test().database, 'Other');
    await server().addPerson('cem@hospital.example', 'auditor', other);
    for (const userName of [EMAIL, 'cem@hospital.example'])
      expect(await scim('POST', '/Users', bea({ userName, emails: [] }))).toMatchObject({ status: 409 });
    // A member of both: suspended here, they go on there, and keep name and address.
    const id = await server().addPerson('dan@hospital.example', 'auditor', other);
    await kysely()
      .insertInto('membership')
      .values({ organisation_id: server().organisation, user_id: id, role: 'auditor' })
      .execute();
    const { body: person } = await scim(
      'POST',
      '/Users',
      bea({ userName: 'dan@hospital.example', emails: [], externalId: 'd' }),
    );
    const browser = new Browser(server().origin);
    await browser.signIn('dan@hospital.example', PASSWORD);
    expect((await browser.get('/api/me')).body.organisations).toHaveLength(2);
    await scim('PATCH', `/Users/${person.id}`, patch({ op: 'replace', path: 'active', value: false }));
    expect((await browser.get('/api/me')).body.organisations).toEqual([
      { id: other, name: 'Other', roles: ['auditor'], demonstrationOf: null },
    ]);
    expect(
      await scim(
        'PATCH',
        `/Users/${person.id}`,
        patch({ op: 'replace', path: 'emails', value: [{ value: 'mallory@hospital.example' }] }),
      ),
    ).toMatchObject({ status: 409 });
    expect((await scim('GET', '/Users')).body.totalResults).toBe(1);
  });

  it('pages, with every person once', async () => {
    for (let number = 0; number < 5; number++)
      await scim(
        'POST',
        '/Users',
        bea({ userName: `p${number}@hospital.example`, emails: [], externalId: String(number) }),
      );
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= 5; startIndex += 2) {
      const { body } = await scim('GET', `/Users?startIndex=${startIndex}&count=2`);
      expect(body).toMatchObject({ totalResults: 5, startIndex });
      seen.push(...body.Resources.map(({ userName }: { userName: string }) => userName));
    }
    expect(seen).toEqual([0, 1, 2, 3, 4].map((number) => `p${number}@hospital.example`));
    expect((await scim('GET', '/Users?count=-3&startIndex=0')).body).toMatchObject({
      itemsPerPage: 0,
      startIndex: 1,
    });
  });
});
