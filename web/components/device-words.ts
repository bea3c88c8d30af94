/** What a device is called, and how sure its identity is: the same on every page. */

import type { z } from 'zod';
import type { DeviceSummary } from '../../src/contract/device.ts';
import type { Confidence } from '../design/confidence.tsx';
import { devicesText } from '../text/devices.ts';

export type DeviceRow = z.output<typeof DeviceSummary>;

interface NamedDevice {
  readonly hostnames: readonly { readonly value: string }[];
  readonly ips: readonly string[];
  readonly macs: readonly string[];
}

/** The host name, else an address: what people call it. */
export function deviceName(
  { hostnames, ips, macs }: NamedDevice,
  more: readonly (string | undefined)[] = [],
): string {
  return (
    hostnames[0]?.value ??
    more.find((name) => name !== undefined) ??
    ips[0] ??
    macs[0] ??
    devicesText.nameless
  );
}

/** Points (0 to 100) from which a value counts as observed and not as inferred. */
const OBSERVED_FROM = 50;
/** One source gives 95 points at most: more come from independent sources that agree. */
const CONFIRMED_FROM = 96;

/** Bars for the points (0 to 100) that the server gives a best value. */
export function confidenceOf(points: number | undefined): Confidence {
  if (points === undefined) return 'unknown';
  return points >= CONFIRMED_FROM ? 'confirmed' : points >= OBSERVED_FROM ? 'observed' : 'inferred';
}

/** How well the device is identified: as well as its model, or as its maker alone lets one say. */
export function identityOf({ attributes }: Pick<DeviceRow, 'attributes'>): Confidence {
  if (attributes['model']) return confidenceOf(attributes['model'].confidence);
  return attributes['vendor'] ? 'inferred' : 'unknown';
}
