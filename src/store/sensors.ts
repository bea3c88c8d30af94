/** Sensors of an organisation: made, enrolled with a token, revoked. What they deliver is in sensor-batches.ts. */

import { sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import { siteNamed } from './places.ts';
import type { Tables } from './schema.ts';
import type { DarkNetworks, SensorState } from './schema-sensors.ts';
import { hashOfToken, idsOfToken, newToken } from './token.ts';

export const ENROLMENT_HOURS = 24;

export interface Enrolment {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: Date;
}

export interface StoredSensor {
  readonly id: string;
  readonly name: string;
  readonly site: string | null;
  readonly state: SensorState;
  readonly silentSince: Date | null;
  readonly dark: DarkNetworks | null;
  readonly tokenExpiresAt: Date | null;
  readonly tokenUsed: boolean;
  readonly enrolledAt: Date | null;
  readonly received: number;
  readonly receivedAt: Date | null;
  readonly applied: number;
  readonly missing: number;
  readonly refused: number;
  readonly skewMs: number | null;
  /** As the contract describes it. */
  readonly health: object | null;
  readonly lastPacketAt: Date | null;
  readonly lastError: string | null;
  readonly lastErrorAt: Date | null;
}

/** What the signature of a request is checked with. */
export interface SensorKey {
  readonly publicKey: Buffer | null;
  readonly isRevoked: boolean;
}

/**
 * A new sensor with its enrolment token; undefined when there is one of this name. A site that is not there yet is made,
 * unless there are too many.
 */
export async function createSensor(
  database: Database,
  organisation: OrganisationId,
  { name, site }: { readonly name: string; readonly site: string | undefined },
): Promise<Enrolment | 'too-many-sites' | undefined> {
  return database.asOrganisation(organisation, async (t) => {
    const known = await t.selectFrom('sensor').select('id').where('name', '=', name).executeTakeFirst();
    if (known) return undefined;
    const place = site === undefined ? { id: null } : await siteNamed(t, organisation, site);
    if ('refusal' in place) return 'too-many-sites';
    const made = await t
      .insertInto('sensor')
      .values({
        organisation_id: organisation,
        name,
        site_id: place.id,
        token_sha256: null,
        token_expires_at: null,
      })
      .onConflict((conflict) => conflict.columns(['organisation_id', 'name']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!made) return undefined;
    await t
      .insertInto('sensor_delivery')
      .values({ sensor_id: made.id, organisation_id: organisation })
      .execute();
    return offerToken(t, organisation, made.id);
  });
}

/** A new token for a sensor, which replaces an earlier one; undefined when there is no such sensor. Its key stays valid until then. */
export async function offerEnrolment(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<Enrolment | undefined> {
  return database.asOrganisation(organisation, (t) => offerToken(t, organisation, id));
}

/** Ends a sensor's rights at once; false when there is no such sensor. It can be enrolled again. */
export async function revokeSensor(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<boolean> {
  return database.asOrganisation(organisation, async (t) => {
    const { numUpdatedRows } = await t
      .updateTable('sensor')
      .set({
        ...{ public_key: null, token_sha256: null, token_expires_at: null, token_used: false },
        ...{ revoked_at: new Date(), state: 'revoked', silent_since: null, dark: null },
      })
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  });
}

/**
 * Gives a sensor its key in exchange for a token. Undefined when the token is wrong, used by another key or too old. The
 * same key may bring its token again: the first answer may have been lost.
 */
export async function enrolSensor(
  database: Database,
  token: string,
  publicKey: Buffer,
): Promise<
  | {
      readonly organisation: OrganisationId;
      readonly sensor: string;
      readonly name: string;
      readonly received: number;
    }
  | undefined
> {
  const [organisation, sensor] = idsOfToken(token, 2) ?? [];
  if (organisation === undefined || sensor === undefined) return undefined;
  return database.asOrganisation(organisation, async (t) => {
    const found = await t
      .selectFrom('sensor')
      .innerJoin('sensor_delivery', 'sensor_delivery.sensor_id', 'sensor.id')
      .select(['sensor.name', 'sensor.token_used', 'sensor.public_key', 'sensor_delivery.received'])
      .where('sensor.id', '=', sensor)
      .where('sensor.token_sha256', '=', hashOfToken(token))
      .where('sensor.token_expires_at', '>', sql<Date>`now()`)
      .forUpdate('sensor')
      .executeTakeFirst();
    if (!found) return undefined;
    const { name, received } = found;
    if (found.token_used)
      return found.public_key?.equals(publicKey) ? { organisation, sensor, name, received } : undefined;
    await t
      .updateTable('sensor')
      .set({
        ...{ public_key: publicKey, token_used: true, enrolled_at: new Date(), revoked_at: null },
        ...{ state: 'never-connected', silent_since: null, dark: null },
      })
      .where('id', '=', sensor)
      .execute();
    return { organisation, sensor, name, received };
  });
}

/** Undefined for a sensor that this organisation does not have. */
export async function sensorKey(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<SensorKey | undefined> {
  return database.asOrganisation(organisation, async (t) => {
    const row = await t
      .selectFrom('sensor')
      .select(['public_key', 'revoked_at'])
      .where('id', '=', id)
      .executeTakeFirst();
    return row && { publicKey: row.public_key, isRevoked: row.revoked_at !== null };
  });
}

/** All sensors by name, or the one with this id. */
export async function listSensors(
  database: Database,
  organisation: OrganisationId,
  id?: string,
): Promise<readonly StoredSensor[]> {
  return database.asOrganisation(organisation, async (t) => {
    let query = t
      .selectFrom('sensor')
      .innerJoin('sensor_delivery', 'sensor_delivery.sensor_id', 'sensor.id')
      .leftJoin('site', 'site.id', 'sensor.site_id')
      .select(['sensor.id', 'sensor.name', 'site.name as site', 'sensor.state', 'sensor.dark'])
      .select(['sensor.silent_since as silentSince', 'sensor.token_expires_at as tokenExpiresAt'])
      .select(['sensor.token_used as tokenUsed', 'sensor.enrolled_at as enrolledAt'])
      .select(['received', 'received_at as receivedAt', 'applied', 'missing', 'refused'])
      .select(['skew_ms as skewMs', 'health', 'last_packet_at as lastPacketAt'])
      .select(['last_error as lastError', 'last_error_at as lastErrorAt'])
      .orderBy('sensor.name');
    if (id !== undefined) query = query.where('sensor.id', '=', id);
    return query.execute();
  });
}

export interface SensorHour {
  readonly hour: Date;
  readonly batches: number;
  readonly packets: number;
  readonly octets: number;
  readonly dropped: number | null;
  readonly devices: number | null;
  readonly greatestRate: number;
}

/** The last hours with batches, latest last. */
export async function hoursOfSensor(
  database: Database,
  organisation: OrganisationId,
  id: string,
  limit: number,
): Promise<readonly SensorHour[]> {
  return database.asOrganisation(organisation, async (t) => {
    const rows = await t
      .selectFrom('sensor_hour')
      .select(['hour', 'batches', 'packets', 'octets', 'dropped', 'devices'])
      .select('greatest_rate as greatestRate')
      .where('sensor_id', '=', id)
      .orderBy('hour', 'desc')
      .limit(limit)
      .execute();
    return rows.reverse();
  });
}

async function offerToken(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
): Promise<Enrolment | undefined> {
  const token = newToken([organisation, id]);
  const expiresAt = new Date(Date.now() + ENROLMENT_HOURS * 3_600_000);
  const { numUpdatedRows } = await t
    .updateTable('sensor')
    .set({ token_sha256: hashOfToken(token), token_expires_at: expiresAt, token_used: false })
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n ? { id, token, expiresAt } : undefined;
}
