/** `wardlight assess` and `wardlight backtest` as people run them, over small feeds that are made here. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-risk-'));
const feeds = path.join(folder, 'feeds');
const inventory = path.join(folder, 'inventory.json');
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function wardlight(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(ROOT, 'bin', 'wardlight.js'), ...args],
    {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], WARDLIGHT_CACHE: path.join(folder, 'cache'), HOME: folder },
    },
  );
  return { status, stdout, stderr };
}

const REMOTE = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

/** A thousand vulnerabilities, those from number 500 on of the later year, on one product. */
function nvd(): string {
  const line = (number: number) => {
    const id = `CVE-${number < 500 ? 2015 : 2024}-${1000 + number}`;
    const criteria = `cpe:2.3:o:acme:infuso_3000_firmware:${number === 500 ? '1.0' : '9.9'}:*:*:*:*:*:*:*`;
    return JSON.stringify({
      cve: {
        ...{ id, published: '2024-01-01T00:00:00.000', lastModified: '2024-01-02T00:00:00.000' },
        descriptions: [{ lang: 'en', value: 'The telnet service of the pump has a fixed password.' }],
        metrics: {
          cvssMetricV31: [
            { source: 'x', type: 'Primary', cvssData: { version: '3.1', vectorString: REMOTE } },
          ],
        },
        configurations: [
          { nodes: [{ operator: 'OR', negate: false, cpeMatch: [{ vulnerable: true, criteria }] }] },
        ],
      },
    });
  };
  return `${Array.from({ length: 1000 }, (_, number) => line(number)).join('\n')}\n`;
}

function kev(): string {
  const entry = (number: number, dateAdded: string) => ({
    ...{ cveID: `CVE-2024-${number}`, vendorProject: 'Acme', product: 'Infuso 3000', dateAdded },
  });
  const vulnerabilities = [
    ...[1500, 1501, 1502].map((number) => entry(number, '2025-01-10')),
    ...[1503, 1504].map((number) => entry(number, '2025-03-20')),
  ];
  return JSON.stringify({
    catalogVersion: '2025.04.01',
    dateReleased: '2025-04-01T00:00:00Z',
    count: 5,
    vulnerabilities,
  });
}

function epss(date: string): Buffer {
  const rows = Array.from(
    { length: 1000 },
    (_, at) => `CVE-${at < 500 ? 2015 : 2024}-${1000 + at},0.01000,0.5`,
  );
  return gzipSync(
    `#model_version:v2023.03.01,score_date:${date}T00:00:00Z\ncve,epss,percentile\n${rows.join('\n')}\n`,
  );
}

const attribute = (value: string) => [{ value, confidence: 90, evidence: [] }];

beforeAll(() => {
  fs.mkdirSync(feeds);
  fs.writeFileSync(path.join(feeds, 'nvd-2024-01-02.jsonl'), nvd());
  fs.writeFileSync(path.join(feeds, 'kev-2025-04-01.json'), kev());
  fs.writeFileSync(path.join(feeds, 'epss-2025-02-01.csv.gz'), epss('2025-02-01'));
  fs.writeFileSync(path.join(feeds, 'epss-2025-03-01.csv.gz'), epss('2025-03-01'));
  const pump = {
    ...{ id: 'mac:00:00:5e:00:53:01', macs: [], ips: ['10.0.0.1'], category: { value: 'infusion-pump' } },
    ...{ firstAt: '2026-05-04T00:00:00.000Z', lastAt: '2026-05-04T01:00:00.000Z' },
    attributes: {
      vendor: attribute('Acme'),
      model: attribute('Infuso 3000'),
      firmwareVersion: attribute('1.0'),
    },
    services: [{ transport: 'tcp', port: 23, protocol: 'telnet', role: 'server' }],
  };
  const stranger = {
    ...pump,
    id: 'ip:10.0.0.2',
    ips: ['10.0.0.2'],
    attributes: {},
    category: { value: 'unknown' },
  };
  fs.writeFileSync(
    inventory,
    JSON.stringify({ schema: 'wardlight.inventory/1', captures: [], devices: [pump, stranger] }),
  );
});

