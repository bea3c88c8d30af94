/**
 * Devices without a MAC or address of their own: those that messages of a gateway name (OBX-18, EUI-64, serial number,
 * BACnet SNET, Modbus unit, terminal server port), and those that share one address (split-identities.ts, systems-behind.ts).
 */

import type { HostTable } from '../flow/host-table.ts';
import type { FactCatalogue } from './fact-catalogue.ts';
import type { IdentityClaims } from './identity-claims.ts';
import type { IdentityDecision } from './identity-decisions.ts';
import type { ObservationStore, SubjectId } from './observation-store.ts';
import { type IdentitySplit, type SplitPart, splitIdentities } from './split-identities.ts';
import {
  alikeDecision,
  alikeSystems,
  SYSTEM_KIND,
  type SystemBehind,
  systemsDecision,
  withoutSystems,
} from './systems-behind.ts';

export interface NamedDevice {
  /** Name as messages use it: `eui64:0003b1fffe770217`, `serial:55217` … */
  readonly name: string;
  /** Unique: the name, with the gateway for a name that only holds among its devices. */
  readonly key: string;
  /** Bindings whose messages name it, the latest last; none for a device that has left its interface. */
  readonly vias: readonly number[];
  readonly subjects: readonly SubjectId[];
  /** Of a subject that several devices share: keys of the observations that are this one's. */
  readonly own: ReadonlyMap<SubjectId, ReadonlySet<string>>;
  readonly decisions: readonly IdentityDecision[];
}

export interface NamedDevices {
  readonly devices: readonly NamedDevice[];
  /** Index in `devices` by key. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** Of bindings that several devices share: keys of the observations that stay with the binding. */
  readonly rest: ReadonlyMap<SubjectId, ReadonlySet<string>>;
  /** What happened to those bindings. */
  readonly notes: readonly { readonly binding: number; readonly decision: IdentityDecision }[];
}

/** Kinds of names that name a device only among those of one gateway. */
const LOCAL_KINDS: ReadonlySet<string> = new Set(['equipment', 'modbus', SYSTEM_KIND]);

interface Gathered {
  readonly name: string;
  readonly key: string;
  readonly vias: { readonly binding: number; readonly lastAt: number }[];
  readonly subjects: SubjectId[];
  readonly own: Map<SubjectId, ReadonlySet<string>>;
  readonly decisions: IdentityDecision[];
}

export function collectNamedDevices(
  hosts: HostTable,
  observations: ObservationStore,
  claims: IdentityClaims,
  facts: FactCatalogue,
): NamedDevices {
  const collection = new Collection(hosts, observations);
  for (const subject of observations.namedSubjects()) {
    const named = observations.namedOf(subject);
    if (named) collection.addNamed(named.name, named.via, subject);
  }
  for (const binding of claims.subjects()) {
    const found = claims.of(binding);
    if (binding < 0 || found.length < 2) continue;
    const split = splitIdentities(observations.of(binding), found, facts);
    if (split) collection.addSplit(split, binding);
  }
  collection.addSystems();
  return collection.finish();
}

class Collection {
  private readonly hosts: HostTable;
  private readonly observations: ObservationStore;
  private readonly devices = new Map<string, Gathered>();
  private readonly rest = new Map<SubjectId, ReadonlySet<string>>();
  private readonly notes: { binding: number; decision: IdentityDecision }[] = [];
  private readonly systems = new Map<number, SystemBehind[]>();

  constructor(hosts: HostTable, observations: ObservationStore) {
    this.hosts = hosts;
    this.observations = observations;
  }

  addNamed(name: string, via: number, subject: SubjectId): void {
    const kind = name.slice(0, name.indexOf(':'));
    const device = this.device(LOCAL_KINDS.has(kind) ? `${name}@${this.placeOf(via)}` : name, name);
    device.subjects.push(subject);
    if (kind === SYSTEM_KIND) {
      const system = { name, key: device.key, subject };
      this.systems.set(via, [...(this.systems.get(via) ?? []), system]);
    }
    const lastAt = this.observations.of(subject).reduce((latest, seen) => Math.max(latest, seen.lastAt), 0);
    device.vias.push({ binding: via, lastAt });
  }

  /** A gateway's devices all stand behind it; of an interface that moved, the last device keeps it. */
  addSplit(split: IdentitySplit, binding: number): void {
    const place = this.placeOf(binding);
    const decision = decisionOf(split, place);
    this.notes.push({ binding, decision });
    const leaving = split.kind === 'gateway' ? split.parts : split.parts.slice(0, -1);
    const staying = split.kind === 'gateway' ? undefined : split.parts.at(-1);
    this.rest.set(binding, new Set([...split.rest, ...(staying?.own ?? [])]));
    for (const part of leaving) this.addPart(part, binding, split.kind === 'gateway', decision);
  }

  /** Systems that share an address stand behind it; how they begin connections is no trait of the address. */
  addSystems(): void {
    for (const [binding, systems] of this.systems) {
      const decision = systemsDecision(this.placeOf(binding), systems);
      this.notes.push({ binding, decision });
      for (const { key } of systems) this.devices.get(key)?.decisions.push(decision);
      const own = withoutSystems(this.observations, binding, systems);
      const rest = this.rest.get(binding);
      this.rest.set(binding, rest ? new Set([...own].filter((key) => rest.has(key))) : own);
    }
    for (const { binding, count } of alikeSystems(this.observations, this.hosts.bindings.count))
      this.notes.push({ binding, decision: alikeDecision(this.placeOf(binding), count) });
  }

  private addPart(part: SplitPart, binding: number, isBehind: boolean, decision: IdentityDecision): void {
    const name = nameOf(part);
    const device = this.device(name, name);
    device.subjects.push(binding);
    device.own.set(binding, part.own);
    device.decisions.push(decision);
    if (isBehind) device.vias.push({ binding, lastAt: part.claim.observation.lastAt });
  }

  private device(key: string, name: string): Gathered {
    let device = this.devices.get(key);
    if (!device) {
      device = { name, key, vias: [], subjects: [], own: new Map(), decisions: [] };
      this.devices.set(key, device);
    }
    return device;
  }

  /** Where the messages come from, for names and reasons: the address, or else the MAC. */
  private placeOf(binding: number): string {
    const { station, address } = this.hosts.binding(binding);
    if (address >= 0) return this.hosts.ipOf(address);
    return station >= 0 ? this.hosts.station(station).mac : 'an unknown sender';
  }

  finish(): NamedDevices {
    const devices = [...this.devices.values()].map((device) => ({
      ...device,
      vias: device.vias.sort((a, b) => a.lastAt - b.lastAt).map(({ binding }) => binding),
    }));
    const indexOf = new Map(devices.map(({ key }, index) => [key, index]));
    return { devices, indexOf, rest: this.rest, notes: this.notes };
  }
}

const nameOf = ({ claim }: SplitPart) => claim.key.replace(' ', ':');

function decisionOf({ kind, parts }: IdentitySplit, place: string): IdentityDecision {
  const serials = parts.map(({ claim }) => claim.text);
  const about = parts.map((part) => `named:${nameOf(part)}`);
  const by = 'inference';
  if (kind === 'gateway')
    return {
      kind: 'split',
      by,
      reason: `${place} speaks for ${parts.length} devices: ${serials.join(', ')}`,
      about,
    };
  const reason = `${place} first was ${serials.join(', then ')}: its network module was put into another device`;
  return { kind: 'interface-moved', by, reason, about };
}
