/** An inspection: captures of any kind in, one inventory over all of them out. */

import { formatInstant } from '../base/instant.ts';
import {
  type CaptureOutcome,
  READ_DAMAGE_SENTENCES,
  type ReadCaptureOptions,
  readCaptureFile,
} from '../capture/read-capture.ts';
import { eachDevice } from '../identify/build-inventory.ts';
import { INVENTORY_SCHEMA, type Inventory, type InventoryCapture } from '../identify/inventory.ts';
import type { Knowledge } from '../identify/knowledge.ts';
import { linkTypeName } from '../wire/link-type.ts';
import type { CaptureSink, PacketEngine } from './packet-engine.ts';

interface ReadCapture {
  readonly file: string;
  readonly sink: CaptureSink;
  damagedAt: CaptureOutcome['damagedAt'];
  dropped: number;
}

export class Inspection {
  private readonly engine: PacketEngine;
  private readonly knowledge: Knowledge;
  private readonly captures: ReadCapture[] = [];

  constructor(engine: PacketEngine, knowledge: Knowledge) {
    this.engine = engine;
    this.knowledge = knowledge;
  }

  /** Packets read so far. */
  get packets(): number {
    return this.captures.reduce((sum, capture) => sum + capture.sink.tally.packets, 0);
  }

  /** Reads one capture file, pipe or `-`. Throws NotACaptureError and CaptureUnreadableError. */
  async readFile(path: string, options: ReadCaptureOptions = {}): Promise<CaptureOutcome> {
    const capture = this.open(path);
    try {
      const outcome = await readCaptureFile(path, capture.sink, options);
      capture.damagedAt = outcome.damagedAt;
      capture.dropped = outcome.droppedPackets;
      return outcome;
    } catch (error) {
      this.captures.splice(this.captures.indexOf(capture), 1);
      throw error;
    }
  }

  private open(file: string): ReadCapture {
    const capture: ReadCapture = {
      file,
      sink: this.engine.openCapture(this.captures.length),
      damagedAt: undefined,
      dropped: 0,
    };
    this.captures.push(capture);
    return capture;
  }

  /** Ends all flows and says what was found; `devices` can be walked once. Call once, at the end. */
  finish(): Inventory {
    this.engine.finish();
    return {
      schema: INVENTORY_SCHEMA,
      captures: this.captures.map(presentCapture),
      devices: eachDevice(this.engine.hosts, this.engine.observations, this.knowledge),
    };
  }
}

function presentCapture({ file, sink, damagedAt, dropped }: ReadCapture): InventoryCapture {
  const { tally } = sink;
  const anomalies = [...tally.anomalies].sort(([a], [b]) => (a < b ? -1 : 1));
  if (dropped > 0) anomalies.push(['capture-dropped-packets', dropped]);
  return {
    file,
    packets: tally.packets,
    octets: tally.octets,
    firstAt: tally.packets === 0 ? null : formatInstant(tally.firstAt),
    lastAt: tally.packets === 0 ? null : formatInstant(tally.lastAt),
    linkTypes: [...tally.linkTypes].map(linkTypeName),
    anomalies: Object.fromEntries(anomalies),
    damagedAt: damagedAt
      ? { octet: damagedAt.octet, packet: damagedAt.packet, reason: READ_DAMAGE_SENTENCES[damagedAt.reason] }
      : null,
  };
}
