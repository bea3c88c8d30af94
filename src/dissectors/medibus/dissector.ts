/**
 * MEDIBUS and MEDIBUS.X of Draeger ventilators, anaesthesia machines and incubators behind serial terminal servers: what
 * the device behind the port is. Layout from the MEDIBUS protocol definition 6.00 as open-source clients implement it
 * (VSCaptureDrgVent). Measurements, alarms, texts and patient settings are not read.
 *
 *   command   ESC(1B) command text checksum CR       51 initialise, 52 identification, 24 25 26 2B … data, 30 no operation
 *   answer    SOH(01) command text checksum CR       52: id4 'name' revision5 : protocol5
 *
 * Either end may ask the other who it is, so only what the end says that has the data is about a device.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  type Recognition,
  STOP_FLOW,
} from '../dissector.ts';
import { aboutSerialDevice } from '../encodings/serial-place.ts';
import { ESC, findFrame, frameText, MESSAGE_LIMIT, SOH } from './frame.ts';

/** Messages, and runs of realtime octets, of one flow before it is left alone. */
export const MESSAGES_LIMIT = 1_024;

const IDENTIFICATION = 0x52;
/** Commands of the protocol definition: control, data, identification, trend, realtime set-up, configuration, time. */
const COMMANDS = new Set([
  0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x30, 0x49, 0x4a, 0x51, 0x52, 0x53,
  0x54, 0x55, 0x56, 0x6c, 0x6d,
]);
/** Commands that only a reader of data gives: the end that answers them is the device. */
const DATA_COMMANDS = new Set([
  0x23, 0x24, 0x25, 0x26, 0x27, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x53, 0x54, 0x6c, 0x6d,
]);
/** Number, name in single quotes, revision, protocol version; names are text of ISO/IEC 646. */
const DEVICE = /^([0-9A-Z]{4})'([^']{1,64})'(.{5}):(.{5})$/;
const VERSION = /^[0-9A-Za-z.]+$/;

interface MedibusState {
  /** Direction in which the device sends; undefined until an end has asked for data or given it. */
  device: 0 | 1 | undefined;
  /** Per direction: the identification that it gave while it was not known to be the device. */
  readonly identification: [string, string];
  /** Per direction: the role that was said. */
  readonly said: [boolean, boolean];
}

export const medibus = defineDissector<MedibusState>({
  id: 'medibus',
  title: 'Draeger MEDIBUS through a terminal server',
  carriers: ['tcp'],
  hints: [],
  facts: {
    role: {
      label: 'MEDIBUS role',
      help: 'serial-gateway for the host whose port leads to the device, reader for who asks for its data.',
    },
    'device-id': {
      label: 'Device number',
      help: 'Number of the kind of device in the identification (answer to 52H), such as 8800.',
    },
    'device-name': {
      label: 'Device name',
      help: 'Name of the kind of device in the identification (answer to 52H), such as Evita V800.',
      states: { attribute: 'model', source: 'own-identity' },
    },
    'device-revision': {
      label: 'Device revision',
      help: 'Revision of the device software in the identification (answer to 52H).',
      states: { attribute: 'softwareVersion', source: 'own-identity' },
    },
    'protocol-version': {
      label: 'MEDIBUS version',
      help: 'Version of the protocol in the identification (answer to 52H), such as 06.00.',
    },
  },
  anomalies: ['checksum', 'long-message'],
  limits: { messagesPerFlow: MESSAGES_LIMIT, heldOctets: MESSAGE_LIMIT },

  recognise: recogniseMessage,

  begin: () => ({ device: undefined, identification: ['', ''], said: [false, false] }),

  dissect(octets, flow, out) {
    const first = octets.peek();
    if (first !== ESC && first !== SOH) return distanceToMessage(octets);
    const frame = findFrame(octets);
    if (frame.kind === 'unfinished') return NEED_MORE;
    if (frame.kind === 'too-long') out.anomaly('long-message');
    else if (frame.kind === 'wrong-checksum') out.anomaly('checksum');
    else if (frame.kind === 'whole')
      return readMessage(octets, frame.start, frame.command, frame.end, flow, out);
    return frame.end;
  },
});

/** A whole message of a known command with a right checksum. */
function recogniseMessage(octets: OctetReader): Recognition {
  const first = octets.peek();
  if (first < 0) return 'need-more';
  if (first !== ESC && first !== SOH) return 'no';
  const frame = findFrame(octets);
  if (frame.command >= 0 && !COMMANDS.has(frame.command)) return 'no';
  if (frame.kind === 'unfinished') return 'need-more';
  return frame.kind === 'whole' ? 'yes' : 'no';
}

/** Octets up to the next ESC or SOH; all when there is none. */
function distanceToMessage(octets: OctetReader): Progress {
  const command = octets.distanceTo(ESC);
  const answer = octets.distanceTo(SOH, command < 0 ? octets.remaining : command);
  if (answer >= 0) return answer;
  return command < 0 ? octets.remaining : command;
}

function readMessage(
  octets: OctetReader,
  start: number,
  command: number,
  end: number,
  flow: FlowContext<MedibusState>,
  out: FactSink,
): Progress {
  const { state, direction } = flow;
  const isAnswer = start === SOH;
  if (DATA_COMMANDS.has(command)) {
    const other = direction === 0 ? 1 : 0;
    state.device ??= isAnswer ? direction : other;
  }
  if (isAnswer && command === IDENTIFICATION && state.identification[direction] === '')
    state.identification[direction] = frameText(octets, end);
  // Behind a port that one connects to is the device, unless the other end has shown to have the data.
  const isDevice = state.device === direction || (state.device === undefined && direction === 1 && isAnswer);
  const isReader = state.device !== undefined && state.device !== direction;
  if ((isDevice || isReader) && !state.said[direction]) {
    state.said[direction] = true;
    out.fact('role', isDevice ? 'serial-gateway' : 'reader');
  }
  return isDevice && stateDevice(state.identification[direction], flow, out) ? STOP_FLOW : end;
}

/** States the identification of the device in this direction; false when there is none yet. */
function stateDevice(text: string, flow: FlowContext<MedibusState>, out: FactSink): boolean {
  const [, id = '', name = '', revision = '', protocol = ''] = DEVICE.exec(text) ?? [];
  if (id === '') return false;
  const about = aboutSerialDevice('medibus', flow);
  out.fact('device-id', id, about);
  out.fact('device-name', name.trim(), about);
  if (VERSION.test(revision.trim())) out.fact('device-revision', revision.trim(), about);
  if (VERSION.test(protocol.trim())) out.fact('protocol-version', protocol.trim(), about);
  return true;
}
