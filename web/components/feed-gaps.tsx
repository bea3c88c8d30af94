/** What the age and gaps of the feeds keep anybody from concluding, above everything that rests on them. */

import { IconClockExclamation } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Notice } from '../design/card.tsx';
import { vulnerabilitiesText } from '../text/vulnerabilities.ts';
import styles from './feed-gaps.module.css';

export function FeedGaps({ caveats }: { readonly caveats: readonly string[] }) {
  if (caveats.length === 0) return null;
  return (
    <Notice
      set="medium"
      icon={<IconClockExclamation size={16} stroke={1.7} aria-hidden="true" />}
      action={<Link to="/feeds">{vulnerabilitiesText.toFeeds}</Link>}
    >
      <details className={styles.gaps}>
        <summary>
          <strong>{vulnerabilitiesText.stale(caveats.length)}</strong> {vulnerabilitiesText.staleHelp}{' '}
          {caveats[0]}
        </summary>
        <ul>
          {caveats.slice(1).map((caveat) => (
            <li key={caveat}>{caveat}</li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}
