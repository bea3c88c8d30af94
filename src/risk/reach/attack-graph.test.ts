/** Paths, their probabilities and choke points on networks small enough to check by hand. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFinding, aVulnerability, RISK_MODEL } from '../../../test/support/risk-fixtures.ts';
import { type AttackEdge, AttackGraph, type AttackStart, chokePoints, edgeSuccess } from './attack-graph.ts';

const edge = (from: string, to: string, success: number, facts: Partial<AttackEdge> = {}): AttackEdge => ({
  ...{ from, to, service: 'tcp/445', success },
  ...facts,
});
const WORKSTATION: AttackStart = { node: 'pc', position: 'workstation' };
const INTERNET: AttackStart = { node: 'internet', position: 'internet' };

describe('how likely a step succeeds', () => {
  it('is that of the most exploitable finding, without what makes the own house attractive', () => {
    const known = aFinding({ vulnerability: aVulnerability({ threat: { knownExploited: true } }) });
    const refuted = aFinding({ ...known, preconditions: ['refuted'] });
    expect(edgeSuccess([refuted, known], RISK_MODEL)).toBe(0.8);
    expect(edgeSuccess([], RISK_MODEL)).toBe(0.02);
  });
});

/** The best path to the pump by trying every one that visits no node twice. */
function bestOfAll(edges: readonly AttackEdge[], starts: readonly AttackStart[]): number {
  const { starts: priors, pathLength, forbiddenEdge } = RISK_MODEL.reach;
  const from = (node: string, probability: number, seen: readonly string[]): number => {
    if (node === 'pump') return probability;
    if (seen.length > pathLength) return 0;
    const next = edges.filter((step) => step.from === node && !seen.includes(step.to));
    return next.reduce((best, { to, success, forbidden }) => {
      const allowed = forbidden ? forbiddenEdge : 1;
      const step = to === 'pump' ? allowed : Math.min(allowed, success);
      return Math.max(best, from(to, probability * step, [...seen, to]));
    }, 0);
  };
  return Math.max(0, ...starts.map(({ node, position }) => from(node, priors[position], [node])));
}

