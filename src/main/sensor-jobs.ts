/** The jobs about sensors: batches applied in order, and who has gone silent. */

import type { Database } from '../store/database.ts';
import type { DeviceRules } from '../store/device-rows.ts';
import { allOrganisations } from '../store/organisations.ts';
import { type ApplyBatchesJob, applyNextBatch } from '../store/sensor-batches.ts';
import { watchSensors } from '../store/sensor-watch.ts';
import { readBatch } from './read-batch.ts';

export interface SensorJobContext {
  readonly database: Database;
  readonly deviceRules: DeviceRules;
}

/** Applies all batches of a sensor that wait. Several may run: each batch counts once, in order. */
export async function applyBatches(
  { database, deviceRules }: SensorJobContext,
  { organisation, sensor }: ApplyBatchesJob,
): Promise<void> {
  let some = false;
  const rules = { read: readBatch, devices: deviceRules };
  while (await applyNextBatch(database, organisation, sensor, rules)) some = true;
  // A sensor that is back shows at once.
  if (some) await watchSensors(database, organisation, new Date());
}

/** Looks at the sensors of all organisations. */
export async function watchAllSensors({ database }: SensorJobContext): Promise<void> {
  for (const organisation of await allOrganisations(database))
    await watchSensors(database, organisation, new Date());
}
