/**
 * Values in the words of the vocabularies, where these differ from what a device says: who the maker is today, the proper
 * spelling of the model, the version alone. The value itself stays as the device says it.
 */

import type { Attribute } from '../dissectors/dissector.ts';
import type { Knowledge } from './knowledge.ts';
import { readVersionName } from './version-name.ts';

export interface NormalName {
  /** The value in the words of the vocabularies. */
  readonly normal?: string;
  /** Product that a version text names before the version. */
  readonly product?: string;
  /** Where the software may be sold, for makers who write it into the version. */
  readonly region?: 'US' | 'other';
}

/** Values remembered with their names; the devices of a network share few. All are dropped at the limit. */
const REMEMBERED_VALUES = 4_096;
/** The vocabularies say nothing else. */
export const AS_IT_IS: NormalName = {};
const NORMALISED: ReadonlySet<Attribute> = new Set(['vendor', 'model', 'softwareVersion', 'firmwareVersion']);

export class NormalNames {
  private readonly knowledge: Knowledge;
  private readonly remembered = new Map<string, NormalName>();

  constructor(knowledge: Knowledge) {
    this.knowledge = knowledge;
  }

  /** Names of one value of a device of this maker; empty when the vocabularies say the same. */
  of(attribute: Attribute, value: string, vendor: string | undefined): NormalName {
    if (!NORMALISED.has(attribute)) return AS_IT_IS;
    const key = `${attribute}\n${vendor ?? ''}\n${value}`;
    const known = this.remembered.get(key);
    if (known) return known;
    const name = this.find(attribute, value, vendor);
    if (this.remembered.size >= REMEMBERED_VALUES) this.remembered.clear();
    this.remembered.set(key, name);
    return name;
  }

  private find(attribute: Attribute, value: string, vendor: string | undefined): NormalName {
    const { vendors, models } = this.knowledge;
    if (attribute === 'vendor') return named(value, vendors.currentVendor(value));
    if (attribute === 'model') return named(value, models.classifyModel(vendor, value)?.model);
    const parts = readVersionName(value, vendor);
    if (!parts) return AS_IT_IS;
    const { version, ...rest } = parts;
    return { ...named(value, version), ...rest };
  }
}

function named(value: string, normal: string | undefined): NormalName {
  return normal === undefined || normal === value ? AS_IT_IS : { normal };
}
