/**
 * Products: the distinct tuples of an organisation, and which devices are of which. Devices that changed stand marked in
 * `device_to_match` (triggers do that, in the transaction of the change) until their product was looked at.
 */

import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { DeviceSelection } from '../access/device-selection.ts';
import type { ProductTuple } from '../vulnerability/product-tuple.ts';
import type { OrganisationId } from './database.ts';
import { addJob } from './jobs.ts';
import type { Tables } from './schema.ts';
import { visibleDevices, WHOLE_OF_RECORD } from './visible-devices.ts';

/** Job that gives marked devices their product and matches products; its payload. */
export const MATCH_PRODUCTS = 'match-products';
/** Job that scores marked devices. */
export const SCORE_DEVICES = 'score-devices';
export interface OrganisationJob {
  readonly organisation: OrganisationId;
}

/** Longest value of a tuple; a longer one is cut and may be taken for another that begins alike. */
const VALUE_LIMIT = 200;

/** Why a device is scored again. */
export type ScoreCause =
  | 'device-changed'
  | 'product-changed'
  | 'feeds-changed'
  | 'decision-changed'
  | 'control-changed'
  | 'model-changed'
  | 'time-passed';

/** Lets the follow-up run once for all changes that wait. */
export function addFollowUp(
  transaction: Transaction<Tables>,
  name: typeof MATCH_PRODUCTS | typeof SCORE_DEVICES,
  organisation: OrganisationId,
): Promise<void> {
  return addJob(transaction, name, { organisation } satisfies OrganisationJob, {
    key: `${name} ${organisation}`,
    queue: `findings ${organisation}`,
  });
}

export interface StoredProduct extends ProductTuple {
  readonly id: number;
}

const BEST = `('vendor', 'model', 'softwareVersion', 'firmwareVersion', 'os', 'osVersion')`;

export interface MarkedDevice {
  readonly device: string;
  readonly told: Readonly<Record<string, string>>;
  readonly product: number | null;
  /** Whether it has a row that says so. */
  readonly placed: boolean;
  /** A record of a joined device, which has a product as a whole. */
  readonly isPart: boolean;
}

/**
 * Takes the marks of at most `limit` devices and reads what they tell of their products. Waits for transactions that
 * change them, so what it reads is what they wrote.
 */
export async function takeMarkedDevices(
  transaction: Transaction<Tables>,
  limit: number,
): Promise<readonly MarkedDevice[]> {
  const { rows: marks } = await sql<{ device_id: string }>`
    delete from device_to_match where device_id in (
      select device_id from device_to_match order by device_id limit ${limit}) returning device_id`.execute(
    transaction,
  );
  if (marks.length === 0) return [];
  const ids = marks.map(({ device_id }) => device_id);
  const { rows } = await sql<MarkedDevice>`
    select d.id as device, p.product_id as product, p.device_id is not null as placed,
           d.whole_id is not null as "isPart", coalesce(v.told, '{}') as told
      from device d left join device_product p on p.device_id = d.id
      left join lateral (
        select jsonb_object_agg(a.attribute, left(a.value, ${sql.lit(VALUE_LIMIT)}))
                 filter (where a.rank = 0 and a.attribute in ${sql.raw(BEST)}) as told
          from device_attribute a where a.device_id = d.id) v on true
     where d.id = any(${ids}::uuid[])`.execute(transaction);
  return rows;
}

/**
 * Takes product, findings and score from records that became parts: their device has them as a whole, and counts once. How
 * their scores went stays, for a part may become a device again.
 */
export async function leaveOutParts(
  transaction: Transaction<Tables>,
  parts: readonly string[],
): Promise<void> {
  if (parts.length === 0) return;
  for (const table of [
    ...(['device_product', 'device_document', 'finding_verdict', 'device_risk', 'device_to_score'] as const),
  ])
    await sql`delete from ${sql.table(table)} where device_id = any(${[...parts]}::uuid[])`.execute(
      transaction,
    );
}

/** Ids of tuples, which are made when they are new, in the same order. */
export async function productIds(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  tuples: readonly ProductTuple[],
): Promise<readonly number[]> {
  const rows = new Map(tuples.map((tuple) => [keyOf(tuple).toString('hex'), tuple]));
  if (rows.size === 0) return [];
  await transaction
    .insertInto('product')
    .values(
      [...rows].map(([key, { vendor, model, software, firmware, os, osVersion, bills = [] }]) => ({
        ...{ organisation_id: organisation, key: Buffer.from(key, 'hex') },
        ...{ vendor: vendor ?? null, model: model ?? null, software: software ?? null },
        ...{ firmware: firmware ?? null, os: os ?? null, os_version: osVersion ?? null, bills },
        ...{ matched_with: null, matched_at: null },
      })),
    )
    .onConflict((conflict) => conflict.columns(['organisation_id', 'key']).doNothing())
    .execute();
  const found = await transaction
    .selectFrom('product')
    .select(['id', 'key'])
    .where(
      'key',
      'in',
      [...rows.keys()].map((key) => Buffer.from(key, 'hex')),
    )
    .execute();
  const idOf = new Map(found.map(({ id, key }) => [key.toString('hex'), id]));
  return tuples.map((tuple) => {
    const id = idOf.get(keyOf(tuple).toString('hex'));
    if (id === undefined) throw new Error('a product that was just made is not there');
    return id;
  });
}

