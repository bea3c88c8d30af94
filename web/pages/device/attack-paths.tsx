/** How an attacker would come to this device, over what was seen: the likeliest ways with the weakness that each step takes. */

import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { DeviceAttackPaths } from '../../../src/contract/attack-path.ts';
import { findAttackPaths } from '../../api/endpoints/risk.ts';
import { useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { DeviceName } from '../../components/device-name.tsx';
import { type ConversationEnd, endName } from '../../components/traffic-words.ts';
import { shareOf } from '../../components/verdict-words.ts';
import { Card } from '../../design/card.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { UnknownNotice } from '../../design/unknown.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { attackPathsText as text } from '../../text/attack-paths.ts';
import styles from './device-risk.module.css';

type Paths = z.output<typeof DeviceAttackPaths>;
type Path = Paths['paths'][number];

/** While it waits, and later: no change feed names what conversations make of it. */
const SOON_MS = 10_000;
const LATER_MS = 300_000;

export function AttackPaths({ device }: { readonly device: WholeDevice }) {
  const found = useAnswer(
    findAttackPaths,
    { path: { id: device.id } },
    { every: (answer) => (answer?.standing === 'waiting' ? SOON_MS : LATER_MS) },
  );
  return (
    <Card title={text.title} note={text.note}>
      {found.isPending ? (
        <LoadingSkeleton lines={3} />
      ) : found.isError ? (
        <ErrorState what={text.title} error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Known found={found.data} />
      )}
    </Card>
  );
}

function Known({ found }: { readonly found: Paths }) {
  const { standing, paths, reach, isWalked, computedAt, areFlowsDropped } = found;
  if (standing !== 'computed')
    return <UnknownNotice title={text.standing[standing] ?? ''}>{text.standingHelp[standing]}</UnknownNotice>;
  if (!isWalked) return <UnknownNotice title={text.notWalked}>{text.notWalkedHelp}</UnknownNotice>;
  return (
    <>
      {reach === null ? (
        <UnknownNotice title={text.none}>{text.noneHelp}</UnknownNotice>
      ) : (
        <>
          <p className={styles.total}>
            <strong>{shareOf(reach)}</strong> {text.reachHelp}
          </p>
          <ol className={styles.lines}>
            {paths.map((path, at) => (
              <li key={pathKey(path)}>
                <Way path={path} at={at + 1} />
              </li>
            ))}
          </ol>
        </>
      )}
      <p className={styles.note}>
        {areFlowsDropped && text.dropped} {text.computed} <Instant at={computedAt} />
      </p>
    </>
  );
}

function Way({ path, at }: { readonly path: Path; readonly at: number }) {
  const { position, probability, steps } = path;
  const [first, last] = [steps[0]?.from.device, steps.at(-1)?.to.device];
  return (
    <>
      <span className={styles.moment}>
        <strong>
          {text.way(at)}: {text.position[position]}
        </strong>
        <span className="numbers">{text.likely(shareOf(probability))}</span>
      </span>
      {steps.length === 0 && <span>{text.begins}</span>}
      {steps.map(({ from, to, service, vulnerability }, step) => (
        <span key={`${endKey(from)} ${endKey(to)} ${service}`} className={styles.step}>
          <EndOf end={from} /> {'→'} <EndOf end={to} /> <WireText>{text.over(service)}</WireText>
          {step < steps.length - 1 && (
            <span className={styles.note}>
              {', '}
              {vulnerability === null ? (
                text.noWeakness
              ) : (
                <>
                  {text.by}{' '}
                  <Link to="/vulnerabilities/$cve" params={{ cve: vulnerability }}>
                    <WireText>{vulnerability}</WireText>
                  </Link>
                </>
              )}
            </span>
          )}
        </span>
      ))}
      {first && last && (
        <span className={styles.note}>
          <Link to="/map" search={{ path: `${first.id}>${last.id}` }}>
            {text.onMap}
          </Link>
        </span>
      )}
    </>
  );
}

function EndOf({ end }: { readonly end: ConversationEnd }) {
  if (!end.device) return <span>{endName(end)}</span>;
  return <DeviceName id={end.device.id} name={endName(end)} category={end.device.category} />;
}

const endKey = (end: ConversationEnd): string => end.device?.id ?? end.kind;
const pathKey = ({ position, steps }: Path): string =>
  `${position} ${steps.map(({ from, to, service }) => `${endKey(from)} ${endKey(to)} ${service}`).join(' ')}`;
