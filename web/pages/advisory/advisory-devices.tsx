/** The devices that the document speaks of, by its word alone, with what all else makes of it beside. */

import { Link } from '@tanstack/react-router';
import { listAdvisoryDevices } from '../../api/endpoints/advisories.ts';
import { useAnswer } from '../../api/queries.ts';
import { GroupChip } from '../../components/group-chip.tsx';
import { Card } from '../../design/card.tsx';
import { CategoryIcon } from '../../design/category-icon.tsx';
import { Chip } from '../../design/chip.tsx';
import { formatScore } from '../../design/format/number.ts';
import { EmptyState, ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Unknown, UnknownNotice } from '../../design/unknown.tsx';
import { Mono, WireText } from '../../design/values.tsx';
import { advisoryText as text } from '../../text/advisory.ts';
import { categoryName } from '../../text/categories.ts';
import styles from './advisory-page.module.css';
import type { ConcernedByAdvisory, WholeAdvisory } from './known-advisory.ts';

type Standing = ConcernedByAdvisory['devices'][number]['standing'];

const SETS = { affected: 'critical', fixed: 'good', 'not-affected': 'good' } as const;

export function AdvisoryDevices({ source }: Pick<WholeAdvisory, 'source'>) {
  const { feed, document, publisher } = source;
  const query = publisher === null ? {} : { publisher };
  const found = useAnswer(listAdvisoryDevices, { path: { feed, document }, query });
  return (
    <Card title={text.devices} note={text.devicesNote} flush>
      {found.isPending ? (
        <LoadingSkeleton lines={4} />
      ) : found.isError ? (
        <ErrorState what={text.devices} error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Concerned found={found.data} />
      )}
    </Card>
  );
}

function Concerned({ found }: { readonly found: ConcernedByAdvisory }) {
  const { counts, devices, more, isComplete } = found;
  return (
    <>
      <dl className={styles.counts}>
        {(
          [
            ['affected', counts.affected],
            ['cannot-tell', counts.cannotTell],
            ['fixed', counts.fixed],
            ['not-affected', counts.notAffected],
          ] as const
        ).map(([standing, count]) => (
          <div key={standing}>
            <dt>{text.standing[standing]}</dt>
            <dd>{count.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      {devices.length === 0 ? (
        <EmptyState title={text.noDevices}>{text.noDevicesHelp}</EmptyState>
      ) : (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{text.device}</th>
                <th scope="col">{text.says}</th>
                <th scope="col">{text.because}</th>
                <th scope="col" data-align="end">
                  {text.risk}
                </th>
              </tr>
            </thead>
            <tbody>
              {devices.map((row) => (
                <Row key={row.device} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className={styles.under}>
        {more > 0 && <p className={styles.quiet}>{text.more(more)}</p>}
        {!isComplete && <UnknownNotice title={text.notAllCompared} />}
        {counts.notCompared > 0 && (
          <UnknownNotice title={text.notCompared(counts.notCompared)}>{text.notComparedHelp}</UnknownNotice>
        )}
      </div>
    </>
  );
}

function Row({ row }: { readonly row: ConcernedByAdvisory['devices'][number] }) {
  const { device, label, address, category, standing, because, vulnerabilities, group, score } = row;
  return (
    <tr>
      <td>
        <span className={styles.device}>
          <CategoryIcon of={category} />
          <span>
            <Link to="/devices/$id" params={{ id: device }} search={{ tab: 'risk' }}>
              <WireText>{label ?? categoryName(category)}</WireText>
            </Link>
            {address !== null && (
              <>
                <br />
                <Mono>{address}</Mono>
              </>
            )}
          </span>
        </span>
      </td>
      <td>
        <StandingChip of={standing} />
        {vulnerabilities.map((cve) => (
          <div key={cve} className={`${styles.quiet} ${styles.id}`}>
            <WireText>{cve}</WireText>
          </div>
        ))}
      </td>
      <td className={styles.because}>
        <WireText whole>{because}</WireText>
      </td>
      <td data-align="end">
        {score === null ? <Unknown bare word={text.notScored} /> : formatScore(score)}
        {group !== null && (
          <div>
            <GroupChip of={group} />
          </div>
        )}
      </td>
    </tr>
  );
}

function StandingChip({ of: standing }: { readonly of: Standing }) {
  if (standing === 'cannot-tell')
    return <Unknown word={text.standing[standing]} reason={text.standingReason} />;
  return <Chip set={SETS[standing]}>{text.standing[standing]}</Chip>;
}
