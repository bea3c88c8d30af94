/** Places of an organisation: sites, their units (wards and departments) and their network zones with subnets. */

import { sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';

/** Most places of one kind in an organisation; most subnets of a zone. */
export const PLACES_LIMIT = 5_000;

export interface Place {
  readonly id: string;
  readonly name: string;
}
export interface PlaceOfSite extends Place {
  readonly siteId: string;
}
export interface Zone extends PlaceOfSite {
  readonly subnets: readonly string[];
}
export interface Site extends Place {
  /** Whether devices that were never seen before raise an alert there. */
  readonly watched: boolean;
  readonly units: readonly Place[];
}

/** What cannot be done to a place: another one has its name or subnet, rules or people need it, there are too many. */
export type PlaceRefusal = 'name-taken' | 'subnet-taken' | 'in-use' | 'too-many' | 'not-found';

export type PlaceMade = { readonly id: string } | { readonly refusal: PlaceRefusal };

/** Sites with their units, by name. */
export async function listSites(database: Database, organisation: OrganisationId): Promise<readonly Site[]> {
  return database.asOrganisation(organisation, async (transaction) => {
    const sites = await transaction
      .selectFrom('site')
      .select(['id', 'name', 'watched'])
      .orderBy('name')
      .execute();
    const units = await transaction
      .selectFrom('unit')
      .select(['id', 'name', 'site_id'])
      .orderBy('name')
      .execute();
    return sites.map((site) => ({
      ...site,
      units: units.filter(({ site_id }) => site_id === site.id).map(({ id, name }) => ({ id, name })),
    }));
  });
}

export async function listZones(database: Database, organisation: OrganisationId): Promise<readonly Zone[]> {
  return database.asOrganisation(organisation, async (transaction) => {
    const zones = await transaction
      .selectFrom('zone')
      .select(['id', 'name', 'site_id as siteId'])
      .orderBy('name')
      .orderBy('id')
      .execute();
    const subnets = await transaction
      .selectFrom('zone_subnet')
      .select(['zone_id', sql<string>`subnet::text`.as('subnet')])
      .orderBy('zone_subnet.subnet')
      .execute();
    return zones.map((zone) => ({
      ...zone,
      subnets: subnets.filter(({ zone_id }) => zone_id === zone.id).map(({ subnet }) => subnet),
    }));
  });
}

/** The zone that an address (IPv4 or IPv6 text) is in; of nested subnets the smallest decides. */
export function zoneOfAddress(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  address: string | null,
) {
  return transaction
    .selectFrom('zone_subnet')
    .select('zone_id')
    .where('organisation_id', '=', organisation)
    .where(sql<boolean>`subnet >>= ${address}::inet`)
    .orderBy(sql`masklen(subnet)`, 'desc')
    .limit(1);
}

export async function addSite(
  database: Database,
  organisation: OrganisationId,
  name: string,
): Promise<PlaceMade> {
  return unlessTaken(() =>
    database.asOrganisation(organisation, async (transaction) => {
      if (await isFull(transaction, 'site')) return { refusal: 'too-many' };
      return insertNamed(transaction, 'site', { organisation_id: organisation, name });
    }),
  );
}

/** The site of this name, which is made when there is none. */
export async function siteNamed(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  name: string,
): Promise<PlaceMade> {
  const find = () => transaction.selectFrom('site').select('id').where('name', '=', name).executeTakeFirst();
  const known = await find();
  if (known) return known;
  if (await isFull(transaction, 'site')) return { refusal: 'too-many' };
  await transaction
    .insertInto('site')
    .values({ organisation_id: organisation, name })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'name']).doNothing())
    .execute();
  // Ours, or that of somebody who was quicker.
  return (await find()) ?? { refusal: 'not-found' };
}

export function addUnit(
  database: Database,
  organisation: OrganisationId,
  site: string,
  name: string,
): Promise<PlaceMade> {
  return addAtSite(database, organisation, site, 'unit', (transaction) =>
    insertNamed(transaction, 'unit', { organisation_id: organisation, site_id: site, name }),
  );
}

export function addZone(
  database: Database,
  organisation: OrganisationId,
  site: string,
  name: string,
  subnets: readonly string[],
): Promise<PlaceMade> {
  return addAtSite(database, organisation, site, 'zone', async (transaction) => {
    const made = await insertNamed(transaction, 'zone', {
      organisation_id: organisation,
      site_id: site,
      name,
    });
    await setSubnets(transaction, organisation, made.id, subnets);
    return made;
  });
}

/** Makes a place at a site that is there, as long as there are not too many of its kind. */
function addAtSite(
  database: Database,
  organisation: OrganisationId,
  site: string,
  kind: 'unit' | 'zone',
  make: (transaction: Transaction<Tables>) => Promise<PlaceMade>,
): Promise<PlaceMade> {
  return unlessTaken(() =>
    database.asOrganisation(organisation, async (transaction) => {
      if (!(await exists(transaction, 'site', site))) return { refusal: 'not-found' };
      if (await isFull(transaction, kind)) return { refusal: 'too-many' };
      return make(transaction);
    }),
  );
}

/** Changes the name of a place, and of a zone its subnets when some are given. */
export async function changePlace(
  database: Database,
  organisation: OrganisationId,
  kind: PlaceKind,
  id: string,
  { name, subnets }: { readonly name?: string | undefined; readonly subnets?: readonly string[] | undefined },
): Promise<PlaceRefusal | undefined> {
  const made = await unlessTaken(() =>
    database.asOrganisation(organisation, async (transaction) => {
      if (!(await exists(transaction, kind, id))) return { refusal: 'not-found' };
      if (name !== undefined)
        await transaction.updateTable(kind).set({ name }).where('id', '=', id).execute();
      if (kind === 'zone' && subnets) await setSubnets(transaction, organisation, id, subnets);
      return { id };
    }),
  );
  return 'refusal' in made ? made.refusal : undefined;
}

