/** What it offers and what it asks for. */

import type { WholeDevice } from '../../components/device-identity.tsx';
import { Card } from '../../design/card.tsx';
import { EmptyState } from '../../design/states.tsx';
import plain from '../../design/table/plain-table.module.css';
import { Mono } from '../../design/values.tsx';
import { devicesText } from '../../text/devices.ts';
import styles from './device-page.module.css';

const text = devicesText.page;

interface DeviceProps {
  readonly device: WholeDevice;
}

export function DeviceServices({ device }: DeviceProps) {
  return (
    <Card title={text.services} note={text.servicesNote(device.services.length)} flush>
      <ServiceTable device={device} />
    </Card>
  );
}

export function ServiceTable({ device: { services } }: DeviceProps) {
  if (services.length === 0) return <EmptyState title={text.noServices}>{text.noServicesHelp}</EmptyState>;
  // What others can reach comes first.
  const sorted = [...services].sort((a, b) =>
    a.role === b.role ? a.port - b.port : a.role === 'server' ? -1 : 1,
  );
  return (
    <table className={`${plain.table} ${styles.table}`}>
      <thead>
        <tr>
          <th scope="col">{text.role}</th>
          <th scope="col">{text.protocol}</th>
          <th scope="col">{text.port}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ transport, port, protocol, role }) => (
          <tr key={`${transport} ${port} ${protocol} ${role}`}>
            <td>{role === 'server' ? text.offers : text.uses}</td>
            <td>{protocol.toUpperCase()}</td>
            <td>
              <Mono>{`${transport.toUpperCase()} ${port}`}</Mono>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
