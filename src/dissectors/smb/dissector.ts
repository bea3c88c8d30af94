/**
 * SMB 1, 2 and 3 over TCP: negotiation and session setup; what follows a session is files and is left alone.
 * MS-CIFS and MS-SMB (SMB1), MS-SMB2, RFC 1002 4.3 (session service of port 139; port 445 keeps its header).
 *
 *   00 length3 message            FF 'SMB' …32 octets   SMB1        FE 'SMB' …64 octets   SMB2
 *   81 00 length2 called calling  NetBIOS session request           82, 83, 84, 85        its answers, keep-alive
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  NEED_MORE,
  type Progress,
  RECEIVER,
  STOP_DIRECTION,
  STOP_FLOW,
} from '../dissector.ts';
import { isEncodedNetbiosName, readNetbiosName } from '../encodings/netbios-name.ts';
import {
  MAGIC_COMPRESSED,
  MAGIC_ENCRYPTED,
  MAGIC_SMB1,
  MAGIC_SMB2,
  MESSAGE_LIMIT,
  SESSION_HEADER_OCTETS,
  SESSION_KEEP_ALIVE,
  SESSION_MESSAGE,
  SESSION_POSITIVE_RESPONSE,
  SESSION_REQUEST,
  SESSION_REQUEST_OCTETS,
  SMB1_ECHO,
  SMB1_HEADER_OCTETS,
  SMB1_NEGOTIATE,
  SMB1_SESSION_SETUP,
  SMB2_CANCEL,
  SMB2_ECHO,
  SMB2_HEADER_OCTETS,
  SMB2_NEGOTIATE,
  SMB2_SESSION_SETUP,
} from './constants.ts';
import { facts } from './facts.ts';
import { readSmb1 } from './smb1.ts';
import { readSmb2 } from './smb2.ts';

/** Octets that tell the command of either version: session header, and the header of SMB2 up to its command. */
const COMMAND_OCTETS = SESSION_HEADER_OCTETS + 14;
/** First octets FC to FF stand before 'SMB': compressed, encrypted, version 2 and 3, version 1. */
const FIRST_MAGIC_OCTET = 0xfc;

export const smb = defineDissector({
  id: 'smb',
  title: 'Server Message Block 1, 2 and 3 (MS-CIFS, MS-SMB2)',
  carriers: ['tcp'],
  hints: [445, 139],
  facts,
  anomalies: ['malformed', 'setup-too-long'],
  limits: { messagesPerFlow: 32, heldOctets: SESSION_HEADER_OCTETS + MESSAGE_LIMIT },

  recognise(octets) {
    switch (octets.peek()) {
      case -1:
        return 'need-more';
      case SESSION_MESSAGE:
        return recogniseMagic(octets, SESSION_HEADER_OCTETS);
      case SESSION_REQUEST:
        return recogniseSessionRequest(octets);
      case SESSION_POSITIVE_RESPONSE:
        // A positive response has no content, what follows it must be SMB.
        if ((octets.peek(1) | octets.peek(2) | octets.peek(3)) > 0) return 'no';
        if (octets.remaining <= SESSION_HEADER_OCTETS) return 'need-more';
        if (octets.peek(SESSION_HEADER_OCTETS) !== SESSION_MESSAGE) return 'no';
        return recogniseMagic(octets, 2 * SESSION_HEADER_OCTETS);
      default:
        return 'no';
    }
  },

  dissect(octets, _flow, out) {
    if (octets.remaining < SESSION_HEADER_OCTETS) return NEED_MORE;
    const type = octets.u8();
    const length = octets.u24();
    if (type === SESSION_REQUEST) return readSessionRequest(octets, length, out);
    if (type !== SESSION_MESSAGE)
      return type > SESSION_REQUEST && type <= SESSION_KEEP_ALIVE
        ? SESSION_HEADER_OCTETS + length
        : STOP_DIRECTION;
    if (length < COMMAND_OCTETS - SESSION_HEADER_OCTETS) return STOP_DIRECTION;
    if (octets.length < COMMAND_OCTETS) return NEED_MORE;
    const magic = octets.peek32();
    if (magic === MAGIC_SMB1) return readSmb1Message(octets, length, out);
    if (magic === MAGIC_SMB2) return readSmb2Message(octets, length, out);
    return magic === MAGIC_ENCRYPTED || magic === MAGIC_COMPRESSED ? STOP_FLOW : STOP_DIRECTION;
  },
});

