/** Takes what dissectors say, cleans it, finds out about whom it is and records it. */

import { parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import { macWords } from '../base/mac-address.ts';
import { printableText } from '../base/printable-text.ts';
import {
  aboutNamed,
  type Dissector,
  type FactDeclaration,
  SENDER,
  type Subject,
} from '../dissectors/dissector.ts';
import type { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import { NO_OBSERVATION, type ObservationStore, type SubjectId } from '../identify/observation-store.ts';
import { SYSTEM_KIND } from '../identify/systems-behind.ts';
import { NO_VLAN } from '../wire/packet.ts';
import type { PacketSight } from './packet-sight.ts';

/** What the recorder needs to know of a field, worked out once. */
interface FieldUse {
  /** Number in the observation store. */
  readonly id: number;
  readonly binds: FactDeclaration['binds'];
}

/** Facts remembered by slot, less one: a message mostly repeats what the one before it said. */
const RECENT_MASK = 0xfff;
/** Words of a remembered fact: its subject, field number and observation. */
const RECENT_WORDS = 3;

export class ObservationRecorder {
  private readonly hosts: HostTable;
  private readonly observations: ObservationStore;
  private readonly sight: PacketSight;
  /** Facts as they were said last, and the observations that they became. */
  private readonly recent = new Int32Array((RECENT_MASK + 1) * RECENT_WORDS);
  private readonly recentValues = new Array<string>(RECENT_MASK + 1).fill('');
  private readonly uses = new Map<Dissector, Map<string, FieldUse>>();
  private readonly resolvedNameField: FieldUse;
  private readonly sharedField: FieldUse;
  private readonly stackFields: Readonly<Record<'syn' | 'syn-ack', FieldUse>>;

  constructor(hosts: HostTable, observations: ObservationStore, sight: PacketSight) {
    this.hosts = hosts;
    this.observations = observations;
    this.sight = sight;
    const use = (protocol: string, field: string) => ({
      id: observations.fieldIdOf(protocol, field),
      binds: undefined,
    });
    this.resolvedNameField = use('capture-file', 'resolved-name');
    this.sharedField = use('tcp', 'systems');
    this.stackFields = { syn: use('tcp', 'syn'), 'syn-ack': use('tcp', 'syn-ack') };
  }

  /** One fact of the packet in hand; ignored when nothing printable remains or the subject cannot be kept. */
  fact(dissector: Dissector, field: string, value: string, about: Subject): void {
    const use = this.useOf(dissector, field);
    if (use.binds === 'ip-address' && this.claim(value, about)) return;
    if (use.binds === 'forwarding-role') this.forwards(about);
    this.record(use, value, about);
  }

  /** A name that the capture file itself gives to an address. */
  resolvedName(ip: string, name: string): void {
    this.record(this.resolvedNameField, name, { kind: 'ip', ip });
  }

  /** The form of the TCP header of the packet in hand. */
  tcpStack(field: 'syn' | 'syn-ack', form: string): void {
    this.record(this.stackFields[field], form, SENDER);
  }

  /** The sender's address is shared, and the packet in hand is of the one system behind it that this name stands for. */
  systemBehind(name: string, form: string): void {
    this.record(this.stackFields.syn, form, aboutNamed(`${SYSTEM_KIND}:${name}`));
  }

  /** So many systems that are alike share the sender's address. */
  sharedAddress(systems: number): void {
    this.record(this.sharedField, `${systems}`, SENDER);
  }

  private useOf(dissector: Dissector, field: string): FieldUse {
    let ofDissector = this.uses.get(dissector);
    if (!ofDissector) {
      ofDissector = new Map();
      this.uses.set(dissector, ofDissector);
    }
    let use = ofDissector.get(field);
    if (!use) {
      use = {
        id: this.observations.fieldIdOf(dissector.id, field),
        binds: dissector.facts[field]?.binds,
      };
      ofDissector.set(field, use);
    }
    return use;
  }

  private record({ id: field }: FieldUse, value: string, about: Subject): void {
    const subject = this.subjectId(about);
    if (subject === undefined || value === '') return;
    const { capture, packetNumber, micros } = this.sight;
    const slot =
      (Math.imul(subject, 31) + Math.imul(field, 131) + value.length + value.charCodeAt(0)) & RECENT_MASK;
    const { recent, recentValues } = this;
    const at = slot * RECENT_WORDS;
    if (recent[at] === subject && recent[at + 1] === field && recentValues[slot] === value) {
      this.observations.repeat(recent[at + 2] ?? 0, micros);
      return;
    }
    const clean = printableText(value);
    if (clean === '') return;
    const observation = this.observations.recordField(subject, field, clean, capture, packetNumber, micros);
    if (observation === NO_OBSERVATION) return;
    recent[at] = subject;
    recent[at + 1] = field;
    recent[at + 2] = observation;
    recentValues[slot] = value;
  }

  /** Claims of stations are the most frequent facts of all (ARP): they stand in the host table, as numbers. */
  private claim(ip: string, about: Subject): boolean {
    const station = this.stationOfSubject(about);
    if (station === NO_RECORD) return false;
    const address = this.addressOf(ip);
    if (this.hosts.isUnicast(address)) this.hosts.claim(station, address);
    return true;
  }

  private forwards(about: Subject): void {
    const station = this.stationOfSubject(about);
    if (station !== NO_RECORD) this.hosts.markForwarding(station);
  }

  private stationOfSubject(about: Subject): number {
    if (about.kind === 'sender') return this.sight.senderStation();
    return about.kind === 'mac' ? this.stationOf(about.mac) : NO_RECORD;
  }

  private subjectId(about: Subject): SubjectId | undefined {
    const { hosts, sight } = this;
    const known = (id: number) => (id === NO_RECORD ? undefined : id);
    switch (about.kind) {
      case 'sender':
        return known(sight.senderBinding());
      case 'receiver':
        return known(sight.receiverBinding());
      case 'mac': {
        const station = this.stationOf(about.mac);
        return station === NO_RECORD ? undefined : known(hosts.bind(station, NO_RECORD, 0, sight.micros));
      }
      case 'ip': {
        const address = this.addressOf(about.ip);
        return address === NO_RECORD ? undefined : known(hosts.bind(NO_RECORD, address, 0, sight.micros));
      }
      default: {
        const via = sight.senderBinding();
        return via === NO_RECORD ? undefined : this.observations.namedSubject(printableText(about.name), via);
      }
    }
  }

  private stationOf(mac: string): number {
    if (mac === this.sight.sourceMac) return this.sight.senderStation();
    const { high, low } = macWords(mac);
    return this.hosts.seeStation(high, low, NO_VLAN, this.sight.micros);
  }

  private addressOf(ip: string): number {
    const ipv4 = parseIpv4(ip);
    if (ipv4 !== undefined) return this.hosts.seeIpv4(ipv4, this.sight.micros);
    const ipv6 = parseIpv6(ip);
    return ipv6 ? this.hosts.seeIpv6(...ipv6, this.sight.micros) : NO_RECORD;
  }
}
