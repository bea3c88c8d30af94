/**
 * A sensor's engine over weeks: frames of any number of sources in, from time to time what has changed out. It forgets what
 * was not seen for a week, and sooner when its tables fill, so that it never grows without bound.
 */

import { createHash } from 'node:crypto';
import type { ConversationPart } from '../flow/conversation-table.ts';
import { eachDevice } from '../identify/build-inventory.ts';
import type { Conversation } from '../identify/conversation.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { Knowledge } from '../identify/knowledge.ts';
import { type DeviceDraft, IdentityResolution } from '../identify/resolve-identity.ts';
import type { Frame, FrameSink } from '../wire/frame.ts';
import { AddressOwners, eachConversation } from './list-conversations.ts';
import type { CaptureSink, PacketEngine } from './packet-engine.ts';

/** Devices reported at once; further ones wait for the next look. */
export const REPORT_DEVICES = 5_000;
/** Conversations reported at once; further ones wait, and go on being summed. */
export const REPORT_CONVERSATIONS = 50_000;
/** A device of which nothing is new but its traffic is reported this often. */
export const ACTIVITY_MS = 10 * 60_000;
const MICROS_PER_HOUR = 3_600e6;
/** Full hours before the present one of which flows may still be posted. */
const LATE_HOURS = 1;
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
  /** What was summed since it was reported last, between devices of this report or earlier ones, and addresses. */
  readonly conversations: readonly Conversation[];
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
  /** Of the draft that it was made of; while it is the same, no fact is new. */
  readonly revision: string;
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
  /** Of all devices at this look. */
  private revisions: ReadonlyMap<string, string> = new Map();
  /** Of sources that were closed, and of engines before this one. */
  private closed: SensedTraffic = { packets: 0, octets: 0 };
  private told: SensedTraffic = { packets: 0, octets: 0 };
  private lastAt: number | undefined;
  private forgotAt: number | undefined;
  /** Hour since 1970 before which places of conversations were forgotten. */
  private hour: number | undefined;
  /** Of an engine before this one, not reported yet. */
  private carried: Conversation[] = [];

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

  /**
   * What is new since the last look. `nowMs` is any clock that goes on (milliseconds). At the end, when nothing more comes,
   * flows end and every device with traffic counts as new: look until a report has neither devices nor conversations.
   */
  look(nowMs: number, atEnd = false): SensorReport {
    if (atEnd) this.engine.finish();
    else this.engine.settle();
    for (const { tally } of this.sources)
      if (tally.packets > 0) this.lastAt = Math.max(this.lastAt ?? tally.lastAt, tally.lastAt);
    const owners = new AddressOwners(this.engine.hosts);
    const { devices, known } = this.chooseDevices(nowMs, atEnd ? 0 : ACTIVITY_MS, owners);
    for (const device of devices) this.markReported(device, nowMs);
    const conversations = this.takeConversations(owners);
    const traffic = this.traffic;
    const since = { packets: traffic.packets - this.told.packets, octets: traffic.octets - this.told.octets };
    this.told = traffic;
    const report = {
      ...{ devices, conversations, known, traffic: since, lastAt: this.lastAt, memory: this.engine.fullness },
      vlans: [...this.engine.hosts.seenVlans()].sort((a, b) => a - b),
      ...this.services(),
    };
    this.forget(owners);
    return report;
  }

  /** Conversations of devices that wait to be reported wait with them: nobody could tell whose they are. */
  private takeConversations(owners: AddressOwners): Conversation[] {
    const { conversations: table, now } = this.engine;
    if (!table) return [];
    const isTold = (address: number) => {
      const device = owners.deviceOf(address);
      return device === undefined || this.reported.has(device);
    };
    const isReady = ({ initiator, responder }: ConversationPart) => isTold(initiator) && isTold(responder);
    const { carried } = this;
    this.carried = [];
    const taken = [
      ...carried,
      ...eachConversation(table.take(REPORT_CONVERSATIONS, isReady), owners, this.knowledge.dissectors),
    ];
    const hour = Math.floor((now ?? 0) / MICROS_PER_HOUR);
    if (hour !== this.hour) table.forget(hour - LATE_HOURS);
    this.hour = hour;
    return taken;
  }

  /** Flows have ended and address ids change: what is not reported yet is kept by what its ends are now. */
  private carryConversations(owners: AddressOwners): void {
    const { conversations: table } = this.engine;
    if (!table) return;
    const rest = table.take(REPORT_CONVERSATIONS, () => true);
    for (const conversation of eachConversation(rest, owners, this.knowledge.dissectors))
      this.carried.push(conversation);
    table.forgetAddresses();
  }

  /** Changed devices first, then those with traffic, the longest unreported first; gateways with the devices behind them. */
  private chooseDevices(
    nowMs: number,
    activityMs: number,
    owners: AddressOwners,
  ): { devices: InventoryDevice[]; known: number } {
    const { hosts, observations } = this.engine;
    const identity = new IdentityResolution(hosts, observations, this.knowledge, { at: this.lastAt ?? 0 });
    const changed: InventoryDevice[] = [];
    const active: { device: InventoryDevice; atMs: number }[] = [];
    const present = new Map<string, string>();
    // Making a device of its draft costs ten times what finding out costs whether there can be news of it.
    const mayBeNews = (draft: DeviceDraft) => {
      const before = this.reported.get(draft.id);
      const revision = this.revisionOf(draft);
      present.set(draft.id, revision);
      owners.addIds(draft.id, draft.addresses);
      if (!before) return changed.length < REPORT_DEVICES;
      return before.revision !== revision || nowMs - before.atMs >= activityMs;
    };
    for (const device of eachDevice(hosts, observations, this.knowledge, identity, undefined, mayBeNews)) {
      const before = this.reported.get(device.id);
      if (!before || before.digest !== digestOf(device)) {
        // Messages of others may tell of a device that says nothing itself.
        if (changed.length < REPORT_DEVICES) changed.push(device);
      } else if (device.packets === 0 && device.lastAt === before.lastAt) {
        // Silent since: looked at again when its time comes.
        this.reported.set(device.id, { ...before, revision: present.get(device.id) ?? '', atMs: nowMs });
      } else if (nowMs - before.atMs >= activityMs) active.push({ device, atMs: before.atMs });
    }
    for (const id of this.reported.keys()) if (!present.has(id)) this.reported.delete(id);
    this.revisions = present;
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

  private revisionOf({ stations, addresses, subjects }: DeviceDraft): string {
    const { observations } = this.engine;
    let sum = 0;
    for (const subject of subjects) sum += observations.revisionOf(subject);
    return `${stations.length} ${addresses.length} ${subjects.length} ${sum}`;
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
    const revision = this.revisions.get(device.id) ?? '';
    this.reported.set(device.id, { digest: digestOf(device), revision, lastAt: device.lastAt, atMs });
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
  private forget(owners: AddressOwners): void {
    const now = this.engine.now;
    if (now === undefined) return;
    this.forgotAt ??= now;
    const isDue = now - this.forgotAt >= FORGET_EVERY;
    if (!isDue && this.engine.fullness < PRESSURE) return;
    this.engine.finish();
    this.carryConversations(owners);
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
