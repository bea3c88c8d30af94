/**
 * Attack paths over a whole house: from conversations that were kept to the best paths to each device, and to what is best
 * closed first. Bounded by the flows that are given and by the caller's patience.
 *
 *   nodes, flows, exploits ──► attack graph ──► paths of each device ──► cuts: a service of a device, all a device begins
 */

import type { RiskModel, StartPosition } from '../risk-model.ts';
import {
  type AttackEdge,
  AttackGraph,
  type AttackPath,
  type BestCut,
  bestCuts,
  type ChokeTarget,
  reachBy,
} from './attack-graph.ts';
import { type Exploits, exploitOver } from './exploits.ts';
import { startOf } from './observed-graph.ts';

/** The node that stands for everything beyond the house. */
export const OUTSIDE = 'outside';

export interface HouseNode {
  readonly id: string;
  readonly category: string;
  /** Of its findings; absent: none is known. */
  readonly exploits?: string | undefined;
  /** Its risk, 0 to 1, and the reach that this risk was computed with; absent: it has no score. */
  readonly risk?: { readonly value: number; readonly reach: number } | undefined;
}

/** Something was exchanged between two devices, or with one from outside. */
export interface HouseFlow {
  /** A node, or OUTSIDE. */
  readonly from: string;
  readonly to: string;
  readonly transport: string;
  /** 0: the transport has none. */
  readonly port: number;
}

export interface HouseQuestion {
  /** In the order in which their paths are wanted. */
  readonly nodes: readonly HouseNode[];
  readonly flows: readonly HouseFlow[];
  /** By the name that nodes give. */
  readonly exploits: ReadonlyMap<string, Exploits>;
  readonly model: RiskModel;
  /** True when no more time shall be spent. */
  readonly isTimeUp: () => boolean;
}

/** A step of a path with the weakness that it takes. */
export interface HouseEdge extends AttackEdge {
  readonly vulnerability?: string | undefined;
}

export interface HousePath {
  readonly device: string;
  /** Probability that some attacker gets there by its paths, 0 to 1. */
  readonly reach: number;
  /** Best first. */
  readonly paths: readonly AttackPath[];
}

/** A service of a device for everybody, or everything that a device begins. */
export interface HouseCut {
  readonly kind: 'service' | 'device';
  readonly device: string;
  /** `tcp/445`; absent for a device. */
  readonly service?: string;
  readonly edges: readonly AttackEdge[];
}

export interface HousePaths {
  readonly found: readonly HousePath[];
  /** Places from which an attack may begin. */
  readonly starts: number;
  readonly edges: number;
  /** Devices that were not looked at for want of time. */
  readonly notWalked: number;
  readonly cuts: readonly BestCut<HouseCut>[];
  /** Sum of the risks that paths lead to. */
  readonly risk: number;
}

/** Cuts that are named, at most. */
const CUTS = 10;

export function housePaths(question: HouseQuestion): HousePaths {
  const { nodes, model, isTimeUp } = question;
  const edges = edgesOf(question);
  const starts = [
    ...nodes.flatMap(({ id, category }) => startOf(id, category) ?? []),
    ...(question.flows.some(({ from }) => from === OUTSIDE)
      ? [{ node: OUTSIDE, position: 'internet' as StartPosition }]
      : []),
  ];
  const graph = new AttackGraph(edges, starts, model);
  const found: HousePath[] = [];
  let walked = 0;
  for (const { id } of starts.length === 0 ? [] : nodes) {
    if (isTimeUp()) break;
    walked++;
    const paths = graph.pathsTo(id);
    if (paths.length > 0) found.push({ device: id, reach: reachBy(paths), paths });
  }
  const targets = targetsOf(found, nodes);
  const cuts = isTimeUp() ? [] : bestCuts(graph, targets, CUTS, cutsBy(edges));
  return {
    ...{ found, cuts, starts: starts.length, edges: edges.length },
    notWalked: starts.length === 0 ? 0 : nodes.length - walked,
    risk: targets.reduce((sum, { now }) => sum + now, 0),
  };
}

function edgesOf({ nodes, flows, exploits, model }: HouseQuestion): HouseEdge[] {
  const exploitsOfNode = new Map(nodes.map(({ id, exploits: its }) => [id, exploits.get(its ?? '')]));
  const edges = new Map<string, HouseEdge>();
  for (const { from, to, transport, port } of flows) {
    const isKnown = exploitsOfNode.has(to) && (from === OUTSIDE || exploitsOfNode.has(from));
    if (!isKnown || from === to) continue;
    const service = port === 0 ? transport : `${transport}/${port}`;
    const key = `${from} ${to} ${service}`;
    if (edges.has(key)) continue;
    const its = exploitsOfNode.get(to);
    const exploit = its && exploitOver(its, transport, port);
    edges.set(key, {
      ...{ from, to, service },
      success: exploit?.success ?? model.reach.edgeWithoutFinding,
      ...(exploit && { vulnerability: exploit.vulnerability }),
    });
  }
  return [...edges.values()];
}

/** Risk grows with reach; below the reach that its score stands on already, cutting paths lowers nothing. */
function targetsOf(found: readonly HousePath[], nodes: readonly HouseNode[]) {
  const riskOf = new Map(nodes.map(({ id, risk }) => [id, risk]));
  return found.flatMap(({ device, reach }): (ChokeTarget & { readonly now: number })[] => {
    const risk = riskOf.get(device);
    if (!risk || risk.value <= 0 || risk.reach <= 0) return [];
    const riskAt = (its: number) => Math.min(1, (risk.value * Math.max(its, risk.reach)) / risk.reach);
    return [{ device, riskAt, now: riskAt(reach) }];
  });
}

function cutsBy(edges: readonly AttackEdge[]): (edge: AttackEdge) => readonly HouseCut[] {
  const cuts = new Map<string, HouseCut & { readonly edges: AttackEdge[] }>();
  const add = (key: string, cut: Omit<HouseCut, 'edges'>, edge: AttackEdge) => {
    const known = cuts.get(key) ?? { ...cut, edges: [] };
    known.edges.push(edge);
    cuts.set(key, known);
  };
  for (const edge of edges) {
    add(serviceKey(edge), { kind: 'service', device: edge.to, service: edge.service }, edge);
    if (edge.from !== OUTSIDE) add(edge.from, { kind: 'device', device: edge.from }, edge);
  }
  return (edge) => [serviceKey(edge), edge.from].flatMap((key) => cuts.get(key) ?? []);
}

function serviceKey({ to, service }: AttackEdge): string {
  return `${to} ${service}`;
}
