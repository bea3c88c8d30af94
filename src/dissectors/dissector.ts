/**
 * The contract of a dissector: octets of one application protocol in, facts and anomalies out.
 *
 * A dissector is pure: no clock, no IO, no module state, and it never throws. It reads through the OctetReader that it
 * is given and keeps nothing that points into it. It never interprets identity (which device, which maker): it states
 * what the message says and about whom; `identify` weighs that. Person data is dropped here: a dissector emits only
 * fields that it declares, from an allow-list, and never free text that may name a patient, a user or a password.
 */

import type { OctetReader } from '../wire/octet-reader.ts';

/** What carries the octets: one Ethernet frame's payload, an ICMPv6 message, a UDP datagram or a TCP direction. */
export type Carrier = 'ethernet' | 'icmpv6' | 'udp' | 'tcp';

/** Whether the first octets are this protocol. */
export type Recognition = 'yes' | 'no' | 'need-more';

/**
 * What `dissect` answers: the number of octets that the message at the start of the reader takes, at least 1. It may be
 * more than there are: the rest is skipped when it arrives, without being kept. Or one of the constants below.
 */
export type Progress = number;
/** The message is not whole: call again with these octets and more. (A datagram has no more: the call was the last.) */
export const NEED_MORE = 0;
/** Nothing more is to be learnt from this direction of the flow. */
export const STOP_DIRECTION = -1;
/** Nothing more is to be learnt from this flow (encrypted from here on, hopelessly malformed, limit reached). */
export const STOP_FLOW = -2;
/** This protocol has ended; what follows on the flow is another one (STARTTLS, HTTP CONNECT): recognise anew. */
export const HAND_OVER = -3;

/**
 * Whom a fact is about. `sender` and `receiver` are the hosts of the packet. A message may name another device by MAC,
 * by IP address, or (`named`) by an identity of its own such as `eui64:0003b1fffe770217`, `serial:55217` or
 * `bacnet:2001/0b`, which then stands behind the sender.
 */
export type Subject =
  | { readonly kind: 'sender' | 'receiver' }
  | { readonly kind: 'mac'; readonly mac: string }
  | { readonly kind: 'ip'; readonly ip: string }
  | { readonly kind: 'named'; readonly name: string };

export const SENDER: Subject = { kind: 'sender' };
export const RECEIVER: Subject = { kind: 'receiver' };
/** The station with this canonical MAC (`00:09:fb:3a:10:15`). */
export const aboutMac = (mac: string): Subject => ({ kind: 'mac', mac });
/** The host with this canonical IP address. */
export const aboutIp = (ip: string): Subject => ({ kind: 'ip', ip });
/** A device that the message names and that stands behind the sender; `name` is `kind:identity`. */
export const aboutNamed = (name: string): Subject => ({ kind: 'named', name });

/** An attribute of a device that a fact can state directly. */
export type Attribute =
  | 'vendor'
  | 'model'
  | 'serialNumber'
  | 'softwareVersion'
  | 'firmwareVersion'
  | 'hardwareVersion'
  | 'os'
  | 'osVersion'
  | 'hostname'
  | 'dicomAeTitle'
  | 'appName'
  | 'udi'
  | 'function'
  | 'application';

/**
 * How a fact came about, which decides its weight (domain specification B.0; the numbers live in `identify`):
 * - `own-identity`  the device answered who it is (MDS create, ENTITY-MIB, DICOM equipment module, BACnet device object)
 * - `inventory`     an inventory announcement (LLDP-MED, UPnP description, PCD-01 device rows)
 * - `announcement`  mDNS TXT records and the like
 * - `banner`        free text with product and version
 * - `configured`    a name that people configured (host name, AE title, system name)
 * - `certificate`   the subject of a certificate
 * - `platform`      an operating system or build that a protocol stack states (NTLM version)
 * - `client-hint`   vendor strings of network clients (DHCP option 60)
 * - `document`      what people wrote about the device: a row of the asset register
 */
export type FactSource =
  | 'own-identity'
  | 'inventory'
  | 'announcement'
  | 'banner'
  | 'configured'
  | 'certificate'
  | 'platform'
  | 'client-hint'
  | 'document';

