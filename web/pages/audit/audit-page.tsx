/** Who did what, to what, and can the answer be trusted? */

import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { listAuditEntries } from '../../api/endpoints/audit.ts';
import { morePages, usePages } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { FacetBar } from '../../design/facet-bar.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { ColumnMenu } from '../../design/table/column-menu.tsx';
import { DataTable } from '../../design/table/data-table.tsx';
import listStyles from '../../design/table/list-page.module.css';
import { auditText as text } from '../../text/audit.ts';
import { AUDIT_COLUMNS, EntryCard } from './audit-columns.tsx';
import { AuditEntryLook } from './audit-entry-look.tsx';
import { ChainState } from './chain-state.tsx';
import { useAuditFilter } from './use-audit-filter.ts';

const PAGE_ROWS = 100;

export function AuditPage() {
  const [address, change] = useAddressState();
  const filter = useAuditFilter();
  const found = usePages(listAuditEntries, { query: { ...filter.query, limit: PAGE_ROWS } });
  const entries = useMemo(() => found.data?.pages.flatMap((page) => page.entries) ?? [], [found.data]);
  const looked = entries.find(({ sequence }) => String(sequence) === address['look']);
  return (
    <div className={listStyles.page}>
      <PageHeader
        title={text.title}
        facts={<ChainState />}
        actions={<ColumnMenu list={text.title} columns={AUDIT_COLUMNS} />}
      />
      <div className={listStyles.list}>
        <FacetBar search={filter.search} facets={filter.facets} aside={text.newest} />
        <DataTable
          label={text.title}
          columns={AUDIT_COLUMNS}
          rows={entries}
          idOf={({ sequence }) => String(sequence)}
          nameOf={({ sequence }) => text.one(sequence)}
          chosen={address['row']}
          onChoose={(row) => change({ row })}
          onOpen={({ sequence }) => change({ row: String(sequence), look: String(sequence) }, { step: true })}
          onLook={({ sequence }) => change({ row: String(sequence), look: String(sequence) }, { step: true })}
          more={morePages(found)}
          card={(entry) => <EntryCard entry={entry} />}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={text.what} lines={14} />
            ) : entries.length === 0 ? (
              <EmptyState
                title={text.none}
                actions={
                  <Button variant="default" onClick={filter.clear}>
                    {text.clear}
                  </Button>
                }
              >
                {text.noneHelp}
              </EmptyState>
            ) : undefined
          }
        />
      </div>
      {looked && <AuditEntryLook entry={looked} onClose={() => change({ look: undefined })} />}
    </div>
  );
}
