/** With whom it talks, over what, since when, and how much over time. */

import { SegmentedControl } from '@mantine/core';
import { IconAffiliate, IconTargetArrow } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { listConversations, listPeers, readTraffic } from '../../api/endpoints/conversations.ts';
import { useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { DeviceName } from '../../components/device-name.tsx';
import { carrierWords, endName, type PeersAnswer } from '../../components/traffic-words.ts';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { EmptyState, LoadingSkeleton, Unanswered } from '../../design/states.tsx';
import plain from '../../design/table/plain-table.module.css';
import { Age, Instant, Octets, Span, WireText } from '../../design/values.tsx';
import { mapText, trafficText as text } from '../../text/map.ts';
import styles from './device-traffic.module.css';
import { TrafficChart } from './traffic-chart.tsx';

interface DeviceProps {
  readonly device: WholeDevice;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LENGTHS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;
type Length = keyof typeof LENGTHS;
const PEERS_SHOWN = 100;
const LONG_AGO = '2000-01-01T00:00:00.000Z';

export function DeviceTraffic({ device }: DeviceProps) {
  const [address, change] = useAddressState();
  const length: Length =
    address['window'] === 'week' || address['window'] === 'month' ? address['window'] : 'day';
  const newest = useAnswer(listConversations, {
    query: { device: device.id, from: LONG_AGO, bin: 'day', limit: 1 },
  });
  const last = newest.data?.conversations[0]?.lastAt;
  const now = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  // The time up to its newest traffic, where that is long ago: a capture of last year shows what it holds.
  const end =
    last === undefined ? now : Math.min(now, (Math.floor(Date.parse(last) / HOUR_MS) + 1) * HOUR_MS);
  const to = new Date(now - end < DAY_MS ? now : end);
  const query = { from: new Date(to.getTime() - LENGTHS[length]).toISOString(), to: to.toISOString() };
  if (newest.isPending) return <LoadingSkeleton lines={8} />;
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <SegmentedControl
          size="xs"
          aria-label={text.time}
          data={(['day', 'week', 'month'] as const).map((value) => ({
            value,
            label: mapText.windowOf[value],
          }))}
          value={length}
          onChange={(value) => change({ window: value === 'day' ? undefined : value })}
        />
        <span className={styles.quiet}>
          <Span from={query.from} to={query.to} />
        </span>
        <Link
          to="/map"
          search={{ device: device.id, from: query.from, to: query.to } as never}
          className={styles.onMap}
        >
          <IconAffiliate size={16} stroke={1.7} aria-hidden="true" /> {text.showOnMap}
        </Link>
        <Link to="/map" search={{ reach: device.id } as never} className={styles.onMap}>
          <IconTargetArrow size={16} stroke={1.7} aria-hidden="true" /> {text.showReach}
        </Link>
      </div>
      <Peers device={device} query={query} />
      <OverTime device={device} query={query} bin={length === 'day' ? 'hour' : 'day'} />
    </div>
  );
}

interface WindowProps extends DeviceProps {
  readonly query: { readonly from: string; readonly to: string };
}

function Peers({ device: { id, firstAt }, query }: WindowProps) {
  const found = useAnswer(
    listPeers,
    { path: { id }, query: { ...query, limit: PEERS_SHOWN } },
    { keepsLast: true },
  );
  if (!found.data) return <Unanswered asked={found} what={text.peers} lines={6} />;
  const { peers, count, newCount } = found.data;
  // Of a device that was not there the day before, everything is new: that says nothing.
  const tellsNew = Date.parse(firstAt) < Date.parse(query.to) - DAY_MS;
  const fresh = !tellsNew ? `, ${text.newUnknown}` : newCount > 0 ? `, ${text.newCount(newCount)}` : '';
  return (
    <Card title={text.peers} note={`${text.peersNote(count, peers.length)}${fresh}`} flush>
      {peers.length === 0 ? (
        <EmptyState title={text.none}>{text.noneHelp}</EmptyState>
      ) : (
        <div className={styles.scroll}>
          <table className={`${plain.table} ${styles.table}`}>
            <thead>
              <tr>
                <th scope="col">{text.columns.who}</th>
                <th scope="col">{text.columns.over}</th>
                <th scope="col" data-align="end">
                  {text.columns.sent}
                </th>
                <th scope="col" data-align="end">
                  {text.columns.received}
                </th>
                <th scope="col">{text.columns.first}</th>
                <th scope="col">{text.columns.last}</th>
              </tr>
            </thead>
            <tbody>
              {peers.map((peer) => (
                <PeerRow
                  key={`${peer.end.kind} ${peer.end.device?.id ?? peer.end.ip}`}
                  peer={peer}
                  isNew={tellsNew && peer.isNew}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function PeerRow({ peer, isNew }: { readonly peer: PeersAnswer['peers'][number]; readonly isNew: boolean }) {
  const { end, services, moreServices } = peer;
  return (
    <tr>
      <td>
        <span className={styles.who}>
          {end.device ? (
            <DeviceName id={end.device.id} name={endName(end)} category={end.device.category} />
          ) : (
            <WireText>{endName(end)}</WireText>
          )}
          {end.kind !== 'device' && end.ip && <span className={styles.quiet}>{mapText.kinds[end.kind]}</span>}
          {isNew && <Chip set="critical">{text.isNew}</Chip>}
        </span>
      </td>
      <td>
        <ul className={styles.services}>
          {services.map((service) => (
            <li key={`${service.began} ${carrierWords(service)}`}>
              <span className={styles.quiet}>{service.began ? text.asks : text.answers}</span>{' '}
              {carrierWords(service)}
              {service.failed > 0 && (
                <span className={styles.quiet}>{` (${mapText.failed(service.failed)})`}</span>
              )}
            </li>
          ))}
          {moreServices > 0 && <li className={styles.quiet}>{text.moreServices(moreServices)}</li>}
        </ul>
      </td>
      <td data-align="end">
        <Octets of={peer.octetsSent} />
      </td>
      <td data-align="end">
        <Octets of={peer.octetsReceived} />
      </td>
      <td>
        <Instant at={peer.firstAt} />
      </td>
      <td>
        <Age at={peer.lastAt} ago />
      </td>
    </tr>
  );
}

function OverTime({ device: { id }, query, bin }: WindowProps & { readonly bin: 'hour' | 'day' }) {
  const found = useAnswer(readTraffic, { path: { id }, query: { ...query, bin } }, { keepsLast: true });
  if (!found.data) return <Unanswered asked={found} what={text.over} lines={4} />;
  return (
    <Card
      title={text.over}
      explains="conversation"
      note={text.overNote(found.data.bin === 'hour' ? text.hour : text.day)}
    >
      <TrafficChart traffic={found.data} />
    </Card>
  );
}
