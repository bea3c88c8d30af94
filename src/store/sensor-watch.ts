/** Whether sensors are alive, and what nobody sees when one is not. */

import { sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import { closeAlert, raiseAlert } from './raise-alerts.ts';
import type { Tables } from './schema.ts';
import type { DarkNetworks, SensorState } from './schema-sensors.ts';
import { listSensors, type StoredSensor } from './sensors.ts';

/** Periods without a batch, or without a packet, after which a sensor is silent; and the least time that this takes. */
const SILENT_PERIODS = 3;
const SILENT_SECONDS = 60;
/** Period of a sensor that did not say its own. */
const USUAL_PERIOD_SECONDS = 30;

/** Job that looks at all sensors. */
export const WATCH_SENSORS = 'watch-sensors';

interface Observed {
  readonly state: SensorState;
  readonly since: Date | null;
}

/** How a sensor is at an instant, by what it delivered. */
export function observedState(sensor: StoredSensor, now: Date): Observed {
  const { state, receivedAt, enrolledAt, lastPacketAt, health } = sensor;
  if (state === 'revoked') return { state, since: null };
  if (receivedAt === null || enrolledAt === null || receivedAt < enrolledAt)
    return { state: 'never-connected', since: null };
  const { period, source } = readHealth(health);
  const patience = Math.max(SILENT_SECONDS, SILENT_PERIODS * period) * 1_000;
  if (now.getTime() - receivedAt.getTime() > patience) return { state: 'silent', since: receivedAt };
  // Files are as old as they are; an interface shows what happens now.
  const lastPacket = lastPacketAt ?? enrolledAt;
  if (source === 'interface' && receivedAt.getTime() - lastPacket.getTime() > patience)
    return { state: 'interface-silent', since: lastPacket };
  return { state: 'live', since: null };
}

/** Writes the state of every sensor that has another one than before, and for a silent one what went dark. Returns how many. */
export async function watchSensors(
  database: Database,
  organisation: OrganisationId,
  now: Date,
): Promise<number> {
  const sensors = await listSensors(database, organisation);
  let changed = 0;
  for (const sensor of sensors) {
    const { state, since } = observedState(sensor, now);
    if (state === sensor.state) continue;
    changed++;
    await database.asOrganisation(organisation, async (t) => {
      const isDark = state === 'silent' || state === 'interface-silent';
      const dark = isDark ? JSON.stringify(await darkNetworks(t, sensor, sensors)) : null;
      await t
        .updateTable('sensor')
        .set({ state, silent_since: since, dark })
        .where('id', '=', sensor.id)
        .where('state', '=', sensor.state)
        .execute();
      await tell(t, organisation, sensor, state);
    });
  }
  return changed;
}

/** Raises the alert of a silent sensor, with the sentence that fits, and closes it when the sensor is back or was taken away. */
async function tell(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  { id, name }: StoredSensor,
  state: SensorState,
): Promise<void> {
  if (state === 'silent' || state === 'interface-silent')
    await raiseAlert(t, organisation, {
      ...{ kind: 'sensor-silent', about: id, sensor: id },
      text:
        state === 'silent'
          ? `The sensor ${name} does not deliver any more.`
          : `The sensor ${name} delivers, and sees no packets.`,
    });
  else
    await closeAlert(
      ...([t, 'sensor-silent', id] as const),
      state === 'live' ? 'The sensor delivers again.' : 'The sensor was revoked or enrolled anew.',
    );
}

async function darkNetworks(
  t: Transaction<Tables>,
  sensor: StoredSensor,
  sensors: readonly StoredSensor[],
): Promise<DarkNetworks> {
  const lit = new Set(
    sensors
      .filter(({ id, state }) => id !== sensor.id && state === 'live')
      .flatMap(({ health }) => readHealth(health).vlans),
  );
  const { rows } = await sql<{ devices: number }>`
    select count(*) as devices from sensor_device d
     where d.sensor_id = ${sensor.id} and not exists (
       select from sensor_device o join sensor s on s.id = o.sensor_id
        where o.device_id = d.device_id and s.id <> d.sensor_id and s.state = 'live')`.execute(t);
  return {
    vlans: readHealth(sensor.health).vlans.filter((vlan) => !lit.has(vlan)),
    devices: rows[0]?.devices ?? 0,
  };
}

/** Health was checked by the contract when it came; a column may hold that of an older version. */
function readHealth(health: object | null) {
  const fields = (health ?? {}) as {
    readonly periodSeconds?: number;
    readonly source?: { readonly kind?: string };
    readonly vlans?: readonly number[];
  };
  return {
    period: fields.periodSeconds ?? USUAL_PERIOD_SECONDS,
    source: fields.source?.kind,
    vlans: fields.vlans ?? [],
  };
}
