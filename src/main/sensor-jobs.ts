/** The jobs about sensors: batches applied in order, and who has gone silent. */

import type { Database } from '../store/database.ts';
import { allOrganisations } from '../store/organisations.ts';
import { type ApplyBatchesJob, applyNextBatch } from '../store/sensor-batches.ts';
import { watchSensors } from '../store/sensor-watch.ts';
import { readBatch } from './read-batch.ts';

export interface SensorJobContext {
  readonly database: Database;
}

/** Applies all batches of a sensor that wait. Several may run: each batch counts once, in order. */
export async function applyBatches(
  { database }: SensorJobContext,
  { organisation, sensor }: ApplyBatchesJob,
): Promise<void> {
  let some = false;
  while (await applyNextBatch(database, organisation, sensor, readBatch)) some = true;
  // A sensor that is back shows at once.
  if (some) await watchSensors(database, organisation, new Date());
}

/** Looks at the sensors of all organisations. */
export async function watchAllSensors({ database }: SensorJobContext): Promise<void> {
  for (const organisation of await allOrganisations(database))
    await watchSensors(database, organisation, new Date());
}
