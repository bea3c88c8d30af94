/** What nobody can see, with who can change it. */

import { Link } from '@tanstack/react-router';
import { Card } from '../../design/card.tsx';
import { UnknownGlyph } from '../../design/unknown.tsx';
import { overviewText } from '../../text/overview.ts';
import styles from './overview-page.module.css';
import { type OverviewData, unknownOf } from './use-overview.ts';

const text = overviewText.unseen;

export function UnseenCard({ data: { facets, risk } }: { readonly data: OverviewData }) {
  const lines = [
    {
      of: 'category',
      owner: text.owners.clinical,
      count: unknownOf(facets, 'category'),
      words: text.category,
    },
    { of: 'model', owner: text.owners.clinical, count: unknownOf(facets, 'model'), words: text.model },
    { of: 'vlan', owner: text.owners.network, count: unknownOf(facets, 'vlan'), words: text.vlan },
    { of: 'site', owner: text.owners.clinical, count: unknownOf(facets, 'site'), words: text.site },
    { of: undefined, owner: text.owners.security, count: risk?.today?.unknown, words: text.score },
  ].filter(({ count }) => count !== undefined && count > 0);
  return (
    <Card title={text.title}>
      <ul className={styles.rows}>
        {lines.map(({ of, owner, count, words }) => (
          <li key={of ?? 'score'} className={styles.unseen}>
            <UnknownGlyph size={15} />
            <span className={styles.words}>
              {of === undefined ? (
                <Link to="/risk">{words(count ?? 0)}</Link>
              ) : (
                <Link to="/devices" search={{ query: `${of}:unknown` } as never}>
                  {words(count ?? 0)}
                </Link>
              )}
              <span className={styles.quiet}>{owner}</span>
            </span>
          </li>
        ))}
      </ul>
      <p className={styles.quiet}>{text.traffic}</p>
    </Card>
  );
}
