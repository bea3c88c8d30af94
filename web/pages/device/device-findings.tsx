/** Findings of a device: what each means here and why; a person may decide. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { z } from 'zod';
import type { DeviceFindings as FindingsSchema } from '../../../src/contract/vulnerability.ts';
import { listDeviceFindings } from '../../api/endpoints/risk.ts';
import { useAnswer } from '../../api/queries.ts';
import { AdvisoryLink } from '../../components/advisory-link.tsx';
import { DecisionList } from '../../components/decision-list.tsx';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { deviceName } from '../../components/device-words.ts';
import { GroupChip } from '../../components/group-chip.tsx';
import { shareOf, verdictOf } from '../../components/verdict-words.ts';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { formatScore } from '../../design/format/number.ts';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { WireText } from '../../design/values.tsx';
import { VerdictChip } from '../../design/verdict.tsx';
import { useMay } from '../../session/me.tsx';
import { riskText } from '../../text/risk.ts';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';

import styles from './device-risk.module.css';
import type { KnownRisk } from './known-risk.ts';

const DecideDrawer = lazy(() =>
  import('../../components/decide-drawer.tsx').then((module) => ({ default: module.DecideDrawer })),
);

type Finding = z.output<typeof FindingsSchema>['findings'][number];

const text = riskText.device;

interface FindingsProps {
  readonly device: WholeDevice;
  readonly standing: KnownRisk['standing'];
}

export function DeviceFindings({ device, standing }: FindingsProps) {
  const [address, change] = useAddressState();
  const mayEdit = useMay('risk:edit');
  const mayApprove = useMay('risk:approve');
  const found = useAnswer(listDeviceFindings, { path: { id: device.id }, query: {} });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.findings} lines={5} />;
  const { findings } = found.data;
  const deciding = findings.find(({ cve }) => cve === address['decide']);
  return (
    <Card
      title={text.findings}
      explains="finding"
      {...(findings.length > 0 && { note: text.findingsNote })}
      flush
    >
      {findings.length === 0 ? (
        <EmptyState title={standing === 'nothing-found' ? text.noFindings : riskText.standing[standing]}>
          {riskText.standingHelp[standing]}
        </EmptyState>
      ) : (
        <ul className={styles.findings}>
          {findings.map((finding) => (
            <FindingLine
              key={`${finding.cve} ${finding.part}`}
              finding={finding}
              onDecide={
                mayEdit || mayApprove ? () => change({ decide: finding.cve }, { step: true }) : undefined
              }
            />
          ))}
        </ul>
      )}
      {deciding && (
        <Suspense>
          <DecideDrawer
            cve={deciding.cve}
            device={{ id: device.id, name: deviceName(device) }}
            onClose={() => change({ decide: undefined })}
          />
        </Suspense>
      )}
    </Card>
  );
}

interface LineProps {
  readonly finding: Finding;
  readonly onDecide: (() => void) | undefined;
}

function FindingLine({ finding, onDecide }: LineProps) {
  const { cve, title, because, source, needs, exploitability, status, group, score, decision } = finding;
  const { knownExploited, epss, hasConflict } = finding;
  return (
    <li>
      <div className={styles.findingHead}>
        {exploitability === null ? (
          <Chip>{vulnerabilitiesText.status[status]}</Chip>
        ) : (
          <VerdictChip of={verdictOf(exploitability)} />
        )}
        <Link to="/vulnerabilities/$cve" params={{ cve }}>
          <strong>{cve}</strong>
        </Link>
        <span className={styles.findingTitle}>
          {title === null ? (
            <Unknown bare word={vulnerabilitiesText.titleUnknown} reason={vulnerabilitiesText.titleReason} />
          ) : (
            <WireText whole>{title}</WireText>
          )}
        </span>
        {knownExploited === true && <Chip set="critical">{vulnerabilitiesText.exploited}</Chip>}
        {group !== null && <GroupChip of={group} />}
        <strong className={styles.findingScore}>
          {score === null ? <Unknown bare word={text.notScored} /> : formatScore(score)}
        </strong>
      </div>
      <p className={styles.because}>
        <WireText whole>{because}</WireText>.{' '}
        {needs.length > 0 && <WireText whole>{text.needs(needs)}</WireText>}{' '}
        <span className={styles.note}>
          {text.sourceOf} <AdvisoryLink feed={source.feed} document={source.document} />
          {source.revision !== '' && <WireText whole>{text.sourceRevision(source.revision)}</WireText>}
          {epss !== null && `, ${vulnerabilitiesText.attackLikely(shareOf(epss))}`}
        </span>{' '}
        {hasConflict && <Chip set="medium">{text.conflict}</Chip>}
        {onDecide && (
          <Button variant="subtle" size="sm" aria-label={text.decideOn(cve)} onClick={onDecide}>
            {text.decide}
          </Button>
        )}
      </p>
      {decision && <DecisionList decisions={[decision]} />}
    </li>
  );
}
