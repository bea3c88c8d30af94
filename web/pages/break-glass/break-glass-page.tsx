/** Rights at once when a patient needs it; and who took them, for those who judge it. */

import { Card } from '../../design/card.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { useMay } from '../../session/me.tsx';
import { organisationText } from '../../text/organisation.ts';
import { AskForm } from './ask-form.tsx';
import { BreakGlassItems } from './break-glass-items.tsx';
import styles from './break-glass-page.module.css';
import { RunningNotice } from './running-notice.tsx';

const text = organisationText.breakGlass;

export function BreakGlassPage() {
  const maySee = useMay('audit:view');
  return (
    <>
      <PageHeader title={text.title} explains="break-glass" />
      <div className={styles.page} data-both={maySee || undefined}>
        <div className={styles.column}>
          <RunningNotice />
          <Card title={text.ask}>
            <AskForm />
          </Card>
        </div>
        {maySee && (
          <Card title={text.list} flush>
            <BreakGlassItems />
          </Card>
        )}
      </div>
    </>
  );
}
