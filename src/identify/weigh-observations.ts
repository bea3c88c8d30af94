/**
 * Observations of one device into evidence: facts that state an attribute as it stands, fingerprints that take a text
 * apart, the registered owner of the MAC. The binding rule of domain specification B.0 decides whether an identity inside
 * a message is the sender's.
 */

import type { Attribute } from '../dissectors/dissector.ts';
import { type Evidence, OUI_CONFIDENCE, OUI_ORIGIN, originOf } from './evidence.ts';
import type { FactCatalogue } from './fact-catalogue.ts';
import type { Statement } from './fact-reading.ts';
import type { Knowledge } from './knowledge.ts';
import type { Observation } from './observation-store.ts';
import { namesDevice } from './vendors.ts';
import { windowsSpeaking } from './windows-versions.ts';

/** What a fingerprint said about the category, with where it was seen. */
export interface CategoryHint {
  readonly category: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly observation: Observation;
}

export interface Weighed {
  readonly evidence: readonly Evidence[];
  readonly hints: readonly CategoryHint[];
}

/** Facts by which somebody else names an address, most authoritative first. */
const NAMED_BY_OTHERS = [
  { protocol: 'dns', field: 'ptr-name' },
  { protocol: 'capture-file', field: 'resolved-name' },
  { protocol: 'dns', field: 'answer-name' },
] as const;
const NAMED_BY_OTHERS_CONFIDENCE = 50;

/** The application that an HL7 message names as its sender: several behind one host are those of others, passed on. */
const SENDING_APPLICATION = 'hl7/MSH-3';

/** Weighs the observations of one device; `macs` are its own. */
export function weighObservations(
  observations: readonly Observation[],
  macs: readonly string[],
  knowledge: Knowledge,
  facts: FactCatalogue,
): Weighed {
  const evidence: Evidence[] = [];
  const hints: CategoryHint[] = [];
  const forwards = forwardsForOthers(observations);
  const relays = observations.filter(({ field }) => field === 'MSH-3').length > 1;
  for (const observation of observations) {
    const fact = facts.of(observation.protocol, observation.field);
    if (forwards && observation.protocol === 'dicom' && EQUIPMENT_TAG.test(observation.field)) continue;
    const { stated, read, hints: hinted } = facts.read(fact, observation.value);
    if (stated) evidence.push(evidenceOf(observation, stated));
    if (fact.id === SENDING_APPLICATION && relays) continue;
    for (const statement of read) evidence.push(evidenceOf(observation, statement));
    for (const { category, confidence } of hinted) hints.push({ category, confidence, observation });
  }
  evidence.push(...ownSoftware(observations, evidence));
  evidence.push(...windowsByDialect(observations, evidence));
  evidence.push(...namesByOthers(observations));
  evidence.push(...macs.flatMap((mac) => ouiEvidence(mac, observations, knowledge)));
  return { evidence, hints };
}

/**
 * Host names that a DNS server, or the person who wrote the capture file, gives to the device. A server's address answers
 * for services and for its domain too, so several different names of one kind name nothing.
 */
function namesByOthers(observations: readonly Observation[]): Evidence[] {
  for (const fact of NAMED_BY_OTHERS) {
    const named = observations.filter(
      ({ protocol, field }) => protocol === fact.protocol && field === fact.field,
    );
    if (named.length === 0) continue;
    const names = new Set(named.map(({ value }) => value.toLowerCase().split('.')[0]));
    if (names.size > 1) return [];
    return named.map((observation) => plainEvidence(observation, 'hostname', NAMED_BY_OTHERS_CONFIDENCE));
  }
  return [];
}

/** Which attribute of its own a device states in a software segment (HL7 v2.9 2.14.12). */
const SOFTWARE_SEGMENT: Readonly<Record<string, Attribute>> = {
  'SFT-2': 'softwareVersion',
  'SFT-4': 'serialNumber',
};
const SOFTWARE_SEGMENT_CONFIDENCE = 75;
/** A shorter model is found in too many names. */
const MODEL_NAME_MINIMUM = 4;

/**
 * Version and number of the software segment of an HL7 sender. It names the sending application, often that of a gateway;
 * only when its one product is the model that the sender shows elsewhere too, it is the device's own.
 */
