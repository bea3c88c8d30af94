import { spawn, spawnSync } from 'node:child_process';
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

/** Starts the database in a Wardlight of its own, which is killed. */
async function startAndDie(folder: string): Promise<void> {
  const child = spawn(process.execPath, [START_AND_DIE, folder], { stdio: 'inherit' });
  const signal = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
}

function postmaster(folder: string): number {
  return Number.parseInt(fs.readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8'), 10);
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

  it('drops what a start left that was killed while it made the cluster', { timeout: LIMIT_MS }, async () => {
    const folder = newFolder();
    const draft = `postgres.draft-${spawnSync('true').pid}-0`;
    fs.mkdirSync(path.join(folder, draft));
    fs.mkdirSync(path.join(folder, 'run'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'run', draft), 'a password');
    await start(folder);
    const left = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.includes('.draft-'))).toEqual([]);
  });

  it('is taken over from a Wardlight that was killed', { timeout: LIMIT_MS }, async () => {
    const folder = newFolder();
    await startAndDie(folder);
    expect((await start(folder)).adopted).toBe(true);
  });

  it('recovers after the database itself was killed, with its Wardlight', { timeout: LIMIT_MS }, async () => {
    const folder = newFolder();
    for (let round = 0; round < 3; round++) {
      await startAndDie(folder);
      process.kill(postmaster(folder), 'SIGKILL');
    }
    expect((await start(folder)).adopted).toBe(false);
  });

  it('is started again when it is killed alone, and stays claimed', { timeout: LIMIT_MS }, async () => {
    const folder = newFolder();
    const server = await start(folder);
    const database = await Database.open(server.connection);
    const restored = new Promise<void>((resolve, reject) => {
      server.watch({ restored: resolve, away: () => undefined, lost: reject });
    });
    const killed = postmaster(folder);
    process.kill(killed, 'SIGKILL');
    await restored;
    expect(postmaster(folder)).not.toBe(killed);
    expect(await database.answers()).toBe(true);
    await database.close();
    await expect(EmbeddedPostgres.start(folder)).rejects.toMatchObject({ code: 'in-use' });
  });

  it('keeps its claim over a reset of all connections', { timeout: LIMIT_MS }, async () => {
    const folder = newFolder();
    const server = await start(folder);
    const restored = new Promise<void>((resolve, reject) => {
      server.watch({ restored: resolve, away: () => undefined, lost: reject });
    });
    const database = await Database.open(server.connection);
    const client = await database.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL'); // as the kernel does when memory runs out
    client.release(true);
    await restored;
    await database.close();
    await expect(EmbeddedPostgres.start(folder)).rejects.toMatchObject({ code: 'in-use' });
  });

  it('says that its password was lost', { timeout: LIMIT_MS }, async () => {
    const folder = newFolder();
    await (await start(folder)).stop();
    running.pop();
    const file = path.join(folder, 'owner-password');
    const password = fs.readFileSync(file);
    fs.rmSync(file);
    await expect(EmbeddedPostgres.start(folder)).rejects.toThrow('Put back the file');
    fs.writeFileSync(file, password);
    expect((await start(folder)).adopted, 'it went on running').toBe(true);
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
