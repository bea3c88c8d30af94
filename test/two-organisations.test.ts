/**
 * No row crosses an organisation, whatever route is asked: everything is made in one organisation by real use, then
 * somebody who has every role in another one asks every list with every filter and every object by its id, and tries to
 * change each of them. Routes come from the server's own description, so one that is added is walked too; one that the
 * walk does not reach fails here, or stands below with the reason.
 */

import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { isPermission, ROLES, type Role } from '../src/access/permissions.ts';
import { keepFolder } from '../src/store/watched-folders.ts';
import {
  callOf,
  type DescribedRoute,
  type Description,
  describedRoutes,
  idsIn,
  isObject,
  listAbove,
  type Material,
  takesId,
} from './support/described-routes.ts';
import { asOwner } from './support/test-database.ts';
import {
  addOrganisation,
  addPerson,
  type TestAnswer,
  type TestPerson,
  useTestServer,
} from './support/test-server.ts';

/** Routes that the walk does not call, and why. */
const NOT_DESCRIBED: Readonly<Record<string, string>> = {
  '/api/auth/*': 'the sign-in library: its tables belong to people, and each sees what is theirs',
  '/api/openapi.json': 'the description itself',
  '/api/docs': 'the description as a page',
  '/api/docs/style.css': 'how that page looks',
};

/** Routes that the real use leaves out, and why. */
const NOT_USED: Readonly<Record<string, string>> = {
  '/api/setup': 'makes the first organisation, once',
  '/api/people/{id}/suspend': 'would send the colleague away',
};

const NEEDS_FEEDS = 'speaks of vulnerability data, of which the walk has none';

/** Routes whose objects the walk cannot reach by requests that fit the description alone, and why. */
const NOT_REACHED: Readonly<Record<string, string>> = {
  'GET /api/risk-model/versions/{id}': NEEDS_FEEDS,
  'GET /api/sign-on/callback': 'answers browsers that a provider of sign-on sends back',
  'GET /api/map/path': 'takes two devices that have spoken with each other',
  'GET /api/map/reach': 'takes the id of a device beside the path: src/store/conversations tests ask',
  'GET /api/vulnerabilities/{cve}': NEEDS_FEEDS,
  'GET /api/vulnerabilities/{cve}/devices': NEEDS_FEEDS,
  'GET /api/advisories/{feed}/{document}': NEEDS_FEEDS,
  'GET /api/advisories/{feed}/{document}/devices': NEEDS_FEEDS,
  'GET /api/risk-model': NEEDS_FEEDS,
  'GET /api/finding-decisions/{id}': NEEDS_FEEDS,
};

/** Routes that repeat what is typed, so that an id in their answer is no reference, and why. */
const ECHOING: Readonly<Record<string, string>> = {
  'PUT /api/feeds/settings': 'the names of sources are words of whoever runs the server',
};

/** Part of every text that the first organisation writes. */
const MARK = 'alpha';
const LIMIT_MS = 240_000;
const ALL_ROLES = Object.keys(ROLES) as Role[];
const SAMPLE = fs.readFileSync(new URL('../sample/small-hospital.pcap', import.meta.url));
/** Calls of each kind that are tried of each route. */
const RUNS = 25;
/** Calls that are tried beyond them of a route that has refused them all. */
const MORE_RUNS = 400;
/** Rows of each table whose ids are asked for. */
const ROWS = 3;

const test = useTestServer();
let ann: TestPerson;
let colleague: TestPerson;
let eve: TestPerson;
let description: Description;
/** Every id of the first organisation, and of nobody else. */
let ids: readonly string[];
/** Those of them that objects are asked for by: some of each table. */
let objects: readonly string[];
/** Places in lists of the first organisation. */
const cursors = new Set<string>();
/** Ids that the stranger wrote into paths: their own log repeats them to them. */
const typed = new Set<string>();

