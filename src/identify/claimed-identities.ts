/**
 * Joins what claims the same identity: a gateway's child with the device itself, two interfaces of one device, a device
 * before and after its network module or address changed. What contradicts itself stays apart, with the reason.
 */

import { isLocallyAdministered, macWords } from '../base/mac-address.ts';
import type { HostTable } from '../flow/host-table.ts';
import { OUI_ORIGIN } from './evidence.ts';
import type { FactCatalogue } from './fact-catalogue.ts';
import { fuseEvidence } from './fuse-evidence.ts';
import { type IdentityClaim, type IdentityClaims, keysInEquipmentName } from './identity-claims.ts';
import type { IdentityDecision } from './identity-decisions.ts';
import type { IdentityGroups } from './identity-groups.ts';
import type { Knowledge } from './knowledge.ts';
import type { NamedDevice } from './named-devices.ts';
import type { Observation, ObservationStore, SubjectId } from './observation-store.ts';
import type { IdentityNodes, Placement } from './placement.ts';
import { type Claimant, judgeSameIdentity } from './same-identity.ts';
import { observationKey } from './split-identities.ts';
import { namesDevice } from './vendors.ts';
import { weighObservations } from './weigh-observations.ts';

/** Devices with a MAC or address that may claim one identity; what more of them state is a default and names nobody. */
export const CLAIMANT_LIMIT = 4;
/** Characters of a MAC that name the block: `00:09:fb`. */
const BLOCK_CHARACTERS = 8;
/** Makers compared per claimant, best first. */
const MAKERS_COMPARED = 3;

export interface ClaimScene {
  readonly hosts: HostTable;
  readonly observations: ObservationStore;
  readonly knowledge: Knowledge;
  readonly facts: FactCatalogue;
  readonly claims: IdentityClaims;
  readonly nodes: IdentityNodes;
  readonly groups: IdentityGroups;
  /** The groups as they were before. */
  readonly placement: Placement;
  readonly named: readonly NamedDevice[];
  /** Of shared bindings: keys of the observations that stay with the binding. */
  readonly rest: ReadonlyMap<SubjectId, ReadonlySet<string>>;
  readonly idOf: (group: number) => string;
  readonly note: (node: number, decision: IdentityDecision) => void;
}

/** Who claims one identity; groups as they were before any was joined. */
interface Claimed {
  readonly claim: Pick<IdentityClaim, 'key' | 'text'>;
  readonly groups: Set<number>;
}

interface GroupClaimant extends Claimant {
  readonly group: number;
}

export class ClaimedIdentities {
  private readonly scene: ClaimScene;
  private readonly claimants = new Map<number, GroupClaimant>();
  private readonly byKey = new Map<string, Claimed>();
  /** Whether any groups were joined. */
  joinedAny = false;

  constructor(scene: ClaimScene) {
    this.scene = scene;
  }

  /** Judges all claims, in an order that does not depend on the order of what was seen. */
  join(): void {
    this.gather();
    const contested = [...this.byKey.values()].filter(({ groups }) => groups.size > 1);
    contested.sort((a, b) => (a.claim.key < b.claim.key ? -1 : 1));
    for (const claimed of contested) this.settle(claimed);
  }

  private gather(): void {
    const { nodes, named, claims, rest } = this.scene;
    for (const binding of claims.subjects()) {
      const node = binding < 0 ? undefined : nodes.ofBinding(binding);
      if (node !== undefined) this.add(node, claims.of(binding), rest.get(binding));
    }
    for (const [index, device] of named.entries()) {
      const node = nodes.ofNamed(index);
      for (const subject of device.subjects) this.add(node, claims.of(subject), device.own.get(subject));
    }
    // A weak claim never begins a contest; it follows whoever states that serial number.
    for (const [index, { name }] of named.entries()) {
      for (const key of keysInEquipmentName(name))
        this.byKey.get(key)?.groups.add(this.scene.groups.find(nodes.ofNamed(index)));
    }
  }

  private add(node: number, claims: readonly IdentityClaim[], own: ReadonlySet<string> | undefined): void {
    for (const claim of claims) {
      if (own && !own.has(observationKey(claim.observation))) continue;
      const known = this.byKey.get(claim.key);
      const group = this.scene.groups.find(node);
      if (known) known.groups.add(group);
      else this.byKey.set(claim.key, { claim, groups: new Set([group]) });
    }
  }

  private settle({ claim, groups }: Claimed): void {
    const seenCount = [...groups].filter((group) => this.isSeen(group)).length;
    if (seenCount > CLAIMANT_LIMIT) return;
    const claimants = [...groups].map((group) => this.claimant(group)).sort(byFirstSight);
    const seen = claimants.filter(({ isSeen }) => isSeen);
    for (const [index, first] of seen.entries())
      for (const second of seen.slice(index + 1)) this.judge(first, second, claim);
    const owner = this.rightfulOwner(seen);
    const [first, ...others] = claimants.filter(({ isSeen }) => !isSeen);
    if (owner && first) for (const named of [first, ...others]) this.judge(owner, named, claim);
    else if (seen.length === 0 && first) for (const named of others) this.judge(first, named, claim);
  }

