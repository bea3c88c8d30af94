/** A sensor's way to its server, as the program goes it: spool on disk and courier; the packets of each batch are counted. */

import { gzipSync } from 'node:zlib';
import { BATCH_SCHEMA } from '../../../src/contract/sensor-batch.ts';
import { Courier } from '../../../src/delivery/courier.ts';
import { deliverBatch } from '../../../src/delivery/server-connection.ts';
import { Spool } from '../../../src/delivery/spool.ts';
import { enrolledSensor } from '../../../src/main/sensor-enrolment.ts';
import { inventoryDevice } from '../inventory-device.ts';
import type { Counts } from './counted-traffic.ts';

const SPOOL_OCTETS = 16 << 20;

export class BatchSender {
  private readonly spool: Spool;
  private readonly courier: Courier;
  private readonly stopping = new AbortController();
  private readonly delivery: Promise<void>;

  private constructor(spool: Spool, courier: Courier) {
    this.spool = spool;
    this.courier = courier;
    this.delivery = courier.run(this.stopping.signal);
  }

  static async enrol(folder: string, server: string, token: string): Promise<BatchSender> {
    const { identity, privateKey } = await enrolledSensor(folder, { server, token }, {});
    const spool = Spool.open(folder, { limit: SPOOL_OCTETS });
    // No chance in the waits: the first is the shortest that a sensor makes.
    const deliver = (batch: Parameters<typeof deliverBatch>[2], signal: AbortSignal) =>
      deliverBatch(identity, privateKey, batch, { signal });
    return new BatchSender(spool, new Courier(spool, { deliver, random: () => 0 }));
  }

  /** Number of the last batch that the server confirmed. */
  get acknowledged(): number {
    return this.spool.acknowledged;
  }

  /** Batches that are not confirmed. */
  get waiting(): number {
    return this.spool.batches;
  }

  /** Puts a batch into the spool: so many more packets of each host. It is sent until it is confirmed. */
  add(counts: Counts): void {
    const devices = [...counts].map(([mac, packets]) => inventoryDevice({ macs: [mac], packets }));
    const header = { schema: BATCH_SCHEMA, madeAt: new Date().toISOString() };
    const lines = [header, ...devices.map((device) => ({ device }))].map((line) => JSON.stringify(line));
    const body = gzipSync(`${lines.join('\n')}\n`);
    this.spool.appendAll([{ body, counts: { devices: devices.length, packets: 0 } }]);
    this.courier.notify();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.delivery;
  }
}
