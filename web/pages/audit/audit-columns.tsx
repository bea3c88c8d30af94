/** Columns of the audit log, and an entry on a phone. */

import { Link } from '@tanstack/react-router';
import { type AuditEntry, AuditResult } from '../../components/audit-words.tsx';
import type { Column } from '../../design/table/column.ts';
import listStyles from '../../design/table/list-page.module.css';
import { Unknown } from '../../design/unknown.tsx';
import { Count, Instant, Mono, WireText } from '../../design/values.tsx';
import { auditText as text } from '../../text/audit.ts';
import { roleName } from '../../text/roles.ts';

export function Who({ entry: { who } }: { readonly entry: AuditEntry }) {
  if (who.name === null) return <span>{text.who[who.kind]}</span>;
  return (
    <span>
      <WireText>{who.name}</WireText>
      {who.kind === 'person' ? '' : ` (${text.who[who.kind]})`}
    </span>
  );
}

export function Target({ entry: { target } }: { readonly entry: AuditEntry }) {
  if (!target) return <span className={listStyles.quiet}>{text.noTarget}</span>;
  const to = PAGE_OF[target.kind];
  const name = <Mono>{`${target.kind} ${target.id}`}</Mono>;
  return to === undefined ? (
    name
  ) : (
    <Link to={to} params={{ id: target.id }}>
      {name}
    </Link>
  );
}

/** What has a page of its own. */
const PAGE_OF: Readonly<Record<string, string>> = {
  device: '/devices/$id',
  person: '/administration/people/$id',
};

export const AUDIT_COLUMNS: readonly Column<AuditEntry>[] = [
  {
    id: 'sequence',
    title: text.columns.sequence,
    width: 76,
    align: 'end',
    cell: ({ sequence }) => <Count of={sequence} />,
  },
  { id: 'at', title: text.columns.at, width: 120, cell: ({ at }) => <Instant at={at} /> },
  { id: 'who', title: text.columns.who, width: 180, cell: (entry) => <Who entry={entry} /> },
  {
    id: 'action',
    title: text.columns.action,
    width: 190,
    cell: ({ action }) => <Mono>{action}</Mono>,
  },
  {
    id: 'target',
    title: text.columns.target,
    width: 260,
    grows: true,
    cell: (entry) => <Target entry={entry} />,
  },
  { id: 'result', title: text.columns.result, width: 96, cell: (entry) => <AuditResult entry={entry} /> },
  {
    id: 'reason',
    title: text.columns.reason,
    width: 220,
    grows: true,
    cell: ({ reason }) =>
      reason === null ? (
        <span className={listStyles.quiet}>{text.noReason}</span>
      ) : (
        <WireText>{reason}</WireText>
      ),
  },
  {
    id: 'ip',
    title: text.columns.ip,
    width: 120,
    cell: ({ ip }) => (ip === null ? <Unknown bare word={text.noAddress} /> : <Mono>{ip}</Mono>),
  },
  {
    id: 'roles',
    title: text.columns.roles,
    width: 180,
    hiddenAtFirst: true,
    cell: ({ roles }) => (roles.length === 0 ? text.facts.noRoles : roles.map(roleName).join(', ')),
  },
];

export function EntryCard({ entry }: { readonly entry: AuditEntry }) {
  return (
    <div className={listStyles.card}>
      <span className={listStyles.chips}>
        <Mono>{entry.action}</Mono> <AuditResult entry={entry} />
      </span>
      <span>
        <Who entry={entry} />, <Instant at={entry.at} />
      </span>
      <span className={listStyles.quiet}>
        <Target entry={entry} />
      </span>
    </div>
  );
}
