import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCaptureFile } from '../capture/read-capture.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
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
  } while (last.devices.length > 0);
  return reports;
}

const inspection = openInspection({ maxFlowSlots: 1 << 16 }, { separateVlans: false });
await inspection.read(SAMPLE);
const inventory = [...inspection.finish().devices];
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
  });
});

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