  /** The one device that claims it, or the one whose MAC is of the maker that it states; undefined when that is in doubt. */
  private rightfulOwner(seen: readonly GroupClaimant[]): GroupClaimant | undefined {
    const { groups, knowledge } = this.scene;
    const distinct = seen.filter(
      (one, index) =>
        seen.findIndex((other) => groups.find(other.group) === groups.find(one.group)) === index,
    );
    if (distinct.length === 1) return distinct[0];
    const genuine = distinct.filter(({ makers, macMakers }) =>
      makers.every((maker) => macMakers.some((mac) => knowledge.vendors.sameVendor(maker, mac))),
    );
    return genuine.length === 1 ? genuine[0] : undefined;
  }

  private judge(a: GroupClaimant, b: GroupClaimant, claim: Claimed['claim']): void {
    const { groups, knowledge, note } = this.scene;
    if (groups.find(a.group) === groups.find(b.group)) return;
    const verdict = judgeSameIdentity(a, b, claim, knowledge.vendors);
    if (!verdict) return;
    const about = [a.id, b.id].sort();
    const made = { ...verdict, by: 'inference', about } as const;
    if (verdict.kind === 'kept-apart') {
      note(a.group, made);
      note(b.group, made);
    } else if (groups.join(a.group, b.group)) {
      this.joinedAny = true;
      note(a.group, made);
    } else {
      const reason = `a person keeps them apart, although ${verdict.reason}`;
      for (const { group } of [a, b]) note(group, { kind: 'kept-apart', by: 'person', reason, about });
    }
  }

  /** Has a MAC or address of its own. */
  private isSeen(group: number): boolean {
    const { placement } = this.scene;
    return placement.stationsOf(group).length + placement.addressesOf(group).length > 0;
  }

  private claimant(group: number): GroupClaimant {
    const known = this.claimants.get(group);
    if (known) return known;
    const made = this.describe(group);
    this.claimants.set(group, made);
    return made;
  }

  private describe(group: number): GroupClaimant {
    const { hosts, knowledge, facts, placement, idOf } = this.scene;
    const stations = placement.stationsOf(group).map((id) => hosts.station(id));
    const addresses = placement.addressesOf(group).map((id) => hosts.address(id));
    const macs = stations.map(({ mac }) => mac);
    const observations = this.observationsOf(group);
    const { evidence } = weighObservations(observations, macs, knowledge, facts);
    const stated = evidence.filter(({ origin }) => origin !== OUI_ORIGIN);
    const makers = fuseEvidence(stated, knowledge.vendors).vendor ?? [];
    const macMakers = macs.flatMap((mac) => registeredMaker(mac, knowledge));
    const spans = [
      ...stations,
      ...addresses,
      ...observations.map(({ first, lastAt }) => ({ firstAt: first.at, lastAt })),
    ];
    return {
      group,
      id: idOf(group),
      isSeen: this.isSeen(group),
      firstAt: spans.reduce((first, span) => Math.min(first, span.firstAt), Number.POSITIVE_INFINITY),
      lastAt: spans.reduce((last, span) => Math.max(last, span.lastAt), Number.NEGATIVE_INFINITY),
      macBlocks: macs.filter(isMakersOwn).map((mac) => mac.slice(0, BLOCK_CHARACTERS)),
      makers: makers.length > 0 ? makers.slice(0, MAKERS_COMPARED).map(({ value }) => value) : macMakers,
      macMakers,
    };
  }

  private observationsOf(group: number): Observation[] {
    const { observations, placement, named, rest } = this.scene;
    const devices = placement.namedOf(group).map((index) => named[index]);
    return placement.subjectsOf(group).flatMap((subject) => {
      const own = devices.find((device) => device?.own.has(subject))?.own.get(subject) ?? rest.get(subject);
      const all = observations.of(subject);
      return own ? all.filter((observation) => own.has(observationKey(observation))) : all;
    });
  }
}

/** False for a MAC that anybody can set. */
const isMakersOwn = (mac: string) => !isLocallyAdministered(macWords(mac).high);

function byFirstSight(a: Claimant, b: Claimant): number {
  return a.firstAt - b.firstAt || (a.id < b.id ? -1 : 1);
}

/** The registered owner of a MAC prefix, when it makes whole devices. */
function registeredMaker(mac: string, { oui, vendors }: Knowledge): string[] {
  const entry = oui?.lookup(mac);
  const registered = entry && vendors.vendorOfRegistryName(entry.name);
  return registered && namesDevice(registered.kind) ? [registered.vendor] : [];
}
