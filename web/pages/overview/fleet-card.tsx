/** What is on the network, by category, with what is not known among it. */

import { Link } from '@tanstack/react-router';
import { Card } from '../../design/card.tsx';
import { CategoryIcon } from '../../design/category-icon.tsx';
import { Count } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { overviewText } from '../../text/overview.ts';
import styles from './overview-page.module.css';
import type { OverviewData } from './use-overview.ts';

const text = overviewText.fleet;
const SHOWN = 7;

export function FleetCard({ data: { facets, devices } }: { readonly data: OverviewData }) {
  const category = facets?.['category'];
  const values = category?.values ?? [];
  const shown = values.slice(0, SHOWN);
  const others = values.slice(SHOWN).reduce((sum, { count }) => sum + count, category?.others ?? 0);
  const most = Math.max(1, ...values.map(({ count }) => count));
  return (
    <Card title={text.title} note={devices && text.count(devices.count, devices.exact)}>
      <ul className={styles.bars}>
        {shown.map(({ value, count }) => {
          const isUnknown = value === null || value === 'unknown';
          return (
            <li key={value ?? ''} data-set={isUnknown ? 'unknown' : 'accent'}>
              <Link
                to="/devices"
                search={{ query: `category:${value ?? 'unknown'}` } as never}
                className={styles.state}
              >
                <CategoryIcon of={value ?? 'unknown'} size={15} />
                {isUnknown ? text.unknown : categoryName(value)}
              </Link>
              <span className={styles.bar} aria-hidden="true">
                <span style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <Count of={count} />
            </li>
          );
        })}
      </ul>
      {category && values.length === 0 && <p className={styles.quiet}>{text.none}</p>}
      {others > 0 && <p className={styles.quiet}>{text.others(others)}</p>}
    </Card>
  );
}
