/**
 * `wardlight fingerprints export --device`: what a device of a capture says becomes rules, each with the packets that prove
 * it, redacted. Nothing is shared that cannot be proved without what identifies a device, a person or a place.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import { macWords } from '../base/mac-address.ts';
import { CaptureUnreadableError, NotACaptureError } from '../capture/capture-errors.ts';
import { readCaptureFile } from '../capture/read-capture.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import { eachDevice } from '../identify/build-inventory.ts';
import type { FingerprintFile, FingerprintMatch, FingerprintMatcher } from '../identify/fingerprints.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { Observation } from '../identify/observation-store.ts';
import { IdentityResolution } from '../identify/resolve-identity.ts';
import { collectFlows, type FlowOfPacket, headerAddresses, octetText } from '../pipeline/collect-flows.ts';
import { PacketEngine } from '../pipeline/packet-engine.ts';
import { observedValues, replayFrames } from '../pipeline/replay-frames.ts';
import { productName, type SharedAttributes, sharedRule } from '../sharing/device-rule.ts';
import { type Identities, redactFrames } from '../sharing/redact-frames.ts';
import { SHAREABLE_FACTS, sharedValue } from '../sharing/shareable-fact.ts';
import { writePcap } from '../sharing/write-pcap.ts';
import { loadKnowledge } from './load-knowledge.ts';

/** Facts of one device that are shared at most. */
const FACTS_LIMIT = 16;
const ENGINE = { seed: 1, firstFlowSlots: 1 << 12, maxFlowSlots: 1 << 21, separateVlans: false };
/** Confidence from which the inventory speaks for the person. */
const SURE = 50;
/** Facts whose values name one device or place. */
const NAMING_ATTRIBUTES = ['hostname', 'serialNumber', 'dicomAeTitle', 'udi'] as const;

export interface ShareRequest {
  /** Canonical MAC or IP address of the device. */
  readonly address: string;
  readonly capture: string;
  /** Folder for the rules and their captures. */
  readonly out: string;
  /** What the device is; what the inventory says where absent. */
  readonly attributes: SharedAttributes;
  /** This field alone. */
  readonly factId?: string | undefined;
}

export interface SharedFact {
  readonly factId: string;
  /** What will be read out of the test capture. */
  readonly value: string;
  readonly captureFile: string;
}

export interface Shared {
  readonly rulesFile: string;
  readonly facts: readonly SharedFact[];
  /** Fields of the device that were not shared, with the reason. */
  readonly withheld: readonly { readonly factId: string; readonly reason: string }[];
}

/** The device cannot be shared; the message is for people. */
export class ShareError extends Error {
  override readonly name = 'ShareError';
  readonly code = 'share';
}

/** Writes rules and test captures for a device. Throws ShareError. */
export async function shareDevice(request: ShareRequest): Promise<Shared> {
  const knowledge = loadKnowledge();
  const { fingerprints } = knowledge;
  const dissectors = new DissectorTable(knowledge.dissectors);
  const engine = new PacketEngine({ ...ENGINE, dissectors });
  await readOrSay(() => readCaptureFile(request.capture, engine.openCapture(0)));
  engine.finish();
  const { hosts, observations } = engine;
  const identity = new IdentityResolution(hosts, observations, knowledge);
  const devices = [...eachDevice(hosts, observations, knowledge, identity, undefined)];
  const device = devices.find(({ macs, ips }) => [...macs, ...ips].includes(request.address));
  if (!device) throw new ShareError(`${request.address} does not appear as a device in ${request.capture}`);
  const attributes = attributesOf(device, request.attributes);
  const identities = identitiesOf(engine, devices);
  const wanted = observationsOf(engine, identity, device)
    .map((observation) => ({ factId: `${observation.protocol}/${observation.field}`, observation }))
    .filter(({ factId }) => SHAREABLE_FACTS.includes(factId))
    .filter(({ factId }) => request.factId === undefined || factId === request.factId)
    .slice(0, FACTS_LIMIT);
  if (wanted.length === 0) throw new ShareError('the device says nothing that may be shared');
  const flows = await readOrSay(() =>
    collectFlows(request.capture, new Set(wanted.map(({ observation }) => observation.first.packet))),
  );
  return writeShared(request, { attributes, wanted, flows, identities, dissectors, fingerprints });
}

interface WantedFact {
  readonly factId: string;
  readonly observation: Observation;
}

/** What was found out about the device. */
interface Findings {
  readonly attributes: SharedAttributes;
  readonly wanted: readonly WantedFact[];
  /** By the number of the packet that proves a fact. */
  readonly flows: ReadonlyMap<number, FlowOfPacket>;
  readonly identities: Identities;
  readonly dissectors: DissectorTable;
  readonly fingerprints: FingerprintMatcher;
}

