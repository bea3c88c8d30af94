/**
 * What people decided about findings, and the controls that stand before devices. A decision outranks every inference
 * while it holds: until it is ended or its day has come, by the clock of the database and without any job.
 */

import { type SqlBool, sql, type Transaction } from 'kysely';
import { type DeviceSelection, EVERY_DEVICE } from '../access/device-selection.ts';
import type { VexJustification } from '../vulnerability/vulnerability-record.ts';
import type { OrganisationId } from './database.ts';
import { addFollowUp, markProductsToScore, markToScore, SCORE_DEVICES, type ScoreCause } from './products.ts';
import type { Tables } from './schema.ts';
import type { DecisionKind } from './schema-findings.ts';
import { ofVisibleDevice } from './visible-devices.ts';

export interface Decision {
  readonly id: string;
  readonly cve: string;
  /** The one device, or the product, that it is about; both null: all devices. */
  readonly device: string | null;
  readonly product: number | null;
  readonly kind: DecisionKind;
  readonly justification: VexJustification | null;
  readonly reason: string;
  readonly owner: string | null;
  readonly decidedBy: string;
  readonly decidedAt: Date;
  readonly expiresAt: Date | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  readonly holds: boolean;
}

export interface NewDecision
  extends Pick<Decision, 'cve' | 'device' | 'product' | 'kind' | 'justification' | 'reason' | 'owner'> {
  readonly expiresAt: Date | null;
  readonly decidedBy: { readonly id: string; readonly name: string };
}

const HOLDS = sql<boolean>`(ended_at is null and (expires_at is null or expires_at > now()))`;

/** Decisions on devices of the selection, on products, and on all devices. */
function selectDecisions(transaction: Transaction<Tables>, selection: DeviceSelection) {
  return transaction
    .selectFrom('finding_decision')
    .select(['id', 'cve', 'device_id as device', 'product_id as product', 'kind', 'justification', 'reason'])
    .select(['owner', 'decided_by_name as decidedBy', 'decided_at as decidedAt', 'expires_at as expiresAt'])
    .select(['ended_at as endedAt', 'ended_by_name as endedBy', HOLDS.as('holds')])
    .where(ofSeenDevice(selection));
}

function ofSeenDevice(selection: DeviceSelection) {
  const device = sql.ref('finding_decision.device_id');
  return sql<SqlBool>`(${device} is null or ${ofVisibleDevice(selection, device)})`;
}

