/**
 * A sensor's engine over weeks: frames of any number of sources in, from time to time what has changed out. It forgets what
 * was not seen for a week, and sooner when its tables fill, so that it never grows without bound.
 */

import { createHash } from 'node:crypto';
import { eachDevice } from '../identify/build-inventory.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { Knowledge } from '../identify/knowledge.ts';
import { IdentityResolution } from '../identify/resolve-identity.ts';
import type { Frame, FrameSink } from '../wire/frame.ts';
import type { CaptureSink, PacketEngine } from './packet-engine.ts';

/** Devices reported at once; further ones wait for the next look. */
export const REPORT_DEVICES = 5_000;
/** A device of which nothing is new but its traffic is reported this often. */
export const ACTIVITY_MS = 10 * 60_000;
const MICROS_PER_HOUR = 3_600e6;
/** Time between two forgettings, and what is forgotten: not seen for this long, first choice first. */
const FORGET_EVERY = 24 * MICROS_PER_HOUR;
const KEEP_CHOICES = [7 * 24 * MICROS_PER_HOUR, 24 * MICROS_PER_HOUR, MICROS_PER_HOUR, 0] as const;
/** Share of the fullest table at which forgetting does not wait, and that it must reach. */
const PRESSURE = 0.75;
const RELIEF = 0.5;
/** Unread services named in one report. */
const UNREAD_LIMIT = 64;
const DIGEST_LENGTH = 16;

export interface SensedTraffic {
  readonly packets: number;
  readonly octets: number;
}

export interface UnreadService {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  /** Addresses that serve it. */
  readonly servers: number;
}

export interface SensorReport {
  /** New, changed or active devices; packets and octets are those since their last report. */
  readonly devices: readonly InventoryDevice[];
  /** Devices that the engine knows now. */
  readonly known: number;
  /** Since the last report. */
  readonly traffic: SensedTraffic;
  /** Instant (microseconds) of the latest packet; undefined before the first. */
  readonly lastAt: number | undefined;
  readonly vlans: readonly number[];
  readonly protocols: readonly string[];
  readonly unread: readonly UnreadService[];
  /** How full the fullest table is, from 0 to 1. */
  readonly memory: number;
}

export interface SensingOptions {
  readonly knowledge: Knowledge;
  /** A random 32-bit number, new at each call. */
  readonly seed: () => number;
}

/** What was reported of a device last. */
interface Reported {
  readonly digest: string;
  readonly lastAt: string;
  readonly atMs: number;
}

/** One capture on its way in; the engine behind it may be replaced by its successor. */
class Source implements FrameSink {
  private sink: CaptureSink;

  constructor(sink: CaptureSink) {
    this.sink = sink;
  }

  frame(frame: Frame): void {
    this.sink.frame(frame);
  }

  resolvedName(ip: string, name: string): void {
    this.sink.resolvedName(ip, name);
  }

  get tally() {
    return this.sink.tally;
  }

  moveTo(engine: PacketEngine): void {
    this.sink = engine.openCapture(0);
  }
}

export class Sensing {
  private engine: PacketEngine;
  private readonly knowledge: Knowledge;
  private readonly seed: () => number;
  private readonly sources = new Set<Source>();
  private readonly reported = new Map<string, Reported>();
  /** Of sources that were closed, and of engines before this one. */
  private closed: SensedTraffic = { packets: 0, octets: 0 };
  private told: SensedTraffic = { packets: 0, octets: 0 };
  private lastAt: number | undefined;
  private forgotAt: number | undefined;

  constructor(engine: PacketEngine, { knowledge, seed }: SensingOptions) {
    this.engine = engine;
    this.knowledge = knowledge;
    this.seed = seed;
  }

  /** A sink for the frames of one capture; give it back with `close`. */
  open(): FrameSink {
    const source = new Source(this.engine.openCapture(0));
    this.sources.add(source);
    return source;
  }

  close(sink: FrameSink): void {
    if (!(sink instanceof Source) || !this.sources.delete(sink)) return;
    this.absorb(sink);
  }

  /** Packets that came in all. */
  get traffic(): SensedTraffic {
    let { packets, octets } = this.closed;
    for (const { tally } of this.sources) {
      packets += tally.packets;
      octets += tally.octets;
    }
    return { packets, octets };
  }

  /** Every device counts as not reported: the receiver missed some reports. */
  reportAnew(): void {
    this.reported.clear();
  }

  /** What is new since the last look. `nowMs` is any clock that goes on (milliseconds). */
  look(nowMs: number): SensorReport {
    this.engine.settle();
    for (const { tally } of this.sources)
      if (tally.packets > 0) this.lastAt = Math.max(this.lastAt ?? tally.lastAt, tally.lastAt);
    const { devices, known } = this.chooseDevices(nowMs);
    for (const device of devices) this.markReported(device, nowMs);
    const traffic = this.traffic;
    const since = { packets: traffic.packets - this.told.packets, octets: traffic.octets - this.told.octets };
    this.told = traffic;
    const report = {
      ...{ devices, known, traffic: since, lastAt: this.lastAt, memory: this.engine.fullness },
      vlans: [...this.engine.hosts.seenVlans()].sort((a, b) => a - b),
      ...this.services(),
    };
    this.forget();
    return report;
  }

