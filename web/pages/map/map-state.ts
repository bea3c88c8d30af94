/** What an address of the map says: the same for the page, and for what is asked ahead of it. */

import type { AddressState } from '../../design/address-state.ts';

export const PLACINGS = ['vlan', 'site', 'category'] as const;
export type Placing = (typeof PLACINGS)[number];
export const WINDOWS = ['day', 'week', 'month', 'all'] as const;
export type WindowName = (typeof WINDOWS)[number];

export interface MapState {
  /** Undefined: VLANs, or categories where no VLAN is known. */
  readonly by: Placing | undefined;
  /** Undefined: the map, on a phone the matrix. */
  readonly view: 'map' | 'matrix' | undefined;
  /** `all`, `none`, or the id of the place whose devices are shown; undefined: all when they are few. */
  readonly open: string | undefined;
  /** The id of a node, or of two with `>` between. */
  readonly pick: string | undefined;
  readonly window: WindowName;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly since: string | undefined;
  readonly onlyNew: boolean;
  readonly protocol: string | undefined;
  readonly category: string | undefined;
  readonly site: string | undefined;
  readonly vlan: number | undefined;
  /** Only conversations with this device. */
  readonly device: string | undefined;
  /** Two ids of devices with `>` between; `>` alone while they are chosen. */
  readonly path: string | undefined;
  /** Id of the device whose reach is shown; empty while it is chosen. */
  readonly reach: string | undefined;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** In the address while a device is still to be chosen. */
export const CHOOSE = 'choose';
const MOST_VLAN = 4_095;

/** What stands in the address and is not understood counts as absent. */
export function mapStateOf(address: AddressState): MapState {
  const one = <Value extends string>(value: string | undefined, of: readonly Value[]) =>
    of.find((each) => each === value);
  const instant = (value: string | undefined) =>
    value !== undefined && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined;
  const id = (value: string | undefined) => (value && UUID.test(value) ? value : undefined);
  const vlan = Number(address['vlan'] ?? Number.NaN);
  return {
    by: one(address['by'], PLACINGS),
    view: one(address['view'], ['map', 'matrix']),
    open: address['open'],
    pick: address['pick'],
    window: one(address['window'], WINDOWS) ?? 'day',
    from: instant(address['from']),
    to: instant(address['to']),
    since: instant(address['since']),
    onlyNew: address['new'] === '1',
    protocol: address['protocol'],
    category: address['category'],
    site: id(address['site']),
    vlan: Number.isInteger(vlan) && vlan >= 0 && vlan <= MOST_VLAN ? vlan : undefined,
    device: id(address['device']),
    path: address['path'],
    reach: address['reach'] === CHOOSE ? '' : id(address['reach']),
  };
}
