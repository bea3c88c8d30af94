/** One sensor in a folder at a time: two would give the same numbers to different batches. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { DeliveryError } from './delivery-error.ts';

/** Longest path of a Unix socket on all systems. */
const PATH_LIMIT = 100;

/**
 * Holds the folder until `release`, or until the process ends in whatever way: the lock is a socket that nobody else can
 * listen on. Throws a DeliveryError when another process has it.
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const file = socketPath(folder);
  if (await isAnswered(file))
    throw new DeliveryError(
      'in-use',
      `Another sensor uses the folder ${folder}. Give each one its own with --data.`,
    );
  if (process.platform !== 'win32') fs.rmSync(file, { force: true }); // of a process that was killed
  const server = net.createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function socketPath(folder: string): string {
  const real = fs.realpathSync(folder);
  const digest = createHash('sha256').update(real).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\wardlight-sensor-${digest}`;
  const inside = path.join(real, 'lock');
  return inside.length <= PATH_LIMIT ? inside : path.join(os.tmpdir(), `wardlight-${digest}.lock`);
}

function isAnswered(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(file);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
