/** Devices as the API shows them. Copies, since the contract's arrays may be changed by those who parse it. */

import type { Device, DeviceSummary } from '../../contract/device.ts';
import type { ListedDevice } from '../../store/device-list.ts';
import type { StoredDevice } from '../../store/device-page.ts';
import type { Place } from '../../store/device-place.ts';
import type { KeptCategory, KeptDevice } from '../../store/merge-device.ts';

export function presentListed(device: ListedDevice): DeviceSummary {
  return { ...presentFacts(device), attributes: device.best };
}

export function presentDevice(device: StoredDevice): Device {
  const attributes: Device['attributes'] = {};
  for (const { attribute, evidence, ...value } of device.values) {
    attributes[attribute] ??= [];
    attributes[attribute].push({ ...value, evidence: [...evidence] });
  }
  return {
    ...presentFacts(device),
    ...{ attributes, contradictions: contradictionsOf(device), services: [...device.services] },
    viaDevice: device.viaDevice,
    decisions: device.decisions.map((decision) => ({ ...decision, about: [...decision.about] })),
    identity: device.identity.map((decision) => ({
      ...decision,
      until: decision.until?.toISOString() ?? null,
      madeAt: decision.madeAt.toISOString(),
      withdrawnAt: decision.withdrawnAt?.toISOString() ?? null,
    })),
    parts: device.parts.map(({ id, macs, ips }) => ({ id, macs: [...macs], ips: [...ips] })),
    history: device.history.map(({ sourceKind, sourceId, sourceName, at, ...change }) => ({
      ...change,
      at: at.toISOString(),
      source: { kind: sourceKind, id: sourceId, name: sourceName },
    })),
    notes: device.notes.map((note) => ({ ...note, at: note.at.toISOString() })),
  };
}

/** What a person has set and traffic does not agree with: the best inferred value that stands behind it. */
function contradictionsOf({ values, category, inferredCategory }: KeptDevice): Device['contradictions'] {
  const found: Device['contradictions'] = [];
  if (category.setByPerson && inferredCategory && inferredCategory.value !== 'unknown')
    if (inferredCategory.value !== category.value)
      found.push({
        ...{ attribute: 'category', set: category.value },
        ...{ seen: inferredCategory.value, confidence: inferredCategory.confidence },
      });
  for (const { attribute, value: set, setByPerson } of values) {
    if (!setByPerson) continue;
    const seen = values.find((other) => other.attribute === attribute && !other.setByPerson);
    if (seen && seen.value.toLowerCase() !== set.toLowerCase())
      found.push({ attribute, set, seen: seen.value, confidence: seen.confidence });
  }
  return found;
}

function presentFacts(
  device: Omit<KeptDevice, 'values' | 'services'> & { readonly id: string; readonly place: Place },
) {
  const { id, macs, ips, vlans, hostnames, category, inferredCategory, firstAt, lastAt } = device;
  const { packets, octets, peers, conversations, seenAs, profile, place } = device;
  return {
    ...{ id, firstAt, lastAt, packets, octets, peers, conversations, seenAs, profile },
    ...{ macs: [...macs], ips: [...ips], vlans: [...vlans], hostnames: [...hostnames] },
    category: presentCategory(category),
    ...(inferredCategory && { inferredCategory: presentCategory(inferredCategory) }),
    place: presentPlace(place),
    version: place.version,
  };
}

const presentCategory = (category: KeptCategory) => ({ ...category, reasons: [...category.reasons] });

function presentPlace({ version: _, categoryCriticality, criticality, ...place }: Place) {
  const value = criticality ?? categoryCriticality;
  return {
    ...place,
    criticality: value === null ? null : { value, inferred: criticality === null },
  };
}
