/** The states of a page beside "here it is": empty, error, loading, no permission, offline. Each says what to do. */

import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { statesText } from '../text/states.ts';
import { useNow } from './clock.ts';
import { errorWords } from './error-words.ts';
import { formatClock } from './format/instant.ts';
import styles from './states.module.css';

interface StateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Nothing to show, and why; with the one thing to do. */
export function EmptyState({ icon, title, children, actions }: StateProps) {
  return (
    <div className={styles.state}>
      {icon && (
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <p className={styles.title}>{title}</p>
      {children && <div className={styles.words}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

interface ErrorStateProps {
  /** What did not come: "Devices". */
  readonly what: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What failed, what to do, an id to quote. */
export function ErrorState({ what, error, onRetry }: ErrorStateProps) {
  return (
    <div role="alert">
      <EmptyState
        icon={<IconAlertTriangle size={24} stroke={1.7} />}
        title={statesText.failed(what)}
        actions={
          onRetry && (
            <Button variant="default" leftSection={<IconRefresh size={16} stroke={1.7} />} onClick={onRetry}>
              {statesText.tryAgain}
            </Button>
          )
        }
      >
        <p>{errorWords(error)}</p>
      </EmptyState>
    </div>
  );
}

/** Names the right and who can give it. */
export function NoPermission({ right }: { readonly right: string }) {
  return (
    <EmptyState icon={<IconLock size={24} stroke={1.7} />} title={statesText.noPermission}>
      <p>{statesText.needs(right)}</p>
    </EmptyState>
  );
}

const SECOND_MS = 1_000;

interface OfflineProps {
  readonly since: Date;
  /** When the server is tried again; undefined when that is not known. */
  readonly again?: Date | undefined;
}

/** A line under the bar while nothing is live. */
export function Offline({ since, again }: OfflineProps) {
  const now = useNow(SECOND_MS);
  const seconds = again && Math.max(0, Math.ceil((again.getTime() - now.getTime()) / SECOND_MS));
  return (
    <div className={styles.offline} role="status">
      <IconPlugConnectedX size={16} stroke={1.7} aria-hidden="true" />
      {statesText.offlineSince(formatClock(since))}
      {/* Counted for those who see; nobody wants to hear every second. */}
      <span aria-hidden="true">{statesText.again(seconds)}</span>
    </div>
  );
}

/** A person does not see what takes less. */
const SKELETON_AFTER_MS = 300;

interface LoadingProps {
  /** Lines in the geometry of what will come. */
  readonly lines?: number;
  readonly height?: number;
}

/** Bars where content will stand, after a moment; before that, nothing moves. */
export function LoadingSkeleton({ lines = 6, height = 20 }: LoadingProps) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.loading} role="status" aria-busy="true" data-late={late || undefined}>
      <span className="hidden-but-read">{statesText.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
        <Skeleton key={line} height={height} radius="sm" width={`${92 - ((line * 17) % 40)}%`} />
      ))}
    </div>
  );
}

interface UnansweredProps extends LoadingProps {
  /** What was asked of the server, and has no answer. */
  readonly asked: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly refetch: () => Promise<unknown>;
  };
  /** What did not come: "Devices". */
  readonly what: string;
}

/** What stands where an answer will: bars while it is on its way, then why it did not come. */
export function Unanswered({ asked, what, ...bars }: UnansweredProps) {
  if (asked.isPending) return <LoadingSkeleton {...bars} />;
  return <ErrorState what={what} error={asked.error} onRetry={() => void asked.refetch()} />;
}
