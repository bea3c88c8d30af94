/** How must people sign in, and through whom may they? */

import { AdministrationSections } from '../../components/administration-sections.tsx';
import { Notice } from '../../design/card.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useMay } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { organisationText } from '../../text/organisation.ts';
import { GroupRoleList } from './group-role-list.tsx';
import { PolicyCard } from './policy-card.tsx';
import { ProviderList } from './provider-list.tsx';
import styles from './sign-in-rules-page.module.css';

const text = organisationText.signIn;

export function SignInRulesPage() {
  const mayChange = useMay('administration:approve');
  return (
    <>
      <PageHeader title={text.title} crumbs={[{ label: accessText.administration, to: '/administration' }]}>
        <AdministrationSections />
      </PageHeader>
      <div className={styles.page}>
        {!mayChange && <Notice set="low">{text.readOnly}</Notice>}
        <PolicyCard mayChange={mayChange} />
        <ProviderList mayChange={mayChange} />
        <GroupRoleList mayChange={mayChange} />
      </div>
    </>
  );
}
