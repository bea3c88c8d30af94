/** What is best closed first: a service or a device on the way to many others, and how much harder they are then to reach. */

import type { z } from 'zod';
import type { ChokePoints as Schema } from '../../../src/contract/attack-path.ts';
import { findChokePoints } from '../../api/endpoints/risk.ts';
import { useAnswer } from '../../api/queries.ts';
import { DeviceName } from '../../components/device-name.tsx';
import { shareOf } from '../../components/verdict-words.ts';
import { Card } from '../../design/card.tsx';
import { EmptyState, ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { UnknownNotice } from '../../design/unknown.tsx';
import { Instant } from '../../design/values.tsx';
import { attackPathsText } from '../../text/attack-paths.ts';
import { categoryName } from '../../text/categories.ts';
import styles from './risk-page.module.css';

const text = attackPathsText.close;
const SOON_MS = 10_000;
const LATER_MS = 300_000;

type Known = z.output<typeof Schema>;
type Point = Known['points'][number];

export function ChokePoints() {
  const found = useAnswer(
    findChokePoints,
    {},
    { every: (answer) => (answer?.standing === 'waiting' ? SOON_MS : LATER_MS) },
  );
  return (
    <Card title={text.title} note={text.note}>
      {found.isPending ? (
        <LoadingSkeleton lines={4} />
      ) : found.isError ? (
        <ErrorState what={text.title} error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Points found={found.data} />
      )}
    </Card>
  );
}

function Points({ found }: { readonly found: Known }) {
  const { standing, points, notWalked, computedAt, areFlowsDropped, flows } = found;
  if (standing !== 'computed')
    return (
      <UnknownNotice title={attackPathsText.standing[standing] ?? ''}>
        {attackPathsText.standingHelp[standing]}
      </UnknownNotice>
    );
  return (
    <>
      {points.length === 0 ? (
        <EmptyState title={text.none}>{text.noneHelp}</EmptyState>
      ) : (
        <ol className={styles.points}>
          {points.map((point) => (
            <li key={`${point.kind} ${point.device.id} ${point.service}`}>
              <PointLine point={point} />
            </li>
          ))}
        </ol>
      )}
      {notWalked > 0 && <UnknownNotice title={text.notWalked(notWalked)} />}
      <p className={styles.note}>
        {points.length > 1 && text.order} {areFlowsDropped && attackPathsText.dropped}{' '}
        {attackPathsText.computed} {text.rest(flows)}, <Instant at={computedAt} />
      </p>
    </>
  );
}

function PointLine({ point }: { readonly point: Point }) {
  const { kind, device, service, partners, share, protects, protectsMore } = point;
  return (
    <>
      <strong>
        {kind === 'service' && service !== null ? text.service(service) : text.device}{' '}
        <NamedDevice device={device} />
      </strong>
      <span>
        {share !== null && `${text.share(shareOf(share))}. `}
        {kind === 'service' ? text.users(partners) : text.speaksTo(partners)}
      </span>
      <details className={styles.note}>
        <summary>{text.protects(protects.length + protectsMore)}</summary>
        <ul>
          {protects.map(({ device: its, before, after }) => (
            <li key={its.id}>
              <NamedDevice device={its} /> {text.fromTo(shareOf(before), shareOf(after))}
            </li>
          ))}
        </ul>
        {protectsMore > 0 && <p>{text.more(protectsMore)}</p>}
      </details>
    </>
  );
}

function NamedDevice({ device: { id, name, ip, category } }: { readonly device: Point['device'] }) {
  return <DeviceName id={id} name={name ?? ip ?? categoryName(category)} category={category} />;
}
