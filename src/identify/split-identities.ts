/**
 * Several devices behind one address: a dock, a concentrator, a terminal server, a network address translator. Protocols in
 * which a session belongs to one device that says who it is give one serial number each; several of them are several
 * devices. What one message said goes to its device, what all have in common to all, the rest stays with the address.
 */

import type { CataloguedFact, FactCatalogue } from './fact-catalogue.ts';
import type { IdentityClaim } from './identity-claims.ts';
import type { Observation } from './observation-store.ts';

/** Protocols whose serial number is that of the whole sender. In others (SNMP, LLDP, UPnP) modules have their own. */
const ONE_DEVICE_PER_SESSION: ReadonlySet<string> = new Set([
  'astm',
  'hl7',
  'identity-text',
  'intellivue',
  'phd',
  'poct1a',
  'telnet',
]);
/** Protocols of docks and concentrators, into which devices are put one after the other. */
const DOCKING: ReadonlySet<string> = new Set(['astm', 'phd', 'poct1a']);
/** Serial numbers one after the other that can still be one interface which changed its device. */
const SWAPPED = 2;

export interface SplitPart {
  readonly claim: IdentityClaim;
  /** Keys (`observationKey`) of the observations that are this device's. */
  readonly own: ReadonlySet<string>;
}

export interface IdentitySplit {
  /** `gateway`: all at one time behind it. `moved`: the last part has the interface now, those before had it. */
  readonly kind: 'gateway' | 'moved';
  /** In order of first sight by time. */
  readonly parts: readonly SplitPart[];
  /** Keys of the observations that stay with the address itself. */
  readonly rest: ReadonlySet<string>;
}

/** Names one observation among those of its subject. */
export const observationKey = ({ protocol, field, value }: Observation) => `${protocol}/${field}=${value}`;

/** How the observations of one subject belong to several devices; undefined when they are of one. */
export function splitIdentities(
  observations: readonly Observation[],
  claims: readonly IdentityClaim[],
  facts: FactCatalogue,
): IdentitySplit | undefined {
  const serials = new Map<string, IdentityClaim>();
  for (const claim of claims) {
    const { protocol } = claim.observation;
    if (claim.kind === 'serial' && ONE_DEVICE_PER_SESSION.has(protocol) && !serials.has(claim.key))
      serials.set(claim.key, claim);
  }
  if (serials.size < 2) return undefined;
  const devices = [...serials.values()].sort(byTime);
  const protocols = new Set(devices.map(({ observation }) => observation.protocol));
  const identity = observations.filter(
    ({ protocol, field }) => protocols.has(protocol) && isIdentity(facts.of(protocol, field)),
  );
  const parts = devices.map((claim) => ({ claim, own: ownOf(claim, devices, identity) }));
  const taken = new Set(identity.map(observationKey));
  for (const { observation } of devices) taken.add(observationKey(observation));
  const rest = new Set(observations.map(observationKey).filter((key) => !taken.has(key)));
  return { kind: kindOf(devices), parts, rest };
}

function byTime(a: IdentityClaim, b: IdentityClaim): number {
  return a.observation.first.at - b.observation.first.at || (a.key < b.key ? -1 : 1);
}

const isIdentity = ({ declaration }: CataloguedFact) =>
  declaration?.states !== undefined || declaration?.binds === 'unique-identity';

/** What the message with the serial number said, and what its protocol said alike before and after. */
function ownOf(
  { observation }: IdentityClaim,
  devices: readonly IdentityClaim[],
  identity: readonly Observation[],
): ReadonlySet<string> {
  const others = new Set(devices.map((device) => observationKey(device.observation)));
  const own = new Set([observationKey(observation)]);
  for (const seen of identity) {
    if (seen.protocol !== observation.protocol || others.has(observationKey(seen))) continue;
    const sameMessage =
      seen.first.packet === observation.first.packet && seen.first.capture === observation.first.capture;
    const isOnly = !identity.some(
      (other) => other.protocol === seen.protocol && other.field === seen.field && other.value !== seen.value,
    );
    // Said once, in the message of one device, it is that device's alone.
    const spansMessage = seen.first.at <= observation.first.at && observation.first.at <= seen.lastAt;
    if (sameMessage || (isOnly && spansMessage)) own.add(observationKey(seen));
  }
  return own;
}

function kindOf(devices: readonly IdentityClaim[]): IdentitySplit['kind'] {
  const [earlier, later] = devices;
  if (!earlier || !later || devices.length > SWAPPED) return 'gateway';
  if (devices.some(({ observation }) => DOCKING.has(observation.protocol))) return 'gateway';
  return earlier.observation.lastAt < later.observation.first.at ? 'moved' : 'gateway';
}
