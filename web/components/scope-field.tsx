/** Where a role or a rule holds: sites, wards, kinds of device in one field; makers and criticality for who needs them. */

import { Button, MultiSelect, Select, TagsInput } from '@mantine/core';
import { useState } from 'react';
import type { Scope } from '../../src/contract/access.ts';
import { listSites } from '../api/endpoints/places.ts';
import { useAnswer } from '../api/queries.ts';
import { FieldRow } from '../design/fields.tsx';
import { accessText } from '../text/access.ts';
import { CATEGORY_IDS, categoryName } from '../text/categories.ts';

const text = accessText.scope;
const CRITICALITIES = ['1', '2', '3', '4', '5'];
const VENDORS_LIMIT = 500;

interface ScopeFieldProps {
  readonly label?: string;
  readonly value: Scope;
  readonly onChange: (scope: Scope) => void;
}

export function ScopeField({ label = text.where, value, onChange }: ScopeFieldProps) {
  const sites = useAnswer(listSites, {}).data?.sites ?? [];
  const [isNarrow, setNarrow] = useState(value.vendors !== undefined || value.criticality !== undefined);
  const chosen = [
    ...(value.sites ?? []).map((id) => `site:${id}`),
    ...(value.units ?? []).map((id) => `unit:${id}`),
    ...(value.categories ?? []).map((id) => `category:${id}`),
  ];
  const data = [
    {
      group: text.units,
      items: sites.flatMap((site) =>
        site.units.map((unit) => ({ value: `unit:${unit.id}`, label: text.unitOf(unit.name, site.name) })),
      ),
    },
    { group: text.sites, items: sites.map(({ id, name }) => ({ value: `site:${id}`, label: name })) },
    {
      group: text.categories,
      items: CATEGORY_IDS.map((id) => ({ value: `category:${id}`, label: categoryName(id) })),
    },
  ].filter(({ items }) => items.length > 0);
  const choose = (picked: readonly string[]) => {
    const of = (kind: string) =>
      picked.flatMap((each) => (each.startsWith(`${kind}:`) ? each.slice(kind.length + 1) : []));
    const { sites: _sites, units: _units, categories: _categories, ...rest } = value;
    onChange({
      ...rest,
      ...some('sites', of('site')),
      ...some('units', of('unit')),
      ...some('categories', of('category')),
    });
  };
  return (
    <>
      <MultiSelect
        label={label}
        placeholder={chosen.length === 0 ? text.everywhere : ''}
        data={data}
        value={chosen}
        onChange={choose}
        searchable
        hidePickedOptions
        clearable
      />
      {isNarrow ? (
        <FieldRow>
          <TagsInput
            label={text.vendors}
            description={text.vendorsHelp}
            maxTags={VENDORS_LIMIT}
            value={[...(value.vendors ?? [])]}
            onChange={(vendors) => {
              const { vendors: _before, ...rest } = value;
              onChange({ ...rest, ...some('vendors', vendors) });
            }}
          />
          <Select
            label={text.criticality}
            placeholder={text.anyCriticality}
            clearable
            data={CRITICALITIES}
            value={value.criticality === undefined ? null : String(value.criticality)}
            onChange={(level) => {
              const { criticality: _before, ...rest } = value;
              onChange(level === null ? rest : { ...rest, criticality: Number(level) });
            }}
          />
        </FieldRow>
      ) : (
        <div>
          <Button variant="subtle" onClick={() => setNarrow(true)}>
            {text.narrower}
          </Button>
        </div>
      )}
    </>
  );
}

/** An empty member would mean "nowhere": it is left out. */
function some<Name extends string>(name: Name, values: string[]): { readonly [Key in Name]?: string[] } {
  return (values.length === 0 ? {} : { [name]: values }) as { readonly [Key in Name]?: string[] };
}
