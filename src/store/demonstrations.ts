/**
 * Demonstration hospitals: each is an organisation of its own that belongs to the one that asked for it. Loading goes through
 * the true intake; removing deletes the organisation with everything that hangs on it, and nothing else.
 */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, OrganisationId, OrganisationTransaction } from './database.ts';
import type { CatalogueState } from './feeds-state.ts';
import { addJob } from './jobs.ts';
import { lookAt } from './people-tables.ts';
import { addFollowUp, MATCH_PRODUCTS } from './products.ts';

/** Job that loads a demonstration; its payload. */
export const LOAD_DEMONSTRATION = 'load-demonstration';
export interface LoadDemonstrationJob {
  readonly organisation: OrganisationId;
  /**
   * Files first, so that they are not matched again and again; then the feeds of the days before, so that what the last day
   * brings is seen to move ranks.
   */
  readonly step: 'files' | 'feeds' | 'news';
  /** How often it was looked whether the news can come. */
  readonly looks?: number;
}

export interface NewDemonstration {
  readonly name: string;
  readonly person: string;
  /** What the person may do in it, everywhere. */
  readonly roles: readonly string[];
  readonly places: readonly DemonstrationSite[];
}

export interface DemonstrationSite {
  readonly name: string;
  readonly units: readonly string[];
  /** Subnets by the name of a zone. */
  readonly zones: Readonly<Record<string, readonly string[]>>;
}

export interface StoredDemonstration {
  readonly organisation: OrganisationId;
  readonly madeAt: Date;
  readonly problem: string | null;
  readonly isLoaded: boolean;
}

/** Units of the demonstration whose networks are not kept apart from the rest of the house. */
const SHARED_UNITS = ['Offices', 'Building services', 'Ward South', 'Intensive care'];

/** Tables without a reference to the organisation that would take their rows with it. */
const LEFT_BEHIND = [
  ...(['conversation_hour', 'conversation_day', 'audit', 'audit_root', 'audit_head'] as const),
  'audit_verification',
] as const;

/** Makes the demonstration of an organisation, and the job that loads it; undefined when there is one. */
export function addDemonstration(
  { kysely }: Database,
  owner: OrganisationId,
  { name, person, roles, places }: NewDemonstration,
): Promise<OrganisationId | undefined> {
  const organisation = randomUUID();
  return kysely.transaction().execute(async (t) => {
    await lookAt(t, owner);
    const { time_zone } = await t
      .selectFrom('organisation')
      .select('time_zone')
      .where('id', '=', owner)
      // Who asks at the same moment waits, and finds it.
      .forUpdate()
      .executeTakeFirstOrThrow();
    const present = await t
      .selectFrom('demonstration')
      .select('organisation_id')
      .where('owner_id', '=', owner)
      .executeTakeFirst();
    if (present) return undefined;
    await lookAt(t, organisation);
    await t.insertInto('organisation').values({ id: organisation, name, time_zone }).execute();
    await t.insertInto('demonstration').values({ organisation_id: organisation, owner_id: owner }).execute();
    await t
      .insertInto('membership')
      .values(roles.map((role) => ({ organisation_id: organisation, user_id: person, role })))
      .execute();
    for (const site of places) {
      const { id } = await t
        .insertInto('site')
        .values({ organisation_id: organisation, name: site.name })
        .returning('id')
        .executeTakeFirstOrThrow();
      const own = { organisation_id: organisation, site_id: id };
      await t
        .insertInto('unit')
        .values(site.units.map((unit) => ({ ...own, name: unit })))
        .execute();
      for (const [zone, subnets] of Object.entries(site.zones)) {
        const made = await t
          .insertInto('zone')
          .values({ ...own, name: zone })
          .returning('id')
          .executeTakeFirstOrThrow();
        await sql`
          insert into zone_subnet (organisation_id, zone_id, subnet)
            select ${organisation}::uuid, ${made.id}::uuid, unnest(${[...subnets]}::cidr[])`.execute(t);
      }
    }
    await addStep(t, { organisation, step: 'files' });
    return organisation;
  });
}

const addStep = (t: OrganisationTransaction, job: LoadDemonstrationJob): Promise<void> =>
  addJob(t, LOAD_DEMONSTRATION, job, { queue: queueOf(job.organisation) });

/** Whatever loads a demonstration runs one after the other: later days change what earlier ones showed. */
export const queueOf = (organisation: OrganisationId): string => `demonstration ${organisation}`;

/** Lets the next step follow what waits. */
export function addDemonstrationStep(database: Database, job: LoadDemonstrationJob): Promise<void> {
  return database.asOrganisation(job.organisation, (t) => addStep(t, job));
}

/** The demonstration of an organisation. */
export function demonstrationOf(
  database: Database,
  owner: OrganisationId,
): Promise<StoredDemonstration | undefined> {
  return database.asOrganisation(owner, async (t) => {
    const row = await t
      .selectFrom('demonstration')
      .select(['organisation_id as organisation', 'made_at as madeAt', 'problem', 'loaded_at'])
      .where('owner_id', '=', owner)
      .executeTakeFirst();
    if (!row) return undefined;
    const { loaded_at, ...found } = row;
    return { ...found, isLoaded: loaded_at !== null };
  });
}

