/** What a change of access would give and take, before it is made. */

import { IconArrowDown, IconArrowUp, IconRefresh } from '@tabler/icons-react';
import type { z } from 'zod';
import type { PreviewRequest, Preview as PreviewSchema } from '../../../src/contract/grant.ts';
import { previewChange } from '../../api/endpoints/access.ts';
import { useAnswer } from '../../api/queries.ts';
import { Notice } from '../../design/card.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { accessText, permissionName } from '../../text/access.ts';
import styles from './person.module.css';

const text = accessText.preview;
type Preview = z.output<typeof PreviewSchema>;
type Change = Preview['changes'][number];

interface ChangePreviewProps {
  readonly person: string;
  /** Undefined while it is not said yet what would change. */
  readonly request: z.input<typeof PreviewRequest> | undefined;
}

export function ChangePreview({ person, request }: ChangePreviewProps) {
  const asked = useAnswer(
    previewChange,
    { path: { id: person }, body: request ?? {} },
    { enabled: request !== undefined },
  );
  if (request === undefined) return <p className={styles.quiet}>{text.waiting}</p>;
  if (asked.isPending) return <LoadingSkeleton lines={2} />;
  if (asked.isError) return <ErrorState what={text.title} error={asked.error} />;
  const { refusal, sentences, changes } = asked.data;
  return (
    <div className={styles.preview}>
      {refusal !== null && <Notice set="critical">{refusal}</Notice>}
      {sentences.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <ul className={styles.sentences} tabIndex={0} aria-label={accessText.grant.sentence}>
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {changes.length === 0 ? (
        <p className={styles.quiet}>{text.nothing}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <ul className={styles.changes} tabIndex={0} aria-label={text.title}>
          {changes.map((change) => (
            <li key={change.permission}>
              <ChangeWord change={change.change} />
              <span className={styles.words}>
                <span title={change.after}>{permissionName(change.permission)}</span>
                <span className={styles.quiet}>
                  {change.devices ? text.devices(change.devices) : text.notDevices}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function ChangeWord({ change }: Pick<Change, 'change'>) {
  const Icon = { gained: IconArrowUp, lost: IconArrowDown, changed: IconRefresh }[change];
  return (
    <span className={styles.change} data-change={change}>
      <Icon size={13} stroke={2} aria-hidden="true" />
      {text[change]}
    </span>
  );
}
