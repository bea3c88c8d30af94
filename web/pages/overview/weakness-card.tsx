/** Vulnerabilities of the house by what to do about them. */

import { Link } from '@tanstack/react-router';
import { Card } from '../../design/card.tsx';
import { UnknownNotice } from '../../design/unknown.tsx';
import { Count } from '../../design/values.tsx';
import { overviewText } from '../../text/overview.ts';
import styles from './overview-page.module.css';
import type { OverviewData } from './use-overview.ts';

const text = overviewText.weakness;
const GROUPS = ['act-now', 'plan', 'cannot-tell', 'watch', 'not-exploitable'] as const;
const SETS = {
  'act-now': 'critical',
  plan: 'high',
  'cannot-tell': 'unknown',
  watch: 'minimal',
  'not-exploitable': 'good',
} as const;

export function WeaknessCard({ data: { risk } }: { readonly data: OverviewData }) {
  const counts = risk?.vulnerabilities ?? {};
  const most = Math.max(1, ...GROUPS.map((group) => counts[group] ?? 0));
  return (
    <Card
      title={text.title}
      explains="verdict"
      note={text.note}
      aside={<Link to="/vulnerabilities">{text.all}</Link>}
    >
      {!risk ? (
        <p className={styles.quiet}>{overviewText.trend.notYours}</p>
      ) : !risk.hasData ? (
        <UnknownNotice title={overviewText.needs.noFeeds}>{overviewText.needs.noFeedsHelp}</UnknownNotice>
      ) : (
        <ul className={styles.bars}>
          {GROUPS.map((group) => (
            <li key={group} data-set={SETS[group]}>
              <Link to="/vulnerabilities" search={{ group } as never}>
                {text.groups[group]}
              </Link>
              <span className={styles.bar} aria-hidden="true">
                <span style={{ width: `${((counts[group] ?? 0) / most) * 100}%` }} />
              </span>
              <Count of={counts[group]} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
