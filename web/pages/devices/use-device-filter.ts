/** Filters of the list of devices: one query in the address, which the field shows whole and the menus edit. */

import { useState } from 'react';
import {
  chooseValues,
  chosenValues,
  conditionsOf,
  type DeviceField,
} from '../../../src/contract/device-query.ts';
import { countFacets } from '../../api/endpoints/devices.ts';
import { useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import type { Facet, FacetValue } from '../../design/facet-bar.tsx';
import { deviceListText } from '../../text/device-list.ts';
import { DEFAULT_SORT } from './devices-asked.ts';
import { valueWords } from './facet-words.ts';

/** Menus above the list, in their order; all are fields of the query and facets of the API. */
const MENUS = ['category', 'vendor', 'site', 'criticality', 'use', 'os', 'seen-as'] as const;
type MenuField = (typeof MENUS)[number];

/** A value in a menu; the one for "not known" cannot be the name of anything. */
const UNKNOWN = 'unknown';
const keyOf = (value: string | null) => (value === null ? UNKNOWN : `=${value}`);
const toValue = (key: string) => (key === UNKNOWN ? null : key.slice(1));

export interface DeviceFilter {
  /** As it stands in the address, without spaces around it. */
  readonly query: string;
  /** As it was typed. */
  readonly typed: string;
  readonly sort: string;
  readonly conditions: readonly string[];
  readonly facets: readonly Facet[];
  readonly ask: (query: string, options?: { readonly step?: boolean }) => void;
}

export function useDeviceFilter(): DeviceFilter {
  const [address, change] = useAddressState();
  const [open, setOpen] = useState<MenuField>();
  const typed = address['query'] ?? '';
  const query = typed.trim();
  const ask: DeviceFilter['ask'] = (next, options) =>
    change({ query: next || undefined, row: undefined }, options);
  // What a menu offers is counted as if it had chosen nothing.
  const rest = open ? chooseValues(query, open, []) : query;
  const counted = useAnswer(
    countFacets,
    { query: { query: rest || undefined, facets: open } },
    { enabled: open !== undefined },
  );
  const facets = MENUS.map((field): Facet => {
    const chosen = chosenValues(query, field);
    const found = open === field ? counted.data?.facets[field] : undefined;
    const offered = found?.values.map(({ value, label, count }): FacetValue => {
      const asked = value === null ? null : (label ?? value);
      return { value: keyOf(asked), label: valueWords(field, asked), count };
    });
    const known = new Set(offered?.map(({ value }) => value));
    const absent = chosen.filter((value) => !known.has(keyOf(value)));
    return {
      id: field,
      label: deviceListText.facets[field],
      chosen: chosen.map(keyOf),
      values: [
        ...(offered ?? []),
        ...absent.map((value) => ({ value: keyOf(value), label: valueWords(field, value) })),
      ],
      onOpen: () => setOpen(field),
      onChange: (keys) => ask(chooseValues(query, field as DeviceField, keys.map(toValue)), { step: true }),
      note: found && found.others > 0 ? deviceListText.others(found.others) : undefined,
    };
  });
  return {
    ...{ query, typed, facets, ask },
    sort: address['sort'] ?? DEFAULT_SORT,
    conditions: conditionsOf(query),
  };
}