function writeShared({ out }: ShareRequest, findings: Findings): Shared {
  const { attributes, wanted, flows, identities, dissectors, fingerprints } = findings;
  const files: FingerprintFile[] = [];
  const captures: Record<string, string> = {};
  const facts: SharedFact[] = [];
  const withheld: { factId: string; reason: string }[] = [];
  fs.mkdirSync(out, { recursive: true });
  for (const { factId, observation } of wanted) {
    const shared = sharedValue(factId, observation.value, identities.names, productName(attributes));
    const flow = flows.get(observation.first.packet);
    if (!shared || !flow) {
      withheld.push({ factId, reason: 'too little of it names a product' });
      continue;
    }
    if (isOfManyProducts(fingerprints.match(factId, observation.value))) {
      withheld.push({ factId, reason: 'it is known as software of many products' });
      continue;
    }
    // Hosts that never spoke are no devices, yet their addresses stand in headers.
    const addresses = new Set([...identities.addresses, ...headerAddresses(flow.frames, flow.linkType)]);
    const frames = redactFrames(flow.frames, { ...identities, addresses }, (tried) =>
      observedValues(replayFrames(tried, flow.linkType, dissectors), factId).includes(shared.value),
    );
    if (!frames) {
      withheld.push({ factId, reason: 'its packets do not prove it without what identifies somebody' });
      continue;
    }
    const rule = sharedRule(factId, shared, attributes, files.length + 1);
    const captureFile = `${rule.id}.pcap`;
    fs.writeFileSync(path.join(out, captureFile), writePcap(frames, flow.linkType));
    files.push({ facts: [factId], about: `Value of ${factId}.`, fingerprints: [rule] });
    captures[rule.id] = captureFile;
    facts.push({ factId, value: shared.value, captureFile });
  }
  const rulesFile = path.join(out, 'fingerprints.json');
  if (files.length > 0) fs.writeFileSync(rulesFile, `${JSON.stringify({ files, captures }, null, 2)}\n`);
  return { rulesFile, facts, withheld };
}

/** A value that fingerprints know, and of which none names a product. */
function isOfManyProducts(matches: readonly FingerprintMatch[]): boolean {
  return matches.length > 0 && matches.every(({ attributes }) => !attributes.vendor && !attributes.model);
}

/** What the person says of the device, else what the inventory is sure of. */
function attributesOf(device: InventoryDevice, said: SharedAttributes): SharedAttributes {
  const sure = (claim: { readonly value: string; readonly confidence: number } | undefined) =>
    claim && claim.confidence >= SURE ? claim.value : undefined;
  const vendor = said.vendor ?? sure(device.attributes.vendor?.[0]);
  const model = said.model ?? sure(device.attributes.model?.[0]);
  const category = said.category ?? sure(device.category);
  if (vendor === undefined && model === undefined)
    throw new ShareError('nothing is known of its maker and model: say it with --vendor and --model');
  return {
    ...(vendor === undefined ? {} : { vendor }),
    ...(model === undefined ? {} : { model }),
    ...(category === undefined ? {} : { category }),
  };
}

/** All names and addresses of the capture: what is shared of one device may not name another either. */
function identitiesOf(engine: PacketEngine, devices: readonly InventoryDevice[]): Identities {
  const macs = devices.flatMap((device) => device.macs);
  const ips = devices.flatMap((device) => device.ips);
  const names = devices.flatMap((device) => [
    ...device.hostnames.flatMap(({ value }) => [value, value.split('.')[0] ?? '']),
    ...NAMING_ATTRIBUTES.flatMap(
      (attribute) => device.attributes[attribute]?.map(({ value }) => value) ?? [],
    ),
  ]);
  const spelt = macs.flatMap((mac) => [mac, mac.replaceAll(':', '-'), mac.replaceAll(':', '')]);
  const macOctets = [...engine.hosts.eachStation()].map(({ mac }) => {
    const { high, low } = macWords(mac);
    return octetText([high]).slice(2) + octetText([low]);
  });
  return {
    addresses: new Set([...macOctets, ...ips.flatMap(ipOctetText)]),
    names: [...new Set([...names, ...spelt, ...ips])],
  };
}

function ipOctetText(ip: string): string[] {
  const ipv4 = parseIpv4(ip);
  const words = ipv4 === undefined ? parseIpv6(ip) : [ipv4];
  return words ? [octetText(words)] : [];
}

function observationsOf(
  { hosts, observations }: PacketEngine,
  identity: IdentityResolution,
  device: InventoryDevice,
): Observation[] {
  for (const draft of identity.drafts()) {
    const macs = draft.stations.map((id) => hosts.station(id).mac);
    const ips = draft.addresses.map((id) => hosts.ipOf(id));
    if ([...macs, ...ips].some((own) => device.macs.includes(own) || device.ips.includes(own)))
      return draft.subjects.flatMap((subject) => observations.of(subject));
  }
  return [];
}

async function readOrSay<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotACaptureError || error instanceof CaptureUnreadableError)
      throw new ShareError(error.message, { cause: error });
    throw error;
  }
}
