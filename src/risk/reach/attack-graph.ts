/**
 * Attack paths over observed reachability: who can send to whom, where an attacker may begin, how likely each step
 * succeeds. The best paths to a device that share no edge say how likely it is reached; the edges whose removal lowers
 * risk most are the choke points.
 *
 *   start (prior) ──► node ──(success)──► node ──(into the device: the flow itself)──► device
 */

import { LIKELIEST, preconditionsFactor, threatFactor } from '../likelihood.ts';
import type { RiskFinding } from '../risk-facts.ts';
import type { RiskModel, StartPosition } from '../risk-model.ts';

export interface AttackEdge {
  readonly from: string;
  readonly to: string;
  /** What is sent: `tcp/23`; a credential or management relation in words. */
  readonly service: string;
  /** Probability that an attacker at `from` takes over `to` this way, 0 to 1. */
  readonly success: number;
  /** Policy forbids this flow, though it was seen or would be possible. */
  readonly forbidden?: boolean;
}

export interface AttackStart {
  readonly node: string;
  readonly position: StartPosition;
}

export interface AttackPath {
  readonly probability: number;
  readonly start: AttackStart;
  /** From the start to the device; empty when an attacker begins on the device itself. */
  readonly edges: readonly AttackEdge[];
}

/** Edges that are kept; the rest is counted, not walked. */
export const MAX_ATTACK_EDGES = 2_000_000;
/** Edges on paths that are tried as choke points. */
const CHOKE_CANDIDATES = 64;

const NO_EDGE = -1;

/** How likely a step onto a target succeeds: by its most exploitable finding on that service, else hardly. */
export function edgeSuccess(findings: readonly RiskFinding[], model: RiskModel): number {
  let best = model.reach.edgeWithoutFinding;
  for (const finding of findings) {
    const success =
      preconditionsFactor(finding, model, LIKELIEST) * threatFactor(finding, 1, model, LIKELIEST);
    if (success > best) best = success;
  }
  return best;
}

export class AttackGraph {
  /** Edges beyond the limit, which are not walked. */
  readonly droppedEdges: number;
  private readonly model: RiskModel;
  private readonly edges: readonly AttackEdge[];
  private readonly nodes = new Map<string, number>();
  private readonly froms: Int32Array;
  private readonly tos: Int32Array;
  private readonly starts: readonly AttackStart[];

  constructor(edges: readonly AttackEdge[], starts: readonly AttackStart[], model: RiskModel) {
    this.model = model;
    this.edges = edges.slice(0, MAX_ATTACK_EDGES);
    this.droppedEdges = edges.length - this.edges.length;
    this.starts = starts;
    const number = (node: string) => {
      const known = this.nodes.get(node);
      if (known !== undefined) return known;
      this.nodes.set(node, this.nodes.size);
      return this.nodes.size - 1;
    };
    this.froms = Int32Array.from(this.edges, ({ from }) => number(from));
    this.tos = Int32Array.from(this.edges, ({ to }) => number(to));
    for (const { node } of starts) number(node);
  }

  get edgeCount(): number {
    return this.edges.length;
  }

  /** The best paths to a device that share no edge, best first; `without` are edges that are taken away. */
  pathsTo(device: string, without: ReadonlySet<AttackEdge> = new Set()): AttackPath[] {
    const target = this.nodes.get(device);
    if (target === undefined) return [];
    const removed = Uint8Array.from(this.edges, (edge) => (without.has(edge) ? 1 : 0));
    const usedStarts = new Set<AttackStart>();
    const paths: AttackPath[] = [];
    while (paths.length < this.model.reach.paths) {
      const path = this.bestPath(target, removed, usedStarts);
      if (!path) break;
      paths.push(path.found);
      for (const edge of path.edgeNumbers) removed[edge] = 1;
      // A path without edges would otherwise be found again.
      if (path.edgeNumbers.length === 0) usedStarts.add(path.found.start);
    }
    return paths;
  }

  /** Probability that some attacker reaches the device, 0 when no path is known. */
  reachOf(device: string, without?: ReadonlySet<AttackEdge>): number {
    return 1 - this.pathsTo(device, without).reduce((none, { probability }) => none * (1 - probability), 1);
  }

  /** Devices that are one step from a device. */
  oneStepFrom(device: string): string[] {
    const from = this.nodes.get(device);
    if (from === undefined) return [];
    return [...new Set(this.edges.filter((_, edge) => this.froms[edge] === from).map(({ to }) => to))];
  }