/** Notes a decision; one of the same place that held until now ends. The scores of its devices follow. */
export async function decideFinding(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  { cve, device, product, kind, justification, reason, owner, expiresAt, decidedBy }: NewDecision,
): Promise<string> {
  await transaction
    .updateTable('finding_decision')
    .set({ ended_at: new Date(), ended_by_name: decidedBy.name })
    .where('cve', '=', cve)
    .where(sql<boolean>`device_id is not distinct from ${device}::uuid`)
    .where(sql<boolean>`product_id is not distinct from ${product}::bigint`)
    .where('ended_at', 'is', null)
    .execute();
  const { id } = await transaction
    .insertInto('finding_decision')
    .values({
      ...{ organisation_id: organisation, cve, device_id: device, product_id: product, kind, justification },
      ...{ reason, owner, decided_by: decidedBy.id, decided_by_name: decidedBy.name, expires_at: expiresAt },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await followDecision(transaction, organisation, { cve, device, product }, 'decision-changed');
  await addFollowUp(transaction, SCORE_DEVICES, organisation);
  return id;
}

/** Ends a decision that holds; false when there is none, or it is on a device beyond the selection. */
export async function endDecision(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  selection: DeviceSelection,
  id: string,
  by: string,
): Promise<boolean> {
  const ended = await transaction
    .updateTable('finding_decision')
    .set({ ended_at: new Date(), ended_by_name: by })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where(ofSeenDevice(selection))
    .returning(['cve', 'device_id as device', 'product_id as product'])
    .executeTakeFirst();
  if (!ended) return false;
  await followDecision(transaction, organisation, ended, 'decision-changed');
  await addFollowUp(transaction, SCORE_DEVICES, organisation);
  return true;
}

/** Ends what has expired and marks its devices; whether there was any. They stand as if undecided since that instant. */
export async function lapseDecisions(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
): Promise<boolean> {
  const lapsed = await transaction
    .updateTable('finding_decision')
    .set((eb) => ({ ended_at: eb.ref('expires_at') }))
    .where('ended_at', 'is', null)
    .where(sql<boolean>`expires_at <= now()`)
    .returning(['cve', 'device_id as device', 'product_id as product'])
    .execute();
  for (const decision of lapsed) await followDecision(transaction, organisation, decision, 'time-passed');
  return lapsed.length > 0;
}

async function followDecision(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  { cve, device, product }: Pick<Decision, 'cve' | 'device' | 'product'>,
  cause: ScoreCause,
): Promise<void> {
  if (device !== null) return markToScore(transaction, organisation, [device], cause);
  if (product !== null) return markProductsToScore(transaction, organisation, [product], cause);
  const rows = await transaction.selectFrom('finding').select('product_id').where('cve', '=', cve).execute();
  const products = rows.map(({ product_id }) => product_id);
  return markProductsToScore(transaction, organisation, products, cause);
}

/** All decisions that hold. */
export function decisionsThatHold(transaction: Transaction<Tables>): Promise<readonly Decision[]> {
  return selectDecisions(transaction, EVERY_DEVICE).where(HOLDS).execute();
}

/** Decisions on a vulnerability, those that ended too, latest first. */
export function decisionsOnVulnerability(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
  cve: string,
  limit: number,
): Promise<readonly Decision[]> {
  return selectDecisions(transaction, selection)
    .where('cve', '=', cve)
    .orderBy('decided_at', 'desc')
    .limit(limit)
    .execute();
}

/** All decisions, those that end first in front. */
export function listDecisions(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
  limit: number,
): Promise<readonly Decision[]> {
  return selectDecisions(transaction, selection)
    .orderBy(HOLDS, 'desc')
    .orderBy(sql`expires_at nulls last`)
    .orderBy('decided_at', 'desc')
    .limit(limit)
    .execute();
}

export function findDecision(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
  id: string,
): Promise<Decision | undefined> {
  return selectDecisions(transaction, selection).where('id', '=', id).executeTakeFirst();
}

/** Decisions by vulnerability; those on a device go before those on its product, and these before those on all. */
export class DecisionBook {
  readonly #byPlace = new Map<string, Decision>();
  readonly #byDevice = new Map<string, Decision[]>();

  constructor(decisions: readonly Decision[]) {
    for (const decision of decisions) {
      const { cve, device, product } = decision;
      this.#byPlace.set(placeKey(cve, device, product), decision);
      if (device !== null) this.#byDevice.set(device, [...(this.#byDevice.get(device) ?? []), decision]);
    }
  }

  of(cve: string, device: string | null, product: number | null): Decision | undefined {
    return (
      (device === null ? undefined : this.#byPlace.get(placeKey(cve, device, null))) ??
      (product === null ? undefined : this.#byPlace.get(placeKey(cve, null, product))) ??
      this.#byPlace.get(placeKey(cve, null, null))
    );
  }

  /** Decisions on this device alone. */
  onDevice(device: string): readonly Decision[] {
    return this.#byDevice.get(device) ?? [];
  }
}

function placeKey(cve: string, device: string | null, product: number | null): string {
  return `${cve} ${device ?? ''} ${product ?? ''}`;
}

/** Highest score of a vulnerability where a decision would hold; undefined when nothing is found there. */
export async function highestScore(
  transaction: Transaction<Tables>,
  cve: string,
  device: string | null,
  product: number | null,
): Promise<number | undefined> {
  const { rows } = await sql<{ score: number | null; devices: number }>`
    select max(coalesce(v.score, f.score)) as score, count(*) as devices
      from finding f join device_product p on p.product_id = f.product_id
      left join finding_verdict v on v.finding_id = f.id and v.device_id = p.device_id
     where f.organisation_id = current_organisation() and f.cve = ${cve}
       and (${device}::uuid is null or p.device_id = ${device}::uuid)
       and (${product}::bigint is null or f.product_id = ${product}::bigint)`.execute(transaction);
  const [row] = rows;
  return row === undefined || row.devices === 0 ? undefined : (row.score ?? 100);
}
