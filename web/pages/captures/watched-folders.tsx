/** The folders whose captures are taken in, with what is wrong with each; nothing where the operator named none. */

import { IconAlertTriangle, IconFolder } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { WatchedFolders as Folders } from '../../../src/contract/watched-folder.ts';
import { listWatchedFolders } from '../../api/endpoints/captures.ts';
import { useAnswer } from '../../api/queries.ts';
import { Card, Notice } from '../../design/card.tsx';
import { useNow } from '../../design/clock.ts';
import { readInstant } from '../../design/format/instant.ts';
import { Unanswered } from '../../design/states.tsx';
import { Age, Instant, WireText } from '../../design/values.tsx';
import { capturesText } from '../../text/captures.ts';
import styles from './captures-page.module.css';

const text = capturesText.folders;
const MINUTE_MS = 60_000;
/** The list is asked again so often. */
const ASKED_EVERY_MS = 15_000;
/** A server that looks says so every minute. */
const UNWATCHED_MS = 3 * MINUTE_MS;
/** Files that are passed over are shown up to here. */
const SHOWN = 5;

type Folder = z.output<typeof Folders>['folders'][number];

export function WatchedFolders() {
  const asked = useAnswer(listWatchedFolders, {}, { every: () => ASKED_EVERY_MS });
  if (!asked.isSuccess)
    return asked.isError ? <Unanswered asked={asked} what={text.what} lines={2} /> : undefined;
  const { folders } = asked.data;
  if (folders.length === 0) return undefined;
  return (
    <Card title={text.title}>
      <ul className={styles.folders}>
        {folders.map((folder) => (
          <li key={`${folder.server} ${folder.path}`}>
            <FolderLine folder={folder} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function FolderLine({ folder }: { readonly folder: Folder }) {
  const { server, path, lookedAt, problem, problemSince, passedOver } = folder;
  const now = useNow(MINUTE_MS);
  const looked = readInstant(lookedAt);
  const isWatched = looked !== undefined && now.getTime() - looked.getTime() < UNWATCHED_MS;
  return (
    <>
      <span className={styles.folder}>
        <IconFolder size={16} stroke={1.7} aria-hidden="true" />
        <strong>
          <WireText whole>{path}</WireText>
        </strong>
        <span className={styles.quiet}>
          {text.looked(server)} <Age at={lookedAt} ago />
        </span>
      </span>
      {!isWatched && <Problem set="critical">{text.unwatched(server)}</Problem>}
      {problem !== null && (
        <Problem set="critical">
          <WireText whole>{problem}</WireText> {text.since} <Instant at={problemSince} />.
        </Problem>
      )}
      {passedOver.length > 0 && (
        <Problem set="medium">
          {text.passedOver(passedOver.length)}
          <ul className={styles.passedOver}>
            {passedOver.slice(0, SHOWN).map((file) => (
              <li key={file.file}>
                <WireText whole>{file.problem}</WireText> <Age at={file.noticedAt} ago />
              </li>
            ))}
            {passedOver.length > SHOWN && <li>{text.more(passedOver.length - SHOWN)}</li>}
          </ul>
        </Problem>
      )}
    </>
  );
}

interface ProblemProps {
  readonly set: 'critical' | 'medium';
  readonly children: ReactNode;
}

function Problem({ set, children }: ProblemProps) {
  return (
    <Notice set={set} icon={<IconAlertTriangle size={18} stroke={1.7} aria-hidden="true" />}>
      {children}
    </Notice>
  );
}
