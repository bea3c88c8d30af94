/** Takes what dissectors say, cleans it, finds out about whom it is and records it. */

import { parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import { macWords } from '../base/mac-address.ts';
import { printableText } from '../base/printable-text.ts';
import type { Subject } from '../dissectors/dissector.ts';
import type { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import type { ObservationStore, SubjectId } from '../identify/observation-store.ts';
import { NO_VLAN } from '../wire/packet.ts';
import type { PacketSight } from './packet-sight.ts';

export class ObservationRecorder {
  private readonly hosts: HostTable;
  private readonly observations: ObservationStore;
  private readonly sight: PacketSight;

  constructor(hosts: HostTable, observations: ObservationStore, sight: PacketSight) {
    this.hosts = hosts;
    this.observations = observations;
    this.sight = sight;
  }

  /** One fact of the packet in hand; ignored when nothing printable remains or the subject cannot be kept. */
  fact(protocol: string, field: string, value: string, about: Subject): void {
    const clean = printableText(value);
    if (clean === '') return;
    const subject = this.subjectId(about);
    if (subject === undefined) return;
    const { capture, packetNumber, micros } = this.sight;
    this.observations.record(subject, protocol, field, clean, capture, packetNumber, micros);
  }

  /** A name that the capture file itself gives to an address. */
  resolvedName(ip: string, name: string): void {
    const about: Subject = { kind: 'ip', ip };
    this.fact('capture-file', 'resolved-name', name, about);
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
