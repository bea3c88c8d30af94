/**
 * A value of a device, or its category, as a person set it. It stands before what was inferred, which is kept beneath it, and
 * in the device and all of its parts, so that the whole keeps it when it is made anew.
 */

import type { Transaction } from 'kysely';
import type { Attribute } from '../dissectors/dissector.ts';
import { SET_CONFIDENCE } from '../identify/set-values.ts';
import type { OrganisationId } from './database.ts';
import type { Author } from './device-edits.ts';
import { recordChanges } from './device-history.ts';
import { partsOf, renewWholes } from './device-parts.ts';
import { type DeviceRules, loadDevices, writeDevices } from './device-rows.ts';
import { inferredCategoryOf, type KeptDevice, type KeptValue } from './merge-device.ts';
import type { Tables } from './schema.ts';

export type SettableAttribute = Attribute | 'category';

interface SetByPerson {
  readonly attribute: SettableAttribute;
  readonly value: string;
  readonly reason: string;
}

/** Sets a value, in place of what a person set before, and records it in the history of the device. */
export async function keepSetValue(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  device: string,
  rules: DeviceRules,
  author: Author,
  set: SetByPerson,
): Promise<void> {
  await changeRecords(transaction, organisation, device, rules, (known) =>
    withSet(withoutSet(known, set.attribute), set),
  );
  const reason = `a person set it: ${set.reason}`;
  const change = { what: set.attribute, outcome: 'changed', from: null, to: set.value, reason } as const;
  const source = { kind: 'person' as const, ...author };
  await recordChanges(transaction, organisation, [{ device, at: new Date().toISOString(), change, source }]);
}

/** Takes away what a person set: what was inferred holds again. */
export function dropSetValue(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  device: string,
  rules: DeviceRules,
  attribute: SettableAttribute,
): Promise<void> {
  return changeRecords(transaction, organisation, device, rules, (known) => withoutSet(known, attribute));
}

async function changeRecords(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  whole: string,
  rules: DeviceRules,
  change: (known: KeptDevice) => KeptDevice,
): Promise<void> {
  const parts = await partsOf(transaction, whole);
  const records = await loadDevices(transaction, parts.length > 0 ? parts : [whole]);
  const changed = new Map([...records].map(([id, known]) => [id, change(known)]));
  await writeDevices(transaction, organisation, changed, rules);
  await renewWholes(transaction, organisation, [...changed.keys()], rules);
}

function withoutSet(known: KeptDevice, attribute: SettableAttribute): KeptDevice {
  const { inferredCategory: _, ...rest } = known;
  if (attribute === 'category') return { ...rest, category: inferredCategoryOf(known) };
  const values = known.values.filter((value) => value.attribute !== attribute || !value.setByPerson);
  return { ...known, values };
}

function withSet(inferred: KeptDevice, { attribute, value, reason }: SetByPerson): KeptDevice {
  const setByPerson = true as const;
  if (attribute === 'category') {
    const reasons = [`a person set it: ${reason}`];
    const category = { value, confidence: SET_CONFIDENCE, reasons, setByPerson };
    return { ...inferred, category, inferredCategory: inferred.category };
  }
  const set: KeptValue = { attribute, value, confidence: SET_CONFIDENCE, evidence: [], setByPerson };
  return { ...inferred, values: [set, ...inferred.values] };
}
