/** Columns of the list of alerts, and an alert on a phone. */

import { type AlertRow, AlertState } from '../../components/alert-words.tsx';
import { SeverityChip } from '../../design/severity.tsx';
import type { Column } from '../../design/table/column.ts';
import listStyles from '../../design/table/list-page.module.css';
import { Age, Count, WireText } from '../../design/values.tsx';
import { alertsText as text } from '../../text/alerts.ts';

export const ALERT_COLUMNS: readonly Column<AlertRow>[] = [
  {
    id: 'severity',
    title: text.columns.severity,
    width: 104,
    sortable: true,
    cell: ({ severity }) => <SeverityChip of={severity} />,
  },
  {
    id: 'text',
    title: text.columns.text,
    width: 300,
    grows: true,
    cell: (alert) => <WireText whole>{alert.text}</WireText>,
  },
  {
    id: 'kind',
    title: text.columns.kind,
    width: 180,
    sortable: true,
    cell: ({ kind }) => text.kinds[kind],
  },
  {
    id: 'state',
    title: text.columns.state,
    width: 124,
    sortable: true,
    cell: ({ state }) => <AlertState of={state} />,
  },
  {
    id: 'devices',
    title: text.columns.devices,
    width: 84,
    align: 'end',
    cell: ({ deviceCount }) =>
      deviceCount === 0 ? (
        <span className={listStyles.quiet}>{text.allDevices}</span>
      ) : (
        <Count of={deviceCount} />
      ),
  },
  {
    id: 'count',
    title: text.columns.count,
    width: 76,
    align: 'end',
    sortable: true,
    cell: ({ count }) => <Count of={count} />,
  },
  {
    id: 'first',
    title: text.columns.first,
    width: 96,
    sortable: true,
    hiddenAtFirst: true,
    cell: ({ firstAt }) => <Age at={firstAt} ago />,
  },
  {
    id: 'last',
    title: text.columns.last,
    width: 96,
    sortable: true,
    cell: ({ lastAt }) => <Age at={lastAt} ago />,
  },
];

export function AlertCard({ alert }: { readonly alert: AlertRow }) {
  return (
    <div className={listStyles.card}>
      <span className={listStyles.chips}>
        <SeverityChip of={alert.severity} /> <AlertState of={alert.state} />
      </span>
      <WireText whole>{alert.text}</WireText>
      <span className={listStyles.quiet}>
        {text.kinds[alert.kind]}, <Age at={alert.lastAt} ago />
      </span>
    </div>
  );
}