/** Whose demonstration an organisation is; undefined when it is a real one. */
export function ownerOfDemonstration(
  database: Database,
  organisation: OrganisationId,
): Promise<OrganisationId | undefined> {
  return database.asOrganisation(organisation, async (t) => {
    const row = await t
      .selectFrom('demonstration')
      .select('owner_id')
      .where('organisation_id', '=', organisation)
      .executeTakeFirst();
    return row?.owner_id;
  });
}

export async function isDemonstration(database: Database, organisation: OrganisationId): Promise<boolean> {
  return (await ownerOfDemonstration(database, organisation)) !== undefined;
}

/** What was compiled of the invented feeds of a demonstration; null before that, undefined for a real organisation. */
export function catalogueOfDemonstration(
  database: Database,
  organisation: OrganisationId,
): Promise<CatalogueState | null | undefined> {
  return database.asOrganisation(organisation, async (t) => {
    const row = await t
      .selectFrom('demonstration')
      .select('catalogue')
      .where('organisation_id', '=', organisation)
      .executeTakeFirst();
    if (!row) return undefined;
    const stored = row.catalogue as (Omit<CatalogueState, 'compiledAt'> & { compiledAt: string }) | null;
    return stored && { ...stored, compiledAt: new Date(stored.compiledAt) };
  });
}

export interface DemonstrationChange {
  readonly catalogue?: CatalogueState;
  readonly isLoaded?: true;
  readonly problem?: string;
}

export async function changeDemonstration(
  database: Database,
  organisation: OrganisationId,
  { catalogue, isLoaded, problem }: DemonstrationChange,
): Promise<void> {
  await database.asOrganisation(organisation, async (t) => {
    await t
      .updateTable('demonstration')
      .set({
        ...(catalogue && { catalogue: JSON.stringify(catalogue) }),
        ...(isLoaded && { loaded_at: new Date() }),
        problem: problem ?? null,
      })
      .where('organisation_id', '=', organisation)
      .execute();
    // What is there is matched with what has come.
    if (catalogue) await addFollowUp(t, MATCH_PRODUCTS, organisation);
  });
}

/** Says of each device where it is and from where it is reached, as people would: by the network that its address is in. */
export async function placeDemonstration(database: Database, organisation: OrganisationId): Promise<void> {
  await database.asOrganisation(organisation, (t) =>
    sql`
      update device set site_id = unit.site_id, unit_id = unit.id,
             zone = case when unit.name = any(${SHARED_UNITS}) then 'flat-enterprise' else 'shared-clinical' end
        from zone_subnet subnet
        join zone on zone.id = subnet.zone_id
        join unit on unit.site_id = zone.site_id and unit.name = zone.name
       where device.ips[1] << subnet.subnet and device.unit_id is null`.execute(t),
  );
}

export interface DemonstrationProgress {
  readonly files: number;
  readonly filesRead: number;
  readonly devices: number;
  /** Devices and products of which findings or scores are still to come. */
  readonly waiting: number;
}

/** How far a demonstration is. */
export function demonstrationProgress(
  database: Database,
  organisation: OrganisationId,
): Promise<DemonstrationProgress> {
  return database.asOrganisation(organisation, async (t) => {
    const { rows } = await sql<DemonstrationProgress>`
      select (select count(*) from capture) + (select count(*) from import) as files,
             (select count(*) from capture where state in ('read', 'failed'))
               + (select count(*) from import where state in ('read', 'failed')) as "filesRead",
             (select count(*) from device where part_of is null) as devices,
             (select count(*) from device_to_match) + (select count(*) from device_to_score)
               + (select count(*) from product, demonstration
                   where matched_with is distinct from catalogue ->> 'revision') as waiting`.execute(t);
    return rows[0] ?? { files: 0, filesRead: 0, devices: 0, waiting: 0 };
  });
}

/** Deletes the demonstration of an organisation with everything in it; its id, or undefined when there is none. */
export function removeDemonstration(
  { kysely }: Database,
  owner: OrganisationId,
): Promise<OrganisationId | undefined> {
  return kysely.transaction().execute(async (t) => {
    await lookAt(t, owner);
    const row = await t
      .selectFrom('demonstration')
      .select('organisation_id')
      .where('owner_id', '=', owner)
      .executeTakeFirst();
    if (!row) return undefined;
    const { organisation_id: organisation } = row;
    await lookAt(t, organisation);
    // Jobs that write for it at this moment end first, and those that come later find nothing.
    await sql`select from organisation where id = ${organisation} for update`.execute(t);
    for (const table of LEFT_BEHIND)
      await sql`delete from ${sql.table(table)} where organisation_id = ${organisation}`.execute(t);
    await t.deleteFrom('organisation').where('id', '=', organisation).execute();
    return organisation;
  });
}
