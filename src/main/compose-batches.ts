/** A sensor's report as the batches that deliver it: lines of JSON, compressed. */

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BATCH_SCHEMA, type BatchHeader, type SensorHealth } from '../contract/sensor-batch.ts';
import type { BatchCounts } from '../delivery/spool.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { SensorReport } from '../pipeline/sensing.ts';

/** Devices, conversations and characters of one batch: it stays below the megabyte that proxies take without being told. */
const BATCH_DEVICES = 1_000;
const BATCH_CONVERSATIONS = 10_000;
const BATCH_CHARACTERS = 4 << 20;
const compress = promisify(gzip);

export interface ComposedBatch {
  readonly body: Buffer;
  readonly counts: BatchCounts;
}

/**
 * At least one batch; the first carries the health. Devices named by a gateway come with it, or they could not be linked;
 * conversations follow the devices that they name.
 */
export async function composeBatches(
  { devices, conversations }: Pick<SensorReport, 'devices' | 'conversations'>,
  health: SensorHealth,
  madeAt: Date,
): Promise<readonly ComposedBatch[]> {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const batches: ComposedBatch[] = [];
  let lines: string[] = [];
  let characters = 0;
  let count = 0;
  let talks = 0;
  let within = new Set<string>();
  const begin = () => {
    const header: BatchHeader = {
      ...{ schema: BATCH_SCHEMA, madeAt: madeAt.toISOString() },
      ...(batches.length === 0 && { health }),
    };
    lines = [JSON.stringify(header)];
    characters = 0;
    count = 0;
    talks = 0;
    within = new Set();
  };
  const push = (item: object) => {
    const line = JSON.stringify(item);
    lines.push(line);
    characters += line.length;
  };
  const add = (device: InventoryDevice) => {
    push({ device });
    within.add(device.id);
  };
  const end = async () => {
    const body = await compress(Buffer.from(`${lines.join('\n')}\n`));
    batches.push({ body, counts: { devices: count, packets: batches.length === 0 ? health.packets : 0 } });
  };
  begin();
  for (const device of devices) {
    if (count >= BATCH_DEVICES || characters >= BATCH_CHARACTERS) {
      await end();
      begin();
    }
    const { viaGateway } = device;
    const gateway = viaGateway === null || within.has(viaGateway) ? undefined : byId.get(viaGateway);
    if (gateway) add({ ...gateway, packets: 0, octets: 0 });
    add(device);
    count++;
  }
  for (const conversation of conversations) {
    if (talks >= BATCH_CONVERSATIONS || characters >= BATCH_CHARACTERS) {
      await end();
      begin();
    }
    push({ conversation });
    talks++;
  }
  await end();
  return batches;
}