beforeAll(async () => {
  const { database } = test();
  const alpha = await addOrganisation(database, 'Alpha Clinic');
  const beta = await addOrganisation(database, 'Beta Clinic');
  ann = await addPerson(test(), alpha, 'Alpha Ann', ALL_ROLES);
  colleague = await addPerson(test(), alpha, 'Alpha Colleague', ALL_ROLES);
  eve = await addPerson(test(), beta, 'Eve', ALL_ROLES);
  description = await describedRoutes(ann);
  const dan = await addPerson(test(), beta, 'Dan', ALL_ROLES);
  await use(ann, colleague, MARK);
  await use(eve, dan, 'beta');
  const theirs = new Set(idsIn(Object.values(await rowsOf(beta)).join()));
  const rows = Object.values(await rowsOf(alpha));
  ids = idsIn(rows.join()).filter((id) => !theirs.has(id));
  const first = rows.flatMap((text) => text.split('\n').slice(0, ROWS));
  objects = idsIn(first.join()).filter((id) => !theirs.has(id));
}, LIMIT_MS);

/**
 * Somebody new of the other organisation, who may do everything there. Each route is asked by another one: nobody meets
 * the limit on one person's requests, or has ended their own session on the way.
 */
const stranger = (): Promise<TestPerson> => addPerson(test(), eve.organisation, 'Eve', ALL_ROLES);

/** Real use: a capture becomes devices, then everything that a description of a request allows to make. */
async function use(person: TestPerson, other: TestPerson, mark: string): Promise<void> {
  const { body: upload } = await person.post('/api/uploads', { file: `${mark}.pcap`, octets: SAMPLE.length });
  const { body } = await person.ask('PATCH', `/api/uploads/${upload.id}?offset=0`, { body: SAMPLE });
  while ((await person.get(`/api/captures/${body.capture.id}`)).body.state !== 'read') await delay(20);
  // Two registers that contradict each other.
  for (const model of ['one', 'two']) {
    const rows = Buffer.from(`MAC,Model,Room\n00:09:fb:aa:bb:01,${mark} ${model},${mark}\n`);
    const { body: begun } = await person.post('/api/imports', { file: `${mark}.csv`, octets: rows.length });
    const { body: sent } = await person.ask('PATCH', `/api/uploads/${begun.id}?offset=0`, { body: rows });
    while ((await person.get(`/api/imports/${sent.import.id}`)).body.state !== 'read') await delay(20);
  }
  // A bill of materials and a disclosure form of a model.
  const form = Array.from({ length: 12 }, (_, at) => `SAHD-${at + 1},${mark} hardened?,Yes`).join('\n');
  const bill = JSON.stringify({
    ...{
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      components: [{ type: 'library', name: `${mark} part` }],
    },
  });
  for (const octets of [Buffer.from(form), Buffer.from(bill)]) {
    const { body: begun } = await person.post('/api/documents', {
      ...{ file: `${mark}.txt`, octets: octets.length, product: { model: `${mark} one` } },
    });
    const { body: sent } = await person.ask('PATCH', `/api/uploads/${begun.id}?offset=0`, { body: octets });
    while ((await person.get(`/api/documents/${sent.document.id}`)).body.state !== 'read') await delay(20);
  }
  await keepFolder(test().database, person.organisation, {
    ...{ server: `${mark} server`, path: `/srv/${mark}`, site: null, lookedAt: new Date() },
    ...{ problem: `/srv/${mark} cannot be read`, problemSince: new Date(), passedOver: [] },
  });
  await person.post('/api/tasks', { title: `${mark}: ask the maker` });
  await person.post('/api/break-glass', {
    permissions: ['evidence:view'],
    reason: `${mark}: the emergency is real`,
  });
  await person.post('/api/grants', {
    ...{ person: other.id, effect: 'allow', permission: 'inventory:view', reason: `${mark}: stand-in` },
    until: new Date(Date.now() + 86_400_000).toISOString(),
  });
  const hook = { name: mark, url: 'https://127.0.0.1:9/', kinds: ['device.new'] };
  expect((await person.post('/api/webhooks', hook)).status).toBe(201);
  await person.ask('PATCH', '/api/active-queries/policy', { body: { enabled: true, barredMakers: [mark] } });
  const { body: printers } = await person.get('/api/devices?category=printer');
  const asked = await person.post('/api/active-queries', {
    ...{ device: printers.devices[0].id, probe: 'http-head', reason: `${mark}: what is it` },
    until: new Date(Date.now() + 3_600_000).toISOString(),
  });
  expect(asked.status).toBe(201);
  const making = description.routes.filter(({ method, path }) => method === 'POST' && !(path in NOT_USED));
  const own = new Set(idsIn(Object.values(await rowsOf(person.organisation)).join()));
  for (const route of making) {
    const listed = isObject(route) ? idsIn((await person.get(listAbove(route))).text) : [];
    const material = {
      ids: listed.length > 0 ? listed : [...own],
      texts: [`${mark} one`, `${mark} two`, 'inventory:view'],
    };
    for (const { url, body: sent } of fc.sample(callOf(route, description, material), RUNS)) {
      const { status, text } = await person.ask('POST', url, { body: sent ?? {} });
      if (status >= 300) continue;
      for (const id of idsIn(text)) own.add(id);
      break;
    }
  }
}

