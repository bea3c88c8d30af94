/** One import: what was read, what was left out and why, and what it says otherwise than was known. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { ImportConflicts } from '../../../src/contract/import.ts';
import { findImport, listConflicts } from '../../api/endpoints/imports.ts';
import { useAnswer, usePages } from '../../api/queries.ts';
import { FactLine, Facts } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { Unanswered } from '../../design/states.tsx';
import { Term } from '../../design/term.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Count, Instant, WireText } from '../../design/values.tsx';
import { devicesText } from '../../text/devices.ts';
import { importsText as text } from '../../text/imports.ts';
import { formatName, type ImportRow, ImportState } from './import-columns.tsx';
import styles from './imports-page.module.css';

const WIDTH = 640;
type Conflict = z.output<typeof ImportConflicts>['conflicts'][number];

export function ImportLook({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const found = useAnswer(findImport, { path: { id } });
  return (
    <SideDrawer
      open
      onClose={onClose}
      width={WIDTH}
      title={<WireText>{found.data?.file ?? text.what}</WireText>}
    >
      {found.data ? <Look item={found.data} /> : <Unanswered asked={found} what={text.what} lines={8} />}
    </SideDrawer>
  );
}

function Look({ item }: { readonly item: ImportRow }) {
  const { id, state, read, devices, unmatched, firstAt, lastAt, skipped, ignoredFields } = item;
  const isRead = state === 'read';
  return (
    <div className={styles.look}>
      <ImportState item={item} />
      <Facts>
        <FactLine term={text.columns.format}>{formatName(item)}</FactLine>
        <FactLine term={text.records}>
          {read === null ? <Unknown bare word={text.notRead} /> : <Count of={read} />}
        </FactLine>
        <FactLine term={text.seen}>
          {!isRead ? (
            <Unknown bare word={text.notRead} />
          ) : firstAt === null ? (
            text.noTimes
          ) : (
            <>
              <Instant at={firstAt} /> {text.until} <Instant at={lastAt} />
            </>
          )}
        </FactLine>
        <FactLine term={text.devices}>
          {devices === null ? <Unknown bare word={text.notRead} /> : <Count of={devices} />}
        </FactLine>
        <FactLine term={text.unmatched}>
          {unmatched === null ? (
            <Unknown bare word={text.notRead} />
          ) : (
            <span title={text.unmatchedHelp}>
              <Count of={unmatched} />
            </span>
          )}
        </FactLine>
      </Facts>
      {isRead && (
        <>
          <Reasons title={text.skipped} none={text.nothingSkipped} of={skipped} />
          <Reasons title={text.ignored} none={text.nothingIgnored} of={ignoredFields} />
          <Conflicts id={id} />
        </>
      )}
    </div>
  );
}

interface ReasonsProps {
  readonly title: string;
  readonly none: string;
  readonly of: Readonly<Record<string, number>>;
}

function Reasons({ title, none, of }: ReasonsProps) {
  const reasons = Object.entries(of).sort(([, a], [, b]) => b - a);
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {reasons.length === 0 ? (
        <p className={styles.quiet}>{none}</p>
      ) : (
        <ul className={styles.reasons}>
          {reasons.map(([reason, count]) => (
            <li key={reason}>
              <WireText whole>{reason}</WireText>
              <span className={styles.quiet}>{text.times(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Conflicts({ id }: { readonly id: string }) {
  const found = usePages(listConflicts, { path: { id }, query: {} });
  const conflicts = found.data?.pages.flatMap((page) => page.conflicts) ?? [];
  return (
    <section aria-label={text.conflicts}>
      <h3>
        <Term of="conflict">{text.conflicts}</Term>
      </h3>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.conflicts} lines={4} />
      ) : conflicts.length === 0 ? (
        <p className={styles.quiet}>{text.noConflicts}</p>
      ) : (
        <ul className={styles.conflicts}>
          {conflicts.map((conflict) => (
            <ConflictCard key={conflict.id} conflict={conflict} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button variant="default" loading={found.isFetching} onClick={() => void found.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </section>
  );
}

function ConflictCard({ conflict }: { readonly conflict: Conflict }) {
  const { device, attribute, import: said, known, kept, why } = conflict;
  const first = <Chip set="good">{text.stands}</Chip>;
  return (
    <li className={styles.conflict}>
      <div className={styles.conflictHead}>
        <strong>
          {devicesText.attributes[attribute] ?? (attribute === 'ip' ? text.address : attribute)}
        </strong>
        <Link to="/devices/$id" params={{ id: device }}>
          {text.device}
        </Link>
      </div>
      <dl className={styles.both}>
        <div>
          <dt>{text.saysImport}</dt>
          <dd>
            <WireText whole>{said.value}</WireText>
            {said.line !== null && <span>{text.line(said.line)}</span>}
            {kept === 'import' && first}
          </dd>
        </div>
        <div>
          <dt>{text.saysNetwork}</dt>
          <dd>
            <WireText whole>{known.value}</WireText>
            {kept === 'known' && first}
          </dd>
        </div>
      </dl>
      <p className={styles.quiet}>{why}</p>
    </li>
  );
}
