/** Which few matter here? By what to do about them, ranked by danger here. */

import { Button } from '@mantine/core';
import { IconBug, IconDatabaseOff } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { listVulnerabilities } from '../../api/endpoints/vulnerabilities.ts';
import { morePages, usePages } from '../../api/queries.ts';
import { FeedGaps } from '../../components/feed-gaps.tsx';
import { NewerPill } from '../../components/newer-pill.tsx';
import { GROUPS } from '../../components/verdict-words.ts';
import { useAddressState, writeSort } from '../../design/address-state.ts';
import { FacetBar } from '../../design/facet-bar.tsx';
import { PageHeader, PageTabs } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { ColumnMenu } from '../../design/table/column-menu.tsx';
import { DataTable } from '../../design/table/data-table.tsx';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';
import { AffectedBox } from './affected-box.tsx';
import { useVulnerabilityFilter } from './use-vulnerability-filter.ts';
import { PAGE_ROWS } from './vulnerabilities-asked.ts';
import styles from './vulnerabilities-page.module.css';
import { VulnerabilityCard } from './vulnerability-card.tsx';
import { VULNERABILITY_COLUMNS, type VulnerabilityRow } from './vulnerability-columns.tsx';

const text = vulnerabilitiesText;
const SKELETON_LINES = 14;
const ALL = 'all';

export function VulnerabilitiesPage() {
  const [address, change] = useAddressState();
  const navigate = useNavigate();
  const filter = useVulnerabilityFilter();
  const found = usePages(listVulnerabilities, { query: { ...filter.query, limit: PAGE_ROWS } });
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.vulnerabilities) ?? [], [found.data]);
  const [first] = found.data?.pages ?? [];
  const known = first && Object.values(first.groups).reduce((sum, count) => sum + count, 0);
  const open = ({ cve }: VulnerabilityRow) => void navigate({ to: '/vulnerabilities/$cve', params: { cve } });
  return (
    <div className={styles.page}>
      <PageHeader
        title={text.title}
        facts={first?.hasData && known !== undefined && text.facts(known)}
        actions={<ColumnMenu list={text.title} columns={VULNERABILITY_COLUMNS} />}
      >
        <PageTabs
          label={text.views}
          tabs={[
            { id: ALL, label: text.all, count: known },
            ...GROUPS.map((id) => ({ id, label: text.group[id], count: first?.groups[id] })),
          ]}
          chosen={filter.group ?? ALL}
          onChoose={(id) => filter.chooseGroup(GROUPS.find((group) => group === id))}
        />
      </PageHeader>
      {first?.hasData && <FeedGaps caveats={first.caveats} />}
      <AffectedBox />
      <div className={styles.list}>
        <FacetBar search={filter.search} facets={filter.facets} aside={text.sortNote} />
        <DataTable
          label={text.title}
          columns={VULNERABILITY_COLUMNS}
          rows={rows}
          idOf={({ cve }) => cve}
          nameOf={({ cve }) => cve}
          chosen={address['row']}
          onChoose={(row) => change({ row })}
          onOpen={open}
          sort={{ column: filter.sort, descending: filter.sort !== 'rank' }}
          // The server has one direction for each: the worst first.
          onSort={({ column }) =>
            change({ sort: column === 'rank' ? undefined : writeSort({ column, descending: true }) })
          }
          more={morePages(found)}
          card={(row) => <VulnerabilityCard row={row} />}
          footNote={<NewerPill kind="vulnerability" otherwise={text.live} isEmpty={rows.length === 0} />}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={text.what} lines={SKELETON_LINES} />
            ) : rows.length > 0 ? undefined : (
              <Nothing
                hasData={first?.hasData ?? false}
                isFiltered={filter.isFiltered}
                onClear={filter.clear}
              />
            )
          }
        />
      </div>
    </div>
  );
}

interface NothingProps {
  readonly hasData: boolean;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

function Nothing({ hasData, isFiltered, onClear }: NothingProps) {
  if (!hasData)
    return (
      <EmptyState
        icon={<IconDatabaseOff size={28} stroke={1.5} />}
        title={text.noData}
        actions={
          <Button component={Link} to="/feeds">
            {text.toFeeds}
          </Button>
        }
      >
        {text.noDataHelp}
      </EmptyState>
    );
  if (isFiltered)
    return (
      <EmptyState
        title={text.noMatch}
        actions={
          <Button variant="default" onClick={onClear}>
            {text.clearFilters}
          </Button>
        }
      >
        {text.noMatchHelp}
      </EmptyState>
    );
  return (
    <EmptyState icon={<IconBug size={28} stroke={1.5} />} title={text.none}>
      {text.noneHelp}
    </EmptyState>
  );
}
