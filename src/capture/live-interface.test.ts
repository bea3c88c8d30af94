import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildPcap } from '../wire/capture-decoder.arbitrary.ts';
import { captureInterface, type LiveCaptureOptions } from './live-interface.ts';

const capture = buildPcap(
  [1, 2, 3].map((seconds) => ({ seconds, fraction: 0, octets: Buffer.from('wardlight') })),
);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardlight-live-'));
  writeFileSync(join(folder, 'capture.pcap'), capture);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program in place of the real one. */
function fakeTool(name: 'dumpcap' | 'tcpdump', script: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nhere='${folder}'\n${script}\n`);
  chmodSync(path, 0o755);
}

const TCPDUMP = `
echo "$@" > "$here/arguments"
env > "$here/environment"
trap 'printf "3 packets captured\\n5 packets received by filter\\n2 packets dropped by kernel\\n" >&2; exit 0' INT
echo "tcpdump: listening on $2, link-type EN10MB" >&2
cat "$here/capture.pcap"
while :; do sleep 0.02; done`;

async function live(options: LiveCaptureOptions & { name?: string } = {}) {
  const seconds: number[] = [];
  const { name = 'eth0', ...rest } = options;
  const outcome = await captureInterface(
    name,
    { frame: (frame) => seconds.push(frame.micros / 1e6), resolvedName() {} },
    { toolFolders: [folder], asRoot: false, ...rest },
  );
  return { outcome, seconds };
}

describe('with a program that plays the part', () => {
  test('tcpdump: packets, then the summary when it is asked to end', async () => {
    fakeTool('tcpdump', TCPDUMP);
    const stop = new AbortController();
    let started = '';
    const { outcome, seconds } = await live({
      signal: stop.signal,
      onStarted: ({ name }) => {
        started = name;
        setTimeout(() => stop.abort(), 50);
      },
    });
    expect(started).toBe('tcpdump');
    expect(seconds).toEqual([1, 2, 3]);
    expect(outcome).toEqual({
      interfaceName: 'eth0',
      tool: { name: 'tcpdump', path: join(folder, 'tcpdump') },
      packets: 3,
      damagedAt: undefined,
      stopped: true,
      received: 5,
      droppedByKernel: 2,
      droppedByInterface: undefined,
    });
    expect(readFileSync(join(folder, 'arguments'), 'latin1')).toBe('-i eth0 -U -w - -s 0 -n -B 32768\n');
  });

  test('nothing of our environment reaches the program, and its messages are English', async () => {
    fakeTool('tcpdump', TCPDUMP);
    const stop = new AbortController();
    await live({ signal: stop.signal, onStarted: () => stop.abort() });
    const names = readFileSync(join(folder, 'environment'), 'latin1').match(/^\w+(?==)/gm) ?? [];
    expect(names).toContain('LC_ALL');
    expect(names.filter((name) => !['LC_ALL', 'PATH', 'PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))).toEqual(
      [],
    );
  });

  test('as root, tcpdump is told to become another user', async () => {
    fakeTool('tcpdump', TCPDUMP);
    const stop = new AbortController();
    await live({ signal: stop.signal, asRoot: true, onStarted: () => stop.abort() });
    expect(readFileSync(join(folder, 'arguments'), 'latin1')).toMatch(/ -Z (?:tcpdump|nobody)$/m);
  });

  test('dumpcap: its summary in one line', async () => {
    fakeTool(
      'dumpcap',
      `trap 'echo "Packets received/dropped on interface '"'lo'"': 9/4 (pcap:4/dumpcap:0/flushed:0/ps_ifdrop:1) (69.2%)" >&2; exit 0' INT
       cat "$here/capture.pcap"
       while :; do sleep 0.02; done`,
    );
    const stop = new AbortController();
    const { outcome } = await live({
      signal: stop.signal,
      onStarted: () => setTimeout(() => stop.abort(), 30),
    });
    expect(outcome).toMatchObject({ received: 9, droppedByKernel: 4, droppedByInterface: 1, packets: 3 });
  });

  test('ended by someone else in good order: an outcome that says so', async () => {
    fakeTool('tcpdump', `cat "$here/capture.pcap"; echo "3 packets received by filter" >&2`);
    const { outcome } = await live();
    expect(outcome).toMatchObject({ stopped: false, packets: 3, received: 3 });
  });

  test('a program that does not end when asked is ended by force', { timeout: 15_000 }, async () => {
    fakeTool('tcpdump', `trap '' INT; cat "$here/capture.pcap"; exec sleep 60`);
    const stop = new AbortController();
    const began = performance.now();
    const { outcome } = await live({ signal: stop.signal, onStarted: () => stop.abort() });
    expect(outcome).toMatchObject({ stopped: true, packets: 3, received: undefined });
    expect(performance.now() - began).toBeGreaterThan(4_000);
  });

  test('output that is no capture, or is damaged, ends it and is told', async () => {
    fakeTool('tcpdump', `echo "this is not what was asked for"; exec sleep 60`);
    expect((await live()).outcome.damagedAt?.reason).toBe('unknown-format');
  });
});

describe('what can go wrong', () => {
  test.each([
    [
      'no such device',
      `echo "tcpdump: eth0: No such device exists" >&2; exit 1`,
      'no-such-interface',
      'There is no interface eth0 (tcpdump: eth0: No such device exists).',
    ],
    [
      'not permitted',
      `echo "tcpdump: eth0: You don't have permission to perform this capture on that device" >&2; exit 1`,
      'not-permitted',
      'setcap cap_net_raw,cap_net_admin=eip',
    ],
    [
      'interface down',
      `echo "tcpdump: eth0: That device is not up" >&2; exit 1`,
      'interface-down',
      'The interface eth0 is down',
    ],
    [
      'any other end',
      `cat "$here/capture.pcap"; exit 3`,
      'tool-failed',
      'tcpdump ended with code 3 on eth0 (it gave no reason).',
    ],
    ['a signal', 'kill -TERM $$', 'tool-failed', 'ended with a signal'],
    ['silence', 'exit 0', 'no-output', 'ended without having captured'],
    [
      'control characters in the message',
      `printf 'tcpdump: \\033[31mred\\n' >&2; exit 1`,
      'tool-failed',
      'tcpdump: ?[31mred',
    ],
  ])('%s', async (_, script, code, message) => {
    fakeTool('tcpdump', script);
    const error = await live().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'LiveCaptureError', code });
    expect(String(error)).toContain(message);
  });

  test('packets before the failure are counted in the error', async () => {
    fakeTool(
      'tcpdump',
      `cat "$here/capture.pcap"; sleep 0.1; echo "tcpdump: pcap_loop: The interface disappeared" >&2; exit 1`,
    );
    await expect(live()).rejects.toMatchObject({ code: 'no-such-interface', packets: 3 });
  });

  test('no program, and one that cannot be started', async () => {
    await expect(live()).rejects.toMatchObject({ code: 'no-capture-tool' });
    writeFileSync(join(folder, 'tcpdump'), '#!/nonexistent/interpreter\n');
    chmodSync(join(folder, 'tcpdump'), 0o755);
    await expect(live()).rejects.toMatchObject({ code: 'tool-failed' });
  });

  test.each(['-w', 'eth0; touch x', ''])('the name %j never reaches a program', async (name) => {
    fakeTool('tcpdump', `touch "$here/was-run"`);
    await expect(live({ name })).rejects.toMatchObject({ code: 'interface-name-invalid' });
    expect(existsSync(join(folder, 'was-run'))).toBe(false);
  });
});

const realTool = ['/usr/bin/tcpdump', '/usr/sbin/tcpdump'].some((path) => existsSync(path));
const isRoot = process.getuid?.() === 0;
if (!isRoot || !realTool)
  process.stderr.write('SKIPPED: live capture with the real tcpdump needs root and tcpdump.\n');

describe.skipIf(!isRoot || !realTool)('with the real programs on the loopback', () => {
  let traffic: NodeJS.Timeout;
  const socket = createSocket('udp4');
  beforeAll(() => {
    traffic = setInterval(() => socket.send('wardlight live capture', 49_151, '127.0.0.1'), 10);
  });
  afterAll(() => {
    clearInterval(traffic);
    socket.close();
  });

  test.each([
    ['tcpdump', true],
    ['dumpcap', false],
  ])('%s', async (name, asRoot) => {
    if (!existsSync(`/usr/bin/${name}`)) {
      process.stderr.write(`SKIPPED: no ${name} here.\n`);
      return;
    }
    const stop = new AbortController();
    let owner = '';
    let found = 0;
    const outcome = await captureInterface(
      'lo',
      {
        frame({ octets, start, end }) {
          if (octets.bytes.subarray(start, end).includes('wardlight live capture')) found++;
          if (found === 5) {
            owner = execFileSync('ps', ['--ppid', String(process.pid), '-o', 'user=,comm=']).toString();
            stop.abort();
          }
        },
        resolvedName() {},
      },
      { signal: stop.signal, asRoot },
    );
    expect(outcome).toMatchObject({ stopped: true, damagedAt: undefined, tool: { name } });
    expect(found).toBeGreaterThanOrEqual(5);
    expect(outcome.received).toBeGreaterThanOrEqual(5);
    expect(outcome.droppedByKernel).toBe(0);
    expect(owner).toContain(name);
    if (asRoot) expect(owner).not.toMatch(/^root +tcpdump/m);
  });

  test.each([true, false])('an interface that does not exist (as root %s)', async (asRoot) => {
    const capturing = captureInterface('wl-absent0', { frame() {}, resolvedName() {} }, { asRoot });
    await expect(capturing).rejects.toMatchObject({ code: 'no-such-interface' });
  });
});
