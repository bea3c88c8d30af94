/**
 * A live interface gives the same devices as the file. Two ends of a virtual cable in a network namespace of the test's
 * own: one end replays the sample capture, `wardlight inspect --interface` listens at the other.
 */

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InventoryDevice } from '../src/identify/inventory.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SAMPLE = path.join(ROOT, 'sample', 'small-hospital.pcap');
const LAUNCHER = path.join(ROOT, 'bin', 'wardlight.js');
const NAMESPACE = `wardlight-test-${process.pid}`;

function installed(program: string): boolean {
  return ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) =>
    fs.existsSync(path.join(folder, program)),
  );
}

function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root';
  const missing = ['ip', 'tcpreplay', 'tcpdump'].filter((program) => !installed(program));
  if (missing.length > 0) return `${missing.join(', ')} not installed`;
  if (!fs.existsSync(path.join(ROOT, 'dist', 'cli', 'main.js'))) return 'not built: npm run build';
  try {
    execFileSync('ip', ['netns', 'add', NAMESPACE], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'no network namespace can be made here';
  }
}

const reason = whyNot();
// biome-ignore lint/suspicious/noConsole: a skipped test must be heard
if (reason !== undefined) console.warn(`live capture test SKIPPED: ${reason}`);

const inNamespace = (...command: string[]) => ['netns', 'exec', NAMESPACE, ...command];

/** What must not depend on how the packets were captured. */
function essence(file: string) {
  const { devices } = JSON.parse(fs.readFileSync(file, 'utf8')) as { devices: InventoryDevice[] };
  return devices
    .map(({ id, macs, ips, category, attributes }) => ({
      id,
      macs,
      ips: [...ips].sort(),
      category: category.value,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, values]) => [name, values?.map(({ value }) => value)]),
      ),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe.skipIf(reason !== undefined)('live capture', () => {
  let folder: string;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-live-'));
    for (const command of [
      ['link', 'add', 'mirror0', 'type', 'veth', 'peer', 'name', 'replay0'],
      // The cable itself must say nothing: no IPv6 addresses of its own.
      ['link', 'set', 'mirror0', 'addrgenmode', 'none'],
      ['link', 'set', 'replay0', 'addrgenmode', 'none'],
      ['link', 'set', 'mirror0', 'up'],
      ['link', 'set', 'replay0', 'up'],
    ]) {
      execFileSync('ip', ['-n', NAMESPACE, ...command]);
    }
  });

  afterAll(() => {
    execFileSync('ip', ['netns', 'delete', NAMESPACE]);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('gives the same devices as the file, and reports drops', { timeout: 60_000 }, async () => {
    const fromFile = path.join(folder, 'file.json');
    const fromWire = path.join(folder, 'wire.json');
    execFileSync(process.execPath, [LAUNCHER, 'inspect', SAMPLE, '--json', '-q', '-o', fromFile]);

    const sensor = spawn(
      'ip',
      inNamespace(process.execPath, LAUNCHER, 'inspect', '--interface', 'mirror0', '--json', '-o', fromWire),
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    sensor.stderr.on('data', (text: Buffer) => {
      said += text.toString('utf8');
    });
    const ended = new Promise<number | null>((resolve) => sensor.once('exit', resolve));
    await expect.poll(() => said, { timeout: 20_000 }).toContain('Watching');
    // The capture program needs a moment after it was started before the kernel gives it packets.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    execFileSync('ip', inNamespace('tcpreplay', '--intf1=replay0', '--topspeed', SAMPLE), { stdio: 'pipe' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    sensor.kill('SIGINT');
    expect(await ended, said).toBe(0);

    const live = JSON.parse(fs.readFileSync(fromWire, 'utf8')) as {
      captures: { packets: number; anomalies: Record<string, number> }[];
    };
    expect(live.captures[0]?.anomalies['capture-dropped-packets']).toBeUndefined();
    expect(essence(fromWire)).toEqual(essence(fromFile));
  });
});
