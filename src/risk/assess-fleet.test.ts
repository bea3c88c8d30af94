/** A small hospital: what is ranked first, why, how it is reached, what a person is told, and what stays unknown. */

import { describe, expect, it } from 'vitest';
import { RISK_MODEL } from '../../test/support/risk-fixtures.ts';
import { loadPolicyPack, loadRiskKnowledge } from '../main/load-risk-model.ts';
import type { Finding } from '../vulnerability/finding.ts';
import { MemoryCatalogue } from '../vulnerability/memory-catalogue.ts';
import type { FeedItem, VulnerabilityRecord } from '../vulnerability/vulnerability-record.ts';
import { assessFleet, type FleetDevice, type FleetQuestion } from './assess-fleet.ts';
import { withEnvironment } from './device-profile.ts';
import { explainFinding } from './explain-finding.ts';
import { attemptsByAddress, inventoryDevices, inventoryFlows } from './inventory-facts.ts';
import { chokePointsOf } from './reach/fleet-choke-points.ts';
import { profileVulnerability } from './vulnerability-profile.ts';

const NOW = Date.UTC(2026, 4, 4) * 1_000;
const SOURCE = { feed: 'nvd', document: 'test', revision: '1', role: 'database' } as const;
const REMOTE = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

function record(id: string, facts: Partial<VulnerabilityRecord> = {}): VulnerabilityRecord {
  return {
    ...{ kind: 'vulnerability', source: SOURCE, id, aliases: [], state: 'published', configurations: [] },
    ...{ statements: [], remediations: [], weaknesses: [], ssvc: [], threats: [], references: [] },
    severities: [{ version: '3.1', vector: REMOTE, scoredBy: 'test', primary: true, productIds: [] }],
    ...facts,
  } as VulnerabilityRecord;
}

const ITEMS: readonly FeedItem[] = [
  record('CVE-2026-1000', { description: 'The telnet service accepts a fixed password.' }),
  record('CVE-2026-2000', {
    description: 'An issue on port 445/tcp.',
    ssvc: [{ point: 'exploitation', value: 'poc' }],
  }),
  { kind: 'known-exploited', source: SOURCE, id: 'CVE-2026-2000', ransomware: true },
  { kind: 'exploit-prediction', source: SOURCE, model: 'v1', id: 'CVE-2026-1000', probability: 0.2 },
];

function found(cve: string, facts: Partial<Finding> = {}): Finding {
  return {
    ...{ cve, status: 'affected', conditional: false, needs: [], confidence: 95, because: 'it is listed' },
    sources: [{ feed: 'nvd', document: cve, revision: '1', input: 'cpe', status: 'affected' }],
    remediations: [],
    ...facts,
  };
}

function device(id: string, facts: Partial<FleetDevice> = {}): FleetDevice {
  return {
    ...{
      id,
      ips: [id],
      address: id,
      label: id,
      category: 'infusion-pump',
      criticality: 5,
      asked: true,
      matches: [],
    },
    ...{ firstMicros: NOW - 3_600_000_000, lastMicros: NOW, services: [] },
    ...facts,
  };
}

const telnet = { transport: 'tcp', port: 23, protocol: 'telnet', role: 'server', lastMicros: NOW } as const;
const match = (cve: string, facts: Partial<Finding> = {}) => ({
  finding: found(cve, facts),
  product: 'pump 1.0',
  familyOnly: false,
});

function ask(devices: readonly FleetDevice[], facts: Partial<FleetQuestion> = {}): FleetQuestion {
  const { roles, rules } = loadRiskKnowledge();
  return {
    ...{ devices, roles, rules, flows: [], catalogue: new MemoryCatalogue(ITEMS), model: RISK_MODEL },
    ...{ policy: loadPolicyPack('hospital'), zone: 'flat-enterprise', nowMicros: NOW },
    ...facts,
  };
}

const flow = (clientIp: string, serverIp: string, serverPort: number, refused = false) => ({
  ...{ transport: 'tcp', clientIp, serverIp, serverPort, refused },
});

