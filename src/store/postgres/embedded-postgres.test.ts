import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/support/test-database.ts';
import { Database } from '../database.ts';
import { EmbeddedPostgres } from './embedded-postgres.ts';

const LIMIT_MS = 120_000;
const START_AND_DIE = new URL('../../../test/support/start-and-die.mjs', import.meta.url).pathname;
const folders: string[] = [];
const running: EmbeddedPostgres[] = [];

function newFolder(): string {
  const folder = makeDataFolder();
  folders.push(folder);
  return folder;
}

async function start(folder: string): Promise<EmbeddedPostgres> {
  const server = await EmbeddedPostgres.start(folder);
  running.push(server);
  return server;
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

describe('embedded PostgreSQL', () => {
  it('starts, keeps its data over a stop, and listens on no network', { timeout: LIMIT_MS }, async () => {
    const folder = newFolder();
    const first = await start(folder);
    const database = await Database.open(first.connection);
    const client = await database.connect();
    await client.query('create table kept as select 42 as answer');
    const { rows } = await client.query(`select current_setting('listen_addresses') as listens,
      current_setting('fsync') as durable, current_setting('data_checksums') as checked`);
    expect(rows).toEqual([{ listens: '', durable: 'on', checked: 'on' }]);
    client.release();
    await database.close();
    await first.stop();
    expect(fs.existsSync(path.join(folder, 'postgres', 'postmaster.pid'))).toBe(false);

    const second = await start(folder);
    expect(second.adopted).toBe(false);
    const again = await Database.open(second.connection);
    const reader = await again.connect();
    expect((await reader.query('select answer from kept')).rows).toEqual([{ answer: 42 }]);
    reader.release();
    await again.close();
  });

  it('of a folder in use is refused, and so is a second start at the same moment', {
    timeout: LIMIT_MS,
  }, async () => {
    const folder = newFolder();
    const results = await Promise.allSettled([start(folder), start(folder)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(EmbeddedPostgres.start(folder)).rejects.toMatchObject({ code: 'in-use' });
    const guest = await EmbeddedPostgres.start(folder, { asGuest: true });
    await guest.stop();
    const database = await Database.open(guest.connection);
    await database.close(); // the host's database runs on
  });

  it('is taken over from a Wardlight that was killed', { timeout: LIMIT_MS }, async () => {
    const folder = newFolder();
    await (await start(folder)).stop();
    running.pop();
    const child = spawn(process.execPath, [START_AND_DIE, folder], { stdio: 'inherit' });
    const signal = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
    expect(signal).toBe('SIGKILL');
    expect((await start(folder)).adopted).toBe(true);
  });

  it('recovers after the database itself was killed', { timeout: LIMIT_MS }, async () => {
    const folder = newFolder();
    await start(folder);
    running.pop();
    const [pid = ''] = fs.readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
    expect((await start(folder)).adopted).toBe(false);
  });

  it('says where it cannot keep its data', async () => {
    const file = path.join(newFolder(), 'file');
    fs.writeFileSync(file, '');
    await expect(EmbeddedPostgres.start(file)).rejects.toThrow(
      /data folder .*file cannot be used: it is not a folder/,
    );
  });

  it.runIf(process.getuid?.() === 0)('says which folder its user may not enter', async () => {
    const folder = newFolder();
    fs.chmodSync(folder, 0o700);
    await expect(EmbeddedPostgres.start(path.join(folder, 'data'))).rejects.toThrow(
      `may not enter ${folder}`,
    );
  });
});