  /** Changed devices first, then those with traffic, the longest unreported first; gateways with the devices behind them. */
  private chooseDevices(nowMs: number): { devices: InventoryDevice[]; known: number } {
    const { hosts, observations } = this.engine;
    const identity = new IdentityResolution(hosts, observations, this.knowledge, { at: this.lastAt ?? 0 });
    const changed: InventoryDevice[] = [];
    const active: { device: InventoryDevice; atMs: number }[] = [];
    const present = new Set<string>();
    for (const device of eachDevice(hosts, observations, this.knowledge, identity, undefined)) {
      present.add(device.id);
      const before = this.reported.get(device.id);
      if (before && device.packets === 0 && device.lastAt === before.lastAt) continue;
      if (!before || before.digest !== digestOf(device)) {
        if (changed.length < REPORT_DEVICES) changed.push(device);
      } else if (nowMs - before.atMs >= ACTIVITY_MS) active.push({ device, atMs: before.atMs });
    }
    for (const id of this.reported.keys()) if (!present.has(id)) this.reported.delete(id);
    active.sort((a, b) => a.atMs - b.atMs);
    const room = Math.max(0, REPORT_DEVICES - changed.length);
    const devices = [...changed, ...active.slice(0, room).map(({ device }) => device)];
    const chosen = new Set(devices.map(({ id }) => id));
    const waiting = new Map(active.slice(room).map(({ device }) => [device.id, device]));
    for (const { viaGateway } of devices.slice()) {
      const gateway = viaGateway === null || chosen.has(viaGateway) ? undefined : waiting.get(viaGateway);
      if (!gateway) continue;
      devices.push(gateway);
      chosen.add(gateway.id);
    }
    return { devices, known: present.size };
  }

  /** Its counts begin anew with the next report. */
  private markReported(device: InventoryDevice, atMs: number): void {
    const { hosts } = this.engine;
    for (const mac of device.macs) {
      const station = hosts.findStation(mac);
      if (station >= 0) hosts.takeLinkFrames(station);
    }
    for (const ip of device.ips) {
      const address = hosts.findAddress(ip);
      if (address >= 0) hosts.takeTraffic(address);
    }
    this.reported.set(device.id, { digest: digestOf(device), lastAt: device.lastAt, atMs });
  }

  private services(): Pick<SensorReport, 'protocols' | 'unread'> {
    const protocols = new Set<string>();
    const unread = new Map<string, { transport: 'tcp' | 'udp'; port: number; servers: number }>();
    for (const { protocol, role, transport, port } of this.engine.hosts.services.each()) {
      const name = this.knowledge.dissectors[protocol - 1]?.id;
      if (name !== undefined) protocols.add(name);
      else if (role === 'server') {
        const key = `${transport} ${port}`;
        const service = unread.get(key) ?? { transport, port, servers: 0 };
        service.servers++;
        unread.set(key, service);
      }
    }
    const most = [...unread.values()].sort((a, b) => b.servers - a.servers || a.port - b.port);
    return { protocols: [...protocols].sort(), unread: most.slice(0, UNREAD_LIMIT) };
  }

  private absorb({ tally }: Source): void {
    const { packets, octets } = this.closed;
    this.closed = { packets: packets + tally.packets, octets: octets + tally.octets };
    if (tally.packets > 0) this.lastAt = Math.max(this.lastAt ?? tally.lastAt, tally.lastAt);
  }

  /** Once a day, or when a table fills: goes on with an engine that knows what was seen lately. */
  private forget(): void {
    const now = this.engine.now;
    if (now === undefined) return;
    this.forgotAt ??= now;
    const isDue = now - this.forgotAt >= FORGET_EVERY;
    if (!isDue && this.engine.fullness < PRESSURE) return;
    for (const keep of KEEP_CHOICES) {
      this.engine = this.engine.successor(keep === 0 ? Number.POSITIVE_INFINITY : now - keep, this.seed());
      if (this.engine.fullness < RELIEF) break;
    }
    this.forgotAt = now;
    for (const source of this.sources) {
      this.absorb(source);
      source.moveTo(this.engine);
    }
  }
}

/** What is said of a device, its traffic aside. */
function digestOf(device: InventoryDevice): string {
  const { macs, ips, vlans, hostnames, category, attributes, services, viaGateway, seenAs } = device;
  const values = Object.entries(attributes).map(([name, list]) => [
    name,
    list.map(({ value, confidence }) => [value, confidence]),
  ]);
  const facts = [macs, ips, vlans, hostnames, category, values, services, viaGateway, seenAs];
  return createHash('sha1').update(JSON.stringify(facts)).digest('base64').slice(0, DIGEST_LENGTH);
}
