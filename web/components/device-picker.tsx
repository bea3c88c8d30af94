/** One device, found by what people know of it. */

import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { findDevice, listDevices } from '../api/endpoints/devices.ts';
import { useAnswer } from '../api/queries.ts';
import { deviceName } from './device-words.ts';

const FOUND = 20;
const TYPING_PAUSE_MS = 150;

interface DevicePickerProps {
  readonly label: string;
  /** Shown while none is chosen. */
  readonly none: string;
  readonly nothingFound: string;
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

export function DevicePicker({ label, none, nothingFound, value, onChange }: DevicePickerProps) {
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed, TYPING_PAUSE_MS);
  const chosen = useAnswer(findDevice, { path: { id: value ?? '' } }, { enabled: value !== undefined });
  const chosenName = chosen.data && deviceName(chosen.data);
  // What stands in the field is the name of what is chosen until somebody types.
  const query = asked === chosenName ? '' : asked.trim();
  const found = useAnswer(listDevices, { query: { query: textQuery(query), limit: FOUND } });
  const options = new Map((found.data?.devices ?? []).map((device) => [device.id, optionOf(device)]));
  if (value !== undefined && chosenName !== undefined && !options.has(value))
    options.set(value, { value, label: chosenName });
  return (
    <Select
      aria-label={label}
      placeholder={none}
      data={[...options.values()]}
      // The server has searched: names need not contain what was typed.
      filter={({ options: all }) => all}
      searchable
      clearable
      nothingFoundMessage={nothingFound}
      value={value ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id) => onChange(id ?? undefined)}
    />
  );
}

function optionOf(device: { readonly id: string } & Parameters<typeof deviceName>[0]) {
  return { value: device.id, label: deviceName(device) };
}

/** Words as the language of queries quotes them; undefined for none. */
function textQuery(words: string): string | undefined {
  return words === '' ? undefined : `"${words.replace(/["\\]/g, ' ')}"`;
}
