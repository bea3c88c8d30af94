/**
 * A server, a sensor and a person who work until something is killed, and a ledger of what they were told. After each kill
 * the ledger is compared with what the server shows, from outside.
 */

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Browser } from '../browser.ts';
import { setUpServer } from '../first-administrator.ts';
import { freePort } from '../free-port.ts';
import { RunningProgram, type StartTime, until } from '../running-program.ts';
import { makeDataFolder } from '../test-database.ts';
import { BatchSender } from './batch-sender.ts';
import type { Chance } from './chance.ts';
import { addCounts, type Counts, countedCapture, someCounts } from './counted-traffic.ts';
import { CaptureSender, type SentCapture } from './sent-capture.ts';

const UPLOADED = 1;
const SENSED = 2;
/** Batches that wait at most: while there is no server, no more are made. */
const WAITING_BATCHES = 5;
const READ_LIMIT_MS = 110_000;
const PAGE = 500;

export class Hospital {
  readonly folder = makeDataFolder();
  private readonly port: number;
  private readonly browser: Browser;
  private readonly chance: Chance;
  private server: RunningProgram | undefined;
  private sensor: BatchSender | undefined;
  private sensorId = '';
  private working = false;
  /** The main process of the database that was killed last. */
  private killed = 0;
  /** Packets that were handed over, and must be there, of each host. */
  private readonly counts: Counts = new Map();
  private readonly captures = new Map<string, SentCapture>();
  private senders: CaptureSender[] = [];
  /** Texts of notes that were sent; whether that was confirmed. */
  private readonly notes = new Map<string, boolean>();
  private device: string | undefined;

  private constructor(port: number, chance: Chance) {
    this.port = port;
    this.chance = chance;
    this.browser = new Browser(`http://127.0.0.1:${port}`);
  }

  static async open(chance: Chance): Promise<Hospital> {
    const hospital = new Hospital(await freePort(), chance);
    await hospital.startServer();
    await setUpServer(hospital.browser, (await hospital.server?.setupToken()) ?? '');
    await hospital.makeSensor();
    return hospital;
  }

  /** Confirmed captures, notes, and the batches that the sensor knows to be delivered. */
  get told(): { readonly captures: number; readonly notes: number; readonly batches: number } {
    const notes = [...this.notes.values()].filter((confirmed) => confirmed).length;
    return { captures: this.captures.size, notes, batches: this.sensor?.acknowledged ?? 0 };
  }

  /** Starts the server; returns how long it took until it listened. */
  async startServer(): Promise<StartTime> {
    this.server = this.program('serve');
    return this.server.startTime();
  }

  async killServer(): Promise<void> {
    await this.server?.kill('SIGKILL');
  }

  /** Starts the server and kills it again after so many milliseconds. */
  async killStart(afterMs: number): Promise<void> {
    const start = this.program('serve');
    await delay(afterMs);
    await start.kill('SIGKILL');
  }

  /** Kills the main process of the database; the others of it end by themselves. */
  killDatabase(): void {
    this.killed = this.postmaster();
    process.kill(this.killed, 'SIGKILL');
  }

  /** The main process of the database; NaN while none runs. */
  private postmaster(): number {
    try {
      return Number.parseInt(
        fs.readFileSync(path.join(this.folder, 'postgres', 'postmaster.pid'), 'utf8'),
        10,
      );
    } catch {
      return Number.NaN;
    }
  }

  /** Waits until a server that was not killed itself is well again; returns how long that took, in milliseconds. */
  async recovered(): Promise<number> {
    const begun = performance.now();
    // What is left of the killed database answers for some milliseconds more.
    const isWell = async () =>
      this.postmaster() > 0 &&
      this.postmaster() !== this.killed &&
      (await this.ask('/api/health'))?.status === 200;
    await until(isWell, () => `the server is well: ${this.server?.said}`);
    return performance.now() - begun;
  }

  /** Begins to send captures, to write notes and to make batches, until `rest`. */
  work(): { rest(): Promise<void> } {
    this.working = true;
    const lanes = [this.sendCaptures(), this.writeNotes(), this.makeBatches()];
    return {
      rest: async () => {
        this.working = false;
        await Promise.all(lanes);
      },
    };
  }

  /** Sentences on everything that was acknowledged and is not there, or is there more than once. */
  async differences(): Promise<readonly string[]> {
    const problems: string[] = [];
    for (const sender of this.senders.splice(0)) {
      const { lost, capture } = await sender.resume();
      if (lost !== undefined) problems.push(lost);
      if (capture) this.enter(capture);
    }
    const told = this.sensor?.acknowledged ?? 0;
    await this.allApplied();
    const sensor = (await this.browser.get(`/api/sensors/${this.sensorId}`)).body;
    if (sensor.received < told) problems.push(`batch ${told} was delivered, ${sensor.received} is known`);
    for (const what of ['missing', 'refused'])
      if (sensor[what] !== 0) problems.push(`${sensor[what]} batches are ${what}`);
    problems.push(...(await this.captureDifferences()), ...(await this.deviceDifferences()));
    problems.push(...(await this.noteDifferences()));
    return problems;
  }

  /** Runs a command of Wardlight on the same data; its exit status and what it says. */
  async command(...given: readonly string[]): Promise<{ status: number | null; said: string }> {
    const program = this.program(...given);
    return { status: await program.ended, said: program.said };
  }

