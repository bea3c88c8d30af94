/**
 * Who may see one device sees that one: two devices with everything that hangs on a device, and people whose roles, or whose
 * grants, are about the ward of the first. They ask every route for the objects of both, and try to change those of the
 * second. Routes come from the server's own description, so one that is added is walked too.
 */

import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS, AREAS, ROLES, type Role } from '../src/access/permissions.ts';
import { raiseAlert } from '../src/store/raise-alerts.ts';
import {
  callOf,
  type DescribedRoute,
  type Description,
  describedRoutes,
  idsIn,
  isObject,
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

const LIMIT_MS = 240_000;
const SAMPLE = fs.readFileSync(new URL('../sample/small-hospital.pcap', import.meta.url));
const ALL_ROLES = Object.keys(ROLES) as Role[];
/** Roles that may be narrowed to devices. */
const SCOPED_ROLES = ALL_ROLES.filter((role) => role !== 'platform-administrator');
/** Areas whose permissions may be narrowed to devices. */
const SCOPED_AREAS = Object.keys(AREAS).filter((area) => area !== 'administration' && area !== 'audit');
/** Words that stand in all that is written about the device out of scope. */
const MARK = 'elsewhere';
const CVE = 'CVE-2026-0001';
/** Calls of each changing route. */
const RUNS = 25;

const test = useTestServer();
let ann: TestPerson;
let unit = '';
/** Who has grants for the ward alone. */
let granted: TestPerson;
let description: Description;
/** Devices with the ids of what hangs on them; the first stands in the ward. */
let inside: readonly string[];
let outside: readonly string[];
let site = '';

beforeAll(async () => {
  const { database } = test();
  const organisation = await addOrganisation(database, 'St. Ann');
  ann = await addPerson(test(), organisation, 'Ann', ALL_ROLES);
  description = await describedRoutes(ann);
  await sendSample();
  await made(await ann.ask('PATCH', '/api/active-queries/policy', { body: { enabled: true } }));
  site = (await made(await ann.post('/api/sites', { name: 'Main' }))).id;
  unit = (await made(await ann.post(`/api/sites/${site}/units`, { name: 'ICU' }))).id;
  const [first, second] = await askedDevices();
  const place = { version: 1, set: { site, unit } };
  await made(await ann.ask('PATCH', `/api/devices/${first}`, { body: place }));
  await fillIn(first, 'here');
  await fillIn(second, MARK);
  await untilPlaced();
  await decideOn(first, 'here');
  await decideOn(second, MARK);
  inside = await idsOnDevice(first);
  outside = await idsOnDevice(second);
  granted = await addGranted();
}, LIMIT_MS);

async function made({ status, body, text }: TestAnswer): Promise<TestAnswer['body']> {
  if (status >= 300) throw new Error(text);
  return body;
}

async function sendSample(): Promise<void> {
  const { id } = await made(await ann.post('/api/uploads', { file: 'a.pcap', octets: SAMPLE.length }));
  const { capture } = await made(await ann.ask('PATCH', `/api/uploads/${id}?offset=0`, { body: SAMPLE }));
  while ((await ann.get(`/api/captures/${capture.id}`)).body.state !== 'read') await delay(20);
}

/** Two devices that may be asked something, and are about to be. */
async function askedDevices(): Promise<[string, string]> {
  const { devices } = (await ann.get('/api/devices?limit=100')).body;
  const asked: string[] = [];
  for (const { id } of devices) {
    const { status } = await ann.post('/api/active-queries', {
      ...{ device: id, probe: 'http-head', reason: 'what is it' },
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    if (status === 201) asked.push(id);
    const [first, second] = asked;
    if (first !== undefined && second !== undefined) return [first, second];
  }
  throw new Error('the sample has too few devices that may be asked');
}

/** One thing of each kind that hangs on a device. */
async function fillIn(device: string, mark: string): Promise<void> {
  const reason = `${mark}: a test`;
  await made(await ann.post(`/api/devices/${device}/notes`, { text: `${mark}: a note` }));
  await made(
    await ann.post(`/api/devices/${device}/values`, { attribute: 'model', value: `${mark} model`, reason }),
  );
  await made(
    await ann.post(`/api/devices/${device}/controls`, {
      ...{ countermeasure: 'M1', validation: 'claimed', since: '2026-01-01T00:00:00Z', note: reason },
    }),
  );
  await made(await ann.post('/api/tasks', { title: `${mark}: ask the maker`, device }));
  const octets = Buffer.from(
    JSON.stringify({
      ...{ bomFormat: 'CycloneDX', specVersion: '1.5' },
      components: [{ type: 'library', name: `${mark} part` }],
    }),
  );
  const { id } = await made(
    await ann.post('/api/documents', { file: `${mark}.json`, octets: octets.length, device }),
  );
  const { document } = await made(await ann.ask('PATCH', `/api/uploads/${id}?offset=0`, { body: octets }));
  while ((await ann.get(`/api/documents/${document.id}`)).body.state !== 'read') await delay(20);
  await test().database.asOrganisation(ann.organisation, async (t) => {
    const text = `${mark}: its software changed.`;
    await raiseAlert(t, ann.organisation, {
      kind: 'software-changed',
      about: device,
      text,
      devices: [device],
    });
  });
}

/** Waits until jobs have looked at what was written of devices: they give each the product that it is known to be. */
async function untilPlaced(): Promise<void> {
  for (;;) {
    const left = sql<{ waiting: number }>`
      select (select count(*) from device_to_match) + (select count(*) from graphile_worker.jobs
        where task_identifier = 'match-products' and attempts < max_attempts) as waiting`;
    const { rows } = await asOwner(test().database, ann.organisation, left);
    if (Number(rows[0]?.waiting) === 0) return;
    await delay(50);
  }
}

/** A finding, and what a person decided about it. */
async function decideOn(device: string, mark: string): Promise<void> {
  const reason = `${mark}: a test`;
  await test().database.asOrganisation(ann.organisation, async (t) => {
    await sql`
      with p as (insert into product (organisation_id, key, vendor, model)
                 values (${ann.organisation}::uuid, sha256(${mark}::bytea), 'maker', ${`${mark} model`}) returning id),
      f as (insert into finding (organisation_id, product_id, cve, part, family_only, status, conditional, confidence,
                                 because, feed, document, revision, input, conflict, verdict_group, exploitability, score)
            select ${ann.organisation}::uuid, id, ${CVE}, 'device', false, 'affected', false, 90, ${reason}, 'nvd', 'doc',
                   '1', 'hash', false, 'plan', 'unknown', 50 from p)
      insert into device_product (device_id, organisation_id, product_id)
        select ${device}::uuid, ${ann.organisation}::uuid, id from p
      on conflict (device_id) do update set product_id = excluded.product_id`.execute(t);
  });
  await made(await ann.post('/api/finding-decisions', { cve: CVE, device, kind: 'confirmed', reason }));
}

/** The id of a device, and those of all rows that refer to it. */
async function idsOnDevice(device: string): Promise<string[]> {
  const rows = await rowsAbout([device]);
  const own = rows.flatMap((row) => String((JSON.parse(row) as { readonly id?: unknown }).id ?? ''));
  const ids = [device, ...own.filter((id) => idsIn(id).length > 0 && id !== device)];
  // A device with a decision, a note, a control, a task, an alert, a document, a query and a decision on a finding.
  expect(ids.length).toBeGreaterThan(7);
  return ids;
}

/** Every row of the organisation in which one of these ids stands, as text; the audit log apart. */
async function rowsAbout(ids: readonly string[]): Promise<string[]> {
  const { database } = test();
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where a.attname = 'organisation_id' and c.relkind in ('r', 'p') and not c.relispartition
       and c.relnamespace = 'public'::regnamespace and c.relname not like 'audit%' order by 1`.execute(
    database.kysely,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const all = sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(name)} t where organisation_id = ${ann.organisation} order by 1`;
    const { rows } = await asOwner(database, ann.organisation, all);
    found.push(...rows.flatMap(({ row }) => (ids.some((id) => row.includes(id)) ? [row] : [])));
  }
  return found;
}

/**
 * Whose roles are about the ward, and who has grants for it alone; new people each time, so that nobody meets the limit on one
 * person's requests.
 */
async function people(): Promise<readonly (readonly [name: string, person: TestPerson])[]> {
  const again = await addPerson(test(), ann.organisation, 'Cleo', ['platform-administrator']);
  const copied = sql`
    insert into grant_rule select (jsonb_populate_record(null::grant_rule,
             to_jsonb(g) || jsonb_build_object('id', gen_random_uuid(), 'user_id', ${again.id}::text))).*
      from grant_rule g where user_id = ${granted.id}`;
  await asOwner(test().database, ann.organisation, copied);
  return [
    ['roles', await addScoped()],
    ['grants', again],
  ];
}

async function addScoped(): Promise<TestPerson> {
  const person = await addPerson(test(), ann.organisation, 'Ben', SCOPED_ROLES);
  await test()
    .database.kysely.updateTable('membership')
    .set({ scope: JSON.stringify({ units: [unit] }) })
    .where('user_id', '=', person.id)
    .execute();
  return person;
}

async function addGranted(): Promise<TestPerson> {
  const person = await addPerson(test(), ann.organisation, 'Cleo', ['platform-administrator']);
  for (const area of SCOPED_AREAS)
    for (const action of ACTIONS)
      await made(
        await ann.post('/api/grants', {
          ...{ person: person.id, effect: 'allow', permission: `${area}:${action}`, reason: 'a stand-in' },
          ...{ scope: { units: [unit] }, until: new Date(Date.now() + 86_400_000).toISOString() },
        }),
      );
  return person;
}

const nameOf = ({ method, path }: DescribedRoute) => `${method} ${path}`;
const takesIds = ({ parameters, body }: DescribedRoute) =>
  body !== undefined || parameters.some(({ schema }) => takesId(schema));
const reads = ({ method }: DescribedRoute) => method === 'GET';
/** What concerns people, places and the platform is about no device, and is not narrowed. */
const isOfDevices = ({ method, path }: DescribedRoute): boolean => {
  const url = path.replace(/\{(\w+)\}/g, ':$1');
  const stated = test().server.statedRoutes.find((route) => route.method === method && route.url === url);
  return !/^(?:administration|audit|public|account|sensor|directory)/.test(stated?.access ?? '');
};

/** What of the device out of scope an answer shows; what was asked for may be named in a refusal. */
function shown({ text }: TestAnswer, asked: string): string[] {
  const found = idsIn(text).filter((id) => outside.includes(id) && !asked.includes(id));
  return text.toLowerCase().includes(MARK) && !asked.includes(MARK) ? [...found, MARK] : found;
}

/** A preview works long, and has a limit of its own. */
const isTooMany = ({ path }: DescribedRoute, { status }: TestAnswer): boolean =>
  status === 429 && !path.endsWith('preview');

/** Calls of a route with one of these ids wherever it takes one. */
function callsWith(route: DescribedRoute, ids: readonly string[], runs = 1): readonly { url: string }[] {
  const required = route.parameters.filter(
    ({ in: where, required, schema }) => where === 'path' || required || takesId(schema),
  );
  const plain = { ...route, parameters: required.map((parameter) => ({ ...parameter, required: true })) };
  return ids.flatMap((id) =>
    fc.sample(callOf(plain, description, { ids: [id], texts: ['inventory:view'] }), runs),
  );
}

describe('who may see one device', () => {
  it('finds what hangs on it, and nothing of another', { timeout: LIMIT_MS }, async () => {
    const routes = description.routes.filter(
      (route) => reads(route) && takesIds(route) && isOfDevices(route),
    );
    const wrong: string[] = [];
    const reached = new Set<string>();
    const scoped = await people();
    for (const route of routes) {
      for (const [of, ids] of [
        ['inside', inside],
        ['outside', outside],
      ] as const)
        for (const { url } of callsWith(route, ids)) {
          const isThere = (await ann.get(url)).status < 300;
          for (const [name, person] of scoped) {
            const answer = await person.get(url);
            const seen = answer.status < 300;
            if (seen && of === 'inside') reached.add(nameOf(route));
            // A list that is asked for what is out of scope may answer that there is nothing.
            const isRight = of === 'inside' ? seen === isThere : !seen || !isObject(route);
            if (!isRight || answer.status >= 429 || shown(answer, url).length > 0)
              wrong.push(`${name}: ${of} ${url} answers ${answer.status} ${answer.text.slice(0, 300)}`);
            if (of === 'outside' && isThere && isObject(route) && answer.status !== 404)
              wrong.push(`${name}: ${url} is there, and answers ${answer.status}`);
          }
        }
    }
    expect(wrong).toEqual([]);
    expect([...reached]).toEqual(
      expect.arrayContaining([
        'GET /api/devices/{id}',
        'GET /api/devices/{id}/active-queries',
        'GET /api/devices/{id}/controls',
        'GET /api/devices/{id}/findings',
        'GET /api/devices/{id}/peers',
        'GET /api/devices/{id}/risk',
        'GET /api/devices/{id}/service-gate',
        'GET /api/devices/{id}/traffic',
        'GET /api/active-queries/{id}',
        'GET /api/alerts/{id}',
        'GET /api/documents/{id}',
        'GET /api/documents/{id}/components',
        'GET /api/documents/{id}/octets',
        'GET /api/finding-decisions/{id}',
        'GET /api/map/reach',
        'GET /api/tasks/{id}',
      ]),
    );
  });

  it('is shown nothing of another one in any list', { timeout: LIMIT_MS }, async () => {
    const lists = description.routes.filter(
      (route) => reads(route) && !isObject(route) && isOfDevices(route),
    );
    expect(lists.length).toBeGreaterThan(10);
    const leaks: string[] = [];
    let told = 0;
    const scoped = await people();
    for (const route of lists) {
      const plain = { ...route, parameters: route.parameters.filter(({ required }) => required) };
      const calls = fc.sample(callOf(plain, description, { ids: inside, texts: ['inventory:view'] }), 1);
      for (const { url } of calls) {
        if (shown(await ann.get(url), url).length > 0) told++;
        for (const [name, person] of scoped) {
          const found = shown(await person.get(url), url);
          if (found.length > 0) leaks.push(`${name}: ${url} shows ${found.join()}`);
        }
      }
    }
    expect(leaks).toEqual([]);
    // There was something to be seen.
    expect(told).toBeGreaterThan(6);
  });

  it('changes nothing of another', { timeout: LIMIT_MS }, async () => {
    const changing = description.routes.filter(
      (route) =>
        !reads(route) && takesIds(route) && isOfDevices(route) && !/step-up|password/.test(route.path),
    );
    expect(changing.length).toBeGreaterThan(15);
    const before = await rowsAbout(outside);
    const wrong: string[] = [];
    for (const route of changing)
      for (const [name, person] of await people()) {
        const material = { ids: outside, texts: ['model', CVE, 'inventory:view'] };
        for (const { url, body } of fc.sample(callOf(route, description, material), RUNS)) {
          const answer = await person.ask(route.method, url, { body: body ?? {} });
          const asked = `${url} ${JSON.stringify(body)}`;
          if (answer.status >= 500 || shown(answer, asked).length > 0 || isTooMany(route, answer))
            wrong.push(`${name}: ${nameOf(route)} ${asked} answers ${answer.status} ${answer.text}`);
        }
      }
    expect(wrong).toEqual([]);
    expect(await rowsAbout(outside)).toEqual(before);
  });

  it('decides about it, and not for others as well', async () => {
    const [device] = inside;
    const reason = 'seen on the spot';
    const decided = { cve: CVE, kind: 'confirmed', reason };
    for (const [name, person] of await people()) {
      const own = await person.post('/api/finding-decisions', { ...decided, device });
      expect([name, own.status]).toEqual([name, 201]);
      // Of all devices, of a product, or an answer that holds for a product.
      const known = sql<{ product: number }>`
        select product_id as product from device_product where device_id = ${device}::uuid`;
      const { rows } = await asOwner(test().database, ann.organisation, known);
      for (const wider of [decided, { ...decided, product: Number(rows[0]?.product) }]) {
        const { status, body } = await person.post('/api/finding-decisions', wider);
        expect([name, status, body.code]).toEqual([name, 403, 'not-allowed']);
      }
      const watch = await person.ask('PUT', `/api/sites/${site}/watch`, { body: { watched: true } });
      const answered = await person.post(`/api/review/${device}`, { answer: 'yes' });
      expect([name, watch.status, answered.status]).toEqual([name, 403, 403]);
      const ended = await person.ask('DELETE', `/api/finding-decisions/${own.body.id}`);
      expect([name, ended.status]).toEqual([name, 200]);
    }
  });

  it('sends no capture and no records, which would say things of others', async () => {
    for (const [name, person] of await people())
      for (const path of ['/api/uploads', '/api/imports']) {
        const { status, body } = await person.post(path, { file: 'a.pcap', octets: 100 });
        expect([status, body.detail], `${name} ${path}`).toEqual([
          403,
          'This concerns devices that you may not edit: you may do it on some only.',
        ]);
      }
  });

  it('may do on it what it is for alone: who sees all devices edits this one', async () => {
    const dan = await addPerson(test(), ann.organisation, 'Dan', ['privacy-officer']);
    const [here, there] = [inside[0], outside[0]];
    const { unit } = (await ann.get(`/api/devices/${here}`)).body.place;
    for (const permission of ['inventory:edit', 'risk:edit', 'alert:edit', 'mitigation:edit'])
      await made(
        await ann.post('/api/grants', {
          ...{ person: dan.id, effect: 'allow', permission, reason: 'a stand-in', scope: { units: [unit] } },
          until: new Date(Date.now() + 86_400_000).toISOString(),
        }),
      );
    const taskOf = async (device: string | undefined) =>
      (await ann.get(`/api/tasks?device=${device}`)).body.tasks[0].id;
    const decide = (device: string | undefined) =>
      dan.post('/api/finding-decisions', { cve: CVE, device, kind: 'confirmed', reason: 'a test' });
    const alertOf = async (device: string | undefined) =>
      (await ann.get(`/api/alerts?device=${device}`)).body.alerts[0].id;
    const acknowledge = async (device: string | undefined) =>
      (await dan.post('/api/alerts/decisions', { alerts: [await alertOf(device)], state: 'acknowledged' }))
        .body.alerts.length;
    const change = async (device: string | undefined) =>
      (await dan.ask('PATCH', `/api/tasks/${await taskOf(device)}`, { body: { note: 'done soon' } })).status;
    expect([await change(here), await change(there)]).toEqual([200, 403]);
    expect([(await decide(here)).status, (await decide(there)).status]).toEqual([201, 403]);
    expect([await acknowledge(here), await acknowledge(there)]).toEqual([1, 0]);
    const decisions = (await ann.get('/api/finding-decisions')).body.decisions;
    const theirs = decisions.find(
      ({ device, holds }: { device: string; holds: boolean }) => device === there && holds,
    );
    expect((await dan.ask('DELETE', `/api/finding-decisions/${theirs.id}`)).status).toBe(403);
  });
});
