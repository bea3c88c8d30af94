/** What can be done with the selected rows, over the list while some are. */

import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { tableText } from '../../text/table.ts';
import styles from './data-table.module.css';

interface BulkBarProps {
  readonly count: number;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

export function BulkBar({ count, onClear, children }: BulkBarProps) {
  return (
    <section className={`${styles.bulk} not-printed`} aria-label={tableText.bulk}>
      <strong role="status">{tableText.selected(count)}</strong>
      {children}
      <ActionIcon aria-label={tableText.clearSelection} title={tableText.clearSelection} onClick={onClear}>
        <IconX size={16} stroke={1.7} />
      </ActionIcon>
    </section>
  );
}