/** Whether an SMB header starts `ahead` octets after the next one. */
function recogniseMagic(octets: OctetReader, ahead: number): 'yes' | 'no' | 'need-more' {
  const first = octets.peek(ahead);
  if (first >= 0 && first < FIRST_MAGIC_OCTET) return 'no';
  const magic = octets.peek32(ahead);
  if (magic < 0) return 'need-more';
  return (magic & 0x00ff_ffff) === (MAGIC_SMB1 & 0x00ff_ffff) ? 'yes' : 'no';
}

function recogniseSessionRequest(octets: OctetReader): 'yes' | 'no' | 'need-more' {
  const length = octets.peek32();
  if (length < 0) return 'need-more';
  if ((length & 0x00ff_ffff) !== SESSION_REQUEST_OCTETS) return 'no';
  if (octets.remaining < SESSION_HEADER_OCTETS + SESSION_REQUEST_OCTETS) return 'need-more';
  return isEncodedNetbiosName(octets, SESSION_HEADER_OCTETS) ? 'yes' : 'no';
}

/** RFC 1002 4.3.2: called name, calling name. */
function readSessionRequest(octets: OctetReader, length: number, out: FactSink): Progress {
  if (length > MESSAGE_LIMIT) return STOP_DIRECTION;
  if (octets.remaining < length) return NEED_MORE;
  const names = octets.sub(length);
  const called = readNetbiosName(names);
  const calling = called && readNetbiosName(names);
  out.serverIs('receiver');
  if (called) out.fact('called-name', called.name, RECEIVER);
  if (calling) out.fact('calling-name', calling.name);
  return SESSION_HEADER_OCTETS + length;
}

function readSmb1Message(octets: OctetReader, length: number, out: FactSink): Progress {
  const command = octets.peek(4);
  const isWanted = command === SMB1_NEGOTIATE || command === SMB1_SESSION_SETUP;
  return readWanted(octets, length, isWanted, command === SMB1_ECHO, SMB1_HEADER_OCTETS, readSmb1, out);
}

function readSmb2Message(octets: OctetReader, length: number, out: FactSink): Progress {
  const command = octets.peek(12) | (octets.peek(13) << 8);
  const isWanted = command === SMB2_NEGOTIATE || command === SMB2_SESSION_SETUP;
  const isIdle = command === SMB2_ECHO || command === SMB2_CANCEL;
  return readWanted(octets, length, isWanted, isIdle, SMB2_HEADER_OCTETS, readSmb2, out);
}

/** Any other command stands behind the session setup: nothing more is to be learnt then. */
function readWanted(
  octets: OctetReader,
  length: number,
  isWanted: boolean,
  isIdle: boolean,
  headerOctets: number,
  read: (message: OctetReader, out: FactSink) => 'open' | 'settled' | 'malformed',
  out: FactSink,
): Progress {
  const next = SESSION_HEADER_OCTETS + length;
  if (!isWanted) return isIdle ? next : STOP_FLOW;
  if (length > MESSAGE_LIMIT) {
    out.anomaly('setup-too-long');
    return next;
  }
  if (octets.remaining < length) return NEED_MORE;
  const answer = length < headerOctets ? 'malformed' : read(octets.sub(length), out);
  if (answer === 'malformed') out.anomaly('malformed');
  return answer === 'settled' ? STOP_FLOW : next;
}
