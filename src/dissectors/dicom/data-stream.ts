/**
 * Where one direction of an association stands within its P-DATA PDUs, and the messages that are not complete yet.
 * DICOM PS3.8 9.3.5 and annex E: fragments of a message follow each other within one presentation context.
 */

import type { Octets } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import type { WantedElements } from './dataset.ts';
import type { DimseCommand } from './dimse-command.ts';
import type { EquipmentSeen } from './equipment.ts';

/** Contexts that may have an unfinished message in one direction; PS3.7 6.3 sends one message after the other. */
export const OPEN_CONTEXT_LIMIT = 8;

/** Memory that a stream keeps for its next message; that of a long dataset is given back. */
const SPARE_OCTETS = 8_192;

/** A message of one context that is not complete yet. */
export interface Assembly {
  readonly contextId: number;
  isCommand: boolean;
  length: number;
  /** All that is wanted has been read; what is left of the message is skipped. */
  isRead: boolean;
  memory: Octets | undefined;
  command: DimseCommand | undefined;
  wanted: WantedElements | undefined;
}

/** Where one direction stands within its PDUs. */
export interface DataStream {
  pduLeft: number;
  fragmentLeft: number;
  isLast: boolean;
  /** The message that the fragment belongs to; undefined when the fragment is to be skipped. */
  assembly: Assembly | undefined;
  readonly open: Map<number, Assembly>;
  /** Memory of a message that is complete, for the next one. */
  spare: Octets | undefined;
  readonly equipment: EquipmentSeen;
  stores: number;
}

/** A direction that nothing has been sent in yet. */
export function newStream(): DataStream {
  return {
    pduLeft: 0,
    fragmentLeft: 0,
    isLast: false,
    assembly: undefined,
    open: new Map(),
    spare: undefined,
    equipment: { identities: [], last: '', alike: 0 },
    stores: 0,
  };
}

/** Forgets where the direction stood: a PDU starts next. */
export function resetStream(stream: DataStream): void {
  stream.pduLeft = 0;
  stream.fragmentLeft = 0;
  stream.assembly = undefined;
  stream.open.clear();
}

/** The message that a fragment belongs to; undefined when the fragment is to be skipped. */
export function assemblyOf(
  stream: DataStream,
  contextId: number,
  isCommand: boolean,
  out: FactSink,
): Assembly | undefined {
  const open = stream.open.get(contextId);
  if (open) {
    if (open.isCommand === isCommand) return open;
    if (isCommand || open.length > 0) restart(open, isCommand);
    open.isCommand = isCommand;
    return open;
  }
  if (!isCommand) return undefined; // no command seen (capture from the middle), or one whose dataset is not wanted
  if (stream.open.size >= OPEN_CONTEXT_LIMIT) {
    out.anomaly('open-contexts');
    return undefined;
  }
  const assembly: Assembly = {
    contextId,
    isCommand,
    length: 0,
    isRead: false,
    memory: undefined,
    command: undefined,
    wanted: undefined,
  };
  stream.open.set(contextId, assembly);
  return assembly;
}

/** Begins the next part of the message: its dataset, or another command. */
export function restart(assembly: Assembly, isCommand: boolean): void {
  assembly.isCommand = isCommand;
  assembly.length = 0;
  assembly.isRead = false;
}

/** Takes the message off the stream; its memory serves the next one. */
export function close(stream: DataStream, assembly: Assembly): void {
  stream.open.delete(assembly.contextId);
  if (assembly.memory && assembly.memory.bytes.length <= SPARE_OCTETS) stream.spare ??= assembly.memory;
  assembly.memory = undefined;
}
