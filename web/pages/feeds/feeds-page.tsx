/** Can I trust what the scores rest on? Each feed with its age against its rhythm, and how new ones come in. */

import { IconDatabaseOff } from '@tabler/icons-react';
import type { z } from 'zod';
import type { Feeds } from '../../../src/contract/feeds.ts';
import { readFeeds } from '../../api/endpoints/feeds.ts';
import { useAnswer } from '../../api/queries.ts';
import { Card, Notice } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import stacked from '../../design/stacked-page.module.css';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { feedsText as text } from '../../text/feeds.ts';
import { BundleUpload } from './bundle-upload.tsx';
import { FeedSettings } from './feed-settings.tsx';
import { FeedTable } from './feed-table.tsx';
import styles from './feeds-page.module.css';

type FeedState = z.output<typeof Feeds>;

/** While a bundle is applied nothing else tells when it is done. */
const LOOK_AGAIN_MS = 2_000;
const WAITS: readonly string[] = ['applying', 'verified'];

export function FeedsPage() {
  const mayChange = useMay('administration:edit');
  const found = useAnswer(
    readFeeds,
    {},
    {
      every: (answer) => (answer?.updates.some(({ state }) => WAITS.includes(state)) ? LOOK_AGAIN_MS : false),
    },
  );
  if (!found.data)
    return (
      <>
        <PageHeader title={text.title} />
        <Unanswered asked={found} what={text.what} lines={8} />
      </>
    );
  const feeds = found.data;
  return (
    <div className={stacked.page}>
      <PageHeader
        title={text.title}
        facts={
          feeds.hasData && (
            <>
              {text.facts(feeds.records)}, {text.compiled} <Instant at={feeds.compiledAt} />
            </>
          )
        }
      />
      {!feeds.hasData && (
        <Notice set="medium" icon={<IconDatabaseOff size={16} stroke={1.7} aria-hidden="true" />}>
          <strong>{text.noData}</strong> {text.noDataHelp}
        </Notice>
      )}
      <Card title={text.list} explains="feed" flush>
        <FeedTable feeds={feeds.feeds} />
      </Card>
      <div className={styles.columns}>
        {mayChange && <BundleUpload />}
        <FeedSettings online={feeds.online} />
        <Card title={text.caveats}>
          {feeds.caveats.length === 0 ? (
            <p>{text.noCaveats}</p>
          ) : (
            <ul className={styles.caveats}>
              {feeds.caveats.map((caveat) => (
                <li key={caveat}>{caveat}</li>
              ))}
            </ul>
          )}
        </Card>
        <Updates updates={feeds.updates} />
      </div>
    </div>
  );
}

function Updates({ updates }: { readonly updates: FeedState['updates'] }) {
  return (
    <Card title={text.updates}>
      {updates.length === 0 ? (
        <EmptyState title={text.noUpdates} />
      ) : (
        <ol className={styles.updates}>
          {updates.map(({ id, kind, state, by, at, outcome }) => (
            <li key={id}>
              <Chip set={state === 'refused' ? 'critical' : 'plain'}>{text.states[state]}</Chip>{' '}
              {text.kinds[kind]} {by === null ? text.byServer : <WireText>{text.by(by)}</WireText>},{' '}
              <Instant at={at} />
              <span className={styles.note}>{outcomeWords(outcome)}</span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

/** What is known of what an update did; its other parts are for machines. */
function outcomeWords({ added, changed, problem }: Readonly<Record<string, unknown>>): string {
  return [
    typeof problem === 'string' && problem,
    typeof added === 'number' && text.added(added),
    typeof changed === 'number' && text.changed(changed),
  ]
    .filter((part) => typeof part === 'string')
    .join(', ');
}
