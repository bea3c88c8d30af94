import { beforeEach, describe, expect, it } from 'vitest';
import { parseIpv4 } from '../base/ip-address.ts';
import { macWords } from '../base/mac-address.ts';
import { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import { ObservationStore } from './observation-store.ts';
import { type DeviceDraft, resolveIdentity } from './resolve-identity.ts';

/** A small network told in sentences: who sends from which address, who claims what. */
class Scene {
  readonly hosts = new HostTable(1);
  readonly observations = new ObservationStore();

  private station(mac: string): number {
    const { high, low } = macWords(mac);
    return this.hosts.seeStation(high, low, -1, 0);
  }

  private address(ip: string): number {
    return this.hosts.seeIpv4(parseIpv4(ip) ?? 0, 0);
  }

  sends(mac: string, ip: string, ttl = 64): this {
    const address = this.address(ip);
    this.hosts.bind(this.station(mac), address, ttl, 0);
    this.hosts.countTraffic(address, 1, 60, 0, 0, 0);
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

  names(mac: string, ip: string, name: string): this {
    const subject = this.observations.namedSubject(
      name,
      this.hosts.bind(this.station(mac), this.address(ip), 64, 0),
    );
    if (subject !== undefined) this.observations.record(subject, 'hl7', 'OBX-18', name, 0, 1, 0);
    return this;
  }

  devices(): {
    macs: string[];
    ips: string[];
    names: readonly string[];
    routes: boolean;
    behind: string | undefined;
  }[] {
    const macsOf = (draft: DeviceDraft) => draft.stations.map((id) => this.hosts.station(id).mac);
    return [...resolveIdentity(this.hosts, this.observations)].map((draft) => ({
      macs: macsOf(draft),
      ips: draft.addresses.map((id) => this.hosts.ipOf(id)),
      names: draft.names,
      routes: draft.routes,
      behind: draft.via && macsOf(draft.via)[0],
    }));
  }
}

const PUMP = '00:03:b1:77:02:17';
const MONITOR = '00:09:fb:3a:10:15';
const ROUTER = '00:1b:67:10:00:10';
const ROUTER_LEG = '00:1b:67:10:00:11';

describe('resolveIdentity', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });

  it('ties an address to the station that sends from it with an untouched time to live', () => {
    expect(scene.sends(PUMP, '10.0.1.5').devices()).toEqual([
      { macs: [PUMP], ips: ['10.0.1.5'], names: [], routes: false, behind: undefined },
    ]);
  });

  it('keeps a host behind a router apart from the router', () => {
    scene.claims(ROUTER, '10.0.1.1').claims(PUMP, '10.0.1.5').sends(PUMP, '10.0.1.5');
    scene.sends(ROUTER, '198.51.100.7', 57).sends(ROUTER, '203.0.113.9', 118);
    const devices = scene.devices();
    expect(devices.map(({ macs, ips }) => [...macs, ...ips].join(' ')).sort()).toEqual([
      `${PUMP} 10.0.1.5`,
      `${ROUTER} 10.0.1.1`,
      '198.51.100.7',
      '203.0.113.9',
    ]);
    expect(devices.find(({ macs }) => macs.includes(ROUTER))?.routes).toBe(true);
  });

  it('does not split a device whose packets are seen again behind the router (mirror of both VLANs)', () => {
    scene.claims(PUMP, '10.0.1.5').sends(PUMP, '10.0.1.5', 64).sends(ROUTER, '10.0.1.5', 63);
    scene.claims(MONITOR, '10.0.2.6').sends(MONITOR, '10.0.2.6', 64).sends(ROUTER, '10.0.2.6', 63);
    const devices = scene.devices();
    expect(devices).toHaveLength(3);
    expect(devices.find(({ macs }) => macs.includes(PUMP))?.ips).toEqual(['10.0.1.5']);
    expect(devices.find(({ macs }) => macs.includes(ROUTER))).toMatchObject({ ips: [], routes: true });
  });

  it('finds a router by what it is handed, and joins its legs', () => {
    scene.claims(PUMP, '10.0.1.5').claims(MONITOR, '10.0.2.6').claims('00:00:5e:00:53:01', '10.0.3.7');
    scene.claims(ROUTER, '10.0.1.1').claims(ROUTER_LEG, '10.0.2.1');
    scene.delivers(ROUTER, '10.0.2.6', '10.0.3.7', '198.51.100.7').delivers(ROUTER_LEG, '10.0.1.5');
    const router = scene.devices().filter(({ macs }) => macs.includes(ROUTER) || macs.includes(ROUTER_LEG));
    expect(router).toEqual([
      {
        macs: [ROUTER, ROUTER_LEG],
        ips: ['10.0.1.1', '10.0.2.1'],
        names: [],
        routes: true,
        behind: undefined,
      },
    ]);
  });

  it('leaves the address with its user when somebody else merely claims it (ARP spoofing)', () => {
    scene.claims(PUMP, '10.0.1.5').sends(PUMP, '10.0.1.5').claims('dc:a6:32:ab:cd:01', '10.0.1.5');
    const devices = scene.devices();
    expect(devices.find(({ macs }) => macs.includes(PUMP))?.ips).toEqual(['10.0.1.5']);
    expect(devices.find(({ macs }) => macs.includes('dc:a6:32:ab:cd:01'))?.ips).toEqual([]);
  });

  it('lists an address that two stations used in turn with both, and does not merge them', () => {
    scene
      .claims(PUMP, '10.0.1.5')
      .sends(PUMP, '10.0.1.5')
      .claims(MONITOR, '10.0.1.5')
      .sends(MONITOR, '10.0.1.5');
    expect(scene.devices().map(({ macs, ips }) => [macs, ips])).toEqual([
      [[PUMP], ['10.0.1.5']],
      [[MONITOR], ['10.0.1.5']],
    ]);
  });

  it('makes no device of a station or an address that never spoke', () => {
    scene.sends(PUMP, '10.0.1.5').delivers(ROUTER, '10.0.9.9');
    expect(scene.devices().map(({ macs, ips }) => [macs, ips])).toEqual([[[PUMP], ['10.0.1.5']]]);
  });

  it('takes a station that answers ARP for many for a router, not for the owner of all', () => {
    for (let host = 1; host <= 12; host++) scene.claims(ROUTER, `10.0.7.${host}`);
    const [router] = scene.devices();
    expect(router).toMatchObject({ macs: [ROUTER], ips: [], routes: true });
  });

  it('puts devices that a gateway names behind it, and one that was seen itself to its own', () => {
    scene.sends('00:50:56:a1:30:1f', '10.0.3.31').sends(PUMP, '10.0.1.5');
    scene
      .names('00:50:56:a1:30:1f', '10.0.3.31', 'eui64:0003b1fffe770217')
      .names('00:50:56:a1:30:1f', '10.0.3.31', 'eui64:0003b1fffe770218');
    const devices = scene.devices();
    expect(devices).toHaveLength(3);
    expect(devices[2]).toMatchObject({
      macs: [],
      names: ['eui64:0003b1fffe770218'],
      behind: '00:50:56:a1:30:1f',
    });
  });
});
