/** Composition root of `wardlight sensor`: source, engine, spool and the way to the server. */

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { formatInstant } from '../base/instant.ts';
import type { SavedFiles } from '../capture/seen-files.ts';
import type { SensorHealth } from '../contract/sensor-batch.ts';
import { Courier } from '../delivery/courier.ts';
import type { DeliveryError } from '../delivery/delivery-error.ts';
import { lockFolder } from '../delivery/folder-lock.ts';
import { type SensorStatus, writeStatus } from '../delivery/sensor-status.ts';
import { deliverBatch } from '../delivery/server-connection.ts';
import { Spool } from '../delivery/spool.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import { ConversationTable } from '../flow/conversation-table.ts';
import { PacketEngine } from '../pipeline/packet-engine.ts';
import { Sensing, type SensorReport } from '../pipeline/sensing.ts';
import { composeBatches } from './compose-batches.ts';
import { loadKnowledge } from './load-knowledge.ts';
import { type EnrolledSensor, enrolledSensor } from './sensor-enrolment.ts';
import { describeSource, listen, type SensorSource, SourceState, sourceKey } from './sensor-source.ts';

const FIRST_FLOW_SLOTS = 1 << 16;
/** A look at everything must not take more than this share of the time: packets wait meanwhile. */
const LOOK_SHARE = 0.05;
/** Sources of which it is remembered how far they were read. */
const REMEMBERED_SOURCES = 16;
/** Time that is given to what waits when the sensor is told to stop. */
const FAREWELL_MS = 5_000;

export interface SensorOptions {
  /** Folder of key, spool and status. */
  readonly folder: string;
  readonly server: string | undefined;
  readonly token: string | undefined;
  /** Certificates of a private authority, PEM. */
  readonly authority: string | undefined;
  readonly source: SensorSource;
  readonly periodSeconds: number;
  /** Octets of the spool. */
  readonly spoolLimit: number;
  readonly maxFlowSlots: number;
  readonly version: string;
}

/**
 * Runs until the signal is aborted; with files until they are read and delivered. Throws a DeliveryError when it cannot be
 * enrolled, and a SensorSourceError when there is nothing to listen to. `say` gets sentences for people.
 */
export async function runSensor(
  options: SensorOptions,
  signal: AbortSignal,
  say: (sentence: string) => void,
): Promise<void> {
  const { folder, server, token, authority } = options;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const sensor = await enrolledSensor(folder, { server, token }, { authority, signal });
    const { identity } = sensor;
    say(`Sensor "${identity.name}" of ${identity.server}, listening to ${describeSource(options.source)}.`);
    await new SensorRun(options, sensor, say).run(signal);
  } finally {
    await lock.release();
  }
}

/** Folder of the spool within a sensor's folder: batches of one sensor are never delivered as those of another. */
export function spoolFolder(folder: string, sensor: string): string {
  return path.join(folder, `spool-${sensor}`);
}

class SensorRun {
  private readonly options: SensorOptions;
  private readonly say: (sentence: string) => void;
  private readonly spool: Spool;
  private readonly sensing: Sensing;
  private readonly courier: Courier;
  private readonly state = new SourceState();
  private readonly startedAt = new Date().toISOString();
  private lastReport: SensorReport | undefined;
  private reportedMs = performance.now();
  private seconds = 0;
  private droppedBefore = 0;
  private droppedNow: number | null = null;
  private lostBefore: number;
  private lastDelivered: SensorStatus['lastDelivered'] = null;
  private lastError: SensorStatus['lastError'] = null;

