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
/** Cuts of paths that are tried as choke points. */
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
  /** Edges by the node into which they lead: those into `n` stand from `intoStarts[n]` to `intoStarts[n + 1]`. */
  private readonly intoStarts: Int32Array;
  private readonly into: Int32Array;
  private readonly startsAt = new Map<number, AttackStart[]>();
  private readonly mostPrior: number;

  constructor(edges: readonly AttackEdge[], starts: readonly AttackStart[], model: RiskModel) {
    this.model = model;
    this.edges = edges.length > MAX_ATTACK_EDGES ? edges.slice(0, MAX_ATTACK_EDGES) : edges;
    this.droppedEdges = edges.length - this.edges.length;
    const number = (node: string) => {
      const known = this.nodes.get(node);
      if (known !== undefined) return known;
      this.nodes.set(node, this.nodes.size);
      return this.nodes.size - 1;
    };
    this.froms = Int32Array.from(this.edges, ({ from }) => number(from));
    this.tos = Int32Array.from(this.edges, ({ to }) => number(to));
    for (const start of starts) {
      const node = number(start.node);
      this.startsAt.set(node, [...(this.startsAt.get(node) ?? []), start]);
    }
    this.mostPrior = starts.reduce((most, { position }) => Math.max(most, model.reach.starts[position]), 0);
    this.intoStarts = new Int32Array(this.nodes.size + 1);
    for (const to of this.tos) this.intoStarts[to + 1] = (this.intoStarts[to + 1] ?? 0) + 1;
    for (let node = 0; node < this.nodes.size; node++)
      this.intoStarts[node + 1] = (this.intoStarts[node + 1] ?? 0) + (this.intoStarts[node] ?? 0);
    const next = this.intoStarts.slice();
    this.into = new Int32Array(this.tos.length);
    for (const [edge, to] of this.tos.entries()) {
      const at = next[to] ?? 0;
      this.into[at] = edge;
      next[to] = at + 1;
    }
  }

  get edgeCount(): number {
    return this.edges.length;
  }

  /** The best paths to a device that share no edge, best first; `without` are edges that are taken away. */
  pathsTo(device: string, without: ReadonlySet<AttackEdge> = NOTHING): AttackPath[] {
    const target = this.nodes.get(device);
    if (target === undefined) return [];
    const used = new Set<AttackEdge>();
    const usedStarts = new Set<AttackStart>();
    const paths: AttackPath[] = [];
    while (paths.length < this.model.reach.paths) {
      const path = this.bestPath(target, (edge) => without.has(edge) || used.has(edge), usedStarts);
      if (!path) break;
      paths.push(path);
      for (const edge of path.edges) used.add(edge);
      // A path without edges would otherwise be found again.
      if (path.edges.length === 0) usedStarts.add(path.start);
    }
    return paths;
  }

  /** Probability that some attacker reaches the device, 0 when no path is known. */
  reachOf(device: string, without?: ReadonlySet<AttackEdge>): number {
    return reachBy(this.pathsTo(device, without));
  }

  /** Devices that are one step from a device. */
  oneStepFrom(device: string): string[] {
    const from = this.nodes.get(device);
    if (from === undefined) return [];
    return [...new Set(this.edges.filter((_, edge) => this.froms[edge] === from).map(({ to }) => to))];
  }

  /**
   * The best path, looked for backwards from the target, the likeliest beginning of it first, and of two alike the shorter.
   * A device that an attacker's start reaches directly is done after one look at what leads into it.
   */
  private bestPath(
    target: number,
    isGone: (edge: AttackEdge) => boolean,
    usedStarts: ReadonlySet<AttackStart>,
  ): AttackPath | undefined {
    const { forbiddenEdge, pathLength, starts } = this.model.reach;
    const open = new Heap();
    const fewest = new Map<number, number>();
    let best: { probability: number; start: AttackStart; at: Label } | undefined;
    open.push({ node: target, probability: 1, hops: 0, edge: NO_EDGE, next: undefined });
    for (;;) {
      const label = open.pop();
      if (!label || label.probability * this.mostPrior <= (best?.probability ?? 0)) break;
      if (label.hops >= (fewest.get(label.node) ?? Number.POSITIVE_INFINITY)) continue;
      fewest.set(label.node, label.hops);
      for (const start of this.startsAt.get(label.node) ?? []) {
        const probability = label.probability * starts[start.position];
        if (usedStarts.has(start) || probability <= (best?.probability ?? 0)) continue;
        best = { probability, start, at: label };
      }
      if (label.hops === pathLength) continue;
      const end = this.intoStarts[label.node + 1] ?? 0;
      for (let at = this.intoStarts[label.node] ?? 0; at < end; at++) {
        const number = this.into[at] ?? 0;
        const edge = this.edges[number];
        const from = this.froms[number] ?? 0;
        if (!edge || from === target || isGone(edge)) continue;
        const hops = label.hops + 1;
        if (hops >= (fewest.get(from) ?? Number.POSITIVE_INFINITY)) continue;
        // Into the device itself the flow is enough: whether it can be exploited there is counted in its findings.
        const allowed = edge.forbidden ? forbiddenEdge : 1;
        const step = label.node === target ? allowed : Math.min(allowed, edge.success);
        const probability = label.probability * step;
        if (probability * this.mostPrior <= (best?.probability ?? 0)) continue;
        open.push({ node: from, probability, hops, edge: number, next: label });
      }
    }
    if (!best) return undefined;
    const edges: AttackEdge[] = [];
    for (let at: Label | undefined = best.at; at; at = at.next) {
      const edge = this.edges[at.edge];
      if (edge) edges.push(edge);
    }
    return { probability: best.probability, start: best.start, edges };
  }
}

