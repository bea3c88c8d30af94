/** Views of the list: those that everybody has, with their counts, and those that people saved. */

import { ActionIcon, Button } from '@mantine/core';
import { IconBookmarkPlus, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { z } from 'zod';
import type { SavedQuery as SavedQuerySchema } from '../../../src/contract/saved-query.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { listDevices } from '../../api/endpoints/devices.ts';
import {
  addSavedQuery,
  changeSavedQuery,
  dropSavedQuery,
  listSavedQueries,
} from '../../api/endpoints/saved-queries.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { wireText } from '../../design/format/wire-text.ts';
import { showMessage } from '../../design/messages.tsx';
import { PageTabs } from '../../design/page-header.tsx';
import { doWithUndo } from '../../design/undo.ts';
import { deviceListText } from '../../text/device-list.ts';
import { DEFAULT_SORT } from './devices-asked.ts';
import styles from './view-tabs.module.css';

const text = deviceListText.views;
const SaveView = lazy(() => import('./save-view.tsx').then((module) => ({ default: module.SaveView })));

type SavedView = z.output<typeof SavedQuerySchema>;

/** Queries as they stand in the address, in the words of the server. */
const EVERYBODYS = [
  { id: 'all', label: text.all, query: '' },
  { id: 'critical', label: text.critical, query: 'criticality>=4' },
  { id: 'no-model', label: text.noModel, query: 'model:unknown' },
  { id: 'no-category', label: text.noCategory, query: 'category:unknown' },
  { id: 'fresh', label: text.fresh, query: 'first<1w' },
  { id: 'unsupported', label: text.unsupported, query: 'support-ends<90d' },
] as const;
type EverybodysId = (typeof EVERYBODYS)[number]['id'];

interface ViewTabsProps {
  readonly query: string;
  readonly sort: string;
  /** Views are counted once the rows are there, which people wait for. */
  readonly counts: boolean;
}

export function ViewTabs({ query, sort, counts: mayCount }: ViewTabsProps) {
  const [address, change] = useAddressState();
  const [saving, setSaving] = useState(false);
  const saved = useAnswer(listSavedQueries, {}).data?.queries ?? [];
  const counts = useViewCounts(mayCount);
  const named = saved.find(({ id }) => id === address['view']);
  const isChanged = named !== undefined && (named.query !== query || named.sort !== sort);
  const everybodys = EVERYBODYS.find((view) => view.query === query);
  const choose = (id: string) => {
    const kept = saved.find((view) => view.id === id);
    const view = kept ?? EVERYBODYS.find((each) => each.id === id);
    if (!view) return;
    const order = kept && kept.sort !== DEFAULT_SORT ? kept.sort : undefined;
    change({ query: view.query || undefined, view: kept?.id, sort: order, row: undefined }, { step: true });
  };
  const tabs = [
    ...EVERYBODYS.map(({ id, label }) => ({ id, label, count: counts[id] })),
    ...saved.map(({ id, name, own, owner }) => ({
      id,
      label:
        wireText(own ? name : `${name} (${text.shared(owner)})`) +
        (id === named?.id && isChanged ? ' •' : ''),
    })),
  ];
  return (
    <div className={styles.line}>
      <PageTabs label={text.label} tabs={tabs} chosen={named?.id ?? everybodys?.id ?? ''} onChoose={choose} />
      <div className={`${styles.acts} not-printed`}>
        {named?.own && isChanged && <ChangeView view={named} query={query} sort={sort} />}
        {named?.own && <DropView view={named} onDropped={() => change({ view: undefined })} />}
        {(named === undefined || isChanged) && everybodys === undefined && (
          <Button
            variant="subtle"
            leftSection={<IconBookmarkPlus size={16} stroke={1.7} />}
            onClick={() => setSaving(true)}
          >
            {text.save}
          </Button>
        )}
      </div>
      {saving && (
        <Suspense>
          <SaveView
            query={query}
            sort={sort}
            onClose={() => setSaving(false)}
            onSaved={(view) => change({ view: view.id, query: view.query || undefined })}
          />
        </Suspense>
      )}
    </div>
  );
}

/** How many devices each of everybody's views has; one that is not counted yet, or not to the end, is undefined. */
function useViewCounts(mayCount: boolean): Readonly<Record<EverybodysId, number | undefined>> {
  return {
    all: useTotal(EVERYBODYS[0].query, mayCount),
    critical: useTotal(EVERYBODYS[1].query, mayCount),
    'no-model': useTotal(EVERYBODYS[2].query, mayCount),
    'no-category': useTotal(EVERYBODYS[3].query, mayCount),
    fresh: useTotal(EVERYBODYS[4].query, mayCount),
    unsupported: useTotal(EVERYBODYS[5].query, mayCount),
  };
}

function useTotal(query: string, mayCount: boolean): number | undefined {
  const total: AnswerOf<typeof listDevices>['total'] | undefined = useAnswer(
    listDevices,
    { query: { query: query || undefined, limit: 1 } },
    { enabled: mayCount },
  ).data?.total;
  return total?.exact ? total.count : undefined;
}

function ChangeView({ view, query, sort }: Omit<ViewTabsProps, 'counts'> & { readonly view: SavedView }) {
  const act = useAct(changeSavedQuery);
  const save = () =>
    act.mutate(
      { path: { id: view.id }, body: { version: view.version, query, sort } },
      {
        onSuccess: () => showMessage({ text: text.saved(view.name) }),
        onError: ({ message }) => showMessage({ text: message, isProblem: true }),
      },
    );
  return (
    <Button variant="subtle" loading={act.isPending} onClick={save}>
      {text.change}
    </Button>
  );
}

function DropView({ view, onDropped }: { readonly view: SavedView; readonly onDropped: () => void }) {
  const drop = useAct(dropSavedQuery);
  const add = useAct(addSavedQuery);
  const { name, query, sort, shared } = view;
  const run = () =>
    doWithUndo({
      done: text.dropped(name),
      run: () => drop.mutateAsync({ path: { id: view.id } }).then(onDropped),
      undo: () => add.mutateAsync({ body: { name, query, sort, shared } }),
    });
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={text.drop} title={text.drop} onClick={run}>
      <IconTrash size={16} stroke={1.7} />
    </ActionIcon>
  );
}
