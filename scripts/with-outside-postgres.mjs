#!/usr/bin/env node
/**
 * Runs a command with a PostgreSQL server as a hospital has one: reached over TCP with a password, by a role that may make
 * databases and nothing more. The tests of store and API use it (TEST_DATABASE_URL) and not embedded ones of their own.
 *
 *   npm run build && node scripts/with-outside-postgres.mjs npx vitest run src/store
 *
 * The programs are those that `wardlight serve` would use. The server lives in a temporary folder and goes with the command,
 * whose exit status is that of this script. A TEST_DATABASE_URL that is set already is used as it is.
 */

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { databaseUser } from '../dist/store/postgres/database-user.js';
import { findPostgresBinaries } from '../dist/store/postgres/postgres-binaries.js';

const START_LIMIT_MS = 120_000;
const POLL_MS = 50;
const HOST = '127.0.0.1';
const ADMINISTRATOR = 'postgres';
const OWNER = 'hospital';

const [command, ...given] = process.argv.slice(2);
if (command === undefined) {
  console.error('Name a command, such as: npx vitest run src/store');
  process.exit(2);
}
process.exitCode = process.env.TEST_DATABASE_URL
  ? await run(process.env.TEST_DATABASE_URL)
  : await runWithServer();

async function runWithServer() {
  const user = databaseUser();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-outside-'));
  fs.chmodSync(folder, 0o711);
  const binaries = findPostgresBinaries(user, path.join(folder, 'programs'));
  if (!binaries) throw new Error('No PostgreSQL found.');
  const cluster = path.join(folder, 'cluster');
  fs.mkdirSync(cluster, { mode: 0o700 });
  if (user.spawn.uid !== undefined) fs.chownSync(cluster, user.spawn.uid, user.spawn.gid);
  const password = randomBytes(16).toString('hex');
  const passwordFile = path.join(cluster, '..', 'first-password');
  fs.writeFileSync(passwordFile, password);
  const made = spawnSync(
    path.join(binaries.folder, 'initdb'),
    [
      '-D',
      cluster,
      '-U',
      ADMINISTRATOR,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ],
    { ...user.spawn, cwd: '/', encoding: 'utf8' },
  );
  fs.rmSync(passwordFile);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const settings = {
    ...{ listen_addresses: HOST, port: String(port), unix_socket_directories: '' },
    ...{ max_connections: '200', fsync: 'off', password_encryption: 'scram-sha-256' },
  };
  const server = spawn(
    path.join(binaries.folder, 'postgres'),
    ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...user.spawn, cwd: '/', stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    const ownerPassword = randomBytes(16).toString('hex');
    await makeOwner({ host: HOST, port, user: ADMINISTRATOR, password, database: 'postgres' }, ownerPassword);
    return await run(`postgres://${OWNER}:${ownerPassword}@${HOST}:${port}/postgres`);
  } finally {
    server.kill('SIGINT');
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits for the server and makes the role. */
async function makeOwner(administrator, password) {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const client = new pg.Client(administrator);
    try {
      await client.connect();
      await client.query(
        `create role ${OWNER} login nosuperuser nocreaterole nobypassrls createdb password '${password}'`,
      );
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(POLL_MS);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function run(url) {
  const child = spawn(command, given, { stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: url } });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
}

async function freePort() {
  const probe = net.createServer();
  await new Promise((resolve) => probe.listen(0, HOST, resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