function keyOf(tuple: ProductTuple): Buffer {
  const { vendor, model, software, firmware, os, osVersion, bills = [] } = tuple;
  const values = [vendor, model, software, firmware, os, osVersion].map((value) => value ?? null);
  return createHash('sha256')
    .update(JSON.stringify([...values, ...bills]))
    .digest();
}

/** Gives devices their products, null for none. */
export async function placeDevices(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  placed: readonly { readonly device: string; readonly product: number | null }[],
): Promise<void> {
  if (placed.length === 0) return;
  await transaction
    .insertInto('device_product')
    .values(
      placed.map(({ device, product }) => ({
        ...{ organisation_id: organisation, device_id: device, product_id: product },
      })),
    )
    .onConflict((conflict) =>
      conflict.column('device_id').doUpdateSet((eb) => ({ product_id: eb.ref('excluded.product_id') })),
    )
    .execute();
}

/** Marks devices for scoring, parts of devices apart; a device that waits already keeps its causes too. */
export async function markToScore(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  devices: readonly string[],
  cause: ScoreCause,
): Promise<void> {
  if (devices.length === 0) return;
  await sql`
    insert into device_to_score (device_id, organisation_id, causes)
      select d.id, ${organisation}::uuid, array[${cause}]::text[] from device d
       where d.id = any(${[...devices]}::uuid[]) and d.whole_id is null order by d.id
    ${ADDING_CAUSES}`.execute(transaction);
}

/** Marks all devices of products, or with `undefined` all devices, for scoring. */
export async function markProductsToScore(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  products: readonly number[] | undefined,
  cause: ScoreCause,
): Promise<void> {
  const which = products === undefined ? sql`` : sql`where p.product_id = any(${[...products]}::bigint[])`;
  await sql`
    insert into device_to_score (device_id, organisation_id, causes)
      select p.device_id, ${organisation}::uuid, array[${cause}]::text[] from device_product p ${which} order by 1
    ${ADDING_CAUSES}`.execute(transaction);
}

/** Marks devices whose standing tells of no feed data while there is some, or of scores while there is none. */
export async function markStandingsToScore(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  hasData: boolean,
): Promise<void> {
  await sql`
    insert into device_to_score (device_id, organisation_id, causes)
      select r.device_id, ${organisation}::uuid, array['feeds-changed']::text[] from device_risk r
       where (r.standing = 'no-data') = ${hasData} order by 1
    ${ADDING_CAUSES}`.execute(transaction);
}

const ADDING_CAUSES = sql`
  on conflict (device_id) do update set marks = device_to_score.marks + 1, causes = array(
    select distinct c from unnest(device_to_score.causes || excluded.causes) c order by c)`;

export interface ProductToMatch extends StoredProduct {
  /** The catalogue of its findings; null before it was matched, or when all are to be found anew. */
  readonly matchedWith: string | null;
}

/** Products whose findings are of another catalogue or other rules than `revision`, after the product `after`. */
export async function productsToMatch(
  transaction: Transaction<Tables>,
  revision: string,
  after: number,
  limit: number,
): Promise<readonly ProductToMatch[]> {
  const rows = await transaction
    .selectFrom('product')
    .selectAll()
    .where('id', '>', after)
    .where(sql<boolean>`matched_with is distinct from ${revision}`)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...asProduct(row), matchedWith: row.matched_with }));
}

