import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCaptureFile } from '../capture/read-capture.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import { ConversationTable } from '../flow/conversation-table.ts';
import type { Conversation } from '../identify/conversation.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import { loadKnowledge } from '../main/load-knowledge.ts';
import { openInspection } from '../main/open-inspection.ts';
import type { Frame, FrameSink } from '../wire/frame.ts';
import { PacketEngine } from './packet-engine.ts';
import { ACTIVITY_MS, Sensing, type SensorReport } from './sensing.ts';

const SAMPLE = fileURLToPath(new URL('../../sample/small-hospital.pcap', import.meta.url));
const PACKETS = 213;
const knowledge = loadKnowledge();

function newSensing(): Sensing {
  const engine = new PacketEngine({
    dissectors: new DissectorTable(knowledge.dissectors),
    ...{ seed: 1, firstFlowSlots: 1 << 10, maxFlowSlots: 1 << 16, separateVlans: false },
    conversations: new ConversationTable(1),
  });
  return new Sensing(engine, { knowledge, seed: () => 2 });
}

/** Reads the sample, and looks after each of the packets with these numbers. */
async function senseSample(sensing: Sensing, looks: ReadonlySet<number>, nowMs = (n: number) => n) {
  const reports: SensorReport[] = [];
  const sink = sensing.open();
  const watched: FrameSink = {
    frame(frame: Frame) {
      sink.frame(frame);
      if (looks.has(frame.number)) reports.push(sensing.look(nowMs(frame.number)));
    },
    resolvedName: (ip, name) => sink.resolvedName(ip, name),
  };
  await readCaptureFile(SAMPLE, watched);
  sensing.close(sink);
  let last: SensorReport;
  do {
    last = sensing.look(nowMs(PACKETS + 1), true);
    reports.push(last);
  } while (last.devices.length + last.conversations.length > 0);
  return reports;
}

const inspection = openInspection({ maxFlowSlots: 1 << 16 }, { separateVlans: false, conversations: true });
await inspection.read(SAMPLE);
const inspected = inspection.finish();
const inventory = [...inspected.devices];
const talks = [...(inspected.conversations ?? [])];
/** Sums of conversations by ends, port and hour: those of several looks add up. */
const talkSums = (conversations: readonly Conversation[]) => {
  const sums = new Map<string, number[]>();
  for (const { initiator, responder, transport, port, hour, ...one } of conversations) {
    const key = JSON.stringify([initiator, responder, transport, port, hour]);
    const { connections, failed, packetsOut, packetsIn, octetsOut, octetsIn } = one;
    const before = sums.get(key) ?? [0, 0, 0, 0, 0, 0];
    const parts = [connections, failed, packetsOut, packetsIn, octetsOut, octetsIn];
    sums.set(
      key,
      parts.map((value, index) => value + (before[index] ?? 0)),
    );
  }
  return new Map([...sums].sort());
};
const total = (devices: readonly InventoryDevice[], of: 'packets' | 'octets') =>
  devices.reduce((sum, device) => sum + device[of], 0);
/** A device without what depends on when it was looked at. */
const facts = ({ packets: _, octets: __, profile: ___, ...device }: InventoryDevice) => device;

describe('a look at the end', () => {
  it('shows what an inspection of the same capture shows', async () => {
    const [first] = await senseSample(newSensing(), new Set());
    expect(first?.devices.map(facts)).toEqual(inventory.map(facts));
    expect(first?.traffic).toEqual({ packets: PACKETS, octets: 32_487 });
    expect(first?.known).toBe(inventory.length);
    expect(first?.vlans).toEqual([10, 20, 30]);
    expect(first?.protocols).toContain('dicom');
    expect(first?.conversations).toHaveLength(talks.length);
    expect(talkSums(first?.conversations ?? [])).toEqual(talkSums(talks));
    expect(talks.length).toBeGreaterThan(20);
  });
});

/** Every packet and connection of all conversations. */
const talkTotals = (conversations: readonly Conversation[]) =>
  [...talkSums(conversations).values()].reduce((sum, sums) =>
    sums.map((value, at) => value + (sum[at] ?? 0)),
  );

/** No conversation names a device before it was told. */
function expectOnlyTold(reports: readonly SensorReport[]): void {
  const told = new Set<string>();
  for (const { devices, conversations } of reports) {
    for (const { id } of devices) told.add(id);
    for (const { initiator, responder } of conversations)
      for (const end of [initiator, responder]) if (end.kind === 'device') expect(told).toContain(end.device);
  }
}

