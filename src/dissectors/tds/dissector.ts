/**
 * Tabular Data Stream, the protocol of Microsoft SQL Server: versions, who logs in from where with which program, and
 * what the SQL Server browser says. Queries, results, user names and passwords are not read. MS-TDS 2.2; MC-SQLR 2.2.5.
 *
 *   TCP  type1 status1 length2 process2 number1 00 data     12 PRELOGIN | 10 LOGIN7 | 11 SSPI | 04 answer | 01 03 0E requests
 *   UDP  05 length2 "ServerName;NAME;InstanceName;NAME;…;Version;15.0.2000.5;tcp;1433;;"     little-endian length
 */

import { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  STOP_FLOW,
} from '../dissector.ts';
import { sayNtlm } from '../encodings/ntlm-facts.ts';
import { findNtlmMessage } from '../encodings/ntlmssp.ts';
import {
  BROWSER_ANSWER,
  BROWSER_FIELDS,
  BROWSER_INSTANCE_LIMIT,
  BROWSER_PAIR_LIMIT,
  HEADER_OCTETS,
  LOGIN7,
  MESSAGE_LIMIT_OCTETS,
  MESSAGES_PER_FLOW,
  OPTION_VERSION,
  PRELOGIN,
  SSPI,
  STATUS_END,
  TABULAR_RESULT,
} from './constants.ts';
import { sayAnswer, sayLogin, sayPrelogin } from './decode-login.ts';
import { TDS_FACTS } from './facts.ts';
import { recogniseTcp, recogniseUdp } from './recognise.ts';

interface TdsFlow {
  /** Packets of a message so far, per direction, when it takes several. */
  readonly parts: [Buffer[], Buffer[]];
}

export const tds = defineDissector<TdsFlow>({
  id: 'tds',
  title: 'Tabular Data Stream of SQL Server (MS-TDS, MC-SQLR)',
  carriers: ['tcp', 'udp'],
  hints: [1433, 1434],
  datagramStarts: [BROWSER_ANSWER],
  facts: TDS_FACTS,
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: MESSAGE_LIMIT_OCTETS },

  recognise(octets, flow) {
    return flow.carrier === 'udp' ? recogniseUdp(octets) : recogniseTcp(octets);
  },

  begin: () => ({ parts: [[], []] }),

  dissect(octets, flow, out) {
    if (flow.carrier === 'udp') {
      const whole = octets.remaining;
      if (octets.peek() === BROWSER_ANSWER) sayInstances(octets, out);
      return whole;
    }
    if (octets.remaining < HEADER_OCTETS) return NEED_MORE;
    const type = octets.peek();
    const length = octets.peek16(2);
    if (type !== PRELOGIN && type !== LOGIN7 && type !== SSPI && type !== TABULAR_RESULT) {
      // A query: the login is over.
      out.serverIs('receiver');
      return STOP_FLOW;
    }
    if (length <= HEADER_OCTETS || length > MESSAGE_LIMIT_OCTETS) return STOP_FLOW;
    if (octets.remaining < length) return NEED_MORE;
    return readPacket(octets, type, length, flow, out);
  },
});

/** Takes one packet; its message is read when it ends the message. */
function readPacket(
  octets: OctetReader,
  type: number,
  length: number,
  { state, direction }: FlowContext<TdsFlow>,
  out: FactSink,
): Progress {
  const isLast = (octets.peek(1) & STATUS_END) !== 0;
  octets.skip(HEADER_OCTETS);
  const parts = state.parts[direction];
  if (isLast && parts.length === 0)
    return readMessage(octets.sub(length - HEADER_OCTETS), type, out) ? STOP_FLOW : length;
  parts.push(octets.copy(length - HEADER_OCTETS));
  if (parts.reduce((sum, part) => sum + part.length, 0) > MESSAGE_LIMIT_OCTETS) return STOP_FLOW;
  if (!isLast) return length;
  const message = OctetReader.over(Buffer.concat(parts));
  parts.length = 0;
  return readMessage(message, type, out) ? STOP_FLOW : length;
}

/** Reads a whole message; true when nothing more is to be learnt from the flow. */
function readMessage(message: OctetReader, type: number, out: FactSink): boolean {
  const fromServer = type === TABULAR_RESULT;
  out.serverIs(fromServer ? 'sender' : 'receiver');
  switch (type) {
    case PRELOGIN:
      // TLS of the login travels in messages of this type (MS-TDS 2.2.6.5).
      if (message.peek() !== OPTION_VERSION) return true;
      sayPrelogin(message, fromServer, out);
      return false;
    case LOGIN7:
      sayLogin(message, out);
      return false;
    case SSPI:
      sayNtlm(findNtlmMessage(message, message.remaining), out);
      return false;
    default:
      if (message.peek() === OPTION_VERSION) {
        sayPrelogin(message, fromServer, out);
        return false;
      }
      return sayAnswer(message, out);
  }
}

/** `key;value;…;;` for each instance (MC-SQLR 2.2.5). */
function sayInstances(octets: OctetReader, out: FactSink): void {
  octets.skip(3);
  out.serverIs('sender');
  const instances = octets.latin1(octets.remaining).split(';;', BROWSER_INSTANCE_LIMIT);
  for (const instance of instances) {
    const texts = instance.split(';', 2 * BROWSER_PAIR_LIMIT);
    for (let index = 0; index + 1 < texts.length; index += 2) {
      const field = BROWSER_FIELDS.get(texts[index] ?? '');
      if (field !== undefined) out.fact(field, texts[index + 1] ?? '');
    }
  }
}
