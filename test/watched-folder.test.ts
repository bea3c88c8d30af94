/** A folder that the operator named, from `serve` to devices: taken in once, over a restart, with its site and in the log. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from './support/browser.ts';
import { freePort } from './support/free-port.ts';
import { RunningProgram, until } from './support/running-program.ts';
import { makeDataFolder } from './support/test-database.ts';

const LIMIT_MS = 120_000;
const SAMPLE = fs.readFileSync(new URL('../sample/small-hospital.pcap', import.meta.url));
const EMAIL = 'ann@hospital.example';
const PASSWORD = 'correct horse battery';
let data = '';
let folder = '';
let origin = '';
let server: RunningProgram;
let settings: Record<string, string>;

beforeAll(async () => {
  data = makeDataFolder();
  folder = `${data}-captures`;
  fs.mkdirSync(folder);
  const folders = `${data}-folders.json`;
  const one = { folder, organisation: 'St. Ann', site: 'Main', restSeconds: 1 };
  fs.writeFileSync(folders, JSON.stringify([one]));
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  settings = { WARDLIGHT_DATA: data, WARDLIGHT_PORT: String(port), WARDLIGHT_FOLDERS: folders };
  server = new RunningProgram(settings, 'serve');
  await server.startTime();
}, LIMIT_MS);

afterAll(async () => {
  await server.kill('SIGTERM');
  for (const place of [data, folder]) fs.rmSync(place, { recursive: true, force: true });
  fs.rmSync(`${data}-folders.json`, { force: true });
}, LIMIT_MS);

it('takes in what lies and what comes, once, also over a restart', { timeout: LIMIT_MS }, async () => {
  fs.writeFileSync(path.join(folder, 'first.pcap'), SAMPLE);
  fs.writeFileSync(path.join(folder, 'readme.txt'), 'no capture');
  // Nobody has made the organisation yet: it is said, and tried again.
  await server.says('there is no organisation');
  const browser = new Browser(origin);
  const token = /within a day.*\n {2}\S+\/setup#(\S+)/.exec(server.said)?.[1] ?? '';
  const account = { token, organisation: 'St. Ann', name: 'Ann', email: EMAIL, password: PASSWORD };
  expect((await browser.post('/api/setup', account)).status).toBe(201);
  await browser.signIn(EMAIL, PASSWORD);
  await browser.enrol(PASSWORD);
  await server.says('there is no site');
  const { body: site } = await browser.post('/api/sites', { name: 'Main' });

  const captures = async () => (await browser.get('/api/captures')).body.captures;
  const isRead = async (count: number) => {
    const found = await captures();
    return found.length === count && found.every(({ state }: { state: string }) => state === 'read');
  };
  await until(
    () => isRead(1),
    () => 'the first capture is read',
    LIMIT_MS,
  );
  const [first] = await captures();
  expect(first).toMatchObject({ file: 'first.pcap', source: 'folder', site: site.id, octets: SAMPLE.length });
  expect((await browser.get('/api/devices?limit=500')).body.devices).toHaveLength(17);
  await server.says('readme.txt is not a capture');
  const { body: log } = await browser.get('/api/audit?action=capture.take-in');
  expect(log.entries).toMatchObject([
    { who: { kind: 'system', name: 'watched folder' }, target: { kind: 'capture', id: first.id } },
  ]);
  expect(log.entries[0].change).toEqual({ file: 'first.pcap', octets: SAMPLE.length, sha256: first.sha256 });

  // The same content under another name, the first renamed, and a restart: nothing is read again.
  fs.writeFileSync(path.join(folder, 'copy.pcap'), SAMPLE);
  fs.renameSync(path.join(folder, 'first.pcap'), path.join(folder, 'renamed.pcap'));
  await server.kill('SIGTERM');
  server = new RunningProgram(settings, 'serve');
  await server.startTime();
  const other = Buffer.from(SAMPLE);
  other[30] = (other[30] ?? 0) ^ 1;
  fs.writeFileSync(path.join(folder, 'second.pcap'), other);
  await until(
    () => isRead(2),
    () => 'the second capture is read',
    LIMIT_MS,
  );
  const remembered = () => {
    const text = fs.readFileSync(path.join(data, 'watched-folders.json'), 'utf8');
    return Object.keys(JSON.parse(text)[folder]).sort();
  };
  await until(
    async () => remembered().length === 4,
    () => `all files are remembered, and not ${remembered()}`,
    LIMIT_MS,
  );
  expect((await captures()).map(({ file }: { file: string }) => file)).toEqual(['second.pcap', 'first.pcap']);
  expect((await browser.get('/api/audit?action=capture.take-in')).body.entries).toHaveLength(2);
  expect(fs.readdirSync(path.join(data, 'captures'))).toEqual([]);
  // What the operator put there stays, and people see what is passed over, also what an earlier run of the server saw.
  const { body: shown } = await browser.get('/api/watched-folders');
  expect(shown.folders).toEqual([
    {
      ...{ server: os.hostname(), path: folder, site: site.id, lookedAt: expect.any(String) },
      ...{ problem: null, problemSince: null },
      passedOver: [
        {
          ...{ file: 'readme.txt', noticedAt: expect.any(String) },
          problem: expect.stringMatching(/readme\.txt is not a capture: it is text/),
        },
      ],
    },
  ]);
  expect(fs.readdirSync(folder)).toHaveLength(4);

  // A folder that is gone is seen, with since when; one that is back is not, nor a file that is not there any more.
  fs.renameSync(folder, `${folder}-away`);
  const shownFolder = async () => (await browser.get('/api/watched-folders')).body.folders[0];
  const begun = new Date();
  await until(
    async () => (await shownFolder()).problem !== null,
    () => 'the folder is said to be gone',
    LIMIT_MS,
  );
  const gone = await shownFolder();
  expect(gone.problem).toBe(`${folder} cannot be read: there is no such file.`);
  expect(Date.parse(gone.problemSince)).toBeGreaterThanOrEqual(begun.getTime());
  const checks = async () => (await browser.get('/api/health/details')).body.checks;
  expect(await checks()).toContainEqual(
    expect.objectContaining({ name: 'folders', status: 'attention', detail: `Not taken in: ${folder}.` }),
  );
  fs.rmSync(path.join(`${folder}-away`, 'readme.txt'));
  fs.renameSync(`${folder}-away`, folder);
  await until(
    async () => (await shownFolder()).problem === null && (await shownFolder()).passedOver.length === 0,
    () => 'the folder is well again',
    LIMIT_MS,
  );
  expect(await checks()).toContainEqual(expect.objectContaining({ name: 'folders', status: 'ok' }));

  // One that is not named any more is not shown.
  await server.kill('SIGTERM');
  const { WARDLIGHT_FOLDERS: _, ...without } = settings;
  server = new RunningProgram(without, 'serve');
  await server.startTime();
  await until(
    async () => (await browser.get('/api/watched-folders')).body.folders.length === 0,
    () => 'the folder is forgotten',
    LIMIT_MS,
  );
});