  async close(): Promise<void> {
    this.working = false;
    await this.sensor?.stop();
    await this.server?.kill('SIGTERM');
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private program(...given: readonly string[]): RunningProgram {
    const settings = {
      WARDLIGHT_DATA: this.folder,
      WARDLIGHT_PORT: String(this.port),
      WARDLIGHT_LOG: 'silent',
    };
    return new RunningProgram(settings, ...given);
  }

  private async makeSensor(): Promise<void> {
    const { body } = await this.browser.post('/api/sensors', { name: 'mirror port' });
    this.sensorId = body.id;
    const folder = path.join(this.folder, 'sensor');
    this.sensor = await BatchSender.enrol(folder, `http://127.0.0.1:${this.port}`, body.token);
  }

  /** An answer; undefined when there is none, as from a server that was killed. */
  private ask(url: string) {
    return this.browser.get(url).catch(() => undefined);
  }

  private enter(capture: SentCapture): void {
    addCounts(this.counts, capture.counts);
    this.captures.set(capture.sha256, capture);
  }

  private async sendCaptures(): Promise<void> {
    while (this.working) {
      const sender = new CaptureSender(this.browser, this.chance, countedCapture(this.chance, UPLOADED));
      const capture = await sender.send(() => this.working);
      if (capture) {
        this.enter(capture);
        await delay(this.chance.below(400));
      } else {
        this.senders.push(sender);
        return; // the server was killed; what came of this one is looked at afterwards
      }
    }
  }

  private async writeNotes(): Promise<void> {
    while (this.working) {
      this.device ??= (await this.ask('/api/devices?limit=1'))?.body?.devices?.[0]?.id;
      if (this.device !== undefined) {
        const text = `note ${this.notes.size + 1}`;
        this.notes.set(text, false);
        const answer = await this.browser
          .post(`/api/devices/${this.device}/notes`, { text })
          .catch(() => undefined);
        if (answer?.status === 201) this.notes.set(text, true);
        if (answer === undefined) return;
      }
      await delay(40 + this.chance.below(60));
    }
  }

  private async makeBatches(): Promise<void> {
    while (this.working) {
      if ((this.sensor?.waiting ?? 0) < WAITING_BATCHES) {
        const counts = someCounts(this.chance, SENSED);
        this.sensor?.add(counts);
        addCounts(this.counts, counts);
      }
      await delay(50 + this.chance.below(150));
    }
  }

  /** Waits until every capture is read and every packet that the sensor was given has arrived. */
  private async allApplied(): Promise<void> {
    let state = '';
    const isApplied = async () => {
      const captures = (await this.ask('/api/captures'))?.body?.captures ?? [];
      const waiting = captures.filter(({ state: its }: { state: string }) => its !== 'read').length;
      const packets = (await this.packets()) ?? new Map<string, number>();
      const short = [...this.counts].filter(([mac, count]) => (packets.get(mac) ?? 0) < count);
      state = `${waiting} captures wait, packets are missing of ${short.map(([mac]) => mac).join(' ')}`;
      if (waiting === 0 && short.length === 0) return true;
      await delay(150);
      return false;
    };
    const limit = until(isApplied, () => state, READ_LIMIT_MS);
    await limit.catch(() => undefined); // what is missing is said host by host
  }

  /** Packets by MAC address, as the list of devices has them. */
  private async packets(): Promise<Counts | undefined> {
    const devices = (await this.ask(`/api/devices?limit=${PAGE}`))?.body?.devices;
    return devices?.flatMap
      ? new Map(
          devices.flatMap(({ macs, packets }: { macs: string[]; packets: number }) =>
            macs.map((mac) => [mac, packets] as const),
          ),
        )
      : undefined;
  }

  private async deviceDifferences(): Promise<readonly string[]> {
    const found = (await this.packets()) ?? new Map<string, number>();
    return [...this.counts]
      .filter(([mac, count]) => found.get(mac) !== count)
      .map(([mac, count]) => `${mac} sent ${count} packets, ${found.get(mac) ?? 'none'} are shown`);
  }

  private async captureDifferences(): Promise<readonly string[]> {
    const { body } = await this.browser.get('/api/captures');
    const listed: { id: string; sha256: string; state: string; problem: string | null }[] = body.captures;
    const wrong = listed
      .filter(({ state }) => state !== 'read')
      .map(({ id, state, problem }) => `capture ${id} is ${state}: ${problem}`);
    // The list shows the latest; older ones are asked for one by one.
    for (const { id, sha256 } of this.captures.values()) {
      const same = listed.filter((capture) => capture.sha256 === sha256).length;
      if (same > 1) wrong.push(`capture ${id} is there ${same} times`);
      if (same === 0 && listed.length < PAGE) wrong.push(`capture ${id} was confirmed and is not there`);
    }
    return wrong;
  }

  private async noteDifferences(): Promise<readonly string[]> {
    if (this.device === undefined) return [];
    const { body } = await this.browser.get(`/api/devices/${this.device}`);
    const shown: string[] = body.notes.map(({ text }: { text: string }) => text);
    const wrong: string[] = [];
    // A page of a device shows its latest notes.
    for (const [text, confirmed] of [...this.notes].slice(-Math.min(shown.length, 50))) {
      const times = shown.filter((each) => each === text).length;
      if (times > 1 || (confirmed && times === 0)) wrong.push(`"${text}" is there ${times} times`);
    }
    const confirmed = [...this.notes.values()].filter((its) => its).length;
    const recorded = await this.countRecorded('device.note');
    if (recorded < confirmed) wrong.push(`${confirmed} notes were confirmed, the log has ${recorded}`);
    return wrong;
  }

  /** Entries of the audit log that say that something was done. */
  private async countRecorded(action: string): Promise<number> {
    let count = 0;
    for (let cursor: number | null | undefined; cursor !== null; ) {
      const from: string = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { body } = await this.browser.get(`/api/audit?action=${action}&limit=${PAGE}${from}`);
      count += body.entries.filter(({ result }: { result: string }) => result === 'done').length;
      cursor = body.next;
    }
    return count;
  }
}