const NOTHING: ReadonlySet<AttackEdge> = new Set();

/** Probability that one of the paths succeeds. */
export function reachBy(paths: readonly AttackPath[]): number {
  return 1 - paths.reduce((none, { probability }) => none * (1 - probability), 1);
}

/** The end of a path, from `node` to the target. */
interface Label {
  readonly node: number;
  /** Of the steps from here to the target. */
  readonly probability: number;
  readonly hops: number;
  /** By which it goes on; NO_EDGE at the target. */
  readonly edge: number;
  readonly next: Label | undefined;
}

/** Labels, the likeliest first, of two alike the shorter. */
class Heap {
  private readonly labels: Label[] = [];

  push(label: Label): void {
    const { labels } = this;
    let at = labels.length;
    labels.push(label);
    while (at > 0) {
      const above = (at - 1) >>> 1;
      const other = labels[above];
      if (!other || !isBefore(label, other)) break;
      labels[at] = other;
      at = above;
    }
    labels[at] = label;
  }

  pop(): Label | undefined {
    const { labels } = this;
    const [first] = labels;
    const last = labels.pop();
    if (!first || !last || first === last) return first;
    let at = 0;
    for (;;) {
      const left = labels[2 * at + 1];
      const right = labels[2 * at + 2];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const other = isRight ? right : left;
      if (!other || !isBefore(other, last)) break;
      labels[at] = other;
      at = 2 * at + (isRight ? 2 : 1);
    }
    labels[at] = last;
    return first;
  }
}

function isBefore(a: Label, b: Label): boolean {
  return a.probability > b.probability || (a.probability === b.probability && a.hops < b.hops);
}

/** A device whose risk is to fall: `riskAt` gives it for a probability of being reached. */
export interface ChokeTarget {
  readonly device: string;
  readonly riskAt: (reach: number) => number;
}

/** What can be closed at once: one flow, a service of a device, all that a device begins. */
export interface Cut {
  readonly edges: readonly AttackEdge[];
}

export interface ChokePoint {
  readonly edge: AttackEdge;
  /** By how much the sum of the targets' risks falls, with the choke points before it taken away too. */
  readonly lowersBy: number;
}

