/**
 * LDAP and its form over UDP (CLDAP): what directory servers say of themselves, how clients log in, and who looks for a
 * domain controller. Names, passwords and entries of the directory are not read. RFC 4511; MS-ADTS 3.1.1.3, 6.3.
 *
 *   message   30 length { 02 id, operation6x length content, [A0 controls] }
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  HAND_OVER,
  NEED_MORE,
  type Progress,
  type Recognition,
  STOP_FLOW,
} from '../dissector.ts';
import { BER_INTEGER, BER_SEQUENCE, enterBer } from '../encodings/ber.ts';
import {
  ADD_REQUEST,
  BIND_REQUEST,
  BIND_RESPONSE,
  COMPARE_REQUEST,
  EXTENDED_REQUEST,
  EXTENDED_RESPONSE,
  FIRST_ELEMENT,
  HEAD_OCTETS,
  MESSAGE_LIMIT_OCTETS,
  MESSAGES_PER_FLOW,
  MODIFY_REQUEST,
  RENAME_REQUEST,
  RESULT_SUCCESS,
  SEARCH_DONE,
  SEARCH_ENTRY,
  SEARCH_REQUEST,
  START_TLS,
  UNBIND_REQUEST,
} from './constants.ts';
import { sayBind, sayResult } from './decode-bind.ts';
import { sayRootEntry, saySearch } from './decode-search.ts';
import { LDAP_FACTS } from './facts.ts';

/** Longest message that is believed; entries with pictures take some 100,000 octets. */
const LENGTH_MOST = 0x00ff_ffff;
/** Operations of a client; the others are a server's. */
const REQUESTS: ReadonlySet<number> = new Set([
  BIND_REQUEST,
  UNBIND_REQUEST,
  SEARCH_REQUEST,
  MODIFY_REQUEST,
  ADD_REQUEST,
  RENAME_REQUEST,
  COMPARE_REQUEST,
  EXTENDED_REQUEST,
]);
/** Operations whose content is read. */
const READ: ReadonlySet<number> = new Set([
  BIND_REQUEST,
  BIND_RESPONSE,
  SEARCH_REQUEST,
  SEARCH_ENTRY,
  SEARCH_DONE,
  EXTENDED_REQUEST,
  EXTENDED_RESPONSE,
]);

interface LdapFlow {
  startTlsAsked: boolean;
}

export const ldap = defineDissector<LdapFlow>({
  id: 'ldap',
  title: 'Lightweight Directory Access Protocol (RFC 4511, MS-ADTS)',
  carriers: ['tcp', 'udp'],
  hints: [389, 3268],
  datagramStarts: [BER_SEQUENCE],
  facts: LDAP_FACTS,
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: MESSAGE_LIMIT_OCTETS },

  recognise(octets, flow): Recognition {
    const first = octets.peek();
    if (first < 0) return 'need-more';
    if (first !== BER_SEQUENCE) return 'no';
    const recognition = recogniseHead(octets);
    return recognition === 'need-more' && flow.carrier === 'udp' ? 'no' : recognition;
  },

  begin: () => ({ startTlsAsked: false }),

  dissect(octets, flow, out) {
    const available = octets.remaining;
    if (available < 2) return NEED_MORE;
    if (octets.peek() !== BER_SEQUENCE) return flow.state.startTlsAsked ? HAND_OVER : STOP_FLOW;
    const end = enterBer(octets, BER_SEQUENCE, octets.position + LENGTH_MOST);
    if (end < 0) return available < HEAD_OCTETS ? NEED_MORE : STOP_FLOW;
    const operation = enterOperation(octets, end);
    if (operation < 0) return available < Math.min(HEAD_OCTETS, end) ? NEED_MORE : STOP_FLOW;
    if (!FIRST_ELEMENT.has(operation) && operation !== UNBIND_REQUEST) return end;
    out.serverIs(REQUESTS.has(operation) ? 'receiver' : 'sender');
    out.fact('role', REQUESTS.has(operation) ? 'client' : 'server');
    // Entries of the directory are many and long: of these only the one without a name is waited for.
    if (!READ.has(operation) || end > MESSAGE_LIMIT_OCTETS) return end;
    if (available < end) return isNamedEntry(octets, operation) ? end : NEED_MORE;
    return readOperation(octets, operation, end, flow.state, out) ?? end;
  },
});

/** Sequence, message id, operation with the first element that it must have. */
function recogniseHead(octets: OctetReader): Recognition {
  const start = octets.position;
  const end = enterBer(octets, BER_SEQUENCE, start + LENGTH_MOST);
  if (end < 0) return octets.length < HEAD_OCTETS && octets.failed ? 'need-more' : 'no';
  const tag = octets.peek();
  if (tag >= 0 && tag !== BER_INTEGER) return 'no';
  const idOctets = octets.peek(1);
  if (idOctets > 4 || idOctets === 0) return 'no';
  if (idOctets < 0) return 'need-more';
  const operation = octets.peek(2 + idOctets);
  if (operation < 0) return 'need-more';
  if (operation === UNBIND_REQUEST) {
    const length = octets.peek(3 + idOctets);
    return length < 0 ? 'need-more' : length === 0 ? 'yes' : 'no';
  }
  const element = FIRST_ELEMENT.get(operation);
  if (element === undefined) return 'no';
  octets.skip(2 + idOctets + 1);
  const lengthOctets = octets.peek();
  if (lengthOctets < 0) return 'need-more';
  const first = octets.peek(lengthOctets < 0x80 ? 1 : 1 + (lengthOctets & 0x7f));
  if (lengthOctets > 0x84 || lengthOctets === 0x80) return 'no';
  if (first < 0) return 'need-more';
  return first === element ? 'yes' : 'no';
}

/** Enters the operation of the message at the reader and returns its tag; -1 when it is cut or the id is none. */
function enterOperation(octets: OctetReader, end: number): number {
  const idEnd = enterBer(octets, BER_INTEGER, end);
  if (idEnd < 0) return -1;
  octets.skip(idEnd - octets.position);
  const operation = octets.peek();
  if (operation < 0 || enterBer(octets, operation, end) < 0) return -1;
  return octets.failed ? -1 : operation;
}

/** Whether this is an entry that has a name, which is that of somebody or something in the directory. */
function isNamedEntry(octets: OctetReader, operation: number): boolean {
  const nameOctets = octets.peek(1);
  return operation === SEARCH_ENTRY && nameOctets > 0 && nameOctets < 0x80;
}

/** Reads an operation whose content starts at the reader; a Progress when the flow does not go on as before. */
function readOperation(
  octets: OctetReader,
  operation: number,
  end: number,
  state: LdapFlow,
  out: FactSink,
): Progress | undefined {
  switch (operation) {
    case BIND_REQUEST:
      sayBind(octets, end, out);
      break;
    case SEARCH_REQUEST:
      saySearch(octets, end, out);
      break;
    case SEARCH_ENTRY:
      sayRootEntry(octets, end, out);
      break;
    case EXTENDED_REQUEST:
      octets.skip(2);
      state.startTlsAsked = octets.startsWith(START_TLS);
      break;
    case EXTENDED_RESPONSE:
      if (sayResult(octets, end, out) === RESULT_SUCCESS && state.startTlsAsked) return HAND_OVER;
      break;
    default:
      sayResult(octets, end, out);
  }
  return undefined;
}
