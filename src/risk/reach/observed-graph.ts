/** The attack graph of what was seen: flows between devices, and where attackers begin by what devices are. */

import type { InventoryDeviceFacts, InventoryFlowFacts } from '../inventory-facts.ts';
import type { EvaluatedPrecondition } from '../preconditions/precondition.ts';
import type { RiskFinding } from '../risk-facts.ts';
import type { RiskModel, StartPosition } from '../risk-model.ts';
import { type AttackEdge, AttackGraph, type AttackStart, edgeSuccess } from './attack-graph.ts';

interface FindingOnService {
  readonly finding: RiskFinding;
  readonly preconditions: readonly EvaluatedPrecondition[];
}

/** Where an attacker begins, by category: a phished workstation, a host of the internet. */
const START_CATEGORIES: Readonly<Record<string, StartPosition>> = {
  workstation: 'workstation',
  laptop: 'workstation',
  'external-host': 'internet',
};

/** Where an attacker begins on a device of this category; undefined when nobody does. */
export function startOf(node: string, category: string): AttackStart | undefined {
  const position = START_CATEGORIES[category];
  return position && { node, position };
}

/** Each flow between two known devices is one edge; a refused one is none. `findingsOf` tells those of a device by its id. */
export function attackGraphOf(
  devices: readonly InventoryDeviceFacts[],
  flows: readonly InventoryFlowFacts[],
  findingsOf: (device: string) => readonly FindingOnService[],
  model: RiskModel,
): AttackGraph {
  const deviceOf = new Map(devices.flatMap(({ id, ips }) => ips.map((ip): [string, string] => [ip, id])));
  const edges = new Map<string, AttackEdge>();
  for (const { transport, clientIp, serverIp, serverPort, refused } of flows) {
    const [from, to] = [deviceOf.get(clientIp), deviceOf.get(serverIp)];
    if (refused || from === undefined || to === undefined || from === to) continue;
    const service = serverPort === 0 ? transport : `${transport}/${serverPort}`;
    const key = `${from} ${to} ${service}`;
    if (edges.has(key)) continue;
    const reachable = findingsOf(to).filter(({ preconditions }) =>
      isOn(preconditions, transport, serverPort),
    );
    const success = edgeSuccess(
      reachable.map(({ finding }) => finding),
      model,
    );
    edges.set(key, { from, to, service, success });
  }
  const starts = devices.flatMap(({ id, category }) => startOf(id, category) ?? []);
  return new AttackGraph([...edges.values()], starts, model);
}

/** A finding is on a service when it names that port, or no service by which it could be told apart. */
function isOn(preconditions: readonly EvaluatedPrecondition[], transport: string, port: number): boolean {
  return preconditions.every(({ predicate }) => {
    if (predicate.kind !== 'service' || predicate.port === undefined) return true;
    return predicate.port === port && (predicate.transport ?? transport) === transport;
  });
}
