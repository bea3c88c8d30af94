/** One thing that people say of a device, as a field of a form. Empty is "not recorded". */

import { NativeSelect, TextInput } from '@mantine/core';
import {
  type DeviceEdit,
  type DeviceSummary,
  SENSITIVITIES,
  USE_STATES,
  ZONES,
} from '../../src/contract/device.ts';
import { placesText } from '../text/places.ts';
import { type Site, useSites } from './place-words.tsx';

export const PLACE_FIELDS = [
  ...(['site', 'unit', 'room', 'owner', 'criticality', 'use', 'assetTag', 'zone', 'sensitivity'] as const),
  ...(['contract', 'supportEnds'] as const),
] as const;
export type PlaceFieldName = (typeof PLACE_FIELDS)[number];

/** Values of a form: texts, empty for "not recorded". */
export type PlaceTexts = Readonly<Partial<Record<PlaceFieldName, string>>>;

interface PlaceFieldProps {
  readonly name: PlaceFieldName;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Units of this site alone. */
  readonly site?: string | undefined;
}

export function PlaceField({ name, value, onChange, site }: PlaceFieldProps) {
  const sites = useSites();
  const label = placesText.fields[name];
  const options = optionsOf(name, sites ?? [], site);
  if (options)
    return (
      <NativeSelect
        label={label}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        data={[{ value: '', label: placesText.unset }, ...options]}
        {...(name === 'site' && sites?.length === 0 && { description: placesText.noSites })}
      />
    );
  return (
    <TextInput
      label={label}
      value={value}
      maxLength={200}
      {...(name === 'supportEnds' && { type: 'date' })}
      {...(name === 'owner' && { placeholder: placesText.ownerHint })}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

const wordsOf = (ids: readonly string[], words: Readonly<Record<string, string>>): Option[] =>
  ids.map((value) => ({ value, label: words[value] ?? value }));

function optionsOf(
  name: PlaceFieldName,
  sites: readonly Site[],
  site: string | undefined,
): readonly Option[] | undefined {
  switch (name) {
    case 'site':
      return sites.map(({ id, name: label }) => ({ value: id, label }));
    case 'unit':
      return sites
        .filter(({ id }) => !site || id === site)
        .flatMap((each) =>
          each.units.map((unit) => ({
            value: unit.id,
            label: site ? unit.name : `${each.name}, ${unit.name}`,
          })),
        );
    case 'zone':
      return wordsOf(ZONES, placesText.zones);
    case 'sensitivity':
      return wordsOf(SENSITIVITIES, placesText.sensitivities);
    case 'use':
      return wordsOf(USE_STATES, placesText.uses);
    case 'criticality':
      return [5, 4, 3, 2, 1].map((level) => ({
        value: String(level),
        label: placesText.criticality(level),
      }));
    default:
      return undefined;
  }
}

/** What the fields of a device hold now; what is inferred is not said. */
export function placeTexts({ criticality, ...place }: DeviceSummary['place']): PlaceTexts {
  const said = criticality && !criticality.inferred ? String(criticality.value) : '';
  const texts = Object.entries(place).map(([name, value]) => [name, value ?? '']);
  return { ...Object.fromEntries(texts), criticality: said };
}

/** What an edit has to say so that the fields hold `after`; undefined when nothing differs. */
export function placeEdit(before: PlaceTexts, after: PlaceTexts): DeviceEdit | undefined {
  const changed = PLACE_FIELDS.filter(
    (name) => after[name] !== undefined && (before[name] ?? '') !== after[name]?.trim(),
  );
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map((name) => [name, sayOf(name, after[name] ?? '')])) as DeviceEdit;
}

/** A text of a form as the contract takes it. */
export function sayOf(name: PlaceFieldName, text: string): string | number | null {
  const said = text.trim();
  if (said === '') return null;
  return name === 'criticality' ? Number(said) : said;
}
