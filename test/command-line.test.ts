/** The commands as people run them: the built launcher, the sample capture, real files and pipes. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InventoryCapture, InventoryDevice, InventoryFlow } from '../src/identify/inventory.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LAUNCHER = path.join(ROOT, 'bin', 'wardlight.js');
const SAMPLE = path.join(ROOT, 'sample', 'small-hospital.pcap');

function wardlight(args: readonly string[], options: { input?: Buffer; env?: Record<string, string> } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], {
    encoding: 'buffer',
    input: options.input,
    // No imported fingerprints of whoever runs the tests.
    env: { PATH: process.env['PATH'], WARDLIGHT_KNOWLEDGE: '', ...options.env },
  });
  return { status, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
}

interface Printed {
  readonly schema: string;
  readonly captures: readonly InventoryCapture[];
  readonly devices: readonly InventoryDevice[];
  readonly flows?: readonly InventoryFlow[];
  readonly flowsDropped?: number;
}

const inventoryOf = (text: string) => JSON.parse(text) as Printed;

describe('wardlight', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-cli-'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const inFolder = (name: string, content: Buffer | string) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, content);
    return file;
  };

  it('--help shows the commands, inspect --help shows examples', () => {
    expect(wardlight(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('inspect') });
    expect(wardlight(['inspect', '--help']).stdout).toContain(
      'tcpdump -i mirror0 -w - | wardlight inspect -',
    );
  });

  it('inspect prints a table to standard output and a summary to standard error', () => {
    const { status, stdout, stderr } = wardlight(['inspect', SAMPLE]);
    expect(status).toBe(0);
    expect(stdout).toContain('Revolution CT');
    expect(stdout).not.toContain('devices in');
    expect(stderr).toMatch(/\d+ devices in 213 packets of 1 capture\./);
  });

  it('inspect --json prints one document and nothing else', () => {
    const { status, stdout, stderr } = wardlight(['inspect', SAMPLE, '--json']);
    expect([status, stderr]).toEqual([0, '']);
    const { schema, captures, devices } = inventoryOf(stdout);
    expect(schema).toBe('wardlight.inventory/1');
    expect(captures).toMatchObject([
      { file: SAMPLE, packets: 213, linkTypes: ['ethernet'], damagedAt: null },
    ]);
    const ct = devices.find(({ macs }) => macs.includes('44:4b:5d:2a:31:0b'));
    expect(ct?.category.value).toBe('ct');
    expect(ct?.attributes.serialNumber?.[0]).toMatchObject({
      value: 'REVDEMO812',
      evidence: [{ protocol: 'dicom', field: '(0018,1000)', value: 'REVDEMO812', capture: 0 }],
    });
  });

  it('inspect --out writes the document into the file and nothing to standard output', () => {
    const file = path.join(folder, 'inventory.json');
    expect(wardlight(['inspect', SAMPLE, '--json', '--out', file])).toMatchObject({ status: 0, stdout: '' });
    expect(inventoryOf(fs.readFileSync(file, 'utf8')).devices.length).toBeGreaterThan(10);
  });

  it('inspect --flows adds the flows to the document, and says that none was dropped', () => {
    const { devices, flows, flowsDropped } = inventoryOf(
      wardlight(['inspect', SAMPLE, '--json', '--flows']).stdout,
    );
    expect(devices.length).toBeGreaterThan(10);
    expect(flows).toContainEqual({
      transport: 'tcp',
      client: { ip: '10.20.10.11', port: expect.any(Number) },
      server: { ip: '10.20.30.10', port: 4_242 },
      protocol: 'dicom',
      packets: expect.any(Number),
      octets: expect.any(Number),
    });
    expect(flowsDropped).toBe(0);
    expect(inventoryOf(wardlight(['inspect', SAMPLE, '--json']).stdout)).not.toHaveProperty('flows');
  });

  it('inspect --flows lists the flows after the table, and with --csv in place of the devices', () => {
    const [table, list] = wardlight(['inspect', SAMPLE, '--flows', '-q']).stdout.split('Flows: ');
    expect(table).toContain('Revolution CT');
    expect(list).toMatch(/tcp +10\.20\.10\.11:\d+ > 10\.20\.30\.10:4242 +dicom/);
    const lines = wardlight(['inspect', SAMPLE, '--flows', '--csv', '-q']).stdout.trimEnd().split('\r\n');
    expect(lines[0]).toBe('transport,client,client port,server,server port,protocol,packets,octets');
    expect(lines.slice(1).every((line) => /^(?:tcp|udp|icmp\w*|igmp),/.test(line))).toBe(true);
  });

  it('inspect --csv prints one line per device', () => {
    const lines = wardlight(['inspect', SAMPLE, '--csv', '-q']).stdout.trimEnd().split('\r\n');
    expect(lines[0]).toContain('serial number,serial number confidence');
    expect(lines.some((line) => /,GE HealthCare,\d+,Revolution CT,\d+,REVDEMO812,95,/.test(line))).toBe(true);
  });

  it('inspect --evidence shows the packets', () => {
    expect(wardlight(['inspect', SAMPLE, '--evidence', '-q']).stdout).toMatch(
      /packet \d+, 2026-05-04T.*dicom \(0018,1000\) = REVDEMO812/,
    );
  });

  it('inspect takes several captures, compressed ones, standard input and folders as one inventory', () => {
    const compressed = inFolder('sample.pcap.gz', gzipSync(fs.readFileSync(SAMPLE)));
    const devices = inventoryOf(wardlight(['inspect', SAMPLE, '--json']).stdout).devices.length;
    const both = inventoryOf(wardlight(['inspect', SAMPLE, compressed, '--json']).stdout);
    expect([both.captures.length, both.devices.length]).toEqual([2, devices]);
    const piped = inventoryOf(
      wardlight(['inspect', '-', '--json'], { input: fs.readFileSync(SAMPLE) }).stdout,
    );
    expect([piped.captures[0]?.file, piped.devices.length]).toEqual(['-', devices]);
    const sub = path.join(folder, 'captures');
    fs.mkdirSync(sub);
    fs.copyFileSync(SAMPLE, path.join(sub, 'a.pcap'));
    fs.writeFileSync(path.join(sub, 'notes.txt'), 'no capture');
    const { stdout, stderr } = wardlight(['inspect', sub, '--json']);
    expect(inventoryOf(stdout).captures).toHaveLength(1);
    expect(stderr).toContain('notes.txt');
  });

  it('a damaged capture is read up to the damage, which is named', () => {
    const cut = inFolder('cut.pcap', fs.readFileSync(SAMPLE).subarray(0, 20_000));
    const { status, stdout } = wardlight(['inspect', cut, '--json']);
    expect(status).toBe(0);
    expect(inventoryOf(stdout).captures[0]?.damagedAt).toMatchObject({
      reason: expect.stringContaining('ends in the middle'),
    });
    expect(wardlight(['inspect', cut]).stderr).toContain('Damaged:');
  });

  const SET_MODEL = {
    schema: 'wardlight.decisions/1',
    decisions: [
      {
        kind: 'set',
        device: '44:4b:5d:2a:31:0b',
        attribute: 'model',
        value: 'Revolution EVO',
        reason: 'type plate',
      },
      { kind: 'join', devices: ['ip:10.9.9.9', 'mac:44:4b:5d:2a:31:0b'], reason: 'one box' },
    ],
  };

  it('inspect --decisions lets people decide, and --previous keeps what they set', () => {
    const decisions = inFolder('decisions.json', JSON.stringify(SET_MODEL));
    const file = path.join(folder, 'decided.json');
    const first = wardlight(['inspect', SAMPLE, '--json', '-o', file, '--decisions', decisions]);
    expect([first.status, first.stderr]).toEqual([
      0,
      'wardlight: decision not followed (join ip:10.9.9.9 and mac:44:4b:5d:2a:31:0b): ip:10.9.9.9 was not seen\n',
    ]);
    const later = wardlight(['inspect', SAMPLE, '--json', '--previous', file]);
    for (const text of [fs.readFileSync(file, 'utf8'), later.stdout]) {
      const ct = inventoryOf(text).devices.find(({ macs }) => macs.includes('44:4b:5d:2a:31:0b'));
      expect(ct?.attributes.model?.map(({ value, setByPerson }) => [value, setByPerson ?? false])).toEqual([
        ['Revolution EVO', true],
        ['Revolution CT', false],
      ]);
    }
    expect(wardlight(['inspect', SAMPLE, '--previous', file]).stderr).toMatch(
      /Since the earlier inventory: 0 new, 0 not seen, 1 changed or contradicted\..*stays Revolution EVO/s,
    );
  });

  it('coverage shows each VLAN and subnet, and what to mirror', () => {
    const { status, stdout } = wardlight(['coverage', SAMPLE]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/10\.20\.10\.0\/24 │ +4 │ 100 %/);
    expect(stdout).toMatch(/To see more:\n {2}- VLAN 10, 10\.20\.10\.0\/24: thin/);
    const report = JSON.parse(wardlight(['coverage', SAMPLE, '--json']).stdout) as { schema: string };
    expect(report.schema).toBe('wardlight.coverage/1');
  });

  it('the order of captures does not change who is who', () => {
    const octets = fs.readFileSync(SAMPLE);
    const idsOf = (...files: string[]) =>
      inventoryOf(wardlight(['inspect', '--json', '-q', ...files]).stdout)
        .devices.map(({ id, viaGateway }) => `${id} ${viaGateway}`)
        .sort();
    const start = inFolder('start.pcap', octets.subarray(0, 30_000));
    expect(idsOf(SAMPLE, start)).toEqual(idsOf(start, SAMPLE));
  });

  it.each([
    {
      name: 'decisions that are no JSON',
      args: ['inspect', SAMPLE, '--decisions', SAMPLE],
      status: 2,
      says: 'is not JSON',
    },
    {
      name: 'decisions that are something else',
      args: ['inspect', SAMPLE, '--decisions', path.join(ROOT, 'package.json')],
      status: 2,
      says: 'wardlight.decisions/1',
    },
    {
      name: 'an earlier inventory that is none',
      args: ['inspect', SAMPLE, '--previous', path.join(ROOT, 'package.json')],
      status: 2,
      says: 'no earlier inventory',
    },
    {
      name: 'an earlier inventory that is not there',
      args: ['inspect', SAMPLE, '--previous', '/nonexistent.json'],
      status: 2,
      says: 'cannot be read',
    },
    {
      name: 'a file that is no capture',
      args: ['inspect', path.join(ROOT, 'package.json')],
      status: 2,
      says: 'is not a capture',
    },
    {
      name: 'a file that is not there',
      args: ['inspect', '/nonexistent/capture.pcap'],
      status: 1,
      says: 'no such file',
    },
    { name: 'nothing to inspect', args: ['inspect'], status: 2, says: 'nothing to inspect' },
    { name: 'an unknown option', args: ['inspect', '--nonsense'], status: 2, says: 'unknown option' },
    {
      name: 'two formats at a time',
      args: ['inspect', SAMPLE, '--json', '--csv'],
      status: 2,
      says: 'cannot be used with',
    },
    {
      name: 'an interface that is no name',
      args: ['inspect', '--interface', '../eth0'],
      status: 1,
      says: 'interface',
    },
    {
      name: 'explain of what is no address',
      args: ['explain', 'pump', SAMPLE],
      status: 2,
      says: 'neither a MAC nor an IP',
    },
    {
      name: 'explain of an unseen address',
      args: ['explain', '10.9.9.9', SAMPLE],
      status: 1,
      says: 'does not appear',
    },
  ])('$name ends with status $status and says why', ({ args, status, says }) => {
    const result = wardlight(args);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(says);
    expect(result.stderr).not.toContain('    at ');
  });

  it('a misspelt setting is refused', () => {
    const { status, stderr } = wardlight(['inspect', SAMPLE], { env: { WARDLIGHT_MAXFLOWS: '1' } });
    expect(status).toBe(2);
    expect(stderr).toContain('WARDLIGHT_MAX_FLOWS');
  });

  it('explain shows every attribute with its packets', () => {
    const { status, stdout } = wardlight(['explain', '44-4B-5D-2A-31-0B', SAMPLE]);
    expect(status).toBe(0);
    expect(stdout).toContain('category  ct');
    expect(stdout).toMatch(
      /softwareVersion {2}revo_ct_21b\.32 \(\d+\): version 21b\.32 of revo_ct\n {6}packet \d+/,
    );
  });

  describe('fingerprints', () => {
    const RECOG = `<fingerprints matches="snmp.sys_description"><fingerprint pattern="^(Revolution) CT">
      <description>Acme scanner</description><example hw.product="Revolution">Revolution CT</example>
      <param pos="0" name="hw.vendor" value="Acme"/><param pos="1" name="hw.product"/></fingerprint>
      <fingerprint pattern="(?=x)"><description>Odd</description></fingerprint></fingerprints>`;
    const OWN = {
      facts: ['dicom/calling-ae'],
      about: 'AE titles of this hospital.',
      fingerprints: [
        {
          ...{
            id: 'ward-title',
            pattern: '.',
            describes: 'any title',
            attributes: { function: 'ward tester' },
          },
          ...{
            confidence: 50,
            source: 'test',
            examples: [{ value: 'CT01', expect: { function: 'ward tester' } }],
          },
        },
      ],
    };
    const imported = () => {
      const knowledge = path.join(folder, 'knowledge');
      const files = [inFolder('snmp_sysdescr.xml', RECOG), inFolder('st-olav.json', JSON.stringify(OWN))];
      return { knowledge, answer: wardlight(['fingerprints', 'import', ...files, '--knowledge', knowledge]) };
    };

    it('import tells what was taken and, with the reason, what was not', () => {
      const { answer } = imported();
      expect(answer.status).toBe(0);
      expect(answer.stdout).toContain('snmp_sysdescr.xml (recog) into "recog": 1 taken, 1 refused');
      expect(answer.stdout).toMatch(/refused 1: the pattern uses look-around.*\n {4}Odd/);
    });

    it('import fails when nothing was taken', () => {
      const nothing = inFolder('nothing.txt', 'no rules');
      expect(
        wardlight(['fingerprints', 'import', nothing, '/no/such/file', '--knowledge', folder]),
      ).toMatchObject({
        status: 1,
        stdout: expect.stringMatching(/its format is not known[\s\S]*it cannot be read/),
      });
    });

    it('list, test and export show what was imported', () => {
      const { knowledge } = imported();
      expect(wardlight(['fingerprints', 'list', '--knowledge', knowledge]).stdout).toMatch(
        /recog .* snmp\/sysDescr .* 1 .* 1 /,
      );
      expect(wardlight(['fingerprints', 'test', '--knowledge', knowledge])).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('2 of 2 examples of 2 fingerprints'),
      });
      const { stdout } = wardlight([
        'fingerprints',
        'export',
        '--source',
        'st-olav',
        '--knowledge',
        knowledge,
      ]);
      const { files } = JSON.parse(stdout) as { files: readonly { origin: string }[] };
      expect(files.map(({ origin }) => origin)).toEqual(['st-olav']);
    });

    it('inspect and explain use them and say whose they are', () => {
      const { knowledge } = imported();
      const scanner = '44:4b:5d:2a:31:0b';
      const { stdout } = wardlight(['inspect', SAMPLE, '--json', '--knowledge', knowledge]);
      const ct = inventoryOf(stdout).devices.find(({ macs }) => macs.includes(scanner));
      expect(ct?.attributes.function?.flatMap(({ evidence }) => evidence)).toContainEqual(
        expect.objectContaining({
          protocol: 'dicom',
          field: 'calling-ae',
          fingerprint: 'st-olav/ward-title',
        }),
      );
      expect(wardlight(['explain', scanner, SAMPLE, '--knowledge', knowledge]).stdout).toContain(
        '(by st-olav/ward-title)',
      );
      expect(
        wardlight(['explain', scanner, SAMPLE], { env: { WARDLIGHT_KNOWLEDGE: knowledge } }).stdout,
      ).toContain('ward tester');
      expect(wardlight(['explain', scanner, SAMPLE]).stdout).not.toContain('ward tester');
    });

    it('inspect refuses a folder that is not there', () => {
      expect(wardlight(['inspect', SAMPLE, '--knowledge', '/no/such/folder'])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('there is no folder /no/such/folder'),
      });
    });
  });
});
