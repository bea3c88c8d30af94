/** What one's roles must see: who broke the glass. A count while something was not seen. */

import { Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { listNotices } from '../api/endpoints/notices.ts';
import { useAnswer } from '../api/queries.ts';
import { shellText } from '../text/shell.ts';
import styles from './notice-bell.module.css';

const NoticeList = lazy(() => import('./notice-list.tsx').then((module) => ({ default: module.NoticeList })));

const text = shellText.notices;
const SHOWN = 20;

export function NoticeBell() {
  const found = useAnswer(listNotices, { query: { limit: SHOWN } });
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
        <Suspense>
          <NoticeList notices={notices} />
        </Suspense>
        <p className={styles.all}>
          <Link to="/break-glass">{text.all}</Link>
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
