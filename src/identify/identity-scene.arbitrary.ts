/** A small network told in sentences, for the tests of identity: who sends from which address, claims or states what. */

import { parseIpv4 } from '../base/ip-address.ts';
import { macWords } from '../base/mac-address.ts';
import { DISSECTORS } from '../dissectors/registry.ts';
import { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import { FingerprintSet } from './fingerprints.ts';
import type { Knowledge } from './knowledge.ts';
import { ModelCatalogue } from './models.ts';
import { ObservationStore, type SubjectId } from './observation-store.ts';
import { OuiRegistry } from './oui-registry.ts';
import type { PersonDecision } from './person-decisions.ts';
import { type DeviceDraft, IdentityResolution } from './resolve-identity.ts';
import { VendorDirectory } from './vendors.ts';

const vendors = new VendorDirectory({
  about: 'Makers of the scene.',
  vendors: [
    { name: 'Hospira', kind: 'device-maker', became: [{ name: 'ICU Medical', year: 2017 }] },
    { name: 'ICU Medical', kind: 'device-maker' },
    { name: 'Philips', kind: 'device-maker' },
    { name: 'Raspberry Pi', kind: 'computer-maker' },
  ],
});

export const SCENE_KNOWLEDGE: Knowledge = {
  fingerprints: new FingerprintSet([]),
  vendors,
  models: new ModelCatalogue({ about: 'None.', makers: [] }, vendors),
  oui: new OuiRegistry('0003b1\tICU Medical\n0009fb\tPhilips\ndca632\tRaspberry Pi\n'),
  dissectors: DISSECTORS,
};

/** One device as the scene tells it. */
export interface SeenDevice {
  readonly macs: readonly string[];
  readonly ips: readonly string[];
  readonly names: readonly string[];
  readonly routes: boolean;
  readonly behind: string | undefined;
}

export interface When {
  /** Instant (microseconds). */
  readonly at?: number;
  readonly vlan?: number;
}

export class IdentityScene {
  readonly hosts = new HostTable(1);
  readonly observations = new ObservationStore();

  private station(mac: string, { at = 0, vlan = -1 }: When = {}): number {
    const { high, low } = macWords(mac);
    return this.hosts.seeStation(high, low, vlan, at);
  }

  private address(ip: string, at = 0): number {
    return this.hosts.seeIpv4(parseIpv4(ip) ?? 0, at);
  }

  private binding(mac: string, ip: string, when: When): number {
    const { at = 0 } = when;
    const address = this.address(ip, at);
    this.hosts.seeFlowOf(address, at);
    return this.hosts.bind(this.station(mac, when), address, 64, at);
  }

  sends(mac: string, ip: string, ttl = 64, when: When = {}): this {
    const { at = 0 } = when;
    const address = this.address(ip, at);
    this.hosts.bind(this.station(mac, when), address, ttl, at);
    this.hosts.seeFlowOf(address, at);
    this.hosts.countTraffic(address, 1, 60, 0, 0, at);
    return this;
  }

  claims(mac: string, ip: string): this {
    const station = this.station(mac);
    this.hosts.bind(station, NO_RECORD, 0, 0);
    this.hosts.claim(station, this.address(ip));
    return this;
  }

  delivers(mac: string, ...ips: string[]): this {
    const { high, low } = macWords(mac);
    for (const ip of ips) this.hosts.seeDelivery(high, low, this.address(ip), 0);
    return this;
  }

  /** The sender says of itself `fact` (`<dissector id>/<field>`) with this value. */
  states(mac: string, ip: string, fact: string, value: string, when: When = {}): this {
    this.sends(mac, ip, 64, when);
    return this.record(this.binding(mac, ip, when), fact, value, when);
  }

  /** The sender's messages name a device behind it. */
  names(mac: string, ip: string, name: string, fact = 'hl7/OBX-18-text', value = name): this {
    const subject = this.observations.namedSubject(name, this.binding(mac, ip, {}));
    return subject === undefined ? this : this.record(subject, fact, value, {});
  }

  private record(subject: SubjectId, fact: string, value: string, { at = 0 }: When): this {
    const [protocol = '', field = ''] = fact.split('/');
    this.observations.record(subject, protocol, field, value, 0, at + 1, at);
    return this;
  }

  resolve(decisions: readonly PersonDecision[] = [], at = 0): IdentityResolution {
    return new IdentityResolution(this.hosts, this.observations, SCENE_KNOWLEDGE, { decisions, at });
  }

  drafts(decisions: readonly PersonDecision[] = []): DeviceDraft[] {
    return [...this.resolve(decisions).drafts()];
  }

  devices(decisions: readonly PersonDecision[] = []): SeenDevice[] {
    return this.drafts(decisions).map((draft) => ({
      macs: draft.stations.map((id) => this.hosts.station(id).mac).sort(),
      ips: draft.addresses.map((id) => this.hosts.ipOf(id)).sort(),
      names: draft.names,
      routes: draft.routes,
      behind: draft.via,
    }));
  }
}