describe('an assessment', () => {
  const open = device('10.0.0.1', { services: [telnet], matches: [match('CVE-2026-1000')] });
  const closed = device('10.0.0.2', { matches: [match('CVE-2026-1000')] });
  const refusals = [1, 2, 3].map(() => flow('10.0.0.9', '10.0.0.2', 23, true));

  it('ranks the device that answers before the one that refuses', () => {
    const { findings, devices } = assessFleet(ask([closed, open], { flows: refusals }));
    expect(
      findings.map(({ rank, device: { facts }, verdict }) => [rank, facts.id, verdict.exploitability]),
    ).toEqual([
      [1, '10.0.0.1', 'exploitable-now'],
      [2, '10.0.0.2', 'needs-change'],
    ]);
    expect(devices.map(({ facts }) => facts.id)).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(findings[0]?.score).toBeGreaterThan(4 * (findings[1]?.score ?? 0));
  });

  it('says the same of the same inputs, and hashes them', () => {
    const first = assessFleet(ask([open, closed]));
    expect(assessFleet(ask([open, closed])).inputsHash).toBe(first.inputsHash);
    expect(assessFleet(ask([open])).inputsHash).not.toBe(first.inputsHash);
    expect(assessFleet(ask([open, closed], { zone: 'isolated' })).inputsHash).not.toBe(first.inputsHash);
  });

  it('gives nothing for what the maker excludes, half for what only the model is known of', () => {
    const score = (facts: Partial<Finding>) =>
      assessFleet(ask([{ ...open, matches: [match('CVE-2026-1000', facts)] }])).findings[0];
    expect(score({ status: 'not-affected' })?.risk).toBe(0);
    expect(score({ status: 'unknown', confidence: 70 })?.finding.applicability).toBe('model');
    expect(score({ status: 'unknown', confidence: 45 })?.finding.applicability).toBe('family');
    expect(score({ confidence: 30 })?.finding.applicability).toBe('keyword');
    expect(score({ conditional: true, needs: ['a module'] })?.preconditions[0]?.predicate).toEqual({
      kind: 'condition',
      words: 'a module',
    });
  });

  it('takes a name without maker and version for a family', () => {
    const [finding] = assessFleet(
      ask([
        {
          ...open,
          matches: [{ ...match('CVE-2026-1000', { status: 'unknown', confidence: 70 }), familyOnly: true }],
        },
      ]),
    ).findings;
    expect(finding?.finding.applicability).toBe('family');
  });

  it('does not take an unknown device for a harmless one', () => {
    const { criticality: _, ...unknown } = device('10.0.0.7', {
      category: 'unknown',
      matches: [match('CVE-2026-2000')],
    });
    const [assessed] = assessFleet(ask([unknown])).devices;
    expect(assessed?.device.criticality).toBe(3);
    expect(assessed?.worth.safetyRole).toBe('diagnosis');
  });
});

describe('reachability', () => {
  const pc = device('10.0.0.5', { category: 'workstation', criticality: 2 });
  const server = device('10.0.0.6', {
    category: 'server',
    criticality: 3,
    matches: [match('CVE-2026-2000')],
  });
  const pump = device('10.0.0.1', { services: [telnet], matches: [match('CVE-2026-1000')] });
  const flows = [flow('10.0.0.5', '10.0.0.6', 445), flow('10.0.0.6', '10.0.0.1', 23)];

  it('comes from the paths that were seen where they lead further than the zone', () => {
    const { devices } = assessFleet(ask([pc, server, pump], { flows, zone: 'isolated' }));
    const reached = devices.find(({ facts }) => facts.id === '10.0.0.1');
    expect(reached?.paths[0]?.edges.map(({ service }) => service)).toEqual(['tcp/445', 'tcp/23']);
    expect(reached?.device.reach.source).toBe('observed');
    expect(reached?.device.reach.value).toBeGreaterThan(0.1);
  });

  it('never makes a device safer than its zone: what was not seen may still be possible', () => {
    const { devices } = assessFleet(ask([pc, server, pump], { flows: [] }));
    expect(devices.every(({ device: { reach } }) => reach.value === 0.6 && reach.source === 'zone')).toBe(
      true,
    );
  });

  it('counts what a device leads to', () => {
    const alone = assessFleet(ask([server, pump])).devices.find(({ facts }) => facts.id === '10.0.0.6');
    const near = assessFleet(ask([server, pump], { flows })).devices.find(
      ({ facts }) => facts.id === '10.0.0.6',
    );
    expect(near?.risk).toBeGreaterThan(alone?.risk ?? 1);
  });

  it('names where a cut pays', () => {
    const assessment = assessFleet(ask([pc, server, pump], { flows, zone: 'isolated' }));
    const [first] = chokePointsOf(assessment, RISK_MODEL);
    expect(first?.edge).toMatchObject({ from: '10.0.0.5', to: '10.0.0.6', service: 'tcp/445' });
  });
});

