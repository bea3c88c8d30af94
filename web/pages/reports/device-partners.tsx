/** Whom a device talked with lately. */

import { useState } from 'react';
import { listPeers } from '../../api/endpoints/conversations.ts';
import { useAnswer } from '../../api/queries.ts';
import { carrierWords, endName } from '../../components/traffic-words.ts';
import { Unanswered } from '../../design/states.tsx';
import { Instant, Octets, WireText } from '../../design/values.tsx';
import { trafficText } from '../../text/map.ts';
import { reportsText } from '../../text/reports.ts';
import { Section, Table } from './report-sheet.tsx';

const text = reportsText.device;
const SHOWN = 15;
const DAYS_MS = 30 * 86_400_000;

export function DevicePartners({ id }: { readonly id: string }) {
  // One question for as long as the report is shown.
  const [from] = useState(() => new Date(Date.now() - DAYS_MS).toISOString());
  const found = useAnswer(listPeers, { path: { id }, query: { from, limit: SHOWN } });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.partners} lines={5} />;
  const { peers } = found.data;
  return (
    <Section title={text.partners} note={text.partnersNote}>
      {peers.length === 0 ? (
        <p>
          {text.noPartners} {trafficText.noneHelp}
        </p>
      ) : (
        <Table
          heads={[text.who, text.over, `#${text.octets}`, trafficText.columns.last]}
          rows={peers.map(({ end, services, octetsSent, octetsReceived, lastAt }) => ({
            key: end.device?.id ?? end.ip ?? end.kind,
            cells: [
              <WireText key="who">{endName(end)}</WireText>,
              [...new Set(services.map(carrierWords))].join('; '),
              <Octets key="octets" of={octetsSent + octetsReceived} />,
              <Instant key="last" at={lastAt} />,
            ],
          }))}
        />
      )}
    </Section>
  );
}
