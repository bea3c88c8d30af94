/** "3 new, show": a list waits for this and never moves its rows under the pointer. */

import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useWaiting } from '../api/change-feed.ts';
import { tableText } from '../text/table.ts';

interface NewerPillProps {
  /** Kind of the change feed. */
  readonly kind: string;
  /** What stands there while nothing waits. */
  readonly otherwise: string;
  /** An empty list has no rows that could move: what is new is shown at once. */
  readonly isEmpty: boolean;
}

export function NewerPill({ kind, otherwise, isEmpty }: NewerPillProps) {
  const { count, show, forget } = useWaiting(kind);
  useEffect(forget, [forget]);
  useEffect(() => {
    if (isEmpty && count > 0) show();
  }, [isEmpty, count, show]);
  return count === 0 ? (
    otherwise
  ) : (
    <Button variant="light" size="compact-xs" onClick={show}>
      {tableText.newRows(count)}
    </Button>
  );
}
