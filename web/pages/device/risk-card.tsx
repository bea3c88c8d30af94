/** The score of a device in one line, or why there is none; the tab of findings has the rest. */

import { Link } from '@tanstack/react-router';
import { findDeviceRisk } from '../../api/endpoints/risk.ts';
import { useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { Card } from '../../design/card.tsx';
import { ScoreWithInterval, SeverityChip } from '../../design/severity.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { UnknownNotice } from '../../design/unknown.tsx';
import { devicesText } from '../../text/devices.ts';
import { riskText } from '../../text/risk.ts';
import { type KnownRisk, scoreOf } from './known-risk.ts';

const text = devicesText.page;

export function RiskCard({ device }: { readonly device: WholeDevice }) {
  const found = useAnswer(findDeviceRisk, { path: { id: device.id } });
  return (
    <Card
      title={text.risk}
      aside={
        <Link to="/devices/$id" params={{ id: device.id }} search={{ tab: 'risk' }}>
          {text.toRisk}
        </Link>
      }
    >
      {found.isPending ? (
        <LoadingSkeleton lines={2} />
      ) : found.isError ? (
        <ErrorState what={riskText.what} error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Standing risk={found.data} />
      )}
    </Card>
  );
}

function Standing({ risk }: { readonly risk: KnownRisk }) {
  const score = scoreOf(risk);
  if (score)
    return (
      <p>
        <ScoreWithInterval score={score} /> <SeverityChip of={score.severity} />
      </p>
    );
  return (
    <UnknownNotice title={`${riskText.standing[risk.standing]}.`}>
      {riskText.standingHelp[risk.standing]}
    </UnknownNotice>
  );
}