/** Everything that an organisation has, as text by table, and its people. */
async function rowsOf(organisation: string): Promise<Record<string, string>> {
  const { database } = test();
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where a.attname = 'organisation_id' and c.relkind in ('r', 'p') and not c.relispartition
       and c.relnamespace = 'public'::regnamespace order by 1`.execute(database.kysely);
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const all = sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(name)} t where organisation_id = ${organisation} order by 1`;
    const { rows } = await asOwner(database, organisation, all);
    found[name] = rows.map(({ row }) => row).join('\n');
  }
  expect(tables.length).toBeGreaterThan(10);
  return found;
}

/**
 * A token that leads nowhere is written down in every log, for it may have been meant for any. Outputs that cannot be reached
 * are tried again by themselves.
 */
function withoutStrangers({
  audit_head: _,
  output: _tried,
  webhook_delivery: _again,
  ...rows
}: Record<string, string>): Record<string, string> {
  const entries = (rows['audit'] ?? '')
    .split('\n')
    .filter((row) => !row.includes('\\"kind\\":\\"unknown\\"'));
  return { ...rows, audit: entries.join('\n') };
}

const reads = ({ method }: DescribedRoute) => method === 'GET';
const nameOf = ({ method, path }: DescribedRoute) => `${method} ${path}`;
const takesIds = ({ parameters }: DescribedRoute) =>
  parameters.some((parameter) => parameter.in === 'path' && takesId(parameter.schema));

/** What of the first organisation an answer shows. */
function shown({ text }: TestAnswer, asked: string): string[] {
  const lowered = text.toLowerCase();
  // What was asked for may be named in a refusal.
  const echoes = (id: string) => asked.includes(id) || typed.has(id);
  const found = idsIn(lowered).filter((id) => ids.includes(id) && !echoes(id));
  return lowered.includes(MARK) && !asked.toLowerCase().includes(MARK) ? [...found, MARK] : found;
}

const TEXTS = [MARK, 'model', '10.20.20.41', 'infusion-pump', 'upload.', 'inventory:view'];
/** What a list is searched by, ids of others among it. */
const material = (): Material => ({ ids, texts: [...TEXTS, ...ids.slice(0, 8), ...cursors] });

/** Routes that need no permission, ask for proof, hold a connection or work long: they turn away who tries too often. */
const guards = ({ path }: DescribedRoute): boolean =>
  /step-up|password|stream|preview/.test(path) ||
  test().server.statedRoutes.some(
    ({ url, access }) => !isPermission(access) && url === path.replace(/\{(\w+)\}/g, ':$1'),
  );

/** Whether the server looked into what was asked, and came to an end of it. */
const isAnswer = (route: DescribedRoute, { status }: TestAnswer): boolean =>
  status < 500 && (guards(route) || (status !== 429 && status !== 401));

describe('the walk', () => {
  it('knows every route of the server', () => {
    const described = new Set(description.routes.map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1')));
    const unknown = test().server.statedRoutes.filter(
      // Those of directories are described by their own standard, and asked below.
      ({ url, access }) => !described.has(url) && !(url in NOT_DESCRIBED) && access !== 'directory',
    );
    expect(unknown).toEqual([]);
    expect(description.routes.length).toBeGreaterThan(15);
  });

  it('has something of every kind to look for', async () => {
    const empty = Object.entries(await rowsOf(ann.organisation)).filter(([, rows]) => rows === '');
    // Tables that nothing makes here are fine, as long as most are full.
    expect(empty.length).toBeLessThan(Object.keys(await rowsOf(ann.organisation)).length / 2);
    expect(ids.length).toBeGreaterThan(20);
  });

  it('reaches every reading route as somebody who may', { timeout: LIMIT_MS }, async () => {
    const missed: string[] = [];
    for (const route of description.routes.filter(reads)) {
      const seen = await firstAnswer(route);
      if (!seen && !(nameOf(route) in NOT_REACHED)) missed.push(nameOf(route));
      for (const [, cursor] of seen?.text.matchAll(/"next":"?([^",}]+)/g) ?? [])
        if (cursor && cursor !== 'null') cursors.add(cursor);
    }
    expect(missed).toEqual([]);
    // What the stranger must not see is there to be seen.
    const devices = await ann.get('/api/devices?limit=5');
    expect(shown(devices, '').length).toBeGreaterThan(4);
    cursors.add(devices.body.next);
  });

  it('names no route that is not there', () => {
    const known = description.routes.map(nameOf);
    const named = [...Object.keys(NOT_REACHED), ...Object.keys(ECHOING)];
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    const urls = test().server.statedRoutes.map(({ url }) => url);
    expect(Object.keys(NOT_DESCRIBED).filter((url) => !urls.includes(url))).toEqual([]);
  });
});

