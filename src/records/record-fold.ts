/**
 * Folds what readers say into devices: hosts and observations as the engine makes them of packets, so that the same rules of
 * identity and identification hold. The place of evidence is the line or record of the file.
 */

import { parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import { macWords } from '../base/mac-address.ts';
import { printableText } from '../base/printable-text.ts';
import { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import { eachDevice } from '../identify/build-inventory.ts';
import type { InventoryClaim, InventoryDevice } from '../identify/inventory.ts';
import type { Knowledge } from '../identify/knowledge.ts';
import { ObservationStore } from '../identify/observation-store.ts';
import { Profiles } from '../identify/profiles.ts';
import { IdentityResolution } from '../identify/resolve-identity.ts';
import { NO_VLAN } from '../wire/packet.ts';
import { DECLARED_FACTS } from './declared-facts.ts';
import { FileTally, type RecordFileSummary } from './file-tally.ts';
import { FlowBehaviour } from './flow-behaviour.ts';
import { FramedHosts } from './framed-hosts.ts';
import type {
  Claim,
  DocumentRow,
  Party,
  RecordReader,
  RecordSink,
  SkipReason,
  Traffic,
} from './record-reader.ts';

/** Rows of documents, with or without an address, that are kept with what they claim. */
export const ROW_LIMIT = 200_000;

/** A row of a document that names no address: somebody must say, or its serial number tells, which device it is. */
export interface UnplacedRow {
  readonly file: number;
  readonly line: number;
  readonly facts: DocumentRow['facts'];
  readonly claims: readonly Claim[];
}

export interface FoldedRecords {
  readonly files: readonly RecordFileSummary[];
  readonly devices: readonly InventoryDevice[];
  readonly unplaced: readonly UnplacedRow[];
  readonly profiles: Profiles;
}

interface PlacedClaims {
  readonly file: number;
  readonly line: number;
  readonly party: Party;
  readonly claims: readonly Claim[];
}

export class RecordFold {
  private readonly knowledge: Knowledge;
  private readonly hosts: HostTable;
  private readonly observations = new ObservationStore();
  private readonly behaviour = new FlowBehaviour();
  private readonly framed = new FramedHosts();
  private readonly files: FileTally[] = [];
  private readonly unplaced: UnplacedRow[] = [];
  private readonly placed: PlacedClaims[] = [];
  private readonly protocolIds: ReadonlyMap<string, number>;
  private framedAt = 0;

  /** `seed` is random per start. */
  constructor(knowledge: Knowledge, seed: number) {
    this.knowledge = { ...knowledge, furtherFacts: DECLARED_FACTS };
    this.hosts = new HostTable(seed);
    this.protocolIds = new Map(knowledge.dissectors.map(({ id }, index) => [id, index + 1]));
  }

  /** A sink for the next file. Statements without a time are of the instant `readAt` (microseconds). */
  openFile(file: string, { format }: Pick<RecordReader, 'format'>, readAt: number): RecordSink {
    const tally = new FileTally(file, format);
    this.files.push(tally);
    return new FileSink(this, tally, this.files.length - 1, readAt);
  }

  /** Everything that was read as devices. Call once, at the end. */
  finish(): FoldedRecords {
    const { hosts, observations, knowledge } = this;
    for (const [mac, ip] of this.framed.own()) this.see({ mac, ip }, this.framedAt);
    for (const mac of this.framed.routers()) this.station(mac, this.framedAt);
    const at = Math.max(...this.files.map(({ lastAt }) => lastAt ?? 0), 0);
    const identity = new IdentityResolution(hosts, observations, knowledge, { at });
    const profiles = new Profiles();
    const claims = this.claimsByHost();
    const devices: InventoryDevice[] = [];
    for (const device of eachDevice(hosts, observations, knowledge, identity, profiles)) {
      const claimed = [...device.macs, ...device.ips].flatMap((host) => claims.get(host) ?? []);
      const judged = this.behaviour.judge(device);
      devices.push(claimed.length === 0 ? judged : { ...judged, claims: claimed });
    }
    return { files: this.files.map((tally) => tally.summary()), devices, unplaced: this.unplaced, profiles };
  }

  /** Ids of what the party names, made when new. */
  see({ mac, ip }: Party, micros: number): { readonly station: number; readonly address: number } {
    const station = mac === undefined ? NO_RECORD : this.station(mac, micros);
    const address = ip === undefined ? NO_RECORD : this.address(ip, micros);
    if (address !== NO_RECORD && !this.hosts.isUnicast(address)) return { station, address: NO_RECORD };
    if (address !== NO_RECORD) {
      this.hosts.markThere(address);
      this.hosts.seeFlowOf(address, micros);
      if (station !== NO_RECORD) this.hosts.claim(station, address);
    }
    return { station, address };
  }

  /** The subject that facts about the party are recorded against; below 0 when there is none. */
  subjectOf(party: Party, micros: number): number {
    const { station, address } = this.see(party, micros);
    if (station === NO_RECORD && address === NO_RECORD) return NO_RECORD;
    return station === NO_RECORD
      ? this.hosts.bind(NO_RECORD, address, 0, micros)
      : this.hosts.bind(station, NO_RECORD, 0, micros);
  }

  record(
    party: Party,
    protocol: string,
    field: string,
    value: string,
    file: number,
    line: number,
    at: number,
  ): void {
    const clean = printableText(value);
    const subject = clean === '' ? NO_RECORD : this.subjectOf(party, at);
    if (subject === NO_RECORD) return;
    this.observations.record(subject, protocol, field, clean, file, line, at);
    this.behaviour.stated(party);
  }

  service(
    party: Party,
    transport: 'tcp' | 'udp',
    port: number,
    protocol: string | undefined,
    role: 'server' | 'client',
    at: number,
  ): void {
    if (party.ip === undefined) return;
    const { address } = this.see(party, at);
    const id = protocol === undefined ? 0 : (this.protocolIds.get(protocol) ?? 0);
    if (address !== NO_RECORD && (role === 'server' || id !== 0))
      this.hosts.services.see(address, transport, role === 'server' ? port : 0, id, role);
  }

  traffic(traffic: Traffic, at: number): void {
    const { from, to, toPort, protocol, transport, packets, octets, packetsBack, octetsBack } = traffic;
    const sent = packets > 0 || octets > 0;
    const answered = packetsBack > 0 || octetsBack > 0;
    const sender = sent ? this.see(from, at).address : NO_RECORD;
    const receiver = answered ? this.see(to, at).address : this.address(to.ip, at);
    if (sender === NO_RECORD || receiver === NO_RECORD || !this.hosts.isUnicast(receiver)) return;
    this.hosts.seePair(sender, receiver);
    this.hosts.countTraffic(sender, packets, octets, packetsBack, octetsBack, at);
    this.hosts.countTraffic(receiver, packetsBack, octetsBack, packets, octets, at);
    if (transport === undefined || toPort === undefined) return;
    if (answered) this.service(to, transport, toPort, protocol, 'server', at);
    if (protocol !== undefined) this.service(from, transport, toPort, protocol, 'client', at);
    this.behaviour.exchanged(from, to, transport, toPort, answered);
  }

  seeFrame(mac: string, ip: string, at: number): void {
    this.framedAt = Math.max(this.framedAt, at);
    this.framed.see(mac, ip);
  }

  keepRow(row: DocumentRow, file: number, line: number): boolean {
    if (this.placed.length + this.unplaced.length >= ROW_LIMIT) return false;
    const claims = row.claims.flatMap(({ field, value }) => {
      const clean = printableText(value);
      return clean === '' ? [] : [{ field, value: clean }];
    });
    const isPlaced = row.party.mac !== undefined || row.party.ip !== undefined;
    if (isPlaced) this.placed.push({ file, line, party: row.party, claims });
    else {
      const facts = row.facts.map(({ field, value }) => ({ field, value: printableText(value) }));
      this.unplaced.push({ file, line, facts, claims });
    }
    return isPlaced;
  }

  private claimsByHost(): Map<string, InventoryClaim[]> {
    const byHost = new Map<string, InventoryClaim[]>();
    for (const { file, line, party, claims } of this.placed) {
      const host = party.mac ?? party.ip;
      if (host === undefined) continue;
      const list = byHost.get(host) ?? [];
      byHost.set(host, list);
      for (const claim of claims) list.push({ ...claim, capture: file, line });
    }
    return byHost;
  }

  private station(mac: string, micros: number): number {
    const { high, low } = macWords(mac);
    const station = this.hosts.seeStation(high, low, NO_VLAN, micros);
    if (station !== NO_RECORD) this.hosts.bind(station, NO_RECORD, 0, micros);
    return station;
  }

  private address(ip: string | undefined, micros: number): number {
    if (ip === undefined) return NO_RECORD;
    const ipv4 = parseIpv4(ip);
    if (ipv4 !== undefined) return this.hosts.seeIpv4(ipv4, micros);
    const ipv6 = parseIpv6(ip);
    return ipv6 ? this.hosts.seeIpv6(...ipv6, micros) : NO_RECORD;
  }
}

/** The sink of one file: knows where the reader stands. */
class FileSink implements RecordSink {
  private readonly fold: RecordFold;
  private readonly tally: FileTally;
  private readonly file: number;
  private readonly readAt: number;
  private line = 1;
  private micros: number;

  constructor(fold: RecordFold, tally: FileTally, file: number, readAt: number) {
    this.fold = fold;
    this.tally = tally;
    this.file = file;
    this.readAt = readAt;
    this.micros = readAt;
  }

  at(position: number, micros: number | undefined): void {
    this.line = position;
    this.micros = micros ?? this.readAt;
    if (micros !== undefined) this.tally.seeTime(micros);
  }

  present(party: Party): void {
    this.fold.see(party, this.micros);
  }

  framed(mac: string, ip: string): void {
    this.fold.seeFrame(mac, ip, this.micros);
  }

  fact(party: Party, protocol: string, field: string, value: string): void {
    this.fold.record(party, protocol, field, value, this.file, this.line, this.micros);
  }

  serves(party: Party, transport: 'tcp' | 'udp', port: number, protocol: string | undefined): void {
    this.fold.service(party, transport, port, protocol, 'server', this.micros);
  }

  uses(party: Party, transport: 'tcp' | 'udp', port: number, protocol: string): void {
    this.fold.service(party, transport, port, protocol, 'client', this.micros);
  }

  traffic(traffic: Traffic): void {
    this.fold.traffic(traffic, this.micros);
  }

  document(protocol: string, row: DocumentRow): void {
    if (!this.fold.keepRow(row, this.file, this.line)) {
      if (row.party.mac === undefined && row.party.ip === undefined) this.tally.unplaced++;
      else this.skip('too-many');
      return;
    }
    this.present(row.party);
    for (const { field, value } of row.facts) this.fact(row.party, protocol, field, value);
  }

  read(): void {
    this.tally.read++;
  }

  skip(reason: SkipReason): void {
    this.tally.skip(reason);
  }

  ignore(field: string): void {
    this.tally.ignore(field);
  }
}