  constructor(options: SensorOptions, sensor: EnrolledSensor, say: (sentence: string) => void) {
    this.options = options;
    this.say = say;
    const { identity, privateKey, received } = sensor;
    this.spool = Spool.open(spoolFolder(options.folder, identity.sensor), { limit: options.spoolLimit });
    if (received !== undefined) this.spool.beginAfter(received);
    this.lostBefore = this.spool.lost.batches;
    const knowledge = loadKnowledge();
    const seed = randomSeed();
    const engine = new PacketEngine({
      dissectors: new DissectorTable(knowledge.dissectors),
      seed,
      firstFlowSlots: FIRST_FLOW_SLOTS,
      maxFlowSlots: options.maxFlowSlots,
      separateVlans: false,
      conversations: new ConversationTable(seed),
    });
    this.sensing = new Sensing(engine, { knowledge, seed: randomSeed });
    this.courier = new Courier(this.spool, {
      deliver: (batch, signal) =>
        deliverBatch(identity, privateKey, batch, { authority: options.authority, signal }),
      random: Math.random,
      onDelivered: ({ sequence }) => this.delivered(sequence),
      onFailed: (error) => this.failed(error),
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const stopDelivery = new AbortController();
    const delivery = this.courier.run(stopDelivery.signal);
    const { source } = this.options;
    const saved = this.marks()[sourceKey(source)] ?? {};
    const listening = listen(source, this.sensing, this.state, saved, signal).finally(() => ended.abort());
    const reporting = this.reportUntil(ended.signal);
    try {
      await listening;
    } finally {
      await reporting;
      await this.report(true);
      while (this.lastReport && isNews(this.lastReport)) await this.report(true);
      this.courier.finish();
      await this.deliverRest(delivery, stopDelivery, signal);
      this.writeStatus();
    }
  }

  private async reportUntil(ended: AbortSignal): Promise<void> {
    const { periodSeconds } = this.options;
    let wait = periodSeconds * 1_000;
    while (!ended.aborted) {
      await delay(wait, undefined, { signal: ended }).catch(() => undefined);
      if (ended.aborted) return;
      const lookMs = await this.report();
      wait = Math.max(periodSeconds * 1_000, lookMs / LOOK_SHARE);
    }
  }

  /** Looks at what is new and puts it into the spool. Returns how long the look took (milliseconds). */
  private async report(atEnd = false): Promise<number> {
    const begun = performance.now();
    const report = this.sensing.look(begun, atEnd);
    const lookMs = performance.now() - begun;
    this.seconds = (begun - this.reportedMs) / 1_000;
    this.reportedMs = begun;
    const { dropped } = this.state;
    this.droppedNow = dropped === undefined ? null : dropped - this.droppedBefore;
    this.droppedBefore = dropped ?? 0;
    const isFirst = !this.lastReport;
    this.lastReport = report;
    // A last look that found nothing more is not worth a batch.
    if (atEnd && !isFirst && !isNews(report)) return lookMs;
    const mark = this.markNow();
    this.spool.appendAll(await composeBatches(report, this.health(report), new Date()), mark);
    this.courier.notify();
    this.writeStatus();
    return lookMs;
  }

  private marks(): Readonly<Record<string, SavedFiles>> {
    return (this.spool.mark ?? {}) as Record<string, SavedFiles>;
  }

  /** How far the source was read by the present report; earlier sources stay remembered. */
  private markNow(): Readonly<Record<string, SavedFiles>> {
    const key = sourceKey(this.options.source);
    const others = Object.entries(this.marks()).filter(([other]) => other !== key);
    return Object.fromEntries([...others.slice(1 - REMEMBERED_SOURCES), [key, this.state.progress()]]);
  }

  private health(report: SensorReport): SensorHealth {
    const { source, version, periodSeconds } = this.options;
    const { traffic, known, vlans, protocols, unread, memory } = report;
    const name = source.kind === 'interface' ? source.name : '';
    return {
      ...{ version, periodSeconds, seconds: this.seconds, dropped: this.droppedNow },
      source: { kind: source.kind, name },
      problem: this.state.problem ?? null,
      ...{ packets: traffic.packets, octets: traffic.octets },
      lastPacketAt: lastPacketAt(report),
      ...{ vlans: [...vlans], protocols: [...protocols], unread: [...unread], devices: known, memory },
      spool: { batches: this.spool.batches, octets: this.spool.octets, limit: this.spool.limit },
      lost: this.spool.lost,
    };
  }

  private delivered(sequence: number): void {
    if (this.lastError) this.say('The server takes batches again.');
    this.lastError = null;
    this.lastDelivered = { sequence, at: new Date().toISOString() };
    // What went with lost batches may not change again for days: everything is told anew.
    if (this.spool.lost.batches > this.lostBefore && this.spool.batches === 0) {
      this.lostBefore = this.spool.lost.batches;
      this.sensing.reportAnew();
    }
  }

  private failed({ message }: DeliveryError): void {
    if (this.lastError?.message !== message) this.say(`Not delivered, tried again later: ${message}`);
    this.lastError = { at: new Date().toISOString(), message };
    this.writeStatus();
  }

  /** Files are delivered to the end; a sensor that was told to stop gives up soon, for what waits is on disk. */
  private async deliverRest(
    delivery: Promise<void>,
    giveUp: AbortController,
    signal: AbortSignal,
  ): Promise<void> {
    const abort = () => giveUp.abort();
    const timer = signal.aborted ? setTimeout(abort, FAREWELL_MS) : undefined;
    signal.addEventListener('abort', abort, { once: true });
    await delivery;
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }

  private writeStatus(): void {
    const { folder, source } = this.options;
    const { lastReport, startedAt, lastDelivered, lastError } = this;
    writeStatus(folder, {
      ...{ pid: process.pid, startedAt, lastDelivered, lastError },
      updatedAt: new Date().toISOString(),
      source: describeSource(source),
      problem: this.state.problem ?? null,
      devices: lastReport?.known ?? 0,
      packets: lastReport?.traffic.packets ?? 0,
      seconds: this.seconds,
      dropped: this.droppedNow,
      lastPacketAt: lastReport ? lastPacketAt(lastReport) : null,
    });
  }
}

function isNews({ devices, conversations, traffic }: SensorReport): boolean {
  return devices.length > 0 || conversations.length > 0 || traffic.packets > 0;
}

function lastPacketAt({ lastAt }: SensorReport): string | null {
  return lastAt === undefined ? null : formatInstant(lastAt);
}

function randomSeed(): number {
  return randomBytes(4).readInt32BE();
}
