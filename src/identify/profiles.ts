/**
 * Profiles: devices that behave alike, by what they are (category, maker, model, software) and what they do (protocols that
 * they serve and use). The id is a hash of that description alone: the same in every run, site and capture.
 */

import { createHash } from 'node:crypto';
import type { CountedProfile, InventoryDevice, InventoryService, Profile } from './inventory.ts';

type Described = Pick<InventoryDevice, 'category' | 'attributes' | 'services'>;

/** Hexadecimal digits of an id: among a million profiles two collide with a chance of one in five hundred. */
const ID_DIGITS = 12;
/** Ports from which a host picks at random for a moment (RFC 6335 6): no trait without a known protocol. */
const FIRST_DYNAMIC_PORT = 49_152;

/** Gives devices their profile and counts. */
export class Profiles {
  private readonly byText = new Map<string, { readonly profile: Profile; devices: number }>();

  /** The devices, each with its profile. */
  *addTo(devices: Iterable<InventoryDevice>): Generator<InventoryDevice> {
    for (const device of devices) yield { ...device, profile: this.idOf(device) };
  }

  /** Id of the device's profile; null when nothing is known that it could have in common with others. */
  idOf({ category, attributes, services }: Described): string | null {
    const vendor = attributes.vendor?.[0]?.value;
    const model = attributes.model?.[0]?.value;
    const software = (attributes.softwareVersion ?? attributes.firmwareVersion)?.[0]?.value;
    const serves = traitsOf(services, 'server');
    const uses = traitsOf(services, 'client');
    if (category.value === 'unknown' && model === undefined && serves === '' && uses === '') return null;
    // Attributes hold no line breaks: one joins them without doubt. Strings alone, because this runs for every device.
    const text = `${category.value}\n${vendor ?? ''}\n${model ?? ''}\n${software ?? ''}\n${serves}\n${uses}`;
    let entry = this.byText.get(text);
    if (!entry) {
      const id = `profile:${createHash('sha256').update(text).digest('hex').slice(0, ID_DIGITS)}`;
      const named = { vendor: vendor ?? null, model: model ?? null, software: software ?? null };
      const traits = { serves: listOf(serves), uses: listOf(uses) };
      entry = { profile: { id, category: category.value, ...named, ...traits }, devices: 0 };
      this.byText.set(text, entry);
    }
    entry.devices++;
    return entry.profile.id;
  }

  /** All profiles given so far, those of most devices first. */
  all(): CountedProfile[] {
    return [...this.byText.values()]
      .map(({ profile, devices }) => ({ ...profile, devices }))
      .sort((a, b) => b.devices - a.devices || (a.id < b.id ? -1 : 1));
  }
}

/** What a device serves or uses, sorted and joined by spaces. */
function traitsOf(services: readonly InventoryService[], role: InventoryService['role']): string {
  const traits: string[] = [];
  for (const service of services) {
    if (service.role !== role) continue;
    if (service.protocol === 'unknown' && service.port >= FIRST_DYNAMIC_PORT) continue;
    traits.push(`${service.protocol}/${service.transport}/${service.port}`);
  }
  return traits.length < 2 ? (traits[0] ?? '') : [...new Set(traits)].sort().join(' ');
}

const listOf = (traits: string) => (traits === '' ? [] : traits.split(' '));