/** A device that a cut protects: how likely it is reached before and after, and how far its risk falls. */
export interface Protected {
  readonly device: string;
  readonly before: number;
  readonly after: number;
  readonly lowersBy: number;
}

export interface BestCut<Its extends Cut> {
  readonly cut: Its;
  readonly lowersBy: number;
  /** What falls most first. */
  readonly protects: readonly Protected[];
}

/** The edges whose removal lowers the sum of risks most, one after the other. */
export function chokePoints(
  graph: AttackGraph,
  targets: readonly ChokeTarget[],
  atMost: number,
): ChokePoint[] {
  const cuts = new Map<AttackEdge, Cut & { readonly edge: AttackEdge }>();
  const cutOf = (edge: AttackEdge) => {
    const known = cuts.get(edge) ?? { edge, edges: [edge] };
    cuts.set(edge, known);
    return known;
  };
  return bestCuts(graph, targets, atMost, (edge) => [cutOf(edge)]).map(({ cut, lowersBy }) => ({
    ...{ edge: cut.edge, lowersBy },
  }));
}

/**
 * The cuts that lower the sum of risks most, one after the other; `cutsOf` tells those that an edge belongs to, the same
 * object each time. A cut that takes no edge of the best paths of a device leaves them as they are, so only devices are
 * looked at again whose paths it takes.
 */
export function bestCuts<Its extends Cut>(
  graph: AttackGraph,
  targets: readonly ChokeTarget[],
  atMost: number,
  cutsOf: (edge: AttackEdge) => readonly Its[],
): BestCut<Its>[] {
  const gone = new Set<AttackEdge>();
  const pathsOf = new Map(targets.map((target) => [target, graph.pathsTo(target.device)]));
  const found: BestCut<Its>[] = [];
  while (found.length < atMost) {
    let best: BestCut<Its> | undefined;
    for (const [cut, concerned] of candidates(pathsOf, cutsOf)) {
      const without = new Set([...gone, ...cut.edges]);
      const protects = concerned.flatMap((target) => {
        const before = reachBy(pathsOf.get(target) ?? []);
        const after = graph.reachOf(target.device, without);
        const lowersBy = target.riskAt(before) - target.riskAt(after);
        return lowersBy > LEAST_GAIN ? [{ device: target.device, before, after, lowersBy }] : [];
      });
      const lowersBy = protects.reduce((sum, its) => sum + its.lowersBy, 0);
      if (lowersBy > (best?.lowersBy ?? LEAST_GAIN)) best = { cut, lowersBy, protects };
    }
    if (!best) break;
    found.push({ ...best, protects: [...best.protects].sort((a, b) => b.lowersBy - a.lowersBy) });
    for (const edge of best.cut.edges) gone.add(edge);
    const taken = new Set(best.cut.edges);
    for (const [target, paths] of pathsOf)
      if (paths.some(({ edges }) => edges.some((edge) => taken.has(edge))))
        pathsOf.set(target, graph.pathsTo(target.device, gone));
  }
  return found;
}

/** Differences below are those of rounding. */
const LEAST_GAIN = 1e-12;

/** Cuts of the best paths with the targets whose paths they take, those that carry most first. */
function candidates<Its extends Cut>(
  pathsOf: ReadonlyMap<ChokeTarget, readonly AttackPath[]>,
  cutsOf: (edge: AttackEdge) => readonly Its[],
): [cut: Its, concerned: readonly ChokeTarget[]][] {
  const carried = new Map<Its, { probability: number; targets: Set<ChokeTarget> }>();
  for (const [target, paths] of pathsOf)
    for (const { probability, edges } of paths)
      for (const cut of new Set(edges.flatMap(cutsOf))) {
        const its = carried.get(cut) ?? { probability: 0, targets: new Set() };
        its.probability += probability;
        its.targets.add(target);
        carried.set(cut, its);
      }
  return [...carried]
    .sort(([, a], [, b]) => b.probability - a.probability)
    .slice(0, CHOKE_CANDIDATES)
    .map(([cut, { targets }]) => [cut, [...targets]]);
}
