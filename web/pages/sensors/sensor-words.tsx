/** What a sensor says of itself, as people read it. */

import {
  IconBroadcast,
  IconBroadcastOff,
  IconCircleX,
  IconHourglass,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import type { z } from 'zod';
import type { Sensor as SensorSchema } from '../../../src/contract/sensor.ts';
import { Chip } from '../../design/chip.tsx';
import { sensorsText as text } from '../../text/sensors.ts';

export type Sensor = z.output<typeof SensorSchema>;

const STATES = {
  'never-connected': { set: 'unknown', Icon: IconHourglass },
  live: { set: 'good', Icon: IconBroadcast },
  silent: { set: 'critical', Icon: IconPlugConnectedX },
  'interface-silent': { set: 'high', Icon: IconBroadcastOff },
  revoked: { set: 'plain', Icon: IconCircleX },
} as const;

export function SensorState({ sensor: { state } }: { readonly sensor: Sensor }) {
  const { set, Icon } = STATES[state];
  return (
    <Chip set={set} icon={<Icon size={14} stroke={1.8} aria-hidden="true" />}>
      {text.states[state]}
    </Chip>
  );
}

/** Packets in each second of the last period; undefined when that had no length. */
export function rateOf({ health, state }: Sensor): string | undefined {
  if (!health || health.seconds === 0) return undefined;
  const rate = health.packets / health.seconds;
  const words = text.rate(rate.toLocaleString('en', { maximumFractionDigits: rate < 10 ? 1 : 0 }));
  return state === 'live' || state === 'interface-silent' ? words : text.rateThen(words);
}
