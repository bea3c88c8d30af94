/** Which alerts are shown: kept in the address. Without anything said, those that are not closed. */

import { type AddressState, useAddressState } from '../../design/address-state.ts';
import type { Facet } from '../../design/facet-bar.tsx';
import { alertsText as text } from '../../text/alerts.ts';
import { valuesText } from '../../text/values.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const STATES = ['open', 'acknowledged', 'closed'] as const;
const KINDS = Object.keys(text.kinds) as (keyof typeof text.kinds)[];
const SORTS = ['last', 'first', 'severity', 'count', 'kind', 'state'] as const;
const FILTERS = ['state', 'kind', 'severity', 'text', 'device', 'cve'] as const;
export const DEFAULT_SORT = '-last';

export function useAlertFilter() {
  const [address, change] = useAddressState();
  const states = among(STATES, address, 'state');
  const kinds = among(KINDS, address, 'kind');
  const severities = among(SEVERITIES, address, 'severity');
  const facet = (
    id: 'state' | 'kind' | 'severity',
    chosen: readonly string[],
    names: readonly (readonly [value: string, label: string])[],
  ): Facet => ({
    ...{ id, label: text.facets[id], chosen },
    values: names.map(([value, label]) => ({ value, label })),
    onChange: (next) => change({ [id]: next.join(',') || undefined }, { step: true }),
  });
  return {
    query: {
      state: states.length > 0 ? states : (['open', 'acknowledged'] as const).slice(),
      ...(kinds.length > 0 && { kind: kinds }),
      ...(severities.length > 0 && { severity: severities }),
      ...(address['text'] && { text: address['text'] }),
      ...(address['device'] && { device: address['device'] }),
      ...(address['cve'] && { cve: address['cve'] }),
      sort: sortOf(address['sort']),
    },
    facets: [
      facet(
        'state',
        states,
        STATES.map((state) => [state, text.states[state]]),
      ),
      facet(
        'severity',
        severities,
        SEVERITIES.map((severity) => [severity, valuesText.severity[severity]]),
      ),
      facet(
        'kind',
        kinds,
        KINDS.map((kind) => [kind, text.kinds[kind]]),
      ),
    ],
    search: {
      text: address['text'] ?? '',
      hint: text.search,
      onChange: (typed: string) => change({ text: typed.trim() || undefined }),
    },
    clear: () => change(Object.fromEntries(FILTERS.map((name) => [name, undefined]))),
  };
}

/** Those values of a parameter that there are. */
function among<Value extends string>(known: readonly Value[], address: AddressState, name: string): Value[] {
  const asked = address[name]?.split(',') ?? [];
  return known.filter((value) => asked.includes(value));
}

type SortName = (typeof SORTS)[number] | `-${(typeof SORTS)[number]}`;

function sortOf(asked: string | undefined): SortName {
  const name = asked?.replace(/^-/, '');
  return asked !== undefined && SORTS.some((sort) => sort === name) ? (asked as SortName) : DEFAULT_SORT;
}
