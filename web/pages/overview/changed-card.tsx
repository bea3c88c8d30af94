/** What changed since yesterday, by kind: from the latest entries of the change feed. */

import { readChanges } from '../../api/endpoints/changes.ts';
import { useAnswer } from '../../api/queries.ts';
import { Card } from '../../design/card.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { useMay } from '../../session/me.tsx';
import { overviewText } from '../../text/overview.ts';
import styles from './overview-page.module.css';

const text = overviewText.changed;
const DAY_MS = 86_400_000;
/** Entries that are looked at, as many as one answer has. */
const LATEST = 500;
const AGAIN_MS = 30_000;

export function ChangedCard() {
  const maySee = useMay('inventory:view');
  const newest = useAnswer(
    readChanges,
    { query: { newest: true } },
    { enabled: maySee, every: () => AGAIN_MS, keepsLast: true },
  );
  const since = newest.data && Math.max(0, newest.data.next - LATEST);
  const found = useAnswer(
    readChanges,
    { query: { since, limit: LATEST } },
    { enabled: since !== undefined, keepsLast: true },
  );
  const yesterday = Date.now() - DAY_MS;
  const recent = found.data?.changes.filter(({ at }) => Date.parse(at) >= yesterday) ?? [];
  const kinds = new Map<string, Set<string>>();
  for (const { kind, id } of recent) kinds.set(kind, (kinds.get(kind) ?? new Set()).add(id));
  return (
    <Card title={text.title} note={text.note}>
      {found.isPending && maySee && <LoadingSkeleton lines={3} />}
      {found.error && <ErrorState what={text.title} error={found.error} />}
      {found.data && kinds.size === 0 && <p className={styles.quiet}>{text.nothing}</p>}
      {recent.length >= LATEST && <p className={styles.quiet}>{text.atLeast}</p>}
      <ul className={styles.rows}>
        {[...kinds].map(([kind, ids]) => (
          <li key={kind}>{text.kinds[kind]?.(ids.size) ?? text.other(kind, ids.size)}</li>
        ))}
      </ul>
    </Card>
  );
}
