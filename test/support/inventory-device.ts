/** Devices of an inventory for tests, told in a line. */

import type { Attribute } from '../../src/dissectors/dissector.ts';
import type { InventoryAttribute, InventoryDevice } from '../../src/identify/inventory.ts';

export interface ToldDevice extends Partial<Omit<InventoryDevice, 'attributes' | 'category'>> {
  readonly category?: string;
  readonly confidence?: number;
  /** Values of attributes, best first, each as sure as `confidence`. */
  readonly attributes?: Partial<Record<Attribute, string | readonly string[]>>;
}

export function inventoryDevice({
  category = 'unknown',
  confidence = 90,
  attributes = {},
  ...told
}: ToldDevice): InventoryDevice {
  const macs = told.macs ?? [];
  const at = told.lastAt ?? '2026-03-01T09:00:00Z';
  const values = Object.entries(attributes).map(([attribute, texts]): [string, InventoryAttribute[]] => [
    attribute,
    [texts].flat().map((value) => ({
      ...{ value, confidence },
      evidence: [{ protocol: 'test', field: attribute, value, capture: 0, packet: 1, at }],
    })),
  ]);
  return {
    id: macs[0] === undefined ? `ip:${told.ips?.[0] ?? '0.0.0.0'}` : `mac:${macs[0]}`,
    ...{ macs, ips: [], vlans: [], hostnames: [], services: [], firstAt: at, lastAt: at },
    ...{ packets: 1, octets: 100, peers: 1, conversations: { bothWays: 0, oneWay: 0 } },
    ...{ viaGateway: null, seenAs: 'sender', decisions: [], profile: null },
    ...told,
    attributes: Object.fromEntries(values),
    category: { value: category, confidence: category === 'unknown' ? 0 : confidence, reasons: [] },
  };
}