describe('paths', () => {
  it('end with the flow into the device, which counts 1', () => {
    const graph = new AttackGraph([edge('pc', 'pump', 0.02)], [WORKSTATION], RISK_MODEL);
    expect(graph.pathsTo('pump')).toEqual([
      { probability: 0.6, start: WORKSTATION, edges: [edge('pc', 'pump', 0.02)] },
    ]);
  });

  it('multiply the steps before it', () => {
    const edges = [
      edge('internet', 'gateway', 0.5),
      edge('gateway', 'server', 0.4),
      edge('server', 'pump', 0.1),
    ];
    const graph = new AttackGraph(edges, [INTERNET], RISK_MODEL);
    expect(graph.reachOf('pump')).toBeCloseTo(0.3 * 0.5 * 0.4, 12);
    expect(graph.oneStepFrom('gateway')).toEqual(['server']);
  });

  it('are combined where they share no edge', () => {
    const edges = [edge('pc', 'pump', 1), edge('internet', 'pump', 1)];
    const graph = new AttackGraph(edges, [WORKSTATION, INTERNET], RISK_MODEL);
    expect(graph.reachOf('pump')).toBeCloseTo(1 - 0.4 * 0.7, 12);
  });

  it('hardly pass what policy forbids', () => {
    const graph = new AttackGraph([edge('pc', 'pump', 1, { forbidden: true })], [WORKSTATION], RISK_MODEL);
    expect(graph.reachOf('pump')).toBeCloseTo(0.6 * 0.02, 12);
  });

  it('have at most six steps', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, at) =>
        edge(at === 0 ? 'pc' : `n${at}`, at === length - 1 ? 'pump' : `n${at + 1}`, 1),
      );
    expect(new AttackGraph(chain(6), [WORKSTATION], RISK_MODEL).reachOf('pump')).toBeCloseTo(0.6, 12);
    expect(new AttackGraph(chain(7), [WORKSTATION], RISK_MODEL).reachOf('pump')).toBe(0);
  });

  it('may be none: the attacker begins on the device, or nothing leads there', () => {
    const graph = new AttackGraph([edge('pc', 'pump', 1)], [WORKSTATION], RISK_MODEL);
    expect(graph.pathsTo('pc')).toEqual([{ probability: 0.6, start: WORKSTATION, edges: [] }]);
    expect(graph.reachOf('unknown')).toBe(0);
  });

  it('do not run through the device itself', () => {
    const edges = [edge('pc', 'pump', 1), edge('pump', 'server', 1), edge('server', 'pump', 1)];
    const [first, second] = new AttackGraph(edges, [WORKSTATION], RISK_MODEL).pathsTo('pump');
    expect(first?.edges).toHaveLength(1);
    expect(second).toBeUndefined();
  });

  it('begin with the best of all that there are', () => {
    const nodes = ['pc', 'a', 'b', 'c', 'd', 'pump'];
    const anyEdge = fc.record({
      ...{ from: fc.constantFrom(...nodes), to: fc.constantFrom(...nodes), service: fc.constant('tcp/80') },
      success: fc.constantFrom(0, 0.1, 0.5, 0.9, 1),
      forbidden: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyEdge, { maxLength: 16 }), (edges) => {
        const starts = [WORKSTATION, { node: 'd', position: 'internet' as const }];
        const [first] = new AttackGraph(edges, starts, RISK_MODEL).pathsTo('pump');
        expect(first?.probability ?? 0).toBeCloseTo(bestOfAll(edges, starts), 12);
      }),
    );
  });

  it('are at most five, probable, and rarer with an edge less', () => {
    const anyEdge = fc.record({
      from: fc.constantFrom('pc', 'a', 'b', 'c'),
      to: fc.constantFrom('a', 'b', 'c', 'pump'),
      service: fc.constant('tcp/80'),
      success: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(anyEdge, { maxLength: 14 }), (edges) => {
        const graph = new AttackGraph(edges, [WORKSTATION], RISK_MODEL);
        const paths = graph.pathsTo('pump');
        expect(paths.length).toBeLessThanOrEqual(5);
        const used = paths.flatMap((path) => path.edges);
        expect(new Set(used).size).toBe(used.length);
        for (const { edges: steps, probability } of paths) {
          expect(steps[0]?.from).toBe('pc');
          expect(steps.at(-1)?.to).toBe('pump');
          expect(probability).toBeLessThanOrEqual(0.6);
        }
        const [first] = paths;
        const [removed] = first?.edges ?? [];
        const without = removed && graph.pathsTo('pump', new Set([removed]))[0];
        expect(without?.probability ?? 0).toBeLessThanOrEqual(first?.probability ?? 0);
      }),
    );
  });
});

describe('choke points', () => {
  it('are the edges that many paths need', () => {
    const edges = [
      edge('pc', 'server', 0.8),
      edge('server', 'pump', 1),
      edge('server', 'monitor', 1),
      edge('internet', 'monitor', 1),
    ];
    const graph = new AttackGraph(edges, [WORKSTATION, INTERNET], RISK_MODEL);
    const targets = ['pump', 'monitor'].map((device) => ({ device, riskAt: (reach: number) => reach / 2 }));
    const found = chokePoints(graph, targets, 3);
    expect(found[0]?.edge).toEqual(edge('pc', 'server', 0.8));
    expect(found[0]?.lowersBy).toBeCloseTo((0.48 + (1 - 0.52 * 0.7) - 0.3) / 2, 12);
    expect(found[1]?.edge.from).toBe('internet');
    expect(found).toHaveLength(2);
  });

  it('are none where nothing can be reached', () => {
    expect(
      chokePoints(new AttackGraph([], [], RISK_MODEL), [{ device: 'pump', riskAt: (reach) => reach }], 3),
    ).toEqual([]);
  });
});
