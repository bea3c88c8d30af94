/** The notices behind the bell, loaded when it is first opened. */

import { Button } from '@mantine/core';
import type { z } from 'zod';
import type { Notice } from '../../src/contract/notice.ts';
import { seeNotice } from '../api/endpoints/notices.ts';
import { useAct } from '../api/queries.ts';
import { Age, WireText } from '../design/values.tsx';
import { shellText } from '../text/shell.ts';
import styles from './notice-bell.module.css';

const text = shellText.notices;

export function NoticeList({ notices }: { readonly notices: readonly z.output<typeof Notice>[] }) {
  const see = useAct(seeNotice);
  return (
    <>
      {notices.length === 0 && <p className={styles.none}>{text.none}</p>}
      <ul className={styles.notices}>
        {notices.map((notice) => (
          <li key={notice.id} data-unseen={notice.seenAt === null || undefined}>
            <p>
              <WireText whole>{notice.text}</WireText>
            </p>
            <span className={styles.foot}>
              <Age at={notice.at} ago />
              {notice.seenAt === null && (
                <Button
                  variant="default"
                  size="compact-xs"
                  aria-label={text.seeOf(notice.text)}
                  onClick={() => see.mutate({ path: { id: notice.id } })}
                >
                  {text.see}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
