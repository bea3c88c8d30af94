/**
 * Who reads conversations, and which devices they may see. Every question of this folder passes `visible`, so that a role
 * that is narrowed to some devices is narrowed here and nowhere else.
 */

import { type RawBuilder, sql, type Transaction } from 'kysely';
import { type DeviceSelection, isEverySelected } from '../../access/device-selection.ts';
import type { Database, OrganisationId } from '../database.ts';
import type { Tables } from '../schema.ts';
import { visibleDevices, WHOLE_OF_RECORD } from '../visible-devices.ts';

export interface ConversationReader {
  readonly database: Database;
  readonly organisation: OrganisationId;
  /** The devices that the reader has the permission for. */
  readonly selection: DeviceSelection;
}

/** True for conversations (under the name `c`) of the organisation with an end that the reader may see. */
export function visible({ organisation, selection }: ConversationReader): RawBuilder<unknown> {
  const own = sql`c.organisation_id = ${organisation}`;
  if (isEverySelected(selection)) return own;
  return sql`${own} and exists (
    select from device as record join device on device.id = ${WHOLE_OF_RECORD}
     where record.id in (c.initiator_device_id, c.responder_device_id) and ${visibleDevices(selection)})`;
}

/** The whole device with this id, or of this part; undefined when there is none, or the reader may not see it. */
export async function visibleDevice(
  { database, organisation, selection }: ConversationReader,
  id: string,
): Promise<string | undefined> {
  const { rows } = await database.readAsOrganisation(organisation, (transaction) =>
    sql<{ id: string }>`
      select device.id from device as record join device on device.id = ${WHOLE_OF_RECORD}
       where record.id = ${id} and ${visibleDevices(selection)}`.execute(transaction),
  );
  return rows[0]?.id;
}

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longest window that is summed by hour. */
const HOURS_LIMIT_MS = 3 * DAY_MS;

/** Rows with conversation_id, bin and sums, as a subquery. `only` is a condition on them, which stands within for its index. */
export type BinRows = (only?: RawBuilder<unknown>) => RawBuilder<unknown>;

export interface Bins extends Window {
  readonly width: 'hour' | 'day';
  /** All; several may be of one conversation and day. */
  readonly rows: BinRows;
  /** The same in two parts: of hours and days of which each stands in one row, and of days that are still to be rolled up. */
  readonly settled: BinRows;
  readonly unsettled: BinRows | undefined;
}

const SUMS = sql`connections, failed, packets_out, packets_in, octets_out, octets_in, first_at, last_at`;

/**
 * The sums of a window, widened to whole hours or days. Days are asked for by name, for windows beyond three days, and where
 * hours are not kept any more.
 */
export async function binsOf(
  transaction: Transaction<Tables>,
  { organisation }: ConversationReader,
  window: Window,
  width?: 'hour' | 'day',
): Promise<Bins> {
  const { stale, keptSince } = await stateOf(transaction, organisation, window);
  const length = window.to.getTime() - window.from.getTime();
  const byDay = width ? width === 'day' : length > HOURS_LIMIT_MS || window.from < keptSince;
  const whole = widened(window, byDay ? DAY_MS : HOUR_MS);
  const select = (
    table: string,
    bin: RawBuilder<unknown>,
    { from, to }: Window,
    only: RawBuilder<unknown>,
  ) => sql`
    select conversation_id, ${bin} as bin, ${SUMS} from ${sql.table(table)}
     where organisation_id = ${organisation} and bin >= ${from} and bin < ${to} and ${only}`;
  const bin = sql.ref('bin');
  const hours: BinRows = (only = EVERY) => sql`(${select('conversation_hour', bin, whole, only)})`;
  if (!byDay) return { ...whole, width: 'hour', rows: hours, settled: hours, unsettled: undefined };
  const days: BinRows = (only = EVERY) => sql`(${select('conversation_day', bin, whole, only)})`;
  const [first, last] = [stale[0], stale.at(-1)];
  if (!first || !last) return { ...whole, width: 'day', rows: days, settled: days, unsettled: undefined };
  const changed = { from: first, to: new Date(last.getTime() + DAY_MS) };
  const day = sql`date_trunc('day', bin, 'UTC')`;
  const isStale = (of: RawBuilder<unknown>) => sql`${of} = any(${stale}::timestamptz[])`;
  const settled: BinRows = (only = EVERY) => sql`(
    ${select('conversation_day', bin, whole, only)} and not ${isStale(bin)})`;
  // Of a day that is not rolled up its hours count. Before hours were kept both do: its day has what came earlier.
  const unsettled: BinRows = (only = EVERY) => sql`(
    ${select('conversation_hour', day, changed, only)} and ${isStale(day)}
    union all ${select('conversation_day', bin, changed, only)} and ${isStale(bin)} and bin < ${keptSince})`;
  const rows: BinRows = (only) => sql`(${settled(only)} union all ${unsettled(only)})`;
  return { ...whole, width: 'day', rows, settled, unsettled };
}

const EVERY = sql`true`;

function widened({ from, to }: Window, width: number): Window {
  const begin = Math.floor(from.getTime() / width) * width;
  const end = Math.max(begin + width, Math.ceil(to.getTime() / width) * width);
  return { from: new Date(begin), to: new Date(end) };
}

/** Days of the window that are not rolled up, in order, and from when on hours are kept. */
async function stateOf(transaction: Transaction<Tables>, organisation: OrganisationId, window: Window) {
  const whole = widened(window, DAY_MS);
  const { rows } = await sql<{ day: Date | null; kept: Date | null }>`
    select s.day, (select kept_since from retention_run
                    where organisation_id = ${organisation} and class = 'conversation-hours') as kept
      from (select 1) as one left join conversation_stale_day s
        on s.organisation_id = ${organisation} and s.day >= ${whole.from} and s.day < ${whole.to}
     order by s.day`.execute(transaction);
  return {
    stale: rows.flatMap(({ day }) => day ?? []),
    keptSince: rows[0]?.kept ?? new Date(0),
  };
}
