/** What of the log is shown: kept in the address. */

import { useMemo } from 'react';
import { listPeople } from '../../api/endpoints/access.ts';
import { useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import type { Facet } from '../../design/facet-bar.tsx';
import { useMay } from '../../session/me.tsx';
import { auditText as text } from '../../text/audit.ts';

const PEOPLE = 200;
const DAY_MS = 86_400_000;
const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, quarter: 90 };
const FILTERS = ['action', 'who', 'since', 'from', 'until', 'targetKind', 'targetId'] as const;

export function useAuditFilter() {
  const [address, change] = useAddressState();
  const maySeePeople = useMay('administration:view');
  const people = useAnswer(listPeople, { query: { limit: PEOPLE } }, { enabled: maySeePeople });
  const { action, who, since, until, targetKind, targetId } = address;
  const days = since === undefined ? undefined : DAYS[since];
  // Fixed while the filter stands: pages of one list have one beginning.
  const from = useMemo(
    () => (days === undefined ? address['from'] : new Date(Date.now() - days * DAY_MS).toISOString()),
    [days, address['from']],
  );
  const one = (name: string, chosen: readonly string[]) => change({ [name]: chosen[0] }, { step: true });
  const areas = Object.entries(text.areas).map(([value, label]) => ({ value, label }));
  const known = (people.data?.people ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const facets: readonly Facet[] = [
    {
      ...{ id: 'area', label: text.facets.area, values: areas, single: true },
      chosen: action !== undefined && Object.hasOwn(text.areas, action) ? [action] : [],
      onChange: (chosen) => one('action', chosen),
    },
    ...(maySeePeople
      ? [
          {
            ...{ id: 'who', label: text.facets.person, values: known, single: true },
            chosen: who === undefined ? [] : [who],
            onChange: (chosen: readonly string[]) => one('who', chosen),
          },
        ]
      : []),
    {
      ...{ id: 'since', label: text.facets.since, single: true },
      values: Object.entries(text.sinces).map(([value, label]) => ({ value, label })),
      chosen: since === undefined ? [] : [since],
      onChange: (chosen) => one('since', chosen),
    },
    ...(targetId === undefined
      ? []
      : [
          {
            ...{ id: 'target', label: text.facets.target, single: true },
            values: [{ value: targetId, label: `${targetKind ?? ''} ${targetId}` }],
            chosen: [targetId],
            onChange: () => change({ targetKind: undefined, targetId: undefined }, { step: true }),
          },
        ]),
  ];
  return {
    query: { action, who, from, until, targetKind, targetId },
    facets,
    search: {
      text: action ?? '',
      hint: text.search,
      onChange: (typed: string) => change({ action: typed.trim() || undefined }),
    },
    clear: () => change(Object.fromEntries(FILTERS.map((name) => [name, undefined]))),
  };
}
