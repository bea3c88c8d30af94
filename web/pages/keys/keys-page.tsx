/** Which programs may call the API, with what, and when did they last? */

import { Button, SegmentedControl } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { z } from 'zod';
import type { Key as KeySchema } from '../../../src/contract/key.ts';
import { listKeys, removeKey } from '../../api/endpoints/keys.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { AdministrationSections } from '../../components/administration-sections.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage } from '../../design/messages.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import type { Column } from '../../design/table/column.ts';
import { DataTable } from '../../design/table/data-table.tsx';
import listStyles from '../../design/table/list-page.module.css';
import { Age, Instant, Mono, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { permissionName } from '../../text/access.ts';
import { organisationText } from '../../text/organisation.ts';
import { KeyForm } from './key-form.tsx';

const text = organisationText.keys;
type Key = z.output<typeof KeySchema>;

export function KeysPage() {
  const [address, change] = useAddressState();
  const maySeeAll = useMay('administration:view');
  const isAll = maySeeAll && address['of'] !== 'mine';
  const found = useAnswer(listKeys, { query: { all: isAll } });
  const remove = useAct(removeKey);
  const [removed, setRemoved] = useState<Key>();
  const columns = useColumns(setRemoved);
  const keys = found.data?.keys ?? [];
  const make = () => change({ make: '1' }, { step: true });
  return (
    <div className={listStyles.page}>
      <PageHeader
        title={text.title}
        actions={
          <>
            {maySeeAll && (
              <SegmentedControl
                aria-label={text.title}
                value={isAll ? 'all' : 'mine'}
                onChange={(of) => change({ of: of === 'all' ? undefined : of })}
                data={[
                  { value: 'all', label: text.all },
                  { value: 'mine', label: text.mine },
                ]}
              />
            )}
            <Button leftSection={<IconKey size={16} stroke={1.7} />} onClick={make}>
              {text.make}
            </Button>
          </>
        }
      >
        <AdministrationSections />
      </PageHeader>
      <div className={listStyles.list}>
        <DataTable
          label={text.title}
          columns={columns}
          rows={keys}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          card={(key) => <KeyCard item={key} onRemove={setRemoved} />}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={text.what} lines={6} />
            ) : keys.length === 0 ? (
              <EmptyState
                icon={<IconKey size={28} stroke={1.5} />}
                title={text.none}
                actions={<Button onClick={make}>{text.make}</Button>}
              >
                {text.noneHelp}
              </EmptyState>
            ) : undefined
          }
        />
      </div>
      {address['make'] !== undefined && <KeyForm onClose={() => change({ make: undefined })} />}
      <ConfirmDialog
        open={removed !== undefined}
        onClose={() => setRemoved(undefined)}
        title={text.removeTitle(removed?.name ?? '')}
        action={text.remove}
        destructive
        onConfirm={async () => {
          await remove.mutateAsync({ path: { id: removed?.id ?? '' } });
          showMessage({ text: text.removed });
        }}
      >
        {text.removeHelp}
      </ConfirmDialog>
    </div>
  );
}

const scopesOf = ({ scopes }: Key): string =>
  scopes.length === 0 ? text.noScopes : scopes.map(permissionName).join(', ');

function LastUse({ item: { lastUsedAt, lastAddress } }: { readonly item: Key }) {
  if (lastUsedAt === null) return <>{text.neverUsed}</>;
  return (
    <span>
      <Age at={lastUsedAt} ago /> {lastAddress !== null && <Mono>{lastAddress}</Mono>}
    </span>
  );
}

interface KeyActProps {
  readonly item: Key;
  readonly onRemove: (key: Key) => void;
}

function RevokeButton({ item, onRemove }: KeyActProps) {
  return (
    <Button
      variant="default"
      size="compact-xs"
      aria-label={text.removeOf(item.name)}
      onClick={() => onRemove(item)}
    >
      {text.remove}
    </Button>
  );
}

function KeyCard({ item, onRemove }: KeyActProps) {
  return (
    <div className={listStyles.card}>
      <span className={listStyles.name}>
        <WireText>{item.name}</WireText>
      </span>
      <span>{scopesOf(item)}</span>
      <span className={listStyles.quiet}>
        <LastUse item={item} />, {text.columns.ends} <Instant at={item.expiresAt} />
      </span>
      <RevokeButton item={item} onRemove={onRemove} />
    </div>
  );
}

function useColumns(onRemove: (key: Key) => void): readonly Column<Key>[] {
  return useMemo(
    () => [
      {
        ...{ id: 'name', title: text.columns.name, width: 200, grows: true },
        cell: ({ name }) => (
          <span className={listStyles.name}>
            <WireText>{name}</WireText>
          </span>
        ),
      },
      { id: 'kind', title: text.columns.kind, width: 130, cell: ({ kind }) => text.kinds[kind] },
      { id: 'scopes', title: text.columns.scopes, width: 280, grows: true, cell: scopesOf },
      {
        ...{ id: 'addresses', title: text.columns.addresses, width: 160 },
        cell: ({ addresses }) =>
          addresses.length === 0 ? text.everywhere : <Mono>{addresses.join(', ')}</Mono>,
      },
      { id: 'made', title: text.columns.made, width: 110, cell: ({ madeAt }) => <Instant at={madeAt} /> },
      { id: 'used', title: text.columns.used, width: 170, cell: (key) => <LastUse item={key} /> },
      {
        id: 'ends',
        title: text.columns.ends,
        width: 110,
        cell: ({ expiresAt }) => <Instant at={expiresAt} />,
      },
      {
        ...{ id: 'act', title: text.columns.act, width: 96 },
        cell: (key) => <RevokeButton item={key} onRemove={onRemove} />,
      },
    ],
    [onRemove],
  );
}
