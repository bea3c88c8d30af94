/** A person in the list on a phone. */

import { FactorChip, type Person, StandingChip } from '../../components/person-words.tsx';
import listStyles from '../../design/table/list-page.module.css';
import { Age, WireText } from '../../design/values.tsx';
import { accessText } from '../../text/access.ts';
import { GiveLink, PersonLink, rolesOf } from './people-columns.tsx';

interface PersonCardProps {
  readonly person: Person;
  readonly mayEdit: boolean;
}

export function PersonCard({ person, mayEdit }: PersonCardProps) {
  const { email, lastSignInAt } = person;
  return (
    <div className={listStyles.card}>
      <PersonLink person={person} />
      <span className={listStyles.quiet}>
        <WireText>{email}</WireText>
      </span>
      <span>{rolesOf(person)}</span>
      <span className={listStyles.chips}>
        <StandingChip person={person} />
        <FactorChip person={person} />
        <span className={listStyles.quiet}>
          {lastSignInAt ? <Age at={lastSignInAt} ago /> : accessText.people.neverSignedIn}
        </span>
      </span>
      {mayEdit && <GiveLink person={person} />}
    </div>
  );
}
