/**
 * Nothing about persons stays in the server: after real use with the sample capture, in which patients, physicians, users
 * and passwords are planted, no table, log, file or answer may hold any of them.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLANTED } from '../sample/hosts.ts';
import { type Answer, Browser } from './support/browser.ts';
import {
  callOf,
  type DescribedRoute,
  describedRoutes,
  idsIn,
  isObject,
  listAbove,
} from './support/described-routes.ts';
import { setUpServer } from './support/first-administrator.ts';
import { withGuestDatabase } from './support/guest-database.ts';
import { plantedIn } from './support/planted-texts.ts';
import { LAUNCHER, RunningProgram } from './support/running-program.ts';
import { makeDataFolder } from './support/test-database.ts';

const LIMIT_MS = 240_000;
const SAMPLE = fs.readFileSync(new URL('../sample/small-hospital.pcap', import.meta.url));
/** What parameters are filled with that take neither an id nor one of a few words. */
const TEXTS = ['10.20.20.41'];
/** Objects asked of one route. */
const OBJECTS_OF_A_ROUTE = 8;
const port = 42_000 + (process.pid % 18_000);
const browser = new Browser(`http://127.0.0.1:${port}`);
let folder: string;
let settings: Readonly<Record<string, string>>;
let server: RunningProgram;

beforeAll(async () => {
  folder = makeDataFolder();
  settings = { WARDLIGHT_DATA: folder, WARDLIGHT_PORT: String(port), WARDLIGHT_LOG: 'info' };
  server = new RunningProgram(settings, 'serve');
  await setUpServer(browser, await server.setupToken());
  // Whole, cut in the middle of a packet, with a damaged record, and as something else than it says.
  const damaged = Buffer.from(SAMPLE);
  damaged.fill(0xff, 5_000, 5_016);
  const texts = Buffer.from(`not a capture: ${Object.values(PLANTED).join(' ')}`);
  for (const octets of [SAMPLE, SAMPLE.subarray(0, 9_999), damaged, texts]) await send(octets);
  for (const file of recordsOf(Object.values(PLANTED))) await sendRecords(Buffer.from(file));
}, LIMIT_MS);

