/** Which risks were accepted, by whom, until when. */

import { listDecisions } from '../../api/endpoints/vulnerabilities.ts';
import { useAnswer } from '../../api/queries.ts';
import { Unanswered } from '../../design/states.tsx';
import { Day, WireText } from '../../design/values.tsx';
import { reportsText } from '../../text/reports.ts';
import { Section, Table } from './report-sheet.tsx';

const text = reportsText.executive;

export function AcceptedRisks() {
  const found = useAnswer(listDecisions, { query: {} });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.decisions} lines={3} />;
  const accepted = found.data.decisions.filter(({ kind, holds }) => kind === 'accepted' && holds);
  return (
    <Section title={text.decisions} note={text.decisionsNote}>
      {accepted.length === 0 ? (
        <p>{text.noDecisions}</p>
      ) : (
        <Table
          heads={[text.vulnerability, text.owner, text.until, text.why]}
          rows={accepted.map(({ id, cve, owner, expiresAt, reason }) => ({
            key: id,
            cells: [
              cve,
              owner === null ? text.noOwner : <WireText key="owner">{owner}</WireText>,
              expiresAt === null ? text.forGood : <Day key="until" at={expiresAt} />,
              <WireText key="why" whole>
                {reason}
              </WireText>,
            ],
          }))}
        />
      )}
    </Section>
  );
}
