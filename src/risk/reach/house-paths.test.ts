/** Paths and cuts of small houses that can be checked by hand. */

import { describe, expect, it } from 'vitest';
import { aFinding, aVulnerability, RISK_MODEL } from '../../../test/support/risk-fixtures.ts';
import type { EvaluatedPrecondition } from '../preconditions/precondition.ts';
import { type Exploits, exploitOver, exploitsOf } from './exploits.ts';
import { type HouseFlow, type HouseNode, type HouseQuestion, housePaths, OUTSIDE } from './house-paths.ts';

const ZONE = 0.6;
const flow = (from: string, to: string, port = 445, transport = 'tcp'): HouseFlow => ({
  ...{ from, to, transport, port },
});
const node = (id: string, category: string, more: Partial<HouseNode> = {}): HouseNode => ({
  ...{ id, category },
  ...more,
});
const risky = { risk: { value: 0.16, reach: ZONE } };
const question = (more: Partial<HouseQuestion>): HouseQuestion => ({
  ...{ nodes: [], flows: [], exploits: new Map(), model: RISK_MODEL, isTimeUp: () => false },
  ...more,
});

describe('what attackers can make of a device', () => {
  const finding = (vulnerability: string, port?: number, transport?: 'tcp' | 'udp') => {
    const predicate = {
      kind: 'service' as const,
      ...(port !== undefined && { port }),
      ...(transport && { transport }),
    };
    return {
      finding: aFinding({
        vulnerability: { ...aVulnerability({ threat: { knownExploited: true } }), id: vulnerability },
      }),
      preconditions: [{ predicate }] as unknown as readonly EvaluatedPrecondition[],
    };
  };
  const exploits = exploitsOf([finding('CVE-1', 445, 'tcp'), finding('CVE-2', 161)], RISK_MODEL);

  it.each([
    ['tcp', 445, 'CVE-1'],
    ['udp', 445, undefined],
    ['udp', 161, 'CVE-2'],
    ['tcp', 161, 'CVE-2'],
    ['tcp', 80, undefined],
  ])('over %s/%d is %s', (transport, port, vulnerability) => {
    expect(exploitOver(exploits, transport, port)?.vulnerability).toBe(vulnerability);
  });

  it('is the same over any service where no finding names one, and nothing without findings', () => {
    const anywhere = exploitsOf([finding('CVE-3')], RISK_MODEL);
    expect(exploitOver(anywhere, 'tcp', 1)).toEqual({ success: 0.8, vulnerability: 'CVE-3' });
    expect(exploitsOf([], RISK_MODEL)).toEqual({ services: {} });
  });
});

