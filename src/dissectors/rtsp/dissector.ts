/**
 * RTSP 1.0 control connection: software of cameras and of those who watch them, and what a camera asks for (RFC 2326).
 *
 *   message       start-line *(field CRLF) CRLF [Content-Length octets]
 *   interleaved   "$" channel1 length2 octets                                (RFC 2326 10.12)
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, NEED_MORE, type Progress, STOP_DIRECTION } from '../dissector.ts';
import {
  HEADER_BLOCK_LIMIT,
  HeaderReader,
  headerBlockLength,
  readStartLine,
  recogniseStartLine,
  wantedHeaders,
} from '../encodings/http-header.ts';
import { macInText } from '../encodings/mac-in-text.ts';

const VERSION = 'RTSP/1.';
/** Methods that only RTSP has (RFC 2326 10), by which a first line of any length is recognised. */
const OWN_METHODS = ['DESCRIBE', 'SETUP', 'TEARDOWN', 'GET_PARAMETER', 'SET_PARAMETER', 'ANNOUNCE'];
/** Messages and interleaved frames read per flow; a player repeats itself to keep the session. */
export const MESSAGE_LIMIT = 32;
/** Challenges of one answer that are read. */
export const CHALLENGE_LIMIT = 4;
/** Longest Content-Length that is passed over. */
const BODY_LIMIT = 0x7fff_0000;
const DOLLAR = 0x24;

const NAMES = ['content-length', 'server', 'user-agent', 'www-authenticate', 'authorization', 'via'] as const;
const WANTED = wantedHeaders(NAMES);

export const rtsp = defineDissector({
  id: 'rtsp',
  title: 'Real-Time Streaming Protocol 1.0 (RFC 2326)',
  carriers: ['tcp'],
  hints: [554, 8554],
  facts: {
    server: {
      label: 'RTSP server',
      help: 'Server field of an answer (RFC 2326 12.36); cameras name model and firmware here.',
    },
    'user-agent': {
      label: 'RTSP user agent',
      help: 'User-Agent field of a request (RFC 2326 12.41): the recorder or viewer.',
    },
    'auth-scheme': {
      label: 'Authentication scheme',
      help: 'Scheme that the server asks for in WWW-Authenticate (RFC 2326 12.44), in lower case; basic passes in clear text.',
    },
    realm: { label: 'Realm', help: 'Realm of a WWW-Authenticate challenge (RFC 2326 12.44).' },
    'realm-mac': {
      label: 'MAC in the realm',
      help: 'MAC address that the realm of a challenge holds, as cameras put it there.',
      binds: 'mac-address',
    },
    'clear-text-credential': {
      label: 'Clear-text credential',
      help: 'basic when the client sent Basic credentials unencrypted; never their content.',
    },
    'auth-outcome': {
      label: 'Authentication outcome',
      help: 'Answer to a request with credentials: accepted or rejected (401).',
    },
  },
  anomalies: ['header-too-long'],
  limits: { messagesPerFlow: MESSAGE_LIMIT, heldOctets: HEADER_BLOCK_LIMIT },

  recognise: (octets) => recogniseStartLine(octets, VERSION, OWN_METHODS),

  begin: (): RtspState => ({ waiting: false }),

  dissect(octets, flow, out) {
    const first = octets.peek();
    if (first === DOLLAR) return octets.remaining < 4 ? NEED_MORE : 4 + octets.peek16(2);
    // Clients of cameras send empty lines to keep the connection.
    if (first === 0x0d || first === 0x0a) return 1;
    const length = headerBlockLength(octets);
    if (length < 0) {
      if (recogniseStartLine(octets, VERSION, OWN_METHODS) === 'no') return STOP_DIRECTION;
      octets.seek(0);
      if (octets.remaining < HEADER_BLOCK_LIMIT) return NEED_MORE;
      out.anomaly('header-too-long');
      return STOP_DIRECTION;
    }
    return readMessage(octets, length, flow.state, out);
  },
});

interface RtspState {
  /** The last request carried credentials and waits for its answer. */
  waiting: boolean;
}

interface Fields {
  body: number;
  server: string;
  agent: string;
  readonly challenges: string[];
  authorization: string;
  /** A proxy stands between: the software is another host's. */
  relayed: boolean;
}

function readMessage(octets: OctetReader, length: number, state: RtspState, out: FactSink): Progress {
  const line = readStartLine(octets, VERSION);
  if (!line) return STOP_DIRECTION;
  const fields = collect(octets);
  const isAnswer = line.status > 0;
  out.serverIs(isAnswer ? 'sender' : 'receiver');
  if (isAnswer) stateAnswer(fields, line.status, state, out);
  else stateRequest(fields, state, out);
  return length + fields.body;
}

function collect(octets: OctetReader): Fields {
  const found: Fields = {
    body: 0,
    server: '',
    agent: '',
    challenges: [],
    authorization: '',
    relayed: false,
  };
  const fields = new HeaderReader(octets, WANTED);
  for (let index = fields.next(); index >= 0; index = fields.next()) {
    if (index === 0) found.body = bodyLength(fields.value(16));
    else if (index === 1) found.server ||= fields.value();
    else if (index === 2) found.agent ||= fields.value();
    else if (index === 3 && found.challenges.length < CHALLENGE_LIMIT) found.challenges.push(fields.value());
    else if (index === 4) found.authorization = fields.value(16).toLowerCase();
    else if (index === 5) found.relayed = true;
  }
  return found;
}

function bodyLength(value: string): number {
  return /^[0-9]{1,10}$/.test(value) && Number(value) < BODY_LIMIT ? Number(value) : 0;
}

function stateRequest(fields: Fields, state: RtspState, out: FactSink): void {
  if (!fields.relayed) out.fact('user-agent', fields.agent);
  state.waiting = fields.authorization !== '';
  if (fields.authorization.startsWith('basic')) out.fact('clear-text-credential', 'basic');
}

function stateAnswer(fields: Fields, status: number, state: RtspState, out: FactSink): void {
  if (!fields.relayed) {
    out.fact('server', fields.server);
    for (const challenge of fields.challenges) stateChallenge(challenge, out);
    // A stale nonce continues the handshake (RFC 7616 3.3).
    const stale = fields.challenges.some((challenge) => /\bstale="?true/i.test(challenge));
    if (state.waiting && status >= 200 && status < 300) out.fact('auth-outcome', 'accepted');
    else if (state.waiting && status === 401 && !stale) out.fact('auth-outcome', 'rejected');
  }
  state.waiting = false;
}

function stateChallenge(value: string, out: FactSink): void {
  const scheme = /^(basic|digest)\b/i.exec(value)?.[1]?.toLowerCase() ?? 'other';
  out.fact('auth-scheme', scheme);
  const realm = /[\s,]realm\s*=\s*(?:"([^"]*)"|([^\s,"]+))/i.exec(value);
  const text = realm?.[1] ?? realm?.[2] ?? '';
  out.fact('realm', text);
  out.fact('realm-mac', macInText(text));
}
