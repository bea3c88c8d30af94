/** Who one is here, how one signs in, and where one is signed in. */

import { Card } from '../../design/card.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { sessionText } from '../../text/session.ts';
import { AppearanceSettings } from './appearance-settings.tsx';
import { PasskeyList } from './passkey-list.tsx';
import { PasswordForm } from './password-form.tsx';
import { PersonFacts } from './person-facts.tsx';
import styles from './profile-page.module.css';
import { SessionList } from './session-list.tsx';

const text = sessionText.profile;

export function ProfilePage() {
  return (
    <>
      <PageHeader title={text.title} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Card title={text.person}>
            <PersonFacts />
          </Card>
          <Card title={text.look}>
            <AppearanceSettings />
          </Card>
          <Card title={text.password}>
            <PasswordForm />
          </Card>
        </div>
        <div className={styles.column}>
          <Card title={text.passkeys}>
            <PasskeyList />
          </Card>
          <Card title={text.sessions} note={text.sessionsHelp} flush>
            <SessionList />
          </Card>
        </div>
      </div>
    </>
  );
}
