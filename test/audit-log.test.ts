/**
 * The audit log as an auditor meets it: the server is killed again and again while people work, and the commands say
 * afterwards that all that was confirmed is there, or where somebody changed it.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../src/store/database.ts';
import { Browser } from './support/browser.ts';
import { setUpServer } from './support/first-administrator.ts';
import { withGuestDatabase } from './support/guest-database.ts';
import { LAUNCHER, RunningProgram } from './support/running-program.ts';
import { makeDataFolder } from './support/test-database.ts';

const LIMIT_MS = 240_000;
const KILLS = 4;
const port = 41_000 + (process.pid % 19_000);
const browser = new Browser(`http://127.0.0.1:${port}`);
let folder: string;
let server: RunningProgram;

const settings = () => ({ WARDLIGHT_DATA: folder, WARDLIGHT_PORT: String(port) });

async function start(): Promise<void> {
  server = new RunningProgram(settings(), 'serve');
  await server.startTime();
}

function audit(...command: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, 'audit', ...command], {
    env: { PATH: process.env['PATH'], ...settings() },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const withDatabase = <Result>(work: (database: Database) => Promise<Result>): Promise<Result> =>
  withGuestDatabase(folder, work);

beforeAll(async () => {
  folder = makeDataFolder();
  await start();
  await setUpServer(browser, await server.setupToken());
}, LIMIT_MS);

afterAll(async () => {
  await server.kill('SIGTERM');
  fs.rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

describe('the log', () => {
  it('has everything that was confirmed, whenever the server is killed', { timeout: LIMIT_MS }, async () => {
    let confirmed = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      let isOver = false;
      const worker = async () => {
        while (!isOver) {
          const answer = await browser
            .post('/api/uploads', { file: 'ward.pcap', octets: 9 })
            .catch(() => undefined);
          if (answer?.status === 201) confirmed++;
        }
      };
      const workers = Array.from({ length: 4 }, worker);
      // Not a time but an amount of work, on a machine of any speed; then somewhere within what is under way.
      for (const enough = confirmed + 5; confirmed < enough; ) await delay(5);
      await delay(7 * kill);
      await server.kill('SIGKILL');
      isOver = true;
      await Promise.all(workers);
      await start();
    }
    expect(confirmed).toBeGreaterThanOrEqual(5 * KILLS);
    const found = audit('verify');
    expect([found.status, found.stderr]).toEqual([0, '']);
    expect(found.stdout).toMatch(/^[0-9a-f-]{36}: \d+ entries, whole, none of them signed yet\.\n$/);
    const recorded = await withDatabase(({ kysely }) =>
      sql<{ count: number }>`select count(*) from audit where action = 'upload.begin'`.execute(kysely),
    );
    expect(recorded.rows[0]?.count).toBeGreaterThanOrEqual(confirmed);
  });

  it('keeps its key for the eyes of its owner', () => {
    expect(fs.statSync(path.join(folder, 'audit-key')).mode & 0o777).toBe(0o600);
  });

  it('is exported, and verified by whoever has the file and the key alone', {
    timeout: LIMIT_MS,
  }, async () => {
    const file = path.join(folder, 'audit.ndjson');
    expect(audit('export', '--out', file)).toMatchObject({ status: 0, stderr: '' });
    expect(audit('export', '--out', file)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('exists'),
    });
    const { key } = JSON.parse(fs.readFileSync(file, 'utf8').split('\n')[0] ?? '') as { key: string };
    expect(audit('verify', file, '--key', key)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('whole'),
    });
    expect(audit('verify', file).stdout).toContain(`the key that the file names: ${key}`);
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace('"action":"upload.begin"', '"action":"upload.other"'));
    expect(audit('verify', file)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/BROKEN at entry \d+/),
    });
    fs.writeFileSync(file, text.slice(0, -30));
    expect(audit('verify', file)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^wardlight: /) });
    expect(audit('verify', path.join(folder, 'nothing'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot be read'),
    });
    expect(audit('verify', file, '--key', 'abc')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no public key'),
    });
  });

  it('that somebody changed in the database is named broken', { timeout: LIMIT_MS }, async () => {
    await withDatabase(async ({ kysely }) => {
      await sql`alter table audit disable trigger user`.execute(kysely);
      await sql`update audit set entry = replace(entry, '"Ann"', '"Eve"') where sequence = 2`.execute(kysely);
    });
    expect(audit('verify')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('BROKEN at entry 2: it, or its hash, was changed.'),
    });
    await withDatabase(async ({ kysely }) => {
      await sql`update audit set entry = replace(entry, '"Eve"', '"Ann"') where sequence = 2`.execute(kysely);
      await sql`alter table audit enable trigger user`.execute(kysely);
    });
    expect(audit('verify').status).toBe(0);
  });
});