  /** The best path by hops: a longer one is taken only when it is better. */
  private bestPath(
    target: number,
    removed: Uint8Array,
    usedStarts: ReadonlySet<AttackStart>,
  ): { found: AttackPath; edgeNumbers: readonly number[] } | undefined {
    const count = this.nodes.size;
    let best = new Float64Array(count);
    const startOf = new Map<number, AttackStart>();
    for (const start of this.starts) {
      const node = this.nodes.get(start.node);
      const prior = this.model.reach.starts[start.position];
      if (node === undefined || usedStarts.has(start) || prior <= (best[node] ?? 0)) continue;
      best[node] = prior;
      startOf.set(node, start);
    }
    const cameBy: Int32Array[] = [new Int32Array(count).fill(NO_EDGE)];
    for (let hop = 1; hop <= this.model.reach.pathLength; hop++) {
      const next = best.slice();
      const by = new Int32Array(count).fill(NO_EDGE);
      if (!this.relax(best, next, by, target, removed)) break;
      cameBy.push(by);
      best = next;
    }
    const probability = best[target] ?? 0;
    if (probability <= 0) return undefined;
    const { edgeNumbers, first } = this.trace(target, cameBy);
    const start = startOf.get(first);
    if (!start) return undefined;
    const edges = edgeNumbers.flatMap((edge) => this.edges[edge] ?? []);
    return { found: { probability, start, edges }, edgeNumbers };
  }

  /** One hop further from `best` into `next`; false when nothing got better. */
  private relax(
    best: Float64Array,
    next: Float64Array,
    by: Int32Array,
    target: number,
    removed: Uint8Array,
  ): boolean {
    const { froms, tos, edges } = this;
    const { forbiddenEdge } = this.model.reach;
    let better = false;
    for (let edge = 0; edge < edges.length; edge++) {
      if (removed[edge] === 1) continue;
      const to = tos[edge] ?? 0;
      const reached = best[froms[edge] ?? 0] ?? 0;
      if (reached === 0 || froms[edge] === target) continue;
      // Into the device itself the flow is enough: whether it can be exploited there is counted in its findings.
      const allowed = edges[edge]?.forbidden ? forbiddenEdge : 1;
      const probability = reached * (to === target ? allowed : Math.min(allowed, edges[edge]?.success ?? 0));
      if (probability <= (next[to] ?? 0)) continue;
      next[to] = probability;
      by[to] = edge;
      better = true;
    }
    return better;
  }

  /** Edges from the start to the target, read backwards through the hops. */
  private trace(target: number, cameBy: readonly Int32Array[]): { edgeNumbers: number[]; first: number } {
    const edgeNumbers: number[] = [];
    let node = target;
    for (let hop = cameBy.length - 1; hop > 0; hop--) {
      const edge = cameBy[hop]?.[node] ?? NO_EDGE;
      if (edge === NO_EDGE) continue;
      edgeNumbers.unshift(edge);
      node = this.froms[edge] ?? 0;
    }
    return { edgeNumbers, first: node };
  }
}

/** A device whose risk is to fall: `riskAt` gives it for a probability of being reached. */
export interface ChokeTarget {
  readonly device: string;
  readonly riskAt: (reach: number) => number;
}

export interface ChokePoint {
  readonly edge: AttackEdge;
  /** By how much the sum of the targets' risks falls, with the choke points before it taken away too. */
  readonly lowersBy: number;
}

/** The edges whose removal lowers the sum of risks most, one after the other. */
export function chokePoints(
  graph: AttackGraph,
  targets: readonly ChokeTarget[],
  atMost: number,
): ChokePoint[] {
  const gone = new Set<AttackEdge>();
  const total = (without: ReadonlySet<AttackEdge>) =>
    targets.reduce((sum, { device, riskAt }) => sum + riskAt(graph.reachOf(device, without)), 0);
  const found: ChokePoint[] = [];
  let before = total(gone);
  while (found.length < atMost) {
    let best: ChokePoint | undefined;
    for (const edge of candidates(graph, targets, gone)) {
      const lowersBy = before - total(new Set([...gone, edge]));
      if (lowersBy > (best?.lowersBy ?? 1e-12)) best = { edge, lowersBy };
    }
    if (!best) break;
    found.push(best);
    gone.add(best.edge);
    before -= best.lowersBy;
  }
  return found;
}

/** Edges on the best paths, those that carry most first. */
function candidates(
  graph: AttackGraph,
  targets: readonly ChokeTarget[],
  gone: ReadonlySet<AttackEdge>,
): AttackEdge[] {
  const carried = new Map<AttackEdge, number>();
  for (const { device } of targets) {
    for (const { probability, edges } of graph.pathsTo(device, gone)) {
      for (const edge of edges) carried.set(edge, (carried.get(edge) ?? 0) + probability);
    }
  }
  return [...carried]
    .sort(([, a], [, b]) => b - a)
    .slice(0, CHOKE_CANDIDATES)
    .map(([edge]) => edge);
}
