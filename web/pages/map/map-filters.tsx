/** What the map is narrowed to; each can be taken out on its own. */

import { useState } from 'react';
import { listConversations } from '../../api/endpoints/conversations.ts';
import { countFacets, findDevice } from '../../api/endpoints/devices.ts';
import { useAnswer } from '../../api/queries.ts';
import { deviceName } from '../../components/device-words.ts';
import { type Facet, FacetBar } from '../../design/facet-bar.tsx';
import { wireText } from '../../design/format/wire-text.ts';
import { categoryName } from '../../text/categories.ts';
import { mapText } from '../../text/map.ts';
import type { MapWindow } from './map-asked.ts';
import type { MapState } from './map-state.ts';

interface MapFiltersProps {
  readonly state: MapState;
  readonly window: MapWindow;
  readonly sites: ReadonlyMap<string, string>;
  readonly onChange: (changed: Readonly<Record<string, string | undefined>>) => void;
}

/** Conversations whose protocols are offered: any other stands in the address. */
const LATEST = 500;
const FACETS = ['protocol', 'category', 'vlan'] as const;

export function MapFilters({ state, window, sites, onChange }: MapFiltersProps) {
  // What may be chosen is asked when somebody wants to choose: in a large house it takes as long as the map.
  const [isWanted, setWanted] = useState(false);
  const counted = useAnswer(countFacets, { query: { facets: 'category,vlan' } }, { enabled: isWanted });
  const { from, to } = window;
  const spoken = useAnswer(
    listConversations,
    { query: { from, to, bin: 'day', limit: LATEST } },
    { enabled: isWanted, keepsLast: true },
  );
  const protocols = new Set((spoken.data?.conversations ?? []).flatMap(({ protocol }) => protocol ?? []));
  const device = useAnswer(
    findDevice,
    { path: { id: state.device ?? '' } },
    { enabled: state.device !== undefined },
  );
  const chosen = {
    protocol: state.protocol,
    category: state.category,
    vlan: state.vlan === undefined ? undefined : String(state.vlan),
  };
  const facets = FACETS.map((id): Facet => {
    const { label, name } = NAMES[id];
    const known =
      id === 'protocol'
        ? [...protocols].sort()
        : (counted.data?.facets[id]?.values ?? []).flatMap(({ value }) => value ?? []);
    const values = known.map((value) => ({ value, label: name(value) }));
    const one = chosen[id];
    if (one !== undefined && !values.some(({ value }) => value === one))
      values.push({ value: one, label: name(one) });
    return {
      ...{ id, label, values, single: true, onOpen: () => setWanted(true) },
      isWaiting: (id === 'protocol' ? spoken : counted).isPending,
      chosen: one === undefined ? [] : [one],
      onChange: ([value]) => onChange({ [id]: value }),
    };
  });
  /** What other pages and the map itself narrow to: it can only be taken out here. */
  const fixed = (id: string, value: string | undefined, label: string): readonly Facet[] =>
    value === undefined
      ? []
      : [
          {
            ...{ id, label, single: true, chosen: [value], values: [{ value, label }] },
            onChange: ([next]) => onChange({ [id]: next }),
          },
        ];
  const site = state.site === undefined ? '' : wireText(sites.get(state.site) ?? state.site);
  const name = device.data ? wireText(deviceName(device.data)) : (state.device ?? '');
  return (
    <FacetBar
      facets={[...facets, ...fixed('site', state.site, site), ...fixed('device', state.device, name)]}
    />
  );
}

const NAMES = {
  protocol: { label: mapText.protocol, name: (value: string) => wireText(value.toUpperCase()) },
  category: { label: mapText.category, name: categoryName },
  vlan: { label: mapText.vlanFilter, name: mapText.vlan },
} as const;
