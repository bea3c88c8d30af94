import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  captureArguments,
  findCaptureTool,
  isInterfaceName,
  parseToolSummary,
  recogniseToolProblem,
} from './capture-tool.ts';

describe('interface names', () => {
  test.each(['eth0', 'enp3s0f1np1', 'eth0.100', 'br-lan', 'any', 'lo', 'wlan0:1', 'veth1@if4'])(
    '%s',
    (name) => {
      expect(isInterfaceName(name)).toBe(true);
    },
  );
  test.each(['', '-w', '--help', 'eth0;id', 'eth0 -z id', '../eth0', 'eth0\n', '$(id)', 'a'.repeat(65), 'ä'])(
    '%j is none',
    (name) => {
      expect(isInterfaceName(name)).toBe(false);
    },
  );
});

describe('summaries', () => {
  test.each([
    [
      'tcpdump',
      'tcpdump: listening on eth0, link-type EN10MB (Ethernet)\n12 packets captured\n15 packets received by filter\n3 packets dropped by kernel\n2 packets dropped by interface\n',
      [15, 3, 2],
    ],
    [
      'tcpdump, singular and without interface drops',
      '1 packet captured\n1 packet received by filter\n1 packet dropped by kernel\n',
      [1, 1, undefined],
    ],
    [
      'dumpcap 4',
      "Capturing on 'Loopback: lo'\nFile: -\nPackets captured: 12\nPackets received/dropped on interface 'Loopback: lo': 12/3 (pcap:2/dumpcap:1/flushed:0/ps_ifdrop:4) (80.0%)\n",
      [12, 3, 4],
    ],
    ['dumpcap 1', 'Packets received/dropped on interface eth0: 7/0 (100.0%)\n', [7, 0, undefined]],
    ['nothing', 'tcpdump: listening on eth0\n', [undefined, undefined, undefined]],
  ])('%s', (_, text, expected) => {
    const { received, droppedByKernel, droppedByInterface } = parseToolSummary(text);
    expect([received, droppedByKernel, droppedByInterface]).toEqual(expected);
  });
});

describe('problems', () => {
  test.each([
    ['tcpdump: eth9: No such device exists\n(No such device exists)', 'no-such-interface'],
    ['dumpcap: There is no device named "eth9".', 'no-such-interface'],
    ['tcpdump: pcap_loop: The interface disappeared', 'no-such-interface'],
    ["tcpdump: eth0: You don't have permission to perform this capture on that device", 'not-permitted'],
    ['dumpcap: You do not have permission to capture on device "eth0".', 'not-permitted'],
    ['tcpdump: eth0: That device is not up', 'interface-down'],
    ['tcpdump: pcap_loop: The network is down', 'interface-down'],
    [
      'dumpcap: The network adapter on which the capture was being done is no longer running',
      'interface-down',
    ],
    ['Segmentation fault', 'tool-failed'],
  ])('%s', (text, problem) => {
    expect(recogniseToolProblem(text)).toBe(problem);
  });
});

describe('arguments', () => {
  test('dumpcap writes pcap to standard output', () => {
    expect(captureArguments('dumpcap', 'eth0', undefined).join(' ')).toBe('-P -q -i eth0 -B 32 -w -');
  });
  test('tcpdump drops to a user when it is told one', () => {
    expect(captureArguments('tcpdump', 'eth0', undefined).join(' ')).toBe('-i eth0 -U -w - -s 0 -n -B 32768');
    expect(captureArguments('tcpdump', 'eth0', 'nobody').join(' ')).toMatch(/ -Z nobody$/);
  });
});

describe('the search', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wardlight-tools-'));
    for (const name of ['dumpcap', 'tcpdump']) {
      writeFileSync(join(folder, name), '#!/bin/sh\n');
      chmodSync(join(folder, name), 0o755);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('root prefers the tool that becomes another user, others the one that holds the capability', () => {
    expect(findCaptureTool(true, ['/nowhere', folder])).toEqual({
      name: 'tcpdump',
      path: join(folder, 'tcpdump'),
    });
    expect(findCaptureTool(false, [folder])?.name).toBe('dumpcap');
  });
  test('a file that cannot be executed is none, and there may be none', () => {
    chmodSync(join(folder, 'tcpdump'), 0o644);
    expect(findCaptureTool(true, [folder])?.name).toBe('dumpcap');
    expect(findCaptureTool(true, [])).toBeUndefined();
  });
});
