/** Where one is signed in, and ending it there. */

import { Button } from '@mantine/core';
import { currentSession, endSession, listSessions } from '../../api/endpoints/sign-in.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Chip } from '../../design/chip.tsx';
import { showMessage } from '../../design/messages.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Instant, Mono } from '../../design/values.tsx';
import { sessionText } from '../../text/session.ts';
import { browserName } from './browser-name.ts';
import styles from './profile-page.module.css';

const text = sessionText.profile;

export function SessionList() {
  const sessions = useAnswer(listSessions, {});
  const own = useAnswer(currentSession, {});
  const end = useAct(endSession);
  if (sessions.isPending) return <LoadingSkeleton lines={3} />;
  if (sessions.isError) return <ErrorState what={text.sessions} error={sessions.error} />;
  const finish = async (token: string) => {
    try {
      await end.mutateAsync({ body: { token } });
      showMessage({ text: text.ended });
      await sessions.refetch();
    } catch (error) {
      showMessage({ text: error instanceof Error ? error.message : String(error), isProblem: true });
    }
  };
  return (
    <ul>
      {sessions.data.map(({ id, token, createdAt, expiresAt, ipAddress, userAgent }) => {
        const where = browserName(userAgent ?? '') ?? text.unknownBrowser;
        const isOwn = own.data?.session.id === id;
        return (
          <li key={id} className={styles.line}>
            <span className={styles.words}>
              <strong>
                {where} {isOwn && <Chip set="good">{text.thisSession}</Chip>}
              </strong>
              <span className={styles.quiet}>
                {ipAddress ? <Mono>{ipAddress}</Mono> : <Unknown bare />}, {text.began.toLowerCase()}{' '}
                <Age at={createdAt} ago />, {text.ends.toLowerCase()} <Instant at={expiresAt} />
              </span>
            </span>
            {!isOwn && (
              <Button
                variant="default"
                aria-label={text.endSession(where)}
                onClick={() => void finish(token)}
              >
                {text.end}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