describe('wardlight backtest', () => {
  it('prints shares with intervals, beside EPSS alone', () => {
    const { status, stdout } = wardlight('backtest', '--feeds', feeds, '--cross-validate');
    expect(status).toBe(0);
    expect(stdout).toContain('Together 4 of 4 in the top decile; EPSS alone 0.');
    expect(stdout).toContain('2025-03-01, settings chosen on the other days: 2');
    expect(stdout).toContain('3 of 3');
  });

  it('prints one JSON document', () => {
    const report = JSON.parse(wardlight('backtest', '--feeds', feeds, '--json').stdout);
    expect(report).toMatchObject({ schema: 'wardlight.backtest/1', until: '2025-04-01' });
    expect(report.days.map((day: { date: string }) => day.date)).toEqual(['2025-02-01', '2025-03-01']);
    expect(report.days[0]).toMatchObject({ exploitedLater: 2, share: 1, exploitedThenInTopPercentile: 3 });
  });

  it('says what is missing', () => {
    const { status, stderr } = wardlight('backtest', '--feeds', path.join(feeds, 'kev-2025-04-01.json'));
    expect([status, stderr]).toEqual([2, expect.stringContaining('needs a dated EPSS file')]);
    expect(wardlight('backtest', '--feeds', path.join(folder, 'none')).stderr).toContain(
      'there is no such file',
    );
  });
});

describe('wardlight assess', () => {
  it('ranks, and says of what nothing can be said', () => {
    const { status, stdout } = wardlight('assess', inventory, '--feeds', feeds);
    expect(status).toBe(0);
    expect(stdout).toContain('Nothing can be said of 1 devices');
    expect(stdout).toContain('CVE-2024-1500');
    expect(stdout).toContain('exploitable-now');
  });

  it('prints one JSON document, in which an unknown device has no score', () => {
    const { devices, findings, ...head } = JSON.parse(
      wardlight('assess', inventory, '--feeds', feeds, '--json').stdout,
    );
    expect(head).toMatchObject({ schema: 'wardlight.assessment/1', model: '1.0.0', policy: 'hospital' });
    expect(devices[1]).toMatchObject({ standing: 'product-unknown', score: null, band: null });
    expect(findings[0]).toMatchObject({ rank: 1, vulnerability: 'CVE-2024-1500', decision: { days: 14 } });
    expect(findings[0].threat.knownExploited).toBe(true);
  });

  it('explains one finding, named by address', () => {
    const { stdout } = wardlight(
      'assess',
      inventory,
      '--feeds',
      feeds,
      '--explain',
      '10.0.0.1',
      'CVE-2024-1500',
    );
    expect(stdout).toContain('It delivers therapy');
    expect(stdout).toContain('in the catalogue of known exploited vulnerabilities');
    const { status, stderr } = wardlight(
      'assess',
      inventory,
      '--feeds',
      feeds,
      '--explain',
      '10.0.0.1',
      'CVE-1',
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining('no finding CVE-1')]);
  });

  it('prints CSV with one line per finding', () => {
    const [head, first] = wardlight('assess', inventory, '--feeds', feeds, '--csv').stdout.split('\r\n');
    expect(head).toContain('rank,score,band,device');
    expect(first).toContain('CVE-2024-1500');
  });

  it('shows what a changed model would move before it is used', () => {
    const shipped = JSON.parse(fs.readFileSync(path.join(ROOT, 'risk-model', 'default.json'), 'utf8'));
    const changed = path.join(folder, 'changed.json');
    const zones = { ...shipped.reach.zones, 'flat-enterprise': 0.01 };
    fs.writeFileSync(changed, JSON.stringify({ ...shipped, reach: { ...shipped.reach, zones } }));
    const { stdout } = wardlight('assess', inventory, '--feeds', feeds, '--preview', changed);
    expect(stdout).toMatch(/[1-9]\d* findings would change their band/);
    expect(stdout).toContain('→');
  });

  it('tells what moved since an earlier assessment, and why', () => {
    const earlier = path.join(folder, 'earlier.json');
    const document = JSON.parse(wardlight('assess', inventory, '--feeds', feeds, '--json').stdout);
    fs.writeFileSync(earlier, JSON.stringify(document));
    const same = wardlight('assess', inventory, '--feeds', feeds, '--since', earlier);
    expect(same.stdout).toContain('0 findings changed their band');
    const [first, ...rest] = document.findings;
    const unexploited = {
      ...first,
      band: 'minimal',
      score: 1,
      threat: { ...first.threat, knownExploited: false },
    };
    fs.writeFileSync(earlier, JSON.stringify({ ...document, findings: [unexploited, ...rest] }));
    const { stdout } = wardlight('assess', inventory, '--feeds', feeds, '--since', earlier, '--json');
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({
        vulnerability: first.vulnerability,
        before: expect.objectContaining({ band: 'minimal' }),
      }),
    ]);
    fs.writeFileSync(earlier, '{}');
    const refused = wardlight('assess', inventory, '--feeds', feeds, '--since', earlier);
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringContaining('is no document of assess --json'),
    ]);
  });

  it.each([
    [['--zone', 'moon'], 'no zone moon'],
    [['--policy', 'none'], 'cannot be read'],
    [['--explain', 'x'], 'takes a device and a vulnerability'],
  ])('%s is wrong use', (args, message) => {
    const { status, stderr } = wardlight('assess', inventory, '--feeds', feeds, ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
