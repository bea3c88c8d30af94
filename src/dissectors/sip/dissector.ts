/**
 * SIP over UDP and TCP: software of phones and servers, and the device behind a registration (RFC 3261, RFC 5626).
 *
 *   message   start-line *(field CRLF) CRLF [Content-Length octets]
 *   Contact   <sip:user@host>;+sip.instance="<urn:uuid:…>";+u.sip!devicename.ccm.cisco.com="SEP001B67600020"
 *
 * User parts of addresses, From, To, Call-ID and bodies are never read. What passed a proxy is another host's and is left
 * out: more than one Via, or a Record-Route (RFC 3261 16.6).
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  STOP_DIRECTION,
} from '../dissector.ts';
import {
  HEADER_BLOCK_LIMIT,
  HeaderReader,
  headerBlockLength,
  readStartLine,
  recogniseStartLine,
  type StartLine,
  wantedHeaders,
} from '../encodings/http-header.ts';
import { contactDevice } from './contact.ts';

const VERSION = 'SIP/2.';
/** Methods that only SIP has, by which a first line of any length is recognised (RFC 3261 7.1 and extensions). */
const OWN_METHODS = ['REGISTER', 'INVITE', 'ACK', 'BYE', 'CANCEL', 'SUBSCRIBE', 'NOTIFY', 'REFER', 'PRACK'];
/** Messages of one flow that are read; a phone repeats its registration. */
export const MESSAGE_LIMIT = 32;
/** Challenges of one answer that are read. */
export const CHALLENGE_LIMIT = 4;
/** Longest Content-Length that is passed over. */
const BODY_LIMIT = 0x00ff_ffff;

/** Full names, and the compact forms of RFC 3261 7.3.3. */
const NAMES = [
  'content-length',
  'l',
  'user-agent',
  'server',
  'contact',
  'm',
  'via',
  'v',
  'record-route',
  'www-authenticate',
  'proxy-authenticate',
  'authorization',
  'cseq',
] as const;
const WANTED = wantedHeaders(NAMES);

interface SipState {
  /** The last request of each direction carried credentials and waits for its answer. */
  readonly waiting: [boolean, boolean];
  /** Contact of the last registration: a phone repeats it every minute. */
  contact: string;
}

export const sip = defineDissector<SipState>({
  id: 'sip',
  title: 'Session Initiation Protocol 2.0 (RFC 3261)',
  carriers: ['udp', 'tcp'],
  hints: [5060, 5061],
  facts: {
    'user-agent': {
      label: 'SIP user agent',
      help: 'User-Agent field (RFC 3261 20.41); phones name model and software here.',
    },
    server: { label: 'SIP server', help: 'Server field of an answer (RFC 3261 20.35).' },
    'device-name': {
      label: 'Device name',
      help: 'Device name of a phone in the Contact of its registration, such as SEP001B67600020.',
      states: { attribute: 'hostname', source: 'configured' },
    },
    'device-mac': {
      label: 'MAC of the phone',
      help: 'MAC address in +sip.instance (RFC 5626 4.1) or in the device name of a registration.',
      binds: 'mac-address',
    },
    'instance-uuid': {
      label: 'Instance identifier',
      help: 'UUID in +sip.instance of a registration (RFC 5626 4.1), which stays with the device.',
      binds: 'unique-identity',
    },
    'auth-scheme': {
      label: 'Authentication scheme',
      help: 'Scheme of a challenge (RFC 3261 20.27 and 20.44), in lower case.',
    },
    realm: {
      label: 'Realm',
      help: 'Realm of a challenge (RFC 3261 22.1); often the name of the server software.',
    },
    'auth-outcome': {
      label: 'Authentication outcome',
      help: 'Answer to a REGISTER with credentials: accepted, rejected (401) or forbidden (403).',
    },
    'clear-text-credential': {
      label: 'Clear-text credential',
      help: 'basic when a request carries Basic credentials, which RFC 3261 22 forbids; never their content.',
    },
    role: {
      label: 'SIP role',
      help: 'endpoint for who registers, registrar for who accepts it, proxy for who relays for others.',
    },
  },
  anomalies: ['header-too-long'],
  limits: { messagesPerFlow: MESSAGE_LIMIT, heldOctets: HEADER_BLOCK_LIMIT },

  recognise: (octets) => recogniseStartLine(octets, VERSION, OWN_METHODS),

  begin: () => ({ waiting: [false, false], contact: '' }),

  dissect(octets, flow, out) {
    const first = octets.peek();
    // RFC 3261 7.5 and RFC 5626 3.5.1: empty lines before a start line keep the connection.
    if (first === 0x0d || first === 0x0a) return 1;
    const length = headerBlockLength(octets);
    if (length >= 0) return readMessage(octets, length, flow, out);
    if (recogniseStartLine(octets, VERSION, OWN_METHODS) === 'no') return STOP_DIRECTION;
    octets.seek(0);
    if (octets.remaining < HEADER_BLOCK_LIMIT) return NEED_MORE;
    out.anomaly('header-too-long');
    return STOP_DIRECTION;
  },
});

