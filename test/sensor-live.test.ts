/**
 * A sensor on a live interface: two ends of a virtual cable in a network namespace of the test's own, one end replays the
 * sample capture. The namespace has no way to the server, so what is delivered later is looked at on disk.
 */

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchHeader, DeliveredDevice } from '../src/contract/sensor-batch.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SAMPLE = path.join(ROOT, 'sample', 'small-hospital.pcap');
const LAUNCHER = path.join(ROOT, 'bin', 'wardlight.js');
const NAMESPACE = `wardlight-sensor-${process.pid}`;
const SENSOR = '22222222-2222-4222-8222-222222222222';

function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'it needs the rights of root';
  const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  const missing = ['ip', 'tcpdump', 'tcpreplay'].filter(
    (program) => !folders.some((folder) => fs.existsSync(path.join(folder, program))),
  );
  if (missing.length > 0) return `${missing.join(' and ')} not installed`;
  try {
    execFileSync('ip', ['netns', 'add', NAMESPACE], { stdio: 'pipe' });
  } catch {
    return 'network namespaces are not permitted here';
  }
  return undefined;
}

const reason = whyNot();
if (reason !== undefined) process.stderr.write(`\nSKIPPED: a sensor on a live interface: ${reason}\n`);

describe.skipIf(reason !== undefined)('a sensor on a live interface', () => {
  let folder: string;
  let server: http.Server;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-sensor-live-'));
    for (const command of [
      ['link', 'add', 'mirror0', 'type', 'veth', 'peer', 'name', 'replay0'],
      ['link', 'set', 'mirror0', 'addrgenmode', 'none'],
      ['link', 'set', 'replay0', 'addrgenmode', 'none'],
      ['link', 'set', 'mirror0', 'up'],
      ['link', 'set', 'replay0', 'up'],
    ])
      execFileSync('ip', ['-n', NAMESPACE, ...command]);
    const answer = { organisation: SENSOR, sensor: SENSOR, name: 'ward', received: 0 };
    server = http.createServer((_request, response) => response.end(JSON.stringify(answer)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    execFileSync('ip', ['netns', 'delete', NAMESPACE]);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Lines of all batches on disk. */
  function lines(): unknown[] {
    const spool = path.join(folder, `spool-${SENSOR}`);
    if (!fs.existsSync(spool)) return [];
    return fs
      .readdirSync(spool)
      .filter((name) => name.endsWith('.batch'))
      .flatMap((name) => {
        const file = fs.readFileSync(path.join(spool, name));
        const text = gunzipSync(file.subarray(file.indexOf(10) + 1)).toString('utf8');
        return text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown);
      });
  }

  it('spools what it sees, with the drops that the kernel tells', { timeout: 60_000 }, async () => {
    // Enrolled where the server is: an empty folder is read in no time.
    const empty = path.join(folder, 'empty');
    fs.mkdirSync(empty);
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const enrolling = spawn(process.execPath, [
      ...[LAUNCHER, 'sensor', '--server', origin, '--enrol', 'A'.repeat(86), '--data', folder],
      ...['--follow', empty],
    ]);
    await expect
      .poll(() => fs.existsSync(path.join(folder, 'identity.json')), { timeout: 20_000 })
      .toBe(true);
    enrolling.kill('SIGTERM');
    await new Promise((resolve) => enrolling.once('exit', resolve));

    const sensor = spawn('ip', [
      ...['netns', 'exec', NAMESPACE, process.execPath, LAUNCHER, 'sensor', '--data', folder],
      ...['--interface', 'mirror0', '--every', '1'],
    ]);
    let said = '';
    sensor.stderr.on('data', (text: Buffer) => (said += text.toString()));
    await expect.poll(() => said, { timeout: 20_000 }).toContain('listening to interface mirror0');
    // The capture program needs a moment before the kernel gives it packets.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    execFileSync('ip', ['netns', 'exec', NAMESPACE, 'tcpreplay', '--intf1=replay0', '--topspeed', SAMPLE], {
      stdio: 'pipe',
    });
    const healths = () =>
      lines()
        .flatMap((line) => (line as Partial<BatchHeader>).health ?? [])
        .filter(({ source }) => source.kind === 'interface');
    // tcpdump is asked every five seconds.
    await expect
      .poll(() => healths().some(({ dropped }) => dropped !== null), { timeout: 30_000, interval: 500 })
      .toBe(true);
    const ended = new Promise((resolve) => sensor.once('exit', resolve));
    sensor.kill('SIGTERM');
    expect(await ended, said).toBe(0);
    const packets = healths().reduce((sum, health) => sum + health.packets, 0);
    expect(packets).toBe(213);
    expect(healths().reduce((sum, { dropped }) => sum + (dropped ?? 0), 0)).toBe(0);
    const devices = lines().flatMap((line) => (line as { device?: DeliveredDevice }).device ?? []);
    expect(new Set(devices.map(({ id }) => id)).size).toBeGreaterThanOrEqual(17);
    expect(devices.some(({ category }) => category.value === 'infusion-pump')).toBe(true);
  });
});