afterAll(async () => {
  await server.kill('SIGTERM');
  fs.rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

/** Records in which every field that may name a person does. */
function recordsOf(planted: readonly string[]): string[] {
  const ends = { 'id.orig_h': '10.20.20.21', 'id.orig_p': 4_001, 'id.resp_h': '10.20.10.5', 'id.resp_p': 80 };
  const zeek = planted.flatMap((name) => [
    {
      _path: 'http',
      ts: 1_795_334_400,
      ...ends,
      uri: `/?patient=${name}`,
      user_agent: `x patient ${name}`,
      username: name,
    },
    { _path: 'dns', ts: 1_795_334_400, ...ends, query: name, qtype_name: 'A', answers: ['203.0.113.5'] },
    { _path: 'dicom', ts: 1_795_334_400, ...ends, calling_ae_title: `^${name}`, patient_name: name },
    { _path: 'smb_files', ts: 1_795_334_400, ...ends, path: name },
  ]);
  const events = planted.map((name) => ({
    ...{
      timestamp: '2026-11-22T08:00:00.000000+0000',
      event_type: 'http',
      src_ip: '10.20.20.21',
      src_port: 4_001,
    },
    ...{ dest_ip: '10.20.10.5', dest_port: 80, proto: 'TCP', http: { url: name, http_refer: name } },
  }));
  return [zeek, events].map((lines) => lines.map((line) => JSON.stringify(line)).join('\n'));
}

async function sendRecords(octets: Buffer): Promise<void> {
  const { body: upload } = await browser.post('/api/imports', { file: 'records.log', octets: octets.length });
  const { body } = await browser.patch(`/api/uploads/${upload.id}?offset=0`, octets);
  for (let state = 'received'; state === 'received' || state === 'reading'; await delay(50))
    state = (await browser.get(`/api/imports/${body.import.id}`)).body.state;
}

async function send(octets: Buffer): Promise<void> {
  const { body: upload } = await browser.post('/api/uploads', { file: 'ward.pcap', octets: octets.length });
  const { body } = await browser.patch(`/api/uploads/${upload.id}?offset=0`, octets);
  for (let state = 'received'; state === 'received' || state === 'reading'; await delay(50))
    state = (await browser.get(`/api/captures/${body.capture.id}`)).body.state;
}

/** Every row of every table of every room in the database, as text. */
function tables(): Promise<Record<string, string>> {
  return withGuestDatabase(folder, async ({ kysely }) => {
    const { rows: names } = await sql<{ schema: string; name: string }>`
      select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`.execute(
      kysely,
    );
    const found: Record<string, string> = {};
    for (const { schema, name } of names) {
      const { rows } = await sql<{
        row: string;
      }>`select t::text as row from ${sql.table(`${schema}.${name}`)} t`.execute(kysely);
      found[`${schema}.${name}`] = rows.map(({ row }) => row).join('\n');
    }
    return found;
  });
}

const holding = (texts: Readonly<Record<string, string>>): string[] =>
  Object.entries(texts).flatMap(([name, text]) =>
    plantedIn(text).map((planted) => `${name} holds ${planted}`),
  );

/** A route with the parameters that it cannot do without. */
const withoutChoices = (route: DescribedRoute): DescribedRoute => ({
  ...route,
  parameters: route.parameters.filter((parameter) => parameter.in === 'path' || parameter.required),
});

describe('after real use', () => {
  it('devices are there to be looked through', { timeout: LIMIT_MS }, async () => {
    const found = await tables();
    expect(found['public.device']?.split('\n').length).toBeGreaterThanOrEqual(17);
    expect(found['public.device_attribute']?.includes('M8004A')).toBe(true);
    expect(found['public.audit']?.includes('upload.begin')).toBe(true);
    // What looks for the texts finds them where they are.
    expect(plantedIn(SAMPLE.toString('latin1')).length).toBeGreaterThanOrEqual(Object.keys(PLANTED).length);
  });

  it('no table holds a planted text', { timeout: LIMIT_MS }, async () => {
    const found = await tables();
    expect(Object.keys(found).length).toBeGreaterThan(20);
    expect(holding(found)).toEqual([]);
  });

  it('no answer of any route holds one', { timeout: LIMIT_MS }, async () => {
    const all = idsIn(Object.values(await tables()).join());
    const description = await describedRoutes(browser);
    const answers: Record<string, string> = {};
    const read = async (url: string): Promise<Answer> => {
      const answer = await browser.get(url);
      answers[`GET ${url}`] = answer.text;
      expect([url, answer.status < 500 && answer.status !== 429]).toEqual([url, true]);
      return answer;
    };
    const reading = description.routes.filter(({ method }) => method === 'GET').map(withoutChoices);
    for (const route of reading.filter((its) => !isObject(its)))
      for (const { url } of fc.sample(callOf(route, description, { ids: all, texts: TEXTS }), 2))
        await read(url);
    const seen = new Set<string>();
    for (const route of reading.filter(isObject)) {
      // Ids that the list above an object showed; any where there is no such list.
      const list = answers[`GET ${listAbove(route)}`] ?? '';
      const ids = idsIn(list).length > 0 ? idsIn(list).slice(0, OBJECTS_OF_A_ROUTE) : all;
      for (const { url } of fc.sample(callOf(route, description, { ids, texts: TEXTS }), OBJECTS_OF_A_ROUTE))
        if ((await read(url)).status < 300) seen.add(route.path);
    }
    const { body } = await browser.get('/api/devices?limit=500');
    for (const { id } of body.devices) await read(`/api/devices/${id}`);
    expect([...seen]).toEqual(
      expect.arrayContaining(['/api/devices/{id}', '/api/captures/{id}', '/api/imports/{id}']),
    );
    expect(Object.keys(answers).length).toBeGreaterThan(100);
    expect(holding(answers)).toEqual([]);
  });

  it('no log and no file of the data folder holds one', { timeout: LIMIT_MS }, () => {
    expect(server.said).toContain('/api/uploads');
    const files: Record<string, string> = { 'what the server said': server.said };
    const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const file = path.join(entry.parentPath, entry.name);
      // The cluster's files change while they are read; its rows were looked through above.
      if (!entry.isFile() || /[/]postgres(?:ql-\d+)?[/]/.test(file)) continue;
      files[file] = fs.readFileSync(file, 'latin1');
    }
    expect(Object.keys(files).some((file) => file.endsWith('postgres.log'))).toBe(true);
    expect(holding(files)).toEqual([]);
  });

  it('no export holds one', { timeout: LIMIT_MS }, () => {
    const { stdout, status } = spawnSync(process.execPath, [LAUNCHER, 'audit', 'export'], {
      env: { PATH: process.env['PATH'], ...settings },
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('organisation.set-up');
    expect(plantedIn(stdout)).toEqual([]);
  });
});