describe('paths of a house', () => {
  it('lead from workstations and from outside over what can be exploited', () => {
    const exploits = new Map<string, Exploits>([
      ['windows', { services: { 'tcp/445': { success: 0.5, vulnerability: 'CVE-1' } } }],
    ]);
    const { found, starts, edges } = housePaths(
      question({
        nodes: [
          node('pump', 'infusion-pump', risky),
          node('server', 'server', { exploits: 'windows' }),
          node('pc', 'workstation'),
          node('alone', 'printer'),
        ],
        flows: [
          flow('pc', 'server'),
          flow('pc', 'server'),
          flow('server', 'pump', 80),
          flow(OUTSIDE, 'pc', 443),
        ],
        exploits,
      }),
    );
    expect({ starts, edges }).toEqual({ starts: 2, edges: 3 });
    const pump = found.find(({ device }) => device === 'pump');
    expect(pump?.reach).toBeCloseTo(0.6 * 0.5, 12);
    expect(pump?.paths[0]?.edges).toMatchObject([
      { from: 'pc', to: 'server', service: 'tcp/445', success: 0.5, vulnerability: 'CVE-1' },
      { from: 'server', to: 'pump', service: 'tcp/80', success: RISK_MODEL.reach.edgeWithoutFinding },
    ]);
    expect(found.map(({ device }) => device).sort()).toEqual(['pc', 'pump', 'server']);
  });

  it('say what is best closed, and whom that protects', () => {
    const pcs = ['pc1', 'pc2', 'pc3'];
    const pumps = ['pump1', 'pump2', 'pump3', 'pump4', 'pump5'];
    const { cuts, risk } = housePaths(
      question({
        nodes: [
          ...pcs.map((id) => node(id, 'workstation')),
          node('server', 'server', { exploits: 'windows' }),
          ...pumps.map((id) => node(id, 'infusion-pump', risky)),
        ],
        flows: [
          ...pcs.map((id) => flow(id, 'server')),
          ...pumps.flatMap((pump) => [
            flow('server', pump, 80),
            flow('pc1', pump, 23),
            flow('pc2', pump, 23),
          ]),
        ],
        exploits: new Map([
          ['windows', { anywhere: { success: 0.9, vulnerability: 'CVE-1' }, services: {} }],
        ]),
      }),
    );
    const [first] = cuts;
    expect(first?.cut).toMatchObject({ kind: 'device', device: 'pc1' });
    expect(cuts.map(({ cut }) => cut.device)).toEqual(['pc1', 'pc2']);
    expect(first?.protects.map(({ device }) => device).sort()).toEqual(pumps);
    for (const { before, after } of first?.protects ?? []) expect(after).toBeLessThan(before);
    expect(first?.lowersBy).toBeCloseTo(first?.protects.reduce((sum, its) => sum + its.lowersBy, 0) ?? 0, 12);
    expect(cuts.reduce((sum, { lowersBy }) => sum + lowersBy, 0)).toBeLessThanOrEqual(risk);
  });

  it('close a service for everybody, where that alone keeps several out', () => {
    const pcs = ['pc1', 'pc2'].map((id) => node(id, 'workstation'));
    const nodes = [...pcs, node('pump', 'infusion-pump', risky)];
    const flows = [flow('pc1', 'pump', 23), flow('pc2', 'pump', 23)];
    const { cuts } = housePaths(question({ nodes, flows }));
    expect(cuts).toMatchObject([
      {
        cut: {
          kind: 'service',
          device: 'pump',
          service: 'tcp/23',
          edges: [{ from: 'pc1' }, { from: 'pc2' }],
        },
      },
    ]);
    expect(cuts[0]?.protects).toMatchObject([{ device: 'pump', after: 0 }]);
    expect(cuts[0]?.protects[0]?.before).toBeCloseTo(0.84, 12);
    expect(cuts[0]?.lowersBy).toBeCloseTo((0.16 * (0.84 - ZONE)) / ZONE, 12);
  });

  it('lower nothing below the reach that the score stands on, and nothing on devices without a score', () => {
    const one = { nodes: [node('pc', 'workstation'), node('pump', 'infusion-pump', risky)] };
    expect(housePaths(question({ ...one, flows: [flow('pc', 'pump')] })).cuts).toEqual([]);
    const unscored = [node('a', 'workstation'), node('b', 'workstation'), node('pump', 'infusion-pump')];
    const flows = [flow('a', 'pump'), flow('b', 'pump')];
    expect(housePaths(question({ nodes: unscored, flows })).cuts).toEqual([]);
  });

  it('end when the time is over, and say how many devices were not looked at', () => {
    let looks = 0;
    const { found, notWalked, cuts } = housePaths(
      question({
        nodes: [node('a', 'workstation'), node('b', 'workstation'), node('c', 'workstation')],
        flows: [flow('a', 'b')],
        isTimeUp: () => ++looks > 2,
      }),
    );
    expect({ found: found.length, notWalked, cuts: cuts.length }).toEqual({
      found: 2,
      notWalked: 1,
      cuts: 0,
    });
  });

  it('are none where nobody could begin', () => {
    const nodes = [node('server', 'server'), node('pump', 'infusion-pump', risky)];
    expect(housePaths(question({ nodes, flows: [flow('server', 'pump')] }))).toMatchObject({
      ...{ found: [], starts: 0, notWalked: 0, edges: 1 },
    });
  });
});
