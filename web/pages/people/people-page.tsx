/** Who is here, how safely do they sign in, and who needs a look? */

import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { listPeople } from '../../api/endpoints/access.ts';
import { morePages, usePages } from '../../api/queries.ts';
import { AdministrationSections } from '../../components/administration-sections.tsx';
import type { Person } from '../../components/person-words.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { FacetBar } from '../../design/facet-bar.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { ColumnMenu } from '../../design/table/column-menu.tsx';
import { DataTable } from '../../design/table/data-table.tsx';
import listStyles from '../../design/table/list-page.module.css';
import { useMay } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { useColumns } from './people-columns.tsx';
import { PersonCard } from './person-card.tsx';

const text = accessText.people;
const PAGE_ROWS = 100;

export function PeoplePage() {
  const [address, change] = useAddressState();
  const navigate = useNavigate();
  const mayEdit = useMay('administration:edit');
  const columns = useColumns(mayEdit);
  const searched = address['text'];
  const found = usePages(listPeople, { query: { text: searched, limit: PAGE_ROWS } });
  const people = useMemo(() => found.data?.pages.flatMap((page) => page.people) ?? [], [found.data]);
  const open = ({ id }: Person) => void navigate({ to: '/administration/people/$id', params: { id } });
  return (
    <div className={listStyles.page}>
      <PageHeader
        title={text.title}
        facts={found.data && text.facts(people.length, found.hasNextPage)}
        actions={
          <>
            <ColumnMenu list={text.title} columns={columns} />
            {mayEdit && (
              <Button
                component={Link}
                to="/administration/invitations"
                leftSection={<IconUserPlus size={16} stroke={1.7} />}
              >
                {text.invite}
              </Button>
            )}
          </>
        }
      >
        <AdministrationSections />
      </PageHeader>
      <div className={listStyles.list}>
        <FacetBar
          search={{
            text: searched ?? '',
            hint: text.search,
            onChange: (typed) => change({ text: typed.trim() }),
          }}
          aside={text.byName}
        />
        <DataTable
          label={text.title}
          columns={columns}
          rows={people}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          chosen={address['row']}
          onChoose={(row) => change({ row })}
          onOpen={open}
          more={morePages(found)}
          card={(person) => <PersonCard person={person} mayEdit={mayEdit} />}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={text.what} lines={10} />
            ) : people.length === 0 ? (
              <EmptyState
                title={text.noMatch}
                actions={
                  <Button variant="default" onClick={() => change({ text: undefined })}>
                    {text.showAll}
                  </Button>
                }
              >
                {text.noMatchHelp}
              </EmptyState>
            ) : undefined
          }
        />
      </div>
    </div>
  );
}
