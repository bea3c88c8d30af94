/** A device of the inventory for tests, of which they say only what matters to them. */

import type { Attribute } from '../dissectors/dissector.ts';
import type { InventoryAttribute, InventoryDevice } from './inventory.ts';

export function deviceOf(part: Partial<InventoryDevice>): InventoryDevice {
  return {
    id: 'mac:00:09:fb:3a:10:15',
    macs: ['00:09:fb:3a:10:15'],
    ips: ['10.20.20.21'],
    vlans: [],
    hostnames: [],
    category: { value: 'unknown', confidence: 0, reasons: [] },
    attributes: {},
    services: [],
    firstAt: '2026-03-10T10:00:00.000Z',
    lastAt: '2026-03-10T10:05:00.000Z',
    packets: 0,
    octets: 0,
    peers: 0,
    conversations: { bothWays: 0, oneWay: 0 },
    viaGateway: null,
    seenAs: 'sender',
    decisions: [],
    profile: null,
    ...part,
  };
}

/** Attributes with one value each, all as sure as `confidence`. */
export function attributesOf(
  values: Readonly<Partial<Record<Attribute, string>>>,
  confidence = 95,
): InventoryDevice['attributes'] {
  const attributes: Partial<Record<Attribute, readonly InventoryAttribute[]>> = {};
  for (const [attribute, value] of Object.entries(values))
    attributes[attribute as Attribute] = [{ value, confidence, evidence: [] }];
  return attributes;
}
