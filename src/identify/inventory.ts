/** The inventory: devices with their attributes and the evidence for each, as `wardlight inspect --json` prints it. */

import type { Attribute } from '../dissectors/dissector.ts';
import type { Conversation } from './conversation.ts';
import type { IdentityDecision } from './identity-decisions.ts';
import type { NormalName } from './normal-names.ts';
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
  /** The fingerprint that took the value out of what was seen, as `source/id`; absent when the field states it. */
  readonly fingerprint?: string | undefined;
}

export interface InventoryAttribute extends NormalName {
  readonly value: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly evidence: readonly InventoryEvidence[];
  /** A person has set it. */
  readonly setByPerson?: true;
  /** Known from the earlier inventory; the traffic of this run does not show it. */
  readonly kept?: true;
}

/** What a document says of a device, in its words. */
export interface InventoryClaim {
  /** `asset-tag`, `room`, … */
  readonly field: string;
  readonly value: string;
  /** Index in `captures`, and 1-based line there. */
  readonly capture: number;
  readonly line: number;
}

/** What became of something that an earlier inventory knew. */
export interface InventoryChange {
  readonly what: Attribute | 'category' | 'mac' | 'ip';
  readonly outcome: 'learnt' | 'changed' | 'kept';
  readonly from: string | null;
  readonly to: string;
  /** Sentence for people. */
  readonly reason: string;
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
    readonly setByPerson?: true;
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
  /** TCP conversations seen in both directions, and seen in one direction only though they carried data. */
  readonly conversations: { readonly bothWays: number; readonly oneWay: number };
  /** Id of the device whose messages name this one, when it has no address of its own; null otherwise. */
  readonly viaGateway: string | null;
  /** `sender`: it sent packets. `peer`: others sent to it or told of its address. `named`: messages name it. */
  readonly seenAs: 'sender' | 'peer' | 'named';
  /** What was decided about its identity and values, by inference or by people; empty when nothing was in doubt. */
  readonly decisions: readonly IdentityDecision[];
  /** Id of the profile that it shares with devices that behave alike; null when too little is known. */
  readonly profile: string | null;
  /** What documents say of it that identification does not weigh: asset number, place, owner; absent when none does. */
  readonly claims?: readonly InventoryClaim[];
  /** With an earlier inventory: the id that it had there, null for a new device; and what changed since. */
  readonly previousId?: string | null;
  readonly changes?: readonly InventoryChange[];
}

/** A device of the earlier inventory of which nothing was seen. */
export interface NotSeenDevice {
  readonly id: string;
  readonly category: string;
  readonly lastAt: string | null;
}

/** What devices that behave alike have in common. */
export interface Profile {
  /** `profile:` and twelve hexadecimal digits. */
  readonly id: string;
  readonly category: string;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly software: string | null;
  /** `protocol/transport/port`. */
  readonly serves: readonly string[];
  readonly uses: readonly string[];
}

export interface CountedProfile extends Profile {
  /** Devices with this profile. */
  readonly devices: number;
}

export interface InventoryFlowEnd {
  readonly ip: string;
  /** 0 when the transport has no ports. */
  readonly port: number;
}

/** Packets between two ends over one transport; a new connection over the same ports is a new flow. */
export interface InventoryFlow {
  /** `tcp`, `udp`, `icmp`, … or `ip-N` for IP protocol number N. */
  readonly transport: string;
  /** Who began, as far as the traffic shows. */
  readonly client: InventoryFlowEnd;
  readonly server: InventoryFlowEnd;
  /** Id of the protocol; of the outer one when it carries another (TLS after STARTTLS). Absent when none was recognised. */
  readonly protocol?: string;
  /** The server answered a TCP connection with a reset; absent when it did not. */
  readonly refused?: true;
  /** Of both directions. */
  readonly packets: number;
  readonly octets: number;
}

export interface Inventory {
  readonly schema: typeof INVENTORY_SCHEMA;
  readonly captures: readonly InventoryCapture[];
  /** Decisions of people that could not be followed. */
  readonly unusedDecisions: readonly UnusedDecision[];
  /** Can be walked once, and before `profiles` is called. */
  readonly devices: Iterable<InventoryDevice>;
  /** Only when they were asked for. */
  readonly flows?: Iterable<InventoryFlow>;
  /** Flows beyond the limit, which `flows` leaves out; present with `flows`. */
  readonly flowsDropped?: number;
  /** Only when they were asked for; to be walked after `devices`, whose ids they name. */
  readonly conversations?: Iterable<Conversation>;
  /** Profiles of the devices walked so far. */
  readonly profiles: () => readonly CountedProfile[];
  /** With an earlier inventory: its devices of which nothing was seen. */
  readonly notSeen: readonly NotSeenDevice[] | undefined;
}