describe('an explanation', () => {
  const pump = device('10.0.0.1', { services: [telnet], matches: [match('CVE-2026-1000')] });
  const assessment = assessFleet(ask([pump]));
  const explained = assessment.findings[0] && explainFinding(assessment.findings[0], assessment, RISK_MODEL);
  const words = explained?.sections
    .map(({ title, sentences }) => `${title}: ${sentences.join(' ')}`)
    .join('\n');

  it('tells harm, way, evidence, obstacles and action, with date, model and hash', () => {
    for (const part of [
      'It delivers therapy',
      'tcp/23 answered (telnet)',
      'EPSS 20.0 %',
      'Nothing that is known',
      'a control must stand in',
      '2026-05-04',
      'risk model 1.0.0',
    ]) {
      expect(words).toContain(part);
    }
  });

  it('orders factors by what they do', () => {
    const strengths = explained?.factors.map(({ logRatio }) => Math.abs(logRatio)) ?? [];
    expect(strengths).toHaveLength(6);
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
  });

  it('fills the environment of the vector from the device', () => {
    expect(explained?.environmentalVector).toContain('IR:H/AR:H');
  });
});

describe('the profile of a vulnerability', () => {
  it('knows attackers by catalogue, points and predictions, and says nothing of what nobody says', () => {
    const catalogue = new MemoryCatalogue(ITEMS);
    expect(profileVulnerability('CVE-2026-2000', catalogue).facts.threat).toEqual({
      ...{ knownExploited: true, ransomware: true, exploit: 'proof-of-concept' },
    });
    expect(profileVulnerability('CVE-2026-1000', catalogue).facts).toMatchObject({
      threat: { prediction: 0.2 },
      trivialAndTotal: true,
    });
    expect(profileVulnerability('CVE-0', catalogue).facts).toEqual({ id: 'CVE-0', threat: {} });
  });

  it('takes the newest version of the vector, and what it says of people', () => {
    const four = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:L/SC:N/SI:N/SA:N/S:P';
    const severity = (version: '2.0' | '4.0', vector: string) => ({
      ...{ version, vector, scoredBy: 'test', primary: false, productIds: [] },
    });
    const severities = [severity('2.0', 'AV:N/AC:L/Au:N/C:C/I:C/A:C'), severity('4.0', four)];
    const { facts, vector } = profileVulnerability(
      'CVE-1',
      new MemoryCatalogue([record('CVE-1', { severities })]),
    );
    expect(facts).toMatchObject({
      safetyStated: true,
      consequence: { confidentiality: 0, integrity: 1, availability: 0.5 },
    });
    const life = assessFleet(ask([device('10.0.0.3', { category: 'ventilator' })])).devices[0];
    const filled = life && vector && withEnvironment(vector, life.device, life.worth);
    expect(filled?.metrics).toMatchObject({ MSI: 'S', MSA: 'S', IR: 'H', AR: 'H' });
  });
});

describe('an inventory document', () => {
  it('is read as far as it makes sense', () => {
    const document = {
      devices: [
        {
          id: 'mac:1',
          ips: ['10.0.0.1', 7],
          category: { value: 'printer' },
          lastAt: '2026-05-04T00:00:00.000Z',
          services: [
            { transport: 'tcp', port: 80, protocol: 'http', role: 'server' },
            { transport: 'x' },
            null,
          ],
        },
        null,
      ],
      flows: [
        { transport: 'tcp', client: { ip: 'a' }, server: { ip: 'b', port: 99_999 }, refused: true },
        { transport: 'tcp', client: {} },
      ],
    };
    const [first, second] = inventoryDevices(document);
    expect(first).toMatchObject({ id: 'mac:1', ips: ['10.0.0.1'], category: 'printer', lastMicros: NOW });
    expect(first?.services).toHaveLength(1);
    expect(second).toMatchObject({ id: '2', category: 'unknown', services: [] });
    expect(inventoryFlows(document)).toEqual([flow('a', 'b', 0, true)]);
    expect(inventoryDevices(undefined)).toEqual([]);
  });

  it('counts refusals by address and port', () => {
    const flows = [flow('x', 'b', 23, true), flow('y', 'b', 23, true), flow('x', 'b', 80)];
    expect(attemptsByAddress(flows, NOW).get('b')).toEqual([
      { transport: 'tcp', port: 23, refused: 2, unanswered: 0, lastMicros: NOW },
    ]);
  });
});