/** Whether there are products that were matched with another catalogue than `revision`. */
export async function wereMatchedBefore(
  transaction: Transaction<Tables>,
  revision: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('product')
    .select('id')
    .where('matched_with', '<>', revision)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function findProduct(
  transaction: Transaction<Tables>,
  id: number,
): Promise<StoredProduct | undefined> {
  const row = await transaction.selectFrom('product').selectAll().where('id', '=', id).executeTakeFirst();
  return row && asProduct(row);
}

/** A product with findings of some vulnerabilities. */
export interface ProductWithFindings extends StoredProduct {
  readonly devices: number;
  /** Those of the vulnerabilities that it has findings of. */
  readonly cves: readonly string[];
}

/** Products with a finding of one of `cves` on devices of the selection, those of most devices first. */
export async function productsWithFindings(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
  cves: readonly string[],
  limit: number,
): Promise<readonly ProductWithFindings[]> {
  const { rows } = await sql<Parameters<typeof asProduct>[0] & { devices: number; cves: string[] }>`
    with found as (
      select product_id, array_agg(distinct cve) as cves from finding
       where organisation_id = current_organisation() and cve = any(${[...cves]}::text[]) group by 1),
    seen as (
      select p.product_id, count(*)::int as devices
        from found join device_product p on p.product_id = found.product_id join device on device.id = p.device_id
       where ${visibleDevices(selection)} group by 1)
    select product.*, seen.devices, found.cves
      from seen join found on found.product_id = seen.product_id join product on product.id = seen.product_id
     order by seen.devices desc, product.id limit ${limit}`.execute(transaction);
  return rows.map((row) => ({ ...asProduct(row), devices: row.devices, cves: row.cves }));
}

function asProduct(row: {
  readonly id: number;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly software: string | null;
  readonly firmware: string | null;
  readonly os: string | null;
  readonly os_version: string | null;
  readonly bills: readonly string[];
}): StoredProduct {
  const { id, vendor, model, software, firmware, os, os_version: osVersion, bills } = row;
  const known = { vendor, model, software, firmware, os, osVersion };
  const told = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
  return { id, ...(told as Partial<Record<keyof typeof known, string>>), ...(bills.length > 0 && { bills }) };
}

/** Notes what products were matched with; returns those that never were before. */
export async function markMatched(
  transaction: Transaction<Tables>,
  products: readonly number[],
  revision: string,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    with was as (select id, matched_with from product where id = any(${[...products]}::bigint[]) for update),
    noted as (
      update product p set matched_with = ${revision}, matched_at = now() from was where p.id = was.id)
    select id from was where matched_with is null`.execute(transaction);
  return rows.map(({ id }) => id);
}

/**
 * Lets what people decided on a product hold on with other bills of materials: they make another row of the same maker,
 * model and version.
 */
export async function inheritDecisions(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  products: readonly number[],
): Promise<void> {
  if (products.length === 0) return;
  await sql`
    insert into finding_decision (organisation_id, cve, product_id, kind, justification, reason, owner, decided_by,
                                  decided_by_name, decided_at, expires_at)
      select distinct on (p.id, e.cve) ${organisation}::uuid, e.cve, p.id, e.kind, e.justification, e.reason, e.owner,
             e.decided_by, e.decided_by_name, e.decided_at, e.expires_at
        from product p
        join product o on o.organisation_id = p.organisation_id and o.id <> p.id
         and (o.vendor, o.model, o.software, o.firmware, o.os, o.os_version)
             is not distinct from (p.vendor, p.model, p.software, p.firmware, p.os, p.os_version)
        join finding_decision e on e.product_id = o.id and e.ended_at is null
       where p.id = any(${[...products]}::bigint[])
         and not exists (select from finding_decision own where own.product_id = p.id and own.cve = e.cve)
       order by p.id, e.cve, e.decided_at desc`.execute(transaction);
}

/** Forgets products that no device is of any more, with their findings. */
export async function dropUnusedProducts(transaction: Transaction<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ cve: string }>`
    with unused as (
      select p.id from product p where not exists (select from device_product d where d.product_id = p.id)),
    gone as (select distinct f.cve from finding f join unused u on u.id = f.product_id),
    dropped as (delete from product p using unused u where p.id = u.id)
    select cve from gone`.execute(transaction);
  return rows.map(({ cve }) => cve);
}

/** The device under this id, of a part its whole, with its product; undefined when it is not there. */
export async function productOfDevice(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
  device: string,
): Promise<{ readonly device: string; readonly product: number | null } | undefined> {
  return transaction
    .selectFrom('device as record')
    .innerJoin('device', (join) => join.on(sql`device.id`, '=', WHOLE_OF_RECORD))
    .leftJoin('device_product', 'device_product.device_id', 'device.id')
    .select(['device.id as device', 'device_product.product_id as product'])
    .where('record.id', '=', device)
    .where(visibleDevices(selection))
    .executeTakeFirst();
}

/** Lets matching, or scoring alone, follow where devices wait for it and no job was added; whether it was needed. */
export async function followWaiting(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
): Promise<boolean> {
  const { rows } = await sql<{ match: boolean; score: boolean }>`
    select exists (select from device_to_match) as match,
           exists (select from device_to_score) or exists (
             select from finding_decision where ended_at is null and expires_at <= now()) as score`.execute(
    transaction,
  );
  const [{ match, score } = { match: false, score: false }] = rows;
  if (match) await addFollowUp(transaction, MATCH_PRODUCTS, organisation);
  else if (score) await addFollowUp(transaction, SCORE_DEVICES, organisation);
  return match || score;
}
