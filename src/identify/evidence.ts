/** Evidence: an observation weighed for the identity of a device. Domain specification B.0; scale 0 to 100. */

import type { Attribute, FactSource } from '../dissectors/dissector.ts';
import type { Provenance } from './observation-store.ts';

export interface Evidence {
  readonly attribute: Attribute;
  /** Value that the evidence supports. */
  readonly value: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly protocol: string;
  readonly field: string;
  /** What was seen, from which the value was taken. */
  readonly seen: string;
  readonly first: Provenance;
  /** The fingerprint that took the value out of what was seen, as `source/id`; absent when the field states it. */
  readonly fingerprint?: string | undefined;
  /** Independent sources count each, one source that speaks through several protocols counts once. */
  readonly origin: string;
}

/** Weight of a fact that states an attribute as it stands, by how it came about. */
export const SOURCE_CONFIDENCE: Readonly<Record<FactSource, number>> = {
  'own-identity': 95,
  inventory: 90,
  announcement: 85,
  banner: 85,
  configured: 80,
  platform: 80,
  document: 70,
  'client-hint': 60,
  certificate: 50,
};

/** Maker by the MAC's registered block. The block says who made the network interface, hence little. */
export const OUI_CONFIDENCE = 30;
/** Most that any number of sources can reach together. */
export const FUSED_LIMIT = 98;

/**
 * Protocols that carry one and the same source: a Windows host gives its name to NBNS, the browser, LLMNR and NTLM from
 * one setting, and to DHCP and mDNS as well.
 */
const ORIGIN: Readonly<Record<string, string>> = {
  nbns: 'host-name-setting',
  'netbios-browser': 'host-name-setting',
  llmnr: 'host-name-setting',
  smb: 'host-name-setting',
  mdns: 'host-name-setting',
  dhcp: 'host-name-setting',
  dhcpv6: 'host-name-setting',
};

/** Origin of evidence that comes from the registry of MAC prefixes. */
export const OUI_ORIGIN = 'oui';

/** Name of the independent source behind a protocol's statement about an attribute. */
export function originOf(protocol: string, attribute: Attribute): string {
  return attribute === 'hostname' ? (ORIGIN[protocol] ?? protocol) : protocol;
}
