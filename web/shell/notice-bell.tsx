/** What one's roles must see: who broke the glass. A count while something was not seen. */

import { Button, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { listNotices, seeNotice } from '../api/endpoints/notices.ts';
import { useAct, useAnswer } from '../api/queries.ts';
import { Age, WireText } from '../design/values.tsx';
import { shellText } from '../text/shell.ts';
import styles from './notice-bell.module.css';

const text = shellText.notices;
const SHOWN = 20;

export function NoticeBell() {
  const found = useAnswer(listNotices, { query: { limit: SHOWN } });
  const see = useAct(seeNotice);
  const notices = found.data?.notices ?? [];
  const unseen = notices.filter(({ seenAt }) => seenAt === null).length;
  return (
    <Popover position="bottom-end" width={360} withRoles={false}>
      <Popover.Target>
        <button
          type="button"
          className={styles.bell}
          aria-label={text.label(unseen)}
          title={text.label(unseen)}
        >
          <IconBell size={18} stroke={1.7} aria-hidden="true" />
          {unseen > 0 && (
            <span className={styles.count} aria-hidden="true">
              {unseen === SHOWN ? `${SHOWN}+` : unseen}
            </span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown role="region" aria-label={text.title} p={0}>
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
        <p className={styles.all}>
          <Link to="/break-glass">{text.all}</Link>
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