/** A good answer to somebody new of the organisation, whom no limit stops: with any of its ids where the path takes one. */
async function firstAnswer(route: DescribedRoute): Promise<TestAnswer | undefined> {
  const asker = await addPerson(test(), ann.organisation, 'Alpha Asker', ALL_ROLES);
  const candidates = takesIds(route) ? ids : [''];
  for (const id of candidates) {
    const call = callOf(plain(route), description, { ids: [id], texts: ['inventory:view'] });
    for (const { url } of fc.sample(call, takesIds(route) ? 1 : RUNS)) {
      const answer = await asker.get(url);
      if (answer.status < 300) return answer;
    }
  }
  return undefined;
}

/** A route without filters that are not asked for. */
const plain = (route: DescribedRoute): DescribedRoute => ({
  ...route,
  parameters: route.parameters.filter((parameter) => parameter.in === 'path' || parameter.required),
});

describe('somebody of another organisation', () => {
  it('sees nothing in any list, whatever the filter and the place', { timeout: LIMIT_MS }, async () => {
    const lists = description.routes.filter((route) => reads(route) && !isObject(route));
    expect(lists.length).toBeGreaterThan(5);
    for (const route of lists) {
      const eve = await stranger();
      const answer = await eve.get(route.path);
      expect([nameOf(route), shown(answer, '')]).toEqual([nameOf(route), []]);
      const call = callOf(route, description, material());
      await fc.assert(
        fc.asyncProperty(call, async ({ url }) => {
          const asked = await eve.get(url);
          expect([url, isAnswer(route, asked)]).toEqual([url, true]);
          // A filter that is repeated is no leak: only what was not asked for counts.
          expect([url, shown(asked, decodeURIComponent(url))]).toEqual([url, []]);
        }),
        { numRuns: RUNS },
      );
    }
  });

  it('finds no object by its id', { timeout: LIMIT_MS }, async () => {
    const routes = description.routes.filter((route) => reads(route) && isObject(route));
    expect(routes.length).toBeGreaterThan(2);
    expect(objects.length).toBeGreaterThan(20);
    const found: string[] = [];
    for (const route of routes) {
      const eve = await stranger();
      for (const id of takesIds(route) ? objects : ['']) {
        typed.add(id);
        const [call] = fc.sample(callOf(plain(route), description, { ids: [id], texts: [MARK] }), 1);
        const answer = await eve.get(call?.url ?? '');
        if (
          (takesIds(route) && answer.status < 300) ||
          !isAnswer(route, answer) ||
          shown(answer, call?.url ?? '').length > 0
        )
          found.push(`${call?.url} answers ${answer.status} ${answer.text}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('changes nothing, and learns nothing by trying', { timeout: LIMIT_MS }, async () => {
    const before = withoutStrangers(await rowsOf(ann.organisation));
    const changing = description.routes.filter((route) => !reads(route) && !(route.path in NOT_USED));
    expect(changing.length).toBeGreaterThan(5);
    const unreached: string[] = [];
    for (const route of changing) {
      for (const id of ids) typed.add(id);
      const eve = await stranger();
      const statuses = new Set<number>();
      await fc.assert(
        fc.asyncProperty(callOf(route, description, { ids, texts: TEXTS }), async ({ url, body }) => {
          const octets = route.body === undefined && route.method === 'PATCH' ? Buffer.from('alpha') : {};
          const answer = await eve.ask(route.method, url, { body: body ?? octets });
          statuses.add(answer.status);
          const call = `${nameOf(route)} ${url} ${JSON.stringify(body)}`;
          expect([call, isAnswer(route, answer)]).toEqual([call, true]);
          if (takesIds(route)) expect([call, answer.status >= 300]).toEqual([call, true]);
          // An id of theirs in what was made would be a reference across organisations.
          const asked = answer.status < 300 ? '' : `${url} ${JSON.stringify(body)}`;
          if (answer.status < 300)
            expect([call, nameOf(route) in ECHOING ? [] : crossing(answer)]).toEqual([call, []]);
          else expect([call, shown(answer, asked)]).toEqual([call, []]);
        }),
        { numRuns: RUNS },
      );
      // Most of what fits a description is refused for other reasons: on until somebody looked for the object.
      const call = callOf(route, description, { ids: objects, texts: TEXTS });
      for (const { url, body } of takesIds(route) ? fc.sample(call, MORE_RUNS) : []) {
        if (statuses.has(404) || statuses.has(403)) break;
        statuses.add((await eve.ask(route.method, url, { body: body ?? {} })).status);
      }
      if (takesIds(route) && !statuses.has(404) && !statuses.has(403)) unreached.push(nameOf(route));
    }
    expect(unreached.filter((name) => !(name in NOT_REACHED))).toEqual([]);
    expect(withoutStrangers(await rowsOf(ann.organisation))).toEqual(before);
  });

  it('reaches nobody of the other directory with the key of their own', async () => {
    const directory = async (person: TestPerson) => {
      const key = { kind: 'directory', name: 'directory', scopes: [], expiresAt: inAWeek() };
      const { body } = await person.post('/api/keys', key);
      return (method: string, path: string, sent?: object) =>
        person.ask(method, `/scim/v2${path}`, {
          ...(sent && { body: sent }),
          headers: { authorization: `Bearer ${body.key}` },
        });
    };
    const [ours, theirs] = [await directory(ann), await directory(eve)];
    const userName = `${MARK}@hospital.example`;
    const { body: user } = await ours('POST', '/Users', { userName });
    const { body: group } = await ours('POST', '/Groups', {
      displayName: MARK,
      members: [{ value: user.id }],
    });
    expect((await ours('GET', `/Groups/${group.id}`)).body.members).toHaveLength(1);
    const before = await rowsOf(ann.organisation);
    for (const list of ['/Users', '/Groups', `/Users?filter=userName eq "${userName}"`])
      expect((await theirs('GET', list)).body).toMatchObject({ totalResults: 0, Resources: [] });
    for (const [path, sent] of [
      [`/Users/${user.id}`, { userName: 'taken@hospital.example' }],
      [`/Groups/${group.id}`, { displayName: 'taken' }],
    ] as const) {
      const Operations = [{ op: 'replace', path: 'externalId', value: 'taken' }];
      const answers = [
        ...[await theirs('GET', path), await theirs('PUT', path, sent)],
        ...[await theirs('PATCH', path, { Operations }), await theirs('DELETE', path)],
      ];
      expect([path, ...answers.map(({ status }) => status)]).toEqual([path, 404, 404, 404, 404]);
    }
    const members = [{ value: user.id }];
    expect((await theirs('POST', '/Groups', { displayName: 'theirs', members })).status).toBe(400);
    expect((await theirs('POST', '/Users', { userName })).status).toBe(409);
    expect(await rowsOf(ann.organisation)).toEqual(before);
  });

  it('gets in nowhere by naming the other organisation', { timeout: LIMIT_MS }, async () => {
    const header = { 'wardlight-organisation': ann.organisation };
    const stated = test().server.statedRoutes.filter(
      ({ method, access }) => method !== 'HEAD' && (access === 'signed-in' || isPermission(access)),
    );
    const open: string[] = [];
    for (const { method, url } of stated) {
      const path = url.replace(/:\w+/g, ids[0] ?? '');
      const { status, body } = await eve.ask(method, path, { headers: header });
      if (status !== 403 || body?.code !== 'no-organisation') open.push(`${method} ${url} answers ${status}`);
    }
    expect(stated.length).toBeGreaterThan(15);
    expect(open).toEqual([]);
  });
});

const inAWeek = (): string => new Date(Date.now() + 7 * 86_400_000).toISOString();

/** Ids of the first organisation in what was made: there they are no echo. */
const crossing = ({ text }: TestAnswer): string[] => idsIn(text).filter((id) => ids.includes(id));
