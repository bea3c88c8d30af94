/**
 * P-DATA: fragments of commands and datasets, put together per context as far as they are wanted, the rest skipped.
 * DICOM PS3.8 9.3.5 and annex E.2 (message control header).
 *
 *   PDU   04 00 length4 { PDV: length4 context1 control1 fragment… }      control: bit 0 command, bit 1 last
 */

import { OctetReader, octetsOf } from '../../wire/octet-reader.ts';
import { type FactSink, NEED_MORE, type Progress, STOP_FLOW } from '../dissector.ts';
import type { Association } from './association.ts';
import { type Assembly, assemblyOf, close, type DataStream, restart } from './data-stream.ts';
import { readDataset } from './dataset.ts';
import {
  C_STORE_RQ,
  COMMAND_OCTETS,
  type DimseCommand,
  decodeCommand,
  isPending,
  N_EVENT_REPORT_RQ,
  SOP_CLASS_NOT_SUPPORTED,
} from './dimse-command.ts';
import { emitEquipment, wantedOf } from './equipment.ts';
import { HEADER_OCTETS } from './pdu.ts';
import { isContextId } from './presentation-contexts.ts';

/** Octets read of one dataset, when sequences of references stand before the equipment elements. */
export const DATASET_OCTETS = 65_536;
/** Octets at which a dataset is looked at first, and again at each doubling: mostly all that is wanted is there. */
export const FIRST_LOOK_OCTETS = 8_192;
/** Datasets read in a row that name the same equipment; after these only some are looked at. */
export const ALIKE_LIMIT = 3;
/** Of the objects that follow alike ones, each so-manieth is read to notice another device. */
export const SAMPLE_INTERVAL = 8;
/** Datasets read on one flow before it is left alone. */
export const DATASETS_LIMIT = 32;
/** Facts remembered as said on a flow, so that they are not said again. */
export const SAID_LIMIT = 512;

const PDV_HEADER_OCTETS = 6;
/** Longest P-DATA PDU believed; a peer with unlimited PDU size (9.3.5, D.1) still sends one object at most. */
const PDU_LIMIT = 0x4000_0000;

/** What P-DATA needs of its flow. */
export interface DataFlow {
  readonly association: Association;
  readonly streams: readonly [DataStream, DataStream];
  readonly said: Set<string>;
  datasetsRead: number;
}

const reader = () => new OctetReader();

/** Begins a P-DATA PDU at the start of the reader, whose six header octets are there. */
export function beginData(octets: OctetReader, stream: DataStream, out: FactSink): Progress {
  const length = octets.peek32(2);
  if (length < PDV_HEADER_OCTETS || length > PDU_LIMIT) {
    out.anomaly('pdv-length');
    return length > PDU_LIMIT ? STOP_FLOW : HEADER_OCTETS + length;
  }
  stream.pduLeft = length;
  return HEADER_OCTETS;
}

/** Goes on within the P-DATA PDU that `stream` stands in. */
export function readData(octets: OctetReader, flow: DataFlow, direction: 0 | 1, out: FactSink): Progress {
  const stream = flow.streams[direction];
  if (flow.datasetsRead >= DATASETS_LIMIT) return STOP_FLOW;
  if (stream.fragmentLeft > 0) return readFragment(octets, flow, direction, out);
  if (stream.pduLeft < PDV_HEADER_OCTETS) return skipPdu(stream, out);
  if (octets.remaining < PDV_HEADER_OCTETS) return NEED_MORE;
  const length = octets.u32();
  const contextId = octets.u8();
  const control = octets.u8();
  if (length < 2 || length + 4 > stream.pduLeft || !isContextId(contextId)) return skipPdu(stream, out);
  stream.pduLeft -= length + 4;
  stream.fragmentLeft = length - 2;
  stream.isLast = (control & 2) !== 0;
  stream.assembly = assemblyOf(stream, contextId, (control & 1) !== 0, out);
  if (stream.fragmentLeft === 0) endFragment(flow, direction, out);
  return PDV_HEADER_OCTETS;
}

function skipPdu(stream: DataStream, out: FactSink): Progress {
  out.anomaly('pdv-length');
  const left = stream.pduLeft;
  stream.pduLeft = 0;
  return left;
}

