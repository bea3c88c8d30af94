/**
 * Kerberos 5 between computers and key distribution centres: realm, computers that log in, services on hosts that they
 * seek, encryption types. Names of people, tickets and keys are not read. RFC 4120 5.4 (requests), 5.9 (errors), 7.2.
 *
 *   TCP  length4 message       UDP  message
 *   request   6A|6C SEQ { [1] 5, [2] type, [3] padata, [4] SEQ { [1] client [2] realm [3] service [8] etypes [9] addresses } }
 *   answer    6B|6D SEQ { [0] 5, [1] type, [3] realm, [4] client, [5] 61 SEQ { [1] realm [2] service [3] {etype} }, … }
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  NEED_MORE,
  RECEIVER,
  type Recognition,
  STOP_DIRECTION,
} from '../dissector.ts';
import { BER_SEQUENCE, enterBer } from '../encodings/ber.ts';
import {
  AS_REP,
  AS_REQ,
  ENCRYPTION_TYPES,
  KRB_ERROR,
  LENGTH_OCTETS,
  MESSAGE_LIMIT_OCTETS,
  MESSAGE_TAGS,
  MESSAGES_PER_FLOW,
  PROTOCOL_VERSION,
  TGS_REP,
  TGS_REQ,
  TICKET,
} from './constants.ts';
import {
  readEncryptedType,
  readEncryptionTypes,
  readFields,
  readMachine,
  readNetbiosName,
  readService,
  readText,
} from './decode.ts';

/** Length, tag and length, sequence and length, version: what recognition looks at. */
const RECOGNITION_OCTETS = LENGTH_OCTETS + 17;

export const kerberos = defineDissector({
  id: 'kerberos',
  title: 'Kerberos 5 (RFC 4120)',
  carriers: ['tcp', 'udp'],
  hints: [88],
  datagramStarts: [...MESSAGE_TAGS],
  facts: {
    role: {
      label: 'Kerberos role',
      help: 'kdc for a key distribution centre (a domain controller), client for who asks it.',
    },
    realm: {
      label: 'Kerberos realm',
      help: 'Realm or domain of the request or of the ticket (RFC 4120 5.2.2).',
    },
    'machine-name': {
      label: 'Computer account',
      help: 'Name of the computer that logs in (cname ending in $ or host/NAME, RFC 4120 5.4.1); people are not read.',
      states: { attribute: 'hostname', source: 'configured' },
    },
    'netbios-name': {
      label: 'NetBIOS name of the client',
      help: 'Address of type 20 in a request: the NetBIOS name of its sender (RFC 4120 7.5.3).',
      states: { attribute: 'hostname', source: 'configured' },
    },
    'service-sought': {
      label: 'Service sought',
      help: 'Service on a host that the client asks a ticket for, such as cifs/nas01.hosp.lan (sname, RFC 4120 5.4.1).',
    },
    'encryption-types': {
      label: 'Encryption types offered',
      help: 'Encryption types that the client accepts, in order of preference (RFC 4120 5.4.1).',
    },
    'ticket-encryption-type': {
      label: 'Encryption type of a ticket',
      help: 'Encryption type of a ticket that the key distribution centre issues: rc4-hmac and DES are broken.',
    },
  },
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: MESSAGE_LIMIT_OCTETS },

  recognise(octets, flow): Recognition {
    if (flow.carrier === 'udp') return isMessage(octets, octets.remaining) ? 'yes' : 'no';
    // A message is far shorter than 16 MiB, so the first octet of its length is 0.
    const first = octets.peek();
    if (first < 0) return 'need-more';
    const tag = octets.peek(LENGTH_OCTETS);
    if (first !== 0 || (tag >= 0 && !MESSAGE_TAGS.has(tag))) return 'no';
    if (octets.remaining < RECOGNITION_OCTETS) return 'need-more';
    const length = octets.u32();
    return isMessage(octets, length) ? 'yes' : 'no';
  },

  dissect(octets, flow, out) {
    if (flow.carrier === 'udp') {
      const whole = octets.remaining;
      sayMessage(octets, out);
      return whole;
    }
    if (octets.remaining < LENGTH_OCTETS) return NEED_MORE;
    const length = octets.peek32();
    if (length === 0 || length >= 0x8000_0000) return STOP_DIRECTION;
    const whole = LENGTH_OCTETS + length;
    if (whole > MESSAGE_LIMIT_OCTETS) return whole;
    if (octets.remaining < whole) return NEED_MORE;
    octets.skip(LENGTH_OCTETS);
    sayMessage(octets.sub(length), out);
    return whole;
  },
});

/** Whether a message of `length` octets with version 5 starts at the reader. */
function isMessage(octets: OctetReader, length: number): boolean {
  const tag = octets.peek();
  if (!MESSAGE_TAGS.has(tag)) return false;
  // On TCP the message may not be whole yet: its elements end where it says that it ends.
  const start = octets.position;
  const end = start + length;
  if (enterBer(octets, tag, end) !== end || enterBer(octets, BER_SEQUENCE, end) !== end) return false;
  const version = tag === AS_REQ || tag === TGS_REQ ? 0xa103_0201 : 0xa003_0201;
  return octets.peek32() === version && octets.peek(4) === PROTOCOL_VERSION;
}

function sayMessage(octets: OctetReader, out: FactSink): void {
  const tag = octets.peek();
  if (!MESSAGE_TAGS.has(tag)) return;
  const end = enterBer(octets, tag, octets.length);
  if (end < 0) return;
  const isRequest = tag === AS_REQ || tag === TGS_REQ;
  out.serverIs(isRequest ? 'receiver' : 'sender');
  out.fact('role', isRequest ? 'client' : 'kdc');
  readFields(octets, end, (field, fieldEnd) => {
    if (isRequest && field === 4) sayBody(octets, fieldEnd, out);
    else if (tag === AS_REP || tag === TGS_REP) sayAnswer(field, octets, fieldEnd, out);
    else if (tag === KRB_ERROR && field === 9) out.fact('realm', readText(octets, fieldEnd));
  });
}

/** KDC-REQ-BODY of RFC 4120 5.4.1. */
function sayBody(octets: OctetReader, end: number, out: FactSink): void {
  readFields(octets, end, (field, fieldEnd) => {
    if (field === 1) out.fact('machine-name', readMachine(octets, fieldEnd));
    else if (field === 2) out.fact('realm', readText(octets, fieldEnd));
    else if (field === 3) out.fact('service-sought', readService(octets, fieldEnd));
    else if (field === 8)
      out.fact('encryption-types', readEncryptionTypes(octets, fieldEnd).map(typeName).join(','));
    else if (field === 9) out.fact('netbios-name', readNetbiosName(octets, fieldEnd));
  });
}

/** KDC-REP of RFC 4120 5.4.2: the client named in it is who receives it. */
function sayAnswer(field: number, octets: OctetReader, end: number, out: FactSink): void {
  if (field === 4) out.fact('machine-name', readMachine(octets, end), RECEIVER);
  if (field !== 5) return;
  const ticketEnd = enterBer(octets, TICKET, end);
  readFields(octets, ticketEnd, (ticketField, fieldEnd) => {
    if (ticketField === 1) out.fact('realm', readText(octets, fieldEnd));
    else if (ticketField === 3) {
      const type = readEncryptedType(octets, fieldEnd);
      if (type !== undefined) out.fact('ticket-encryption-type', typeName(type));
    }
  });
}

const typeName = (type: number) => ENCRYPTION_TYPES[type] ?? `${type}`;
