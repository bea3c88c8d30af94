/** A row of a document that names no address, as a device that the store may find among those that it knows. */

import { formatInstant } from '../base/instant.ts';
import type { Attribute } from '../dissectors/dissector.ts';
import { SOURCE_CONFIDENCE } from '../identify/evidence.ts';
import type { InventoryAttribute, InventoryDevice } from '../identify/inventory.ts';
import { DECLARED_FACTS } from '../records/declared-facts.ts';
import type { UnplacedRow } from '../records/record-fold.ts';

const PROTOCOL = 'cmms';
const FACTS = DECLARED_FACTS.find(({ id }) => id === PROTOCOL)?.facts ?? {};

/** `readAt` in microseconds: a document states no time. */
export function deviceOfRow(
  { file, line, facts, claims }: UnplacedRow,
  index: number,
  readAt: number,
): InventoryDevice {
  const at = formatInstant(readAt);
  const attributes: Partial<Record<Attribute, readonly InventoryAttribute[]>> = {};
  for (const { field, value } of facts) {
    const attribute = FACTS[field]?.states?.attribute;
    if (attribute === undefined || value === '') continue;
    const evidence = [{ protocol: PROTOCOL, field, value, capture: file, packet: line, at }];
    attributes[attribute] = [{ value, confidence: SOURCE_CONFIDENCE.document, evidence }];
  }
  return {
    ...{ id: `row:${index}`, macs: [], ips: [], vlans: [], hostnames: [], services: [], attributes },
    category: { value: 'unknown', confidence: 0, reasons: [] },
    ...{ firstAt: at, lastAt: at, packets: 0, octets: 0, peers: 0 },
    ...{ conversations: { bothWays: 0, oneWay: 0 }, viaGateway: null, seenAs: 'named', decisions: [] },
    ...{ profile: null, claims: claims.map((claim) => ({ ...claim, capture: file, line })) },
  };
}
