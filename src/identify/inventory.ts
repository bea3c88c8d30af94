/** The inventory: devices with their attributes and the evidence for each, as `wardlight inspect --json` prints it. */

import type { Attribute } from '../dissectors/dissector.ts';
import type { IdentityDecision } from './identity-decisions.ts';
import type { UnusedDecision } from './person-pairs.ts';

export const INVENTORY_SCHEMA = 'wardlight.inventory/1';

export interface InventoryCapture {
  readonly file: string;
  readonly packets: number;
  readonly octets: number;
  /** ISO 8601 in UTC; null when the capture holds no packet. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly linkTypes: readonly string[];
  /** Oddities by code, with their count. */
  readonly anomalies: Readonly<Record<string, number>>;
  /** Where and why reading ended early; null when the capture was read to its end. */
  readonly damagedAt: InventoryDamage | null;
}

export interface InventoryDamage {
  /** Octet of the (uncompressed) capture at which reading ended. */
  readonly octet: number;
  /** 1-based number of the packet that could not be read. */
  readonly packet: number;
  readonly reason: string;
}

export interface InventoryEvidence {
  readonly protocol: string;
  readonly field: string;
  /** What was seen. */
  readonly value: string;
  /** Index in `captures`. */
  readonly capture: number;
  /** 1-based number of the packet, as Wireshark counts. */
  readonly packet: number;
  readonly at: string;
}

export interface InventoryAttribute {
  readonly value: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly evidence: readonly InventoryEvidence[];
}

export interface InventoryService {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  /** Id of the protocol, or `unknown` for a port that accepts connections without a recognised protocol. */
  readonly protocol: string;
  readonly role: 'server' | 'client';
}

export interface InventoryDevice {
  /** Stable for the same device: its strongest key. */
  readonly id: string;
  readonly macs: readonly string[];
  readonly ips: readonly string[];
  readonly vlans: readonly number[];
  readonly hostnames: readonly { readonly value: string; readonly protocol: string }[];
  readonly category: {
    readonly value: string;
    readonly confidence: number;
    readonly reasons: readonly string[];
  };
  /** Values best first; an attribute without a value is absent. */
  readonly attributes: Readonly<Partial<Record<Attribute, readonly InventoryAttribute[]>>>;
  readonly services: readonly InventoryService[];
  readonly firstAt: string;
  readonly lastAt: string;
  /** Sent and received. */
  readonly packets: number;
  readonly octets: number;
  /** Different addresses that it exchanged packets with or sent packets to. */
  readonly peers: number;
  /** Id of the device whose messages name this one, when it has no address of its own; null otherwise. */
  readonly viaGateway: string | null;
  /** `sender`: it sent packets. `peer`: others sent to it or told of its address. `named`: messages name it. */
  readonly seenAs: 'sender' | 'peer' | 'named';
  /** What was decided about its identity and values, by inference or by people; empty when nothing was in doubt. */
  readonly decisions: readonly IdentityDecision[];
}

export interface Inventory {
  readonly schema: typeof INVENTORY_SCHEMA;
  readonly captures: readonly InventoryCapture[];
  /** Decisions of people that could not be followed. */
  readonly unusedDecisions: readonly UnusedDecision[];
  readonly devices: Iterable<InventoryDevice>;
}
