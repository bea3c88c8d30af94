/**
 * What can be reached from a device over conversations that were seen: from who began to who answered, step by step. A way
 * that was never used is not known here, so this is the least that can be reached.
 */

import { sql, type Transaction } from 'kysely';
import { recordsOf, wholeOf } from '../device-parts.ts';
import type { Tables } from '../schema.ts';
import { describeEnds, type KnownEnd } from './known-ends.ts';
import { type ConversationReader, visible } from './reader.ts';

/** Steps of the longest way that is looked for. */
export const STEPS_LIMIT = 6;
/** Devices that are looked at, and found in one step. */
export const REACHED_LIMIT = 50_000;

export interface Spread {
  /** By device: the one before on the shortest way, and in how many steps; the start itself in none. */
  readonly reached: ReadonlyMap<string, { readonly before: string | undefined; readonly steps: number }>;
  /** Whether everything that was seen within the limit of steps was looked at; if not, there may be more all the same. */
  readonly complete: boolean;
}

/** Goes by breadth from a device, until `sought` is found when one is named. */
export async function spreadFrom(
  transaction: Transaction<Tables>,
  reader: ConversationReader,
  from: string,
  steps: number,
  sought?: string,
): Promise<Spread> {
  const reached = new Map<string, { before: string | undefined; steps: number }>([
    [from, { before: undefined, steps: 0 }],
  ]);
  let frontier = [from];
  for (let step = 1; step <= steps && frontier.length > 0; step++) {
    if (sought !== undefined && reached.has(sought)) break;
    const { rows } = await sql<{ device: string; before: string }>`
      select distinct on (device) ${wholeOf(sql.ref('c.responder_device_id'))} as device,
             ${wholeOf(sql.ref('c.initiator_device_id'))} as before
        from conversation c
       where c.initiator_device_id = any(${recordsOf(frontier)}) and c.responder_device_id is not null and c.exchanged
         and ${visible(reader)}
       order by device, before limit ${REACHED_LIMIT}`.execute(transaction);
    const fresh = rows.filter(({ device }) => !reached.has(device));
    for (const { device, before } of fresh) reached.set(device, { before, steps: step });
    if (rows.length >= REACHED_LIMIT || reached.size > REACHED_LIMIT) return { reached, complete: false };
    frontier = fresh.map(({ device }) => device);
  }
  return { reached, complete: true };
}

export interface ReachedDevice {
  readonly end: KnownEnd;
  readonly steps: number;
  /** The device before it on a shortest way. */
  readonly through: KnownEnd;
  /** 1 to 5, as stated or by its category; null when neither is known. */
  readonly criticality: number | null;
}

export interface ObservedReach {
  /** How many devices are reached in so many steps, from one step on. */
  readonly perStep: readonly { readonly steps: number; readonly devices: number }[];
  /** Those on which most depends first, then the nearest. */
  readonly devices: readonly ReachedDevice[];
  readonly complete: boolean;
}

/** What a device was seen to reach within so many steps; at most `limit` devices are told, all are counted. */
export async function observedReach(
  reader: ConversationReader,
  from: string,
  { steps, limit }: { readonly steps: number; readonly limit: number },
): Promise<ObservedReach> {
  return reader.database.readAsOrganisation(reader.organisation, async (transaction) => {
    const { reached, complete } = await spreadFrom(transaction, reader, from, steps);
    const others = [...reached].filter(([device]) => device !== from);
    const ids = others.map(([device]) => device);
    const { rows } = await sql<{ id: string; criticality: number | null }>`
      select id, effective_criticality as criticality from device where id = any(${ids}::uuid[])`.execute(
      transaction,
    );
    const criticalityOf = new Map(rows.map(({ id, criticality }) => [id, criticality]));
    const ordered = others
      .map(([device, its]) => ({ device, ...its, criticality: criticalityOf.get(device) ?? null }))
      .sort(
        (a, b) =>
          (b.criticality ?? 0) - (a.criticality ?? 0) || a.steps - b.steps || (a.device < b.device ? -1 : 1),
      )
      .slice(0, limit);
    const endOf = (deviceId: string) => ({ kind: 'device', deviceId, ip: null }) as const;
    const describe = await describeEnds(
      transaction,
      ordered.flatMap(({ device, before = from }) => [endOf(device), endOf(before)]),
      reader.selection,
    );
    return {
      complete,
      perStep: Array.from({ length: steps }, (_, index) => ({
        steps: index + 1,
        devices: others.filter(([, its]) => its.steps === index + 1).length,
      })).filter(({ devices }) => devices > 0),
      devices: ordered.map(({ device, before = from, steps: taken, criticality }) => ({
        ...{ end: describe(endOf(device)), through: describe(endOf(before)), steps: taken, criticality },
      })),
    };
  });
}
