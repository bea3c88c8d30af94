/** One inspection of captures, kept in memory: the inventory as `wardlight inspect --flows --json` prints it, or all that was observed. */

import { readCaptureFile } from '../../src/capture/read-capture.ts';
import { configOf } from '../../src/config/config.ts';
import { readEnvironment } from '../../src/config/env.ts';
import { DissectorTable } from '../../src/dissectors/dissector-table.ts';
import { DISSECTORS } from '../../src/dissectors/registry.ts';
import type { Inventory, InventoryDevice, InventoryFlow } from '../../src/identify/inventory.ts';
import { openInspection } from '../../src/main/open-inspection.ts';
import { PacketEngine } from '../../src/pipeline/packet-engine.ts';

export interface InspectedCapture extends Inventory {
  readonly devices: readonly InventoryDevice[];
  readonly flows: readonly InventoryFlow[];
}

/** Inspects one capture file. */
export async function inspectCapture(file: string): Promise<InspectedCapture> {
  const config = configOf(readEnvironment({}));
  const inspection = openInspection(config, { separateVlans: false, flows: true });
  await inspection.read(file);
  const { devices, flows = [], ...rest } = inspection.finish();
  return { ...rest, devices: [...devices], flows: [...flows] };
}

export interface SeenValue {
  /** Address that it is about; empty when that is only known by MAC or name. */
  readonly ip: string;
  readonly protocol: string;
  readonly field: string;
  readonly value: string;
}

const FLOW_SLOTS = 1 << 14;

/** All that dissectors said about one capture file, about hosts and about devices that messages name. */
export async function observeCapture(file: string): Promise<SeenValue[]> {
  const engine = new PacketEngine({
    dissectors: new DissectorTable(DISSECTORS),
    ...{ seed: 0, firstFlowSlots: FLOW_SLOTS, maxFlowSlots: FLOW_SLOTS, separateVlans: false },
  });
  await readCaptureFile(file, engine.openCapture(0));
  engine.finish();
  const { hosts, observations } = engine;
  const subjects = [
    ...[...hosts.eachBinding()].map(({ id, address }) => ({
      id,
      ip: address < 0 ? '' : hosts.ipOf(address),
    })),
    ...observations.namedSubjects().map((id) => ({ id, ip: '' })),
  ];
  return subjects.flatMap(({ id, ip }) =>
    observations.of(id).map(({ protocol, field, value }) => ({ ip, protocol, field, value })),
  );
}