interface Fields {
  body: number;
  agent: string;
  server: string;
  contact: string;
  hops: number;
  readonly challenges: string[];
  authorization: string;
  /** Method of the CSeq field. */
  method: string;
}

function readMessage(
  octets: OctetReader,
  length: number,
  flow: FlowContext<SipState>,
  out: FactSink,
): Progress {
  const line = readStartLine(octets, VERSION);
  if (!line) return STOP_DIRECTION;
  const fields = collect(octets);
  if (line.status > 0) stateAnswer(line, fields, flow, out);
  else stateRequest(line, fields, flow, out);
  return length + fields.body;
}

function collect(octets: OctetReader): Fields {
  const found: Fields = {
    body: 0,
    agent: '',
    server: '',
    contact: '',
    hops: 0,
    challenges: [],
    authorization: '',
    method: '',
  };
  const fields = new HeaderReader(octets, WANTED);
  for (let index = fields.next(); index >= 0; index = fields.next()) take(NAMES[index], fields, found);
  return found;
}

function take(name: (typeof NAMES)[number] | undefined, fields: HeaderReader, found: Fields): void {
  switch (name) {
    case 'content-length':
    case 'l':
      found.body = bodyLength(fields.value(16));
      break;
    case 'user-agent':
      found.agent ||= fields.value();
      break;
    case 'server':
      found.server ||= fields.value();
      break;
    case 'contact':
    case 'm':
      found.contact ||= fields.value();
      break;
    case 'via':
    case 'v':
      // Several hops may share one field, parted by commas.
      found.hops += fields.value().includes(',') ? 2 : 1;
      break;
    case 'record-route':
      found.hops += 2;
      break;
    case 'authorization':
      found.authorization = fields.value(16).toLowerCase();
      break;
    case 'cseq':
      found.method = /^\d+\s+([A-Z]{2,16})$/.exec(fields.value(32))?.[1] ?? '';
      break;
    default:
      if (found.challenges.length < CHALLENGE_LIMIT) found.challenges.push(fields.value());
  }
}

function bodyLength(value: string): number {
  return /^[0-9]{1,8}$/.test(value) && Number(value) <= BODY_LIMIT ? Number(value) : 0;
}

function stateRequest(line: StartLine, fields: Fields, flow: FlowContext<SipState>, out: FactSink): void {
  const registers = line.method === 'REGISTER';
  flow.state.waiting[flow.direction] = registers && fields.authorization !== '';
  if (fields.authorization.startsWith('basic')) out.fact('clear-text-credential', 'basic');
  if (registers) out.serverIs('receiver');
  if (fields.hops > 1) {
    out.fact('role', 'proxy');
    return;
  }
  out.fact('user-agent', fields.agent);
  if (!registers) return;
  out.fact('role', 'endpoint');
  if (fields.contact === flow.state.contact) return;
  flow.state.contact = fields.contact;
  const device = contactDevice(fields.contact);
  out.fact('device-name', device.name);
  for (const mac of device.macs) out.fact('device-mac', mac);
  out.fact('instance-uuid', device.uuid);
}

function stateAnswer(line: StartLine, fields: Fields, flow: FlowContext<SipState>, out: FactSink): void {
  const asked = flow.direction === 0 ? 1 : 0;
  const registers = fields.method === 'REGISTER';
  const waiting = registers && flow.state.waiting[asked];
  if (registers) out.serverIs('sender');
  if (fields.hops > 1) return;
  out.fact('server', fields.server);
  out.fact('user-agent', fields.agent);
  for (const challenge of fields.challenges) stateChallenge(challenge, out);
  if (line.status < 200) return;
  if (registers && line.status < 300) out.fact('role', 'registrar');
  if (!waiting) return;
  flow.state.waiting[asked] = false;
  const stale = fields.challenges.some((challenge) => /\bstale="?true/i.test(challenge));
  if (line.status < 300) out.fact('auth-outcome', 'accepted');
  else if (line.status === 401 && !stale) out.fact('auth-outcome', 'rejected');
  else if (line.status === 403) out.fact('auth-outcome', 'forbidden');
}

function stateChallenge(value: string, out: FactSink): void {
  out.fact('auth-scheme', /^(basic|digest)\b/i.exec(value)?.[1]?.toLowerCase() ?? 'other');
  out.fact('realm', /[\s,]realm\s*=\s*"([^"]*)"/i.exec(value)?.[1] ?? '');
}
