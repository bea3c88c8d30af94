/** Who a person is here: name, to whom they belong, how they sign in. */

import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { setStanding } from '../../api/endpoints/access.ts';
import { useAct } from '../../api/queries.ts';
import { FactorChip, type Person, StandingChip } from '../../components/person-words.tsx';
import { Card, FactLine, Facts } from '../../design/card.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { Age, Identifier, Instant, WireText } from '../../design/values.tsx';
import { accessText } from '../../text/access.ts';
import styles from './person.module.css';

const text = accessText.person;
/** A day as a field of dates takes it. */
const DAY_LETTERS = 10;

interface ProfileTabProps {
  readonly person: Person;
  readonly mayEdit: boolean;
}

export function ProfileTab({ person, mayEdit }: ProfileTabProps) {
  const { name, email, external, joinedAt, lastSignInAt, suspended } = person;
  const [isEdited, setEdited] = useState(false);
  return (
    <Card title={text.profile}>
      <Facts>
        <FactLine term={text.facts.name}>
          <WireText whole>{name}</WireText>
        </FactLine>
        <FactLine term={text.facts.email}>
          <Identifier value={email} what={text.facts.email} />
        </FactLine>
        <FactLine term={text.facts.state}>
          {suspended ? (
            <span className={styles.chips}>
              <StandingChip person={person} /> <WireText whole>{suspended.because}</WireText>,{' '}
              <Instant at={suspended.at} />
            </span>
          ) : (
            text.active
          )}
        </FactLine>
        <FactLine term={text.facts.belongs}>
          <span className={styles.chips}>
            {external ? (
              <>
                <WireText>{accessText.standing.external(external.company)}</WireText>
                <span className={styles.quiet}>
                  {accessText.standing.reviewBy} <Instant at={external.reviewAt} />
                </span>
              </>
            ) : (
              accessText.standing.employee
            )}
            {mayEdit && (
              <Button variant="subtle" size="compact-xs" onClick={() => setEdited(true)}>
                {text.changeStanding}
              </Button>
            )}
          </span>
        </FactLine>
        <FactLine term={text.facts.factor}>
          <FactorChip person={person} />
        </FactLine>
        <FactLine term={text.facts.lastSignIn}>
          {lastSignInAt ? <Age at={lastSignInAt} ago /> : accessText.people.neverSignedIn}
        </FactLine>
        <FactLine term={text.facts.joined}>
          <Instant at={joinedAt} />
        </FactLine>
      </Facts>
      {isEdited && <StandingDialog person={person} onClose={() => setEdited(false)} />}
    </Card>
  );
}

function StandingDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const change = useAct(setStanding);
  const [isExternal, setExternal] = useState(person.external !== null);
  const [company, setCompany] = useState(person.external?.company ?? '');
  const [day, setDay] = useState(person.external?.reviewAt.slice(0, DAY_LETTERS) ?? '');
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text.standingTitle}
      action={text.save}
      incomplete={isExternal && (company.trim() === '' || day === '')}
      onConfirm={() =>
        change.mutateAsync({
          path: { id: person.id },
          body: {
            external: isExternal
              ? { company: company.trim(), reviewAt: new Date(`${day}T00:00:00`).toISOString() }
              : null,
          },
        })
      }
    >
      <Checkbox
        label={text.otherCompany}
        checked={isExternal}
        onChange={({ currentTarget }) => setExternal(currentTarget.checked)}
      />
      {isExternal && (
        <>
          <TextInput
            label={text.company}
            value={company}
            onChange={({ currentTarget }) => setCompany(currentTarget.value)}
          />
          <TextInput
            type="date"
            label={text.reviewAt}
            description={text.reviewHelp}
            value={day}
            onChange={({ currentTarget }) => setDay(currentTarget.value)}
          />
        </>
      )}
    </ConfirmDialog>
  );
}
