/** Columns of the list of people. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { FactorChip, type Person, StandingChip } from '../../components/person-words.tsx';
import type { Column } from '../../design/table/column.ts';
import listStyles from '../../design/table/list-page.module.css';
import { Age, Count, Instant, WireText } from '../../design/values.tsx';
import { accessText } from '../../text/access.ts';
import { roleName } from '../../text/roles.ts';

const text = accessText.people;

export function PersonLink({ person }: { readonly person: Person }) {
  return (
    <Link to="/administration/people/$id" params={{ id: person.id }} className={listStyles.name}>
      <WireText>{person.name}</WireText>
    </Link>
  );
}

export function GiveLink({ person }: { readonly person: Person }) {
  return (
    <Button
      component={Link}
      to="/administration/people/$id"
      params={{ id: person.id } as never}
      search={{ give: '1' } as never}
      variant="default"
      size="compact-xs"
      aria-label={text.giveTo(person.name)}
    >
      {text.give}
    </Button>
  );
}

export const rolesOf = ({ roles }: Person): string =>
  roles.length === 0 ? text.noRole : roles.map(({ role }) => roleName(role)).join(', ');

const COLUMNS: readonly Column<Person>[] = [
  {
    id: 'name',
    title: text.columns.name,
    width: 140,
    grows: true,
    cell: (person) => <PersonLink person={person} />,
  },
  {
    id: 'email',
    title: text.columns.email,
    width: 180,
    cell: ({ email }) => <WireText>{email}</WireText>,
  },
  { id: 'roles', title: text.columns.roles, width: 180, grows: true, cell: rolesOf },
  {
    id: 'standing',
    title: text.columns.standing,
    width: 112,
    cell: (person) => <StandingChip person={person} />,
  },
  {
    id: 'factor',
    title: text.columns.factor,
    width: 128,
    cell: (person) => <FactorChip person={person} />,
  },
  {
    id: 'lastSignIn',
    title: text.columns.lastSignIn,
    width: 106,
    cell: ({ lastSignInAt }) => (lastSignInAt ? <Age at={lastSignInAt} ago /> : text.neverSignedIn),
  },
  {
    id: 'rules',
    title: text.columns.rules,
    width: 74,
    align: 'end',
    cell: ({ grants }) => <Count of={grants} />,
  },
  {
    id: 'joined',
    title: text.columns.joined,
    width: 110,
    hiddenAtFirst: true,
    cell: ({ joinedAt }) => <Instant at={joinedAt} />,
  },
];

const GIVE: Column<Person> = {
  id: 'act',
  title: text.columns.act,
  width: 112,
  cell: (person) => <GiveLink person={person} />,
};

/** Who may change access gets to it from each row. */
export function useColumns(mayEdit: boolean): readonly Column<Person>[] {
  return useMemo(() => (mayEdit ? [...COLUMNS, GIVE] : COLUMNS), [mayEdit]);
}
