/** Composition root of `wardlight inspect`: knowledge, engine and settings put together. */

import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import { FlowLog } from '../flow/flow-log.ts';
import { Inspection } from '../pipeline/inspection.ts';
import { PacketEngine } from '../pipeline/packet-engine.ts';
import { loadKnowledge } from './load-knowledge.ts';

/** Slots of the flow table at the start: it grows as flows come. */
const FIRST_FLOW_SLOTS = 1 << 16;

export interface OpenInspectionOptions {
  /** Keeps equal addresses of different VLANs apart. */
  readonly separateVlans: boolean;
  /** Lists the flows besides the devices. */
  readonly flows?: boolean;
}

/** A new inspection. */
export function openInspection(
  config: Pick<Config, 'maxFlowSlots'>,
  options: OpenInspectionOptions,
): Inspection {
  const knowledge = loadKnowledge();
  const flowLog = options.flows ? new FlowLog() : undefined;
  const engine = new PacketEngine({
    dissectors: new DissectorTable(knowledge.dissectors),
    seed: randomBytes(4).readInt32BE(),
    firstFlowSlots: FIRST_FLOW_SLOTS,
    maxFlowSlots: config.maxFlowSlots,
    separateVlans: options.separateVlans,
    flowLog,
  });
  return new Inspection(engine, knowledge, flowLog);
}
