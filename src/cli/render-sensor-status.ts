/** The state of a sensor in lines for people. */

import type { SensorIdentity } from '../delivery/sensor-identity.ts';
import type { SensorStatus } from '../delivery/sensor-status.ts';
import type { SpoolContent } from '../delivery/spool.ts';

export interface ShownSensor {
  readonly identity: SensorIdentity;
  readonly spool: SpoolContent;
  /** Undefined when it never ran. */
  readonly status: SensorStatus | undefined;
  readonly isRunning: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function renderSensorStatus({ identity, spool, status, isRunning, now }: ShownSensor): string {
  const { batches, octets, acknowledged, lost } = spool;
  const rows: (readonly [string, string])[] = [
    ['sensor', `${identity.name} (${identity.sensor})`],
    ['server', identity.server],
    ['process', isRunning && status ? `runs, ${status.pid} since ${status.startedAt}` : 'does not run'],
  ];
  if (status) rows.push(...captureRows(status, now));
  rows.push([
    'spool',
    batches === 0
      ? 'nothing waits'
      : `${batches} ${batches === 1 ? 'batch' : 'batches'}, ${(octets / 1e6).toFixed(1)} MB`,
  ]);
  rows.push([
    'acknowledged',
    acknowledged === 0 ? 'nothing yet' : `batch ${acknowledged}${deliveredAt(status, now)}`,
  ]);
  if (lost.batches > 0)
    rows.push([
      'lost',
      `${lost.batches} batches with ${lost.devices} devices and ${lost.packets} packets, for want of room`,
    ]);
  if (status?.lastError)
    rows.push(['error', `${status.lastError.message} (${age(status.lastError.at, now)})`]);
  return rows.map(([name, value]) => `${name.padEnd(13)} ${value}\n`).join('');
}

function captureRows(status: SensorStatus, now: number): (readonly [string, string])[] {
  const { source, problem, packets, seconds, dropped, devices, lastPacketAt } = status;
  const rate = seconds > 0 ? Math.round(packets / seconds) : 0;
  const drops = dropped === null ? 'drops not told' : `${dropped} dropped`;
  return [
    ['listens to', problem === null ? source : `${source}: ${problem}`],
    ['traffic', `${packets} packets in ${Math.round(seconds)} s (${rate} a second), ${drops}`],
    ['last packet', lastPacketAt === null ? 'none yet' : `${lastPacketAt} (${age(lastPacketAt, now)})`],
    ['devices', String(devices)],
  ];
}

function deliveredAt(status: SensorStatus | undefined, now: number): string {
  return status?.lastDelivered ? ` (${age(status.lastDelivered.at, now)})` : '';
}

function age(at: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(at)) / 1_000));
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}
