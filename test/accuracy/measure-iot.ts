/**
 * The set-up traffic of consumer devices (IoT Sentinel): the maker where the traffic tells it, by a name or a registered
 * MAC prefix of the maker; the model where UPnP, DHCP or mDNS tell it. What the traffic of each kind tells stands in
 * `iot-devices.json`. Makers of modules own the prefixes of some: to name these as makers is the trap.
 */

import fs from 'node:fs';
import path from 'node:path';
import type { InventoryDevice } from '../../src/identify/inventory.ts';
import type { Difference, Measurement } from './figures.ts';
import { inspectCapture } from './inspect-capture.ts';
import { filesIn, reference } from './reference-folder.ts';
import { isNear } from './words.ts';

interface IotDevice {
  /** Beginning of the file names. */
  readonly kind: string;
  readonly mac: string;
  /** Absent when nothing in the traffic tells it. */
  readonly maker?: string;
  readonly model?: string;
  /** Who owns the MAC prefix without having made the device. */
  readonly notMaker?: string;
}

const EXPECTATIONS = path.join(import.meta.dirname, 'iot-devices.json');
const RECALL_GOAL = 95;

export async function measureIot(): Promise<Measurement> {
  const kinds = JSON.parse(fs.readFileSync(EXPECTATIONS, 'utf8')) as readonly IotDevice[];
  const folder = reference('captures', 'iot-device', 'IoT_Sentinel');
  const makers: boolean[] = [];
  const models: boolean[] = [];
  const traps: boolean[] = [];
  const differences: Difference[] = [];
  const judge = (outcomes: boolean[], where: string, expected: string, ours: string, isRight: boolean) => {
    outcomes.push(isRight);
    if (!isRight) differences.push({ section: 'iot-sentinel', where, expected, ours: ours || 'unknown' });
  };
  for (const name of filesIn(folder, /\.pcap$/)) {
    const kind = kinds.find((each) => name.startsWith(`${each.kind}__`));
    if (!kind) throw new Error(`iot-devices.json knows nothing of ${name}`);
    const { devices } = await inspectCapture(path.join(folder, name));
    const device = devices.find(({ macs }) => macs.includes(kind.mac));
    const best = (attribute: 'vendor' | 'model') => device?.attributes[attribute]?.[0]?.value ?? '';
    const where = (field: string) => `${name}: ${field}`;
    if (kind.maker !== undefined)
      judge(makers, where('maker'), kind.maker, best('vendor'), isNear(kind.maker, best('vendor')));
    if (kind.model !== undefined)
      judge(models, where('model'), kind.model, best('model'), isNear(kind.model, best('model')));
    if (kind.notMaker !== undefined) {
      const trap = vendorsOf(device).find((vendor) => isNear(vendor, kind.notMaker ?? ''));
      judge(traps, where('maker'), `not ${kind.notMaker}`, trap ?? '', trap === undefined);
    }
  }
  const share = (title: string, outcomes: readonly boolean[], goal: number) => ({
    ...{ name: title, right: outcomes.filter(Boolean).length },
    ...{ of: outcomes.length, goal },
  });
  return {
    section: {
      id: 'iot-sentinel',
      shares: [
        share('maker, where the traffic tells it', makers, RECALL_GOAL),
        share('model, where UPnP, DHCP or mDNS tell it', models, RECALL_GOAL),
        share('makers of modules not taken for makers of devices', traps, 100),
      ],
      counts: [],
    },
    differences,
  };
}

const vendorsOf = (device: InventoryDevice | undefined) =>
  device?.attributes.vendor?.map(({ value }) => value) ?? [];