/**
 * Removes a place, with a site its units and zones. Refused while a rule, a role or an open invitation is about it: a
 * denial whose place is gone would deny nothing any more.
 */
export async function removePlace(
  database: Database,
  organisation: OrganisationId,
  kind: PlaceKind,
  id: string,
): Promise<PlaceRefusal | undefined> {
  return database.asOrganisation(organisation, async (transaction) => {
    if (!(await exists(transaction, kind, id))) return 'not-found';
    const within =
      kind === 'site'
        ? await sql<{
            id: string;
          }>`select id from unit where site_id = ${id} union all select id from zone where site_id = ${id}`.execute(
            transaction,
          )
        : { rows: [] };
    const ids = [id, ...within.rows.map((row) => row.id)];
    await sql`reset role`.execute(transaction); // roles stand among the tables of people
    if (await isMentioned(transaction, organisation, ids)) return 'in-use';
    await transaction
      .deleteFrom(kind)
      .where('id', '=', id)
      .where('organisation_id', '=', organisation)
      .execute();
    return undefined;
  });
}

/** Names of all places by id. */
export async function placeNames(
  database: Database,
  organisation: OrganisationId,
): Promise<Readonly<Record<'sites' | 'units' | 'zones', ReadonlyMap<string, string>>>> {
  return database.asOrganisation(organisation, async (transaction) => {
    const namesOf = async (kind: PlaceKind) => {
      const rows = await transaction.selectFrom(kind).select(['id', 'name']).execute();
      return new Map(rows.map(({ id, name }) => [id, name]));
    };
    return { sites: await namesOf('site'), units: await namesOf('unit'), zones: await namesOf('zone') };
  });
}

/** Which of these ids are no site, no unit, no zone of the organisation. */
export async function unknownPlaces(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  kind: PlaceKind,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await transaction
    .selectFrom(kind)
    .select('id')
    .where('organisation_id', '=', organisation)
    .where('id', 'in', [...ids])
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

export type PlaceKind = 'site' | 'unit' | 'zone';

async function exists(transaction: Transaction<Tables>, kind: PlaceKind, id: string): Promise<boolean> {
  return (
    (await transaction.selectFrom(kind).select('id').where('id', '=', id).executeTakeFirst()) !== undefined
  );
}

async function isFull(transaction: Transaction<Tables>, kind: PlaceKind): Promise<boolean> {
  const { count } = await transaction
    .selectFrom(kind)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count >= PLACES_LIMIT;
}

async function insertNamed(
  transaction: Transaction<Tables>,
  kind: PlaceKind,
  row: { readonly organisation_id: string; readonly site_id?: string; readonly name: string },
): Promise<{ readonly id: string }> {
  return transaction
    .insertInto(kind as 'unit')
    .values(row as { organisation_id: string; site_id: string; name: string })
    .returning('id')
    .executeTakeFirstOrThrow();
}

async function setSubnets(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  zone: string,
  subnets: readonly string[],
): Promise<void> {
  await transaction.deleteFrom('zone_subnet').where('zone_id', '=', zone).execute();
  if (subnets.length === 0) return;
  // An address within a subnet names the subnet: 10.1.2.3/16 is 10.1.0.0/16.
  await sql`
    insert into zone_subnet (organisation_id, zone_id, subnet)
      select distinct ${organisation}::uuid, ${zone}::uuid, network(subnet)
        from unnest(${[...subnets]}::inet[]) as subnet`.execute(transaction);
}

/** Whether a rule in force, a role or an open invitation names one of these places. */
async function isMentioned(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  ids: readonly string[],
): Promise<boolean> {
  const { rows } = await sql`
    select from grant_rule
     where organisation_id = ${organisation} and withdrawn_at is null and (expires_at is null or expires_at > now())
       and (scope->'sites' ?| ${[...ids]} or scope->'units' ?| ${[...ids]} or zones && ${[...ids]}::uuid[])
    union all
    select from membership
     where organisation_id = ${organisation} and (scope->'sites' ?| ${[...ids]} or scope->'units' ?| ${[...ids]})
    union all
    select from invitation, jsonb_array_elements(roles) as given
     where organisation_id = ${organisation} and accepted_at is null and withdrawn_at is null and expires_at > now()
       and (given->'scope'->'sites' ?| ${[...ids]} or given->'scope'->'units' ?| ${[...ids]})
    limit 1`.execute(transaction);
  return rows.length > 0;
}

const UNIQUE_VIOLATION = '23505';

async function unlessTaken(work: () => Promise<PlaceMade>): Promise<PlaceMade> {
  try {
    return await work();
  } catch (error) {
    const { code, table } = error as { readonly code?: unknown; readonly table?: unknown };
    if (code !== UNIQUE_VIOLATION) throw error;
    return { refusal: table === 'zone_subnet' ? 'subnet-taken' : 'name-taken' };
  }
}

/** Says whether a site is watched for devices that were never seen before; false when there is no such site. */
export function watchSite(
  database: Database,
  organisation: OrganisationId,
  id: string,
  watched: boolean,
): Promise<boolean> {
  return database.asOrganisation(organisation, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('site')
      .set({ watched })
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  });
}
