/** Composition root of `wardlight inspect`: knowledge, engine and settings put together. */

import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import { Inspection } from '../pipeline/inspection.ts';
import { PacketEngine } from '../pipeline/packet-engine.ts';
import { loadKnowledge } from './load-knowledge.ts';

/** Slots of the flow table at the start: it grows as flows come. */
const FIRST_FLOW_SLOTS = 1 << 16;

/** A new inspection; `separateVlans` keeps equal addresses of different VLANs apart. */
export function openInspection(
  config: Pick<Config, 'maxFlowSlots'>,
  options: { separateVlans: boolean },
): Inspection {
  const knowledge = loadKnowledge();
  const engine = new PacketEngine({
    dissectors: new DissectorTable(knowledge.dissectors),
    seed: randomBytes(4).readInt32BE(),
    firstFlowSlots: FIRST_FLOW_SLOTS,
    maxFlowSlots: config.maxFlowSlots,
    separateVlans: options.separateVlans,
  });
  return new Inspection(engine, knowledge);
}
