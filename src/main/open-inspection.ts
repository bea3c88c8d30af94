/** Composition root of `wardlight inspect`: knowledge, engine and settings put together. */

import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import { ConversationTable } from '../flow/conversation-table.ts';
import { FlowLog } from '../flow/flow-log.ts';
import type { Knowledge } from '../identify/knowledge.ts';
import { Inspection } from '../pipeline/inspection.ts';
import { PacketEngine } from '../pipeline/packet-engine.ts';
import { loadKnowledge } from './load-knowledge.ts';

/** Slots of the flow table at the start: it grows as flows come. */
const FIRST_FLOW_SLOTS = 1 << 16;

export interface InspectionSettings {
  /** Keeps equal addresses of different VLANs apart. */
  readonly separateVlans: boolean;
  /** Lists the flows besides the devices. */
  readonly flows?: boolean;
  /** Sums conversations by hour besides the devices. */
  readonly conversations?: boolean;
  /** What identification knows; what ships with Wardlight when absent. */
  readonly knowledge?: Knowledge;
}

/** A new inspection. */
export function openInspection(
  config: Pick<Config, 'maxFlowSlots'>,
  options: InspectionSettings,
): Inspection {
  const knowledge = options.knowledge ?? loadKnowledge();
  const seed = randomBytes(4).readInt32BE();
  const flowLog = options.flows ? new FlowLog() : undefined;
  const conversations = options.conversations ? new ConversationTable(seed) : undefined;
  const engine = new PacketEngine({
    dissectors: new DissectorTable(knowledge.dissectors),
    seed,
    firstFlowSlots: FIRST_FLOW_SLOTS,
    maxFlowSlots: config.maxFlowSlots,
    separateVlans: options.separateVlans,
    flowLog,
    conversations,
  });
  return new Inspection(engine, knowledge, { flowLog, conversations });
}
