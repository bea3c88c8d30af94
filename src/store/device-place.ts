/** Place, ownership and use of a device, as people say them. */

import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { DeviceTable } from './schema-devices.ts';

export const PLACE_COLUMNS = [
  ...([
    'site_id',
    'unit_id',
    'room',
    'zone',
    'owner',
    'asset_tag',
    'criticality',
    'category_criticality',
  ] as const),
  ...(['data_sensitivity', 'use_state', 'service_contract', 'support_ends', 'version'] as const),
] as const;

/** Null is "nobody said so". */
export interface Place {
  readonly site: string | null;
  readonly unit: string | null;
  readonly room: string | null;
  readonly zone: string | null;
  readonly owner: string | null;
  readonly assetTag: string | null;
  /** 1 administrative to 5 life-sustaining. */
  readonly criticality: number | null;
  /** That of its category; null when the category is not known. */
  readonly categoryCriticality: number | null;
  readonly sensitivity: string | null;
  readonly use: string | null;
  readonly contract: string | null;
  /** `2027-01-31` */
  readonly supportEnds: string | null;
  /** Number of edits by people, from 1. */
  readonly version: number;
}

export function placeOf(row: Pick<Selectable<DeviceTable>, (typeof PLACE_COLUMNS)[number]>): Place {
  return {
    ...{ site: row.site_id, unit: row.unit_id, room: row.room, zone: row.zone, owner: row.owner },
    ...{ assetTag: row.asset_tag, criticality: row.criticality, version: row.version },
    ...{ categoryCriticality: row.category_criticality, sensitivity: row.data_sensitivity },
    ...{ use: row.use_state, contract: row.service_contract, supportEnds: row.support_ends },
  };
}

/** Texts that people write as they like; columns such as `folded_room` hold them in the form in which they are compared. */
export const SAID_COLUMNS = ['room', 'owner', 'asset_tag', 'service_contract'] as const;
export type SaidColumn = (typeof SAID_COLUMNS)[number];

/** The folded text, null when nobody said anything. */
export function saidText(name: SaidColumn): RawBuilder<unknown> {
  return sql.ref(`device.folded_${name}`);
}
