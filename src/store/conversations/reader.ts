/**
 * Who reads conversations, and which devices they may see. Every question of this folder passes `visible`, so that a role
 * that is narrowed to some devices is narrowed here and nowhere else.
 */

import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from '../database.ts';
import type { Tables } from '../schema.ts';

export interface ConversationReader {
  readonly database: Database;
  readonly organisation: OrganisationId;
  /** Condition on a row of `device` under this name; absent when all may be seen. */
  readonly devices?: ((device: RawBuilder<unknown>) => RawBuilder<unknown>) | undefined;
}

/** True for conversations (under the name `c`) of the organisation with an end that the reader may see. */
export function visible({ organisation, devices }: ConversationReader): RawBuilder<unknown> {
  const own = sql`c.organisation_id = ${organisation}`;
  if (!devices) return own;
  return sql`${own} and exists (
    select from device seen
     where seen.id in (c.initiator_device_id, c.responder_device_id) and ${devices(sql.ref('seen'))})`;
}

/** Whether there is such a device, and the reader may see it. */
export async function deviceExists(
  { database, organisation, devices }: ConversationReader,
  id: string,
): Promise<boolean> {
  const { rows } = await database.asOrganisation(organisation, (transaction) =>
    sql`select from device seen where seen.id = ${id} and ${devices?.(sql.ref('seen')) ?? sql`true`}`.execute(
      transaction,
    ),
  );
  return rows.length > 0;
}

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longest window that is summed by hour. */
const HOURS_LIMIT_MS = 3 * DAY_MS;

export interface Bins extends Window {
  readonly width: 'hour' | 'day';
  /** Rows with conversation_id, bin and sums; several may be of one conversation and day. */
  readonly rows: RawBuilder<unknown>;
}

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
  const within = sql`organisation_id = ${organisation} and bin >= ${whole.from} and bin < ${whole.to}`;
  const sums = sql`connections, failed, packets_out, packets_in, octets_out, octets_in, first_at, last_at`;
  if (!byDay)
    return {
      ...whole,
      width: 'hour',
      rows: sql`(select conversation_id, bin, ${sums} from conversation_hour where ${within})`,
    };
  const days = sql`select conversation_id, bin, ${sums} from conversation_day where ${within}`;
  const [first, last] = [stale[0], stale.at(-1)];
  if (!first || !last) return { ...whole, width: 'day', rows: sql`(${days})` };
  const changed = sql`organisation_id = ${organisation} and bin >= ${first}
    and bin < ${new Date(last.getTime() + DAY_MS)}`;
  return {
    ...whole,
    width: 'day',
    // Of a day that is not rolled up its hours count. Before hours were kept both do: its day has what came earlier.
    rows: sql`(
      ${days} and (bin < ${keptSince} or bin <> all(${stale}::timestamptz[]))
      union all
      select conversation_id, date_trunc('day', bin, 'UTC') as bin, ${sums} from conversation_hour
       where ${changed} and date_trunc('day', bin, 'UTC') = any(${stale}::timestamptz[]))`,
  };
}

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
