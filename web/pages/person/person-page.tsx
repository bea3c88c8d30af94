/** What may this person do, and why? */

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { findPerson } from '../../api/endpoints/access.ts';
import { useAnswer } from '../../api/queries.ts';
import { FactorChip, type Person, StandingChip } from '../../components/person-words.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Notice } from '../../design/card.tsx';
import { PageHeader, PageTabs } from '../../design/page-header.tsx';
import { Unanswered } from '../../design/states.tsx';
import { WireText } from '../../design/values.tsx';
import { useMay, useMe } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { AuditTab } from './audit-tab.tsx';
import { CanTab } from './can-tab.tsx';
import { GrantForm } from './grant-form.tsx';
import styles from './person.module.css';
import { PersonActs } from './person-acts.tsx';
import { ProfileTab } from './profile-tab.tsx';
import { RolesTab } from './roles-tab.tsx';
import { RulesTab } from './rules-tab.tsx';

const text = accessText.person;
const CRUMBS = [
  { label: accessText.administration, to: '/administration' },
  { label: accessText.people.title, to: '/administration' },
];

export function PersonPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const found = useAnswer(findPerson, { path: { id } });
  if (found.data) return <KnownPerson person={found.data} />;
  return (
    <>
      <PageHeader title={text.one} crumbs={CRUMBS.slice(0, 1)} />
      <Unanswered asked={found} what={text.one} lines={10} />
    </>
  );
}

function KnownPerson({ person }: { readonly person: Person }) {
  const [address, change] = useAddressState();
  const me = useMe();
  const maySeeAudit = useMay('audit:view');
  // Nobody changes their own access; the server knows people by id, this console itself by e-mail alone.
  const isOwn = person.email.toLowerCase() === me.email.toLowerCase();
  const mayEdit = useMay('administration:edit') && !isOwn;
  const tabs = [
    { id: 'can', label: text.can, show: () => <CanTab person={person} mayEdit={mayEdit} /> },
    {
      ...{ id: 'roles', label: text.roles, count: person.roles.length },
      show: () => <RolesTab person={person} mayEdit={mayEdit} />,
    },
    {
      ...{ id: 'rules', label: text.rules, count: person.grants },
      show: () => <RulesTab person={person} mayEdit={mayEdit} />,
    },
    { id: 'profile', label: text.profile, show: () => <ProfileTab person={person} mayEdit={mayEdit} /> },
    ...(maySeeAudit ? [{ id: 'audit', label: text.audit, show: () => <AuditTab person={person} /> }] : []),
  ];
  const chosen = tabs.find(({ id }) => id === address['tab']) ?? tabs[0];
  return (
    <>
      <PageHeader
        title={person.name}
        shownTitle={<WireText whole>{person.name}</WireText>}
        crumbs={CRUMBS.slice(0, 1)}
        facts={
          <>
            <StandingChip person={person} />
            <FactorChip person={person} />
          </>
        }
        actions={
          mayEdit && (
            <>
              <PersonActs person={person} />
              <Button
                leftSection={<IconPlus size={15} stroke={1.9} />}
                onClick={() => change({ give: '1' }, { step: true })}
              >
                {text.give}
              </Button>
            </>
          )
        }
      >
        {isOwn && (
          <div className={styles.own}>
            <Notice set="low">{text.own}</Notice>
          </div>
        )}
        <PageTabs
          label={text.tabs}
          tabs={tabs}
          chosen={chosen?.id ?? ''}
          onChoose={(id) => change({ tab: id === tabs[0]?.id ? undefined : id }, { step: true })}
        />
      </PageHeader>
      {chosen?.show()}
      {address['give'] !== undefined && mayEdit && (
        <GrantForm person={person} onClose={() => change({ give: undefined })} />
      )}
    </>
  );
}
