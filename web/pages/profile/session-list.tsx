/** Where one is signed in, and ending it there. */

import { Button } from '@mantine/core';
import { endSession, listSessions } from '../../api/endpoints/sign-in.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Chip } from '../../design/chip.tsx';
import { showMessage, showProblem } from '../../design/messages.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Instant, Mono } from '../../design/values.tsx';
import { sessionText } from '../../text/session.ts';
import { browserName } from './browser-name.ts';
import styles from './profile-page.module.css';

const text = sessionText.profile;

export function SessionList() {
  const sessions = useAnswer(listSessions, {});
  const end = useAct(endSession);
  if (sessions.isPending) return <LoadingSkeleton lines={3} />;
  if (sessions.isError) return <ErrorState what={text.sessions} error={sessions.error} />;
  const finish = async (id: string) => {
    try {
      await end.mutateAsync({ path: { id } });
      showMessage({ text: text.ended });
      await sessions.refetch();
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <ul>
      {sessions.data.sessions.map(({ id, present: isOwn, begunAt, endsAt, address, browser }) => {
        const where = browserName(browser ?? '') ?? text.unknownBrowser;
        return (
          <li key={id} className={styles.line}>
            <span className={styles.words}>
              <strong>
                {where} {isOwn && <Chip set="good">{text.thisSession}</Chip>}
              </strong>
              <span className={styles.quiet}>
                {address ? <Mono>{address}</Mono> : <Unknown bare />}, {text.began.toLowerCase()}{' '}
                <Age at={begunAt} ago />, {text.ends.toLowerCase()} <Instant at={endsAt} />
              </span>
            </span>
            {!isOwn && (
              <Button variant="default" aria-label={text.endSession(where)} onClick={() => void finish(id)}>
                {text.end}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