function ownSoftware(observations: readonly Observation[], evidence: readonly Evidence[]): Evidence[] {
  const said = observations.filter(({ protocol }) => protocol === 'hl7');
  const products = said.filter(({ field }) => field === 'SFT-3').map(({ value }) => value);
  const [product] = products;
  if (product === undefined || products.length > 1) return [];
  const isOwn = evidence.some(
    ({ attribute, protocol, value }) =>
      attribute === 'model' &&
      protocol !== 'hl7' &&
      value.length >= MODEL_NAME_MINIMUM &&
      product.toLowerCase().endsWith(value.toLowerCase()),
  );
  if (!isOwn) return [];
  return said.flatMap((observation) => {
    const attribute = SOFTWARE_SEGMENT[observation.field];
    return attribute ? [plainEvidence(observation, attribute, SOFTWARE_SEGMENT_CONFIDENCE)] : [];
  });
}

/** Little: that the host is a Windows is known from elsewhere, and the dialect is a lower bound. */
const DIALECT_CONFIDENCE = 35;
const KNOWN_SYSTEM_CONFIDENCE = 50;

/** What its SMB dialects leave open of a host that other protocols call a Windows, and none a Unix. */
function windowsByDialect(observations: readonly Observation[], evidence: readonly Evidence[]): Evidence[] {
  const said = observations.filter(
    ({ protocol, field }) => protocol === 'smb' && (field === 'dialect' || field === 'offered-dialects'),
  );
  if (said.length === 0) return [];
  const systems = evidence.filter(({ attribute }) => attribute === 'os');
  // The form of TCP headers is too weak: an embedded system that looks like an old Windows may run Samba.
  if (!systems.some(({ confidence }) => confidence >= KNOWN_SYSTEM_CONFIDENCE)) return [];
  if (!systems.every(({ value }) => value.startsWith('Windows'))) return [];
  const os = windowsSpeaking(said.flatMap(({ value }) => value.split(', ')));
  const proof = said.find(({ value }) => windowsSpeaking(value.split(', ')) === os);
  if (os === undefined || !proof) return [];
  const statement = { attribute: 'os', value: os, confidence: DIALECT_CONFIDENCE } as const;
  return [evidenceOf(proof, { ...statement, origin: originOf('smb', 'os'), fingerprint: undefined })];
}

/** All evidence is made with the same keys in the same order: an inventory makes millions. */
function evidenceOf(
  { protocol, field, value: seen, first }: Observation,
  { attribute, value, confidence, origin, fingerprint }: Statement,
): Evidence {
  return { attribute, value, confidence, protocol, field, seen, first, origin, fingerprint };
}

function plainEvidence(observation: Observation, attribute: Attribute, confidence: number): Evidence {
  const { protocol, value } = observation;
  const origin = originOf(protocol, attribute);
  return evidenceOf(observation, { attribute, value, confidence, origin, fingerprint: undefined });
}

const EQUIPMENT_TAG =
  /^\((?:0008,(?:0070|1090|1010|0060)|0018,(?:1000|1020|1009|1002|1004|1005|1008|700A))\)$/i;
/** Query/retrieve and storage services: who provides them keeps images of other devices. */
const ARCHIVE_SERVICE = /^1\.2\.840\.10008\.5\.1\.4\.1\.(?:1\.|2\.[123]\.)/;

/**
 * True when the equipment in a host's datasets cannot be the host: it provides storage or query (an archive), or it sends
 * the images of several devices.
 */
function forwardsForOthers(observations: readonly Observation[]): boolean {
  const serials = new Set<string>();
  for (const { protocol, field, value } of observations) {
    if (protocol !== 'dicom') continue;
    if (field === 'sop-class-as-scp' && ARCHIVE_SERVICE.test(value)) return true;
    if (field === '(0018,1000)') serials.add(value);
  }
  return serials.size > 1;
}

/** The registered owner of a MAC, when that is somebody who makes devices and not only their network chips. */
function ouiEvidence(mac: string, observations: readonly Observation[], knowledge: Knowledge): Evidence[] {
  if ((Number.parseInt(mac.slice(0, 2), 16) & 0x02) !== 0) return [];
  const entry = knowledge.oui?.lookup(mac);
  if (!entry) return [];
  const registered = knowledge.vendors.vendorOfRegistryName(entry.name);
  if (!registered || !(namesDevice(registered.kind) || registered.kind === 'virtualisation')) return [];
  const first = observations[0]?.first ?? { capture: 0, packet: 0, at: 0 };
  return [
    {
      attribute: 'vendor',
      value: registered.vendor,
      confidence: OUI_CONFIDENCE,
      protocol: 'ethernet',
      field: `MAC prefix (${entry.prefixBits} bit)`,
      seen: `${mac} ${entry.name}`,
      first,
      origin: OUI_ORIGIN,
      fingerprint: undefined,
    },
  ];
}