/** One field that a dissector may emit; drives the user interface, the documentation and the weighing. */
export interface FactDeclaration {
  /** Short name for people, sentence case: "Vendor class identifier (option 60)". */
  readonly label: string;
  /** One sentence: what it is and where in the specification it stands. */
  readonly help: string;
  /**
   * Set when the value is an attribute as it stands. A value that must be taken apart first (a banner, a vendor class)
   * carries no `states`: a fingerprint for `<dissector id>/<field>` reads it.
   */
  readonly states?: { readonly attribute: Attribute; readonly source: FactSource };
  /**
   * `ip-address`: the value is an IP address that the subject owns; `mac-address`: the value is a MAC that the subject
   * owns; `unique-identity`: the value names exactly one device in the world (EUI-64, UDI with serial, endpoint UUID);
   * `forwarding-role`: the subject says that it forwards packets of others.
   */
  readonly binds?: 'ip-address' | 'mac-address' | 'unique-identity' | 'forwarding-role';
}

/** Where a dissector puts what it read. Values are cleaned (control characters, length) and empty ones are ignored. */
export interface FactSink {
  /** `field` must be declared in the dissector's `facts`. */
  fact(field: string, value: string, about?: Subject): void;
  /** Something odd but not fatal; `code` must be listed in the dissector's `anomalies`. */
  anomaly(code: string): void;
  /** The protocol shows which end serves, which overrides the guess from the first packet (captures start mid-stream). */
  serverIs(end: 'sender' | 'receiver'): void;
}

/** The flow that a message belongs to. Re-used between calls: keep no reference to it. */
export interface FlowContext<State> {
  readonly carrier: Carrier;
  /** 0 for octets from the initiator (as far as known), 1 for octets from the responder. */
  readonly direction: 0 | 1;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** MAC of the sender of the frame, canonical text; empty when the link layer has none. */
  readonly sourceMac: string;
  /** Sender and receiver address, canonical text; empty when the carrier has none (`ethernet`). */
  readonly sourceIp: string;
  readonly destinationIp: string;
  /** What `begin` made for this flow; shared by both directions. */
  readonly state: State;
}

/** Bounds of one dissector; the driver enforces them. */
export interface DissectorLimits {
  /** Messages read per flow (both directions together) before the flow is left alone. */
  readonly messagesPerFlow: number;
  /** Octets of an unfinished message kept per direction; more end the direction with the anomaly `message-too-long`. */
  readonly heldOctets: number;
}

export interface Dissector<State = unknown> {
  /** Name of the protocol in output: `dicom`, `dhcp`. Equals the folder name. */
  readonly id: string;
  /** Full name with the specification: "DICOM upper layer and DIMSE (PS3.7, PS3.8)". */
  readonly title: string;
  readonly carriers: readonly Carrier[];
  /**
   * Order hints, never proof: ports for `udp` and `tcp`, types for `icmpv6`. For `ethernet` these are the EtherTypes
   * (or 0x1_0000_0000 + the 40-bit SNAP id as written by `snapType`) and they do select the dissector.
   */
  readonly hints: readonly number[];
  /**
   * First octets with which a datagram of this protocol can begin, so that it is not asked about others; any when left
   * out. (Of a stream the table learns them from `recognise`; a datagram that is too short is refused whatever it is.)
   */
  readonly datagramStarts?: readonly number[];
  readonly facts: Readonly<Record<string, FactDeclaration>>;
  readonly anomalies: readonly string[];
  readonly limits: DissectorLimits;
  /**
   * Whether these first octets are this protocol. Cheap (a few octets), strict enough that two dissectors never both
   * answer `yes` to real traffic, and monotone: after `no` or `yes`, more octets of the same start change nothing.
   */
  recognise(
    octets: OctetReader,
    flow: Pick<FlowContext<unknown>, 'carrier' | 'sourcePort' | 'destinationPort'>,
  ): Recognition;
  /** State for a new flow; leave out when none is needed. */
  begin?(): State;
  /**
   * Reads the one message at the start of the reader. The driver calls again while octets remain. On TCP the same stream
   * in other segments must give the same facts: answer NEED_MORE until the message (or the part that matters) is there.
   */
  dissect(octets: OctetReader, flow: FlowContext<State>, out: FactSink): Progress;
  /** Called when a TCP direction ends with octets held after NEED_MORE: what can be said of the cut message. */
  dissectCut?(octets: OctetReader, flow: FlowContext<State>, out: FactSink): void;
}

/** The `hints` number of a SNAP protocol: `snapType(0x00000c, 0x2000)` is CDP. Cannot collide with an EtherType. */
export function snapType(oui: number, protocol: number): number {
  return 0x1_0000_0000 + oui * 0x1_0000 + protocol;
}

/** Checks a dissector's own types at the definition and erases its State for the registry. */
export function defineDissector<State>(dissector: Dissector<State>): Dissector {
  return dissector as Dissector;
}
