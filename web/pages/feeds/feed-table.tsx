/** One line for each feed: state, age against its rhythm, records. */

import type { z } from 'zod';
import type { Feeds } from '../../../src/contract/feeds.ts';
import { Chip } from '../../design/chip.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Count, Day, Instant } from '../../design/values.tsx';
import { feedsText as text } from '../../text/feeds.ts';
import styles from './feeds-page.module.css';

type Feed = z.output<typeof Feeds>['feeds'][number];

const SET = { current: 'good', stale: 'medium', undated: 'plain', empty: 'medium' } as const;
/** A bar that is full is three rhythms old. */
const FULL_RHYTHMS = 3;

export function FeedTable({ feeds }: { readonly feeds: readonly Feed[] }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text.feed}</th>
            <th scope="col">{text.state}</th>
            <th scope="col">{text.age}</th>
            <th scope="col">{text.newest}</th>
            <th scope="col">{text.checked}</th>
            <th scope="col" data-align="end">
              {text.records}
            </th>
          </tr>
        </thead>
        <tbody>
          {feeds.map((feed) => (
            <tr key={feed.feed}>
              <th scope="row">{feed.title}</th>
              <td>
                <Condition of={feed.condition} />
              </td>
              <td>
                <AgeBar of={feed} />
              </td>
              <td>
                {feed.newestAt === null ? (
                  <Unknown bare word={text.ageUnknown} />
                ) : (
                  <Day at={feed.newestAt} />
                )}
              </td>
              <td>
                {feed.checkedAt === null ? (
                  <Unknown bare word={text.neverChecked} />
                ) : (
                  <Instant at={feed.checkedAt} />
                )}
              </td>
              <td data-align="end">
                {feed.condition === 'absent' ? (
                  <Unknown bare word={text.notLoaded} reason={text.conditionHelp.absent} />
                ) : (
                  <Count of={feed.items} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Condition({ of: condition }: { readonly of: Feed['condition'] }) {
  if (condition === 'absent')
    return <Unknown word={text.conditions.absent} reason={text.conditionHelp.absent} />;
  return (
    <Chip set={SET[condition]} title={text.conditionHelp[condition]}>
      {text.conditions[condition]}
    </Chip>
  );
}

function AgeBar({ of: { ageDays, staleAfterDays } }: { readonly of: Feed }) {
  if (ageDays === null) return <Unknown bare word={text.ageUnknown} />;
  if (staleAfterDays === null) return <span>{text.ageAlone(ageDays)}</span>;
  const share = Math.min(1, ageDays / (staleAfterDays * FULL_RHYTHMS)) * 100;
  const limit = 100 / FULL_RHYTHMS;
  return (
    <span className={styles.age}>
      <svg className="mark" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="8" fill="var(--surface-2)" />
        <rect width={Math.min(share, limit)} height="8" fill="var(--good-mark)" />
        <rect x={limit} width={Math.max(0, share - limit)} height="8" fill="var(--medium-mark)" />
        <path d={`M${limit} 0v8`} stroke="var(--text)" vectorEffect="non-scaling-stroke" />
      </svg>
      <span>{text.ageOf(ageDays, staleAfterDays)}</span>
    </span>
  );
}
