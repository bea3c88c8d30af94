/** What a person did last, from the audit log. */

import { Link } from '@tanstack/react-router';
import { listAuditEntries } from '../../api/endpoints/audit.ts';
import { useAnswer } from '../../api/queries.ts';
import { AuditResult } from '../../components/audit-words.tsx';
import type { Person } from '../../components/person-words.tsx';
import { Card } from '../../design/card.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import plain from '../../design/table/plain-table.module.css';
import { Instant, Mono } from '../../design/values.tsx';
import { accessText } from '../../text/access.ts';
import { auditText } from '../../text/audit.ts';
import styles from './person.module.css';

const text = accessText.person;
const SHOWN = 25;

export function AuditTab({ person }: { readonly person: Person }) {
  const found = useAnswer(listAuditEntries, { query: { who: person.id, limit: SHOWN } });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.audit} lines={6} />;
  const all = (
    <Link to="/audit" search={{ who: person.id } as never}>
      {text.allEntries}
    </Link>
  );
  return (
    <Card title={text.audit} aside={all} flush>
      {found.data.entries.length === 0 ? (
        <EmptyState title={text.noEntries} />
      ) : (
        <table className={`${plain.table} ${styles.table}`}>
          <thead>
            <tr>
              {(['action', 'result', 'at', 'target'] as const).map((column) => (
                <th key={column} scope="col">
                  {auditText.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.data.entries.map((entry) => (
              <tr key={entry.sequence}>
                <td>
                  <Mono>{entry.action}</Mono>
                </td>
                <td>
                  <AuditResult entry={entry} />
                </td>
                <td>
                  <Instant at={entry.at} />
                </td>
                <td>
                  {entry.target ? (
                    <Mono>{`${entry.target.kind} ${entry.target.id}`}</Mono>
                  ) : (
                    auditText.noTarget
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