describe('looks in between', () => {
  it('count every packet once, whenever they are made', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: PACKETS }), { maxLength: 12 }),
        async (at) => {
          const reports = await senseSample(newSensing(), new Set(at));
          const devices = reports.flatMap((report) => report.devices);
          for (const of of ['packets', 'octets'] as const)
            expect(total(devices, of)).toBe(total(inventory, of));
          expect(reports.reduce((sum, { traffic }) => sum + traffic.packets, 0)).toBe(PACKETS);
          // The last that was said of each device is all that is known of it.
          const last = new Map(devices.map((device) => [device.id, device]));
          for (const device of inventory)
            expect(last.get(device.id)?.attributes, device.id).toEqual(device.attributes);
          expect(talkTotals(reports.flatMap(({ conversations }) => conversations))).toEqual(
            talkTotals(talks),
          );
          expectOnlyTold(reports);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('say nothing of a device of which nothing is new, and of its traffic only now and then', async () => {
    const sensing = newSensing();
    const all = Array.from({ length: PACKETS }, (_, index) => index + 1);
    const soon = await senseSample(sensing, new Set(all));
    const later = await senseSample(newSensing(), new Set(all), (n) => n * ACTIVITY_MS);
    const count = (reports: readonly SensorReport[]) => reports.flatMap(({ devices }) => devices).length;
    expect(count(soon)).toBeLessThan(count(later));
    expect(sensing.look(1e12).devices).toEqual([]);
  });

  it('tell everything anew when the receiver missed reports', async () => {
    const sensing = newSensing();
    await senseSample(sensing, new Set([100]));
    sensing.reportAnew();
    const again = sensing.look(1e12).devices;
    expect(again.map(({ id }) => id)).toEqual(inventory.map(({ id }) => id));
    expect(total(again, 'packets')).toBe(0);
  });
});

describe('forgetting', () => {
  it('keeps the conversations that were not reported yet', async () => {
    const sensing = newSensing();
    const sink = sensing.open();
    let packets = 0;
    const reports: SensorReport[] = [];
    await readCaptureFile(SAMPLE, {
      frame(frame: Frame) {
        // A day later the engine has a successor, while flows go on.
        sink.frame(packets++ < 150 ? frame : { ...frame, micros: frame.micros + 25 * 3_600e6 });
        if (packets % 50 === 0) reports.push(sensing.look(packets));
      },
      resolvedName: (ip, name) => sink.resolvedName(ip, name),
    });
    for (const time of [1e6, 2e6]) reports.push(sensing.look(time, true));
    const sums = talkTotals(reports.flatMap(({ conversations }) => conversations));
    // Flows that went on are begun anew; packets and octets are all there.
    expect(sums.slice(2)).toEqual(talkTotals(talks).slice(2));
  });

  async function engineWithSample() {
    const engine = new PacketEngine({
      dissectors: new DissectorTable(knowledge.dissectors),
      ...{ seed: 1, firstFlowSlots: 1 << 10, maxFlowSlots: 1 << 16, separateVlans: false },
    });
    await readCaptureFile(SAMPLE, engine.openCapture(0));
    return engine;
  }
  const look = (engine: PacketEngine) =>
    new Sensing(engine, { knowledge, seed: () => 3 }).look(0, true).devices.map((device) => ({
      ...device,
      decisions: device.decisions.length,
    }));

  it('of nothing leaves everything as it was', async () => {
    const engine = await engineWithSample();
    const successor = engine.successor(Number.NEGATIVE_INFINITY, 5);
    expect(look(successor)).toEqual(look(await engineWithSample()));
  });

  it('of everything leaves nothing', async () => {
    const successor = (await engineWithSample()).successor(Number.POSITIVE_INFINITY, 5);
    expect(look(successor)).toEqual([]);
    expect(successor.fullness).toBe(0);
  });

  it('of what was not seen since keeps what was, with what is known of it', async () => {
    const times = inventory.map(({ lastAt }) => Date.parse(lastAt)).sort((a, b) => a - b);
    const since = (times[Math.floor(times.length / 2)] ?? 0) * 1_000;
    const kept = look((await engineWithSample()).successor(since, 5));
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.length).toBeLessThan(inventory.length);
    for (const { id, lastAt } of inventory)
      if (Date.parse(lastAt) * 1_000 > since) expect(kept.map((device) => device.id)).toContain(id);
  });
});