function readFragment(octets: OctetReader, flow: DataFlow, direction: 0 | 1, out: FactSink): Progress {
  const stream = flow.streams[direction];
  const assembly = stream.assembly;
  if (!assembly || assembly.isRead) {
    const left = stream.fragmentLeft;
    stream.fragmentLeft = 0;
    endFragment(flow, direction, out);
    return left;
  }
  if (!assembly.memory) {
    assembly.memory = stream.spare ?? octetsOf(Buffer.allocUnsafeSlow(FIRST_LOOK_OCTETS));
    stream.spare = undefined;
  }
  const limit = assembly.isCommand ? COMMAND_OCTETS : assembly.memory.bytes.length;
  const taken = Math.min(octets.remaining, stream.fragmentLeft, limit - assembly.length);
  octets.copy(taken).copy(assembly.memory.bytes, assembly.length);
  assembly.length += taken;
  stream.fragmentLeft -= taken;
  if (stream.fragmentLeft === 0) endFragment(flow, direction, out);
  else if (assembly.length === limit) {
    if (assembly.isCommand) out.anomaly('command-too-long');
    assembly.isRead = assembly.isCommand || readWanted(assembly, flow, direction, false, out);
    if (!assembly.isRead) grow(assembly);
  }
  return taken;
}

/** Doubles the memory of a dataset whose wanted elements are not all there. */
function grow(assembly: Assembly): void {
  const before = assembly.memory?.bytes;
  if (!before) return;
  const bytes = Buffer.allocUnsafeSlow(before.length * 2);
  before.copy(bytes);
  assembly.memory = octetsOf(bytes);
}

function endFragment(flow: DataFlow, direction: 0 | 1, out: FactSink): void {
  const stream = flow.streams[direction];
  const assembly = stream.assembly;
  stream.assembly = undefined;
  if (!assembly || !stream.isLast) return;
  if (!assembly.isCommand) {
    if (!assembly.isRead) readWanted(assembly, flow, direction, true, out);
    close(stream, assembly);
  } else if (assembly.isRead || !assembly.memory || !readCommand(assembly, flow, direction, out))
    close(stream, assembly);
}

/** Reads a complete command set; true when the dataset behind it is wanted. */
function readCommand(assembly: Assembly, flow: DataFlow, direction: 0 | 1, out: FactSink): boolean {
  const memory = assembly.memory;
  const command = memory && decodeCommand(reader().reset(memory, 0, assembly.length));
  if (!command || command.name === '') {
    out.anomaly('unknown-command');
    return false;
  }
  const context = flow.association.contexts.get(assembly.contextId);
  if (context?.accepted === false) {
    out.anomaly('context-not-accepted');
    return false;
  }
  emitCommand(command, command.sopClass || (context?.abstractSyntax ?? ''), flow, direction, out);
  const stream = flow.streams[direction];
  assembly.command = command;
  assembly.wanted = command.hasDataset && isWorthReading(command, stream) ? wantedOf(command) : undefined;
  restart(assembly, true);
  return assembly.wanted !== undefined;
}

function isWorthReading(command: DimseCommand, stream: DataStream): boolean {
  if (command.field !== C_STORE_RQ) return true;
  return stream.equipment.alike < ALIKE_LIMIT || stream.stores++ % SAMPLE_INTERVAL === SAMPLE_INTERVAL - 1;
}

function emitCommand(
  command: DimseCommand,
  sopClass: string,
  flow: DataFlow,
  direction: 0 | 1,
  out: FactSink,
): void {
  const say = (field: string, value: string) => {
    const key = `${direction}${field} ${value}`;
    if (flow.said.has(key)) return;
    if (flow.said.size < SAID_LIMIT) flow.said.add(key);
    out.fact(field, value);
  };
  say('command', command.name);
  if (command.moveDestination !== '') say('move-destination', command.moveDestination);
  if (command.status !== SOP_CLASS_NOT_SUPPORTED && sopClass !== '') {
    // PS3.7 10.1.1: only N-EVENT-REPORT is requested by the provider.
    const isEventReport = (command.field & 0x7fff) === N_EVENT_REPORT_RQ;
    say(command.isResponse === isEventReport ? 'sop-class-as-scu' : 'sop-class-as-scp', sopClass);
  }
  if (command.status !== undefined && !isPending(command.status)) {
    const status = command.status.toString(16).padStart(4, '0').toUpperCase();
    out.fact('status', `${command.name} ${status}`);
  }
}

/** States what the part of a dataset that is there says; false when it is worth waiting for more of it. */
function readWanted(
  assembly: Assembly,
  flow: DataFlow,
  direction: 0 | 1,
  isWhole: boolean,
  out: FactSink,
): boolean {
  if (!assembly.memory || !assembly.wanted || !assembly.command) return true;
  const encoding = flow.association.contexts.get(assembly.contextId)?.encoding ?? 'unknown';
  const octets = reader().reset(assembly.memory, 0, assembly.length);
  const dataset = readDataset(octets, encoding, assembly.wanted, isWhole);
  if (!isWhole && !dataset.isDone && assembly.length < DATASET_OCTETS) return false;
  flow.datasetsRead++;
  if (dataset.anomaly) out.anomaly(dataset.anomaly);
  const requestor = flow.association.requestor;
  const senderMayBeDevice = requestor === undefined || requestor === direction;
  const stream = flow.streams[direction];
  emitEquipment(dataset.values, assembly.command, senderMayBeDevice, stream.equipment, out);
  return true;
}
