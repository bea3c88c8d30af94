/** Search and filters above a list. What is filtered stands in the address; each filter can be taken out on its own. */

import { Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconChevronDown, IconSearch, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { tableText } from '../text/table.ts';
import styles from './facet-bar.module.css';
import { useKeys } from './keys.ts';

export interface FacetValue {
  readonly value: string;
  readonly label: string;
  /** How many rows it leaves; undefined when not counted. */
  readonly count?: number | undefined;
}

export interface Facet {
  readonly id: string;
  readonly label: string;
  readonly values: readonly FacetValue[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  /** One value at a time. */
  readonly single?: boolean;
  /** Values may be counted when they are wanted. */
  readonly onOpen?: () => void;
  /** Values are on their way. */
  readonly isWaiting?: boolean;
  /** Below the values: how many more there are. */
  readonly note?: string | undefined;
}

interface FacetBarProps {
  readonly search?: {
    readonly text: string;
    readonly hint: string;
    readonly onChange: (text: string) => void;
  };
  /** Instead of `search`: a field of the page's own. */
  readonly children?: ReactNode;
  readonly facets?: readonly Facet[];
  /** At the right: how the list is sorted, columns. */
  readonly aside?: ReactNode;
}

/** A pause in typing after which the list is asked again. */
const TYPING_PAUSE_MS = 200;

export function FacetBar({ search, children, facets = [], aside }: FacetBarProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like this
    <div className={`${styles.bar} not-printed`} role="group" aria-label={tableText.filters}>
      {search && <SearchField {...search} />}
      {children}
      {facets.map((facet) => (
        <FacetMenu key={facet.id} facet={facet} />
      ))}
      {aside && <div className={styles.aside}>{aside}</div>}
    </div>
  );
}

function SearchField({ text, hint, onChange }: NonNullable<FacetBarProps['search']>) {
  const [typed, setTyped] = useState(text);
  const field = useRef<HTMLInputElement>(null);
  const report = useDebouncedCallback(onChange, TYPING_PAUSE_MS);
  // Back and links change the address without the field.
  useEffect(() => setTyped(text), [text]);
  useKeys([{ keys: 'f', does: tableText.does.filter, run: () => field.current?.focus() }]);
  return (
    <TextInput
      ref={field}
      className={styles.search ?? ''}
      type="search"
      aria-label={tableText.search}
      placeholder={hint}
      leftSection={<IconSearch size={15} stroke={1.7} />}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        report(currentTarget.value);
      }}
    />
  );
}

function FacetMenu({ facet }: { readonly facet: Facet }) {
  const { label, values, chosen, onChange, single = false, onOpen, isWaiting = false, note } = facet;
  const names = chosen.map((value) => values.find((each) => each.value === value)?.label ?? value);
  const toggle = (value: string) => {
    if (chosen.includes(value)) onChange(chosen.filter((each) => each !== value));
    else onChange(single ? [value] : [...chosen, value]);
  };
  return (
    <span className={styles.facet}>
      <Popover position="bottom-start" shadow="md" trapFocus returnFocus {...(onOpen && { onOpen })}>
        <Popover.Target>
          <Button
            variant={chosen.length > 0 ? 'light' : 'default'}
            rightSection={chosen.length === 0 && <IconChevronDown size={14} stroke={1.7} />}
          >
            {names.length === 0 ? label : `${label}: ${names.join(', ')}`}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={6} aria-label={label}>
          <div className={styles.values}>
            {values.length === 0 && (
              <p className={styles.none}>{isWaiting ? tableText.valuesComing : tableText.noValues}</p>
            )}
            {values.map(({ value, label: name, count }) => (
              <Checkbox
                key={value}
                className={styles.value ?? ''}
                checked={chosen.includes(value)}
                onChange={() => toggle(value)}
                label={
                  <>
                    {name}
                    {count !== undefined && (
                      <span className={styles.count}>{count.toLocaleString('en')}</span>
                    )}
                  </>
                }
              />
            ))}
            {note && <p className={styles.none}>{note}</p>}
          </div>
        </Popover.Dropdown>
      </Popover>
      {chosen.length > 0 && (
        <button
          type="button"
          className={styles.remove}
          aria-label={tableText.removeFilter(label)}
          onClick={() => onChange([])}
        >
          <IconX size={14} stroke={1.9} />
        </button>
      )}
    </span>
  );
}
