/**
 * The heads of requests and responses (RFC 9110, RFC 9112): first the wanted fields are collected, and once the head is
 * whole they are stated. Targets are never read: paths and queries of clinical systems name patients.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { type FactSink, RECEIVER } from '../dissector.ts';
import { HeaderReader, type StartLine, wantedHeaders } from '../encodings/http-header.ts';
import { type AuthScheme, readChallenges, readCredentialToken, schemeOf, TOKEN_LIMIT } from './challenge.ts';
import type { Conversation, Lane, RequestNote } from './conversation.ts';
import { type BodyHeaders, contentKind, contentLength, noBodyHeaders } from './message-body.ts';

const BODY_NAMES = ['content-length', 'content-type', 'transfer-encoding', 'content-encoding'] as const;
const REQUEST_NAMES = [
  ...BODY_NAMES,
  'host',
  'user-agent',
  'authorization',
  'cookie',
  'via',
  'x-forwarded-for',
];
const RESPONSE_NAMES = [
  ...BODY_NAMES,
  'server',
  'x-powered-by',
  'www-authenticate',
  'set-cookie',
  'via',
  'upgrade',
];
const WANTED_IN_REQUEST = wantedHeaders(REQUEST_NAMES);
const WANTED_IN_RESPONSE = wantedHeaders(RESPONSE_NAMES);

/** Challenges of one response that are read. */
export const CHALLENGE_LIMIT = 4;
/** Cookies of one response whose name is stated. */
export const COOKIE_LIMIT = 4;

interface Head {
  readonly body: BodyHeaders;
  /** Octets from the start line to behind the blank line; 0 when the head is not whole or has too many fields. */
  length: number;
}

/** Takes a field that describes the body; false when `index` is another one. */
function collectBodyField(fields: HeaderReader, index: number, body: BodyHeaders): boolean {
  if (index === 0) {
    const length = contentLength(fields.value(16));
    if (body.length !== -1 && body.length !== length) body.conflicting = true;
    body.length = length;
  } else if (index === 1) body.type = fields.value(128);
  else if (index === 2) body.chunked = fields.value(64).toLowerCase().endsWith('chunked');
  else if (index === 3) body.encoded = !fields.valueStartsWith('identity');
  return index < BODY_NAMES.length;
}

function stateBody(body: BodyHeaders, out: FactSink): void {
  // RFC 9112 6.3: both together are the mark of request smuggling; the coding wins.
  if (body.conflicting || (body.chunked && body.length !== -1)) out.anomaly('conflicting-length');
  else if (body.length === -2) out.anomaly('bad-content-length');
  const kind = body.type === '' ? '' : contentKind(body.type);
  if (kind !== '') out.fact('content-kind', kind);
}

export interface RequestHead extends Head {
  readonly line: StartLine;
  /** The target names the server: the receiver is a proxy (RFC 9112 3.2.2). */
  relayed: boolean;
  /** The sender is a proxy or gateway that speaks for somebody else. */
  forwarded: boolean;
  session: boolean;
  host: string;
  agent: string;
  authorization: string;
}

/** Collects the fields of a request; the reader stands behind the start line. States nothing. */
export function collectRequest(octets: OctetReader, line: StartLine): RequestHead {
  const head: RequestHead = {
    line,
    body: noBodyHeaders(),
    length: 0,
    relayed: isAbsolute(octets, line),
    forwarded: false,
    session: false,
    host: '',
    agent: '',
    authorization: '',
  };
  const fields = new HeaderReader(octets, WANTED_IN_REQUEST);
  for (let index = fields.next(); index >= 0; index = fields.next()) {
    if (collectBodyField(fields, index, head.body)) continue;
    if (index === 4) head.host = fields.value(256);
    else if (index === 5) head.agent = fields.value();
    else if (index === 6) head.authorization = fields.value(TOKEN_LIMIT);
    else if (index === 7) head.session = true;
    else head.forwarded = true;
  }
  head.length = fields.blockEnd;
  return head;
}

/** States what a whole request says; answers what its response must be read against. */
export function stateRequest(head: RequestHead, lane: Lane, out: FactSink): RequestNote {
  const { method } = head.line;
  const connect = method === 'CONNECT';
  const credentials = head.authorization === '' ? undefined : stateCredentials(head, out);
  if (!head.forwarded && head.agent !== '' && head.agent !== lane.software) {
    lane.software = head.agent;
    out.fact('user-agent', head.agent);
  }
  if (!head.relayed && !connect && head.host !== '') out.fact('host', hostName(head.host), RECEIVER);
  stateBody(head.body, out);
  return { head: method === 'HEAD', connect, relayed: head.relayed, session: head.session, credentials };
}

function stateCredentials(head: RequestHead, out: FactSink): AuthScheme {
  const scheme = schemeOf(head.authorization);
  if (scheme === 'basic' || scheme === 'bearer') out.fact('clear-text-credential', scheme);
  else if (!head.forwarded) readCredentialToken(head.authorization, scheme, out);
  return scheme;
}

function isAbsolute(octets: OctetReader, line: StartLine): boolean {
  const behind = octets.position;
  octets.seek(line.targetPosition);
  const absolute = octets.startsWith('http://') || octets.startsWith('https://');
  octets.seek(behind);
  return absolute;
}

/** Host without port; empty when it is an address, which names nobody. */
function hostName(value: string): string {
  const name = value.replace(/:\d{1,5}$/, '');
  return /^[\d.]+$|^\[|^localhost$/.test(name) ? '' : name;
}

export interface ResponseHead extends Head {
  readonly status: number;
  /** The software behind the answer is another host's. */
  foreign: boolean;
  server: string;
  framework: string;
  /** Upgrade field of a 101, lower case. */
  upgrade: string;
  readonly challenges: string[];
  readonly cookies: string[];
}

/** Collects the fields of a response; the reader stands behind the start line. States nothing. */
export function collectResponse(octets: OctetReader, status: number): ResponseHead {
  const head: ResponseHead = {
    status,
    body: noBodyHeaders(),
    length: 0,
    foreign: false,
    server: '',
    framework: '',
    upgrade: '',
    challenges: [],
    cookies: [],
  };
  const fields = new HeaderReader(octets, WANTED_IN_RESPONSE);
  for (let index = fields.next(); index >= 0; index = fields.next()) {
    if (collectBodyField(fields, index, head.body)) continue;
    if (index === 4) head.server = fields.value();
    else if (index === 5) head.framework = fields.value();
    else if (index === 6 && head.challenges.length < CHALLENGE_LIMIT)
      head.challenges.push(fields.value(TOKEN_LIMIT));
    else if (index === 7 && head.cookies.length < COOKIE_LIMIT)
      head.cookies.push(cookieName(fields.value(64)));
    else if (index === 8) head.foreign = true;
    else if (index === 9) head.upgrade = fields.value(64).toLowerCase();
  }
  head.length = fields.blockEnd;
  return head;
}

/** States what a whole response to `note` says; `note` is undefined when the request was not seen. */
export function stateResponse(
  head: ResponseHead,
  note: RequestNote | undefined,
  conversation: Conversation,
  lane: Lane,
  out: FactSink,
): void {
  if (note?.relayed) {
    head.foreign = true;
    out.fact('role', 'forward-proxy');
  }
  if (!head.foreign) {
    if (head.server !== lane.software) {
      lane.software = head.server;
      out.fact('server', head.server);
    }
    if (head.framework !== '') out.fact('powered-by', head.framework);
    for (const name of head.cookies) if (name !== '') out.fact('cookie-name', name);
    const continues = stateChallenges(head.challenges, note, out);
    if (note?.credentials && !continues) stateOutcome(head.status, conversation, out);
  }
  stateBody(head.body, out);
}

/** True when a challenge continues the handshake that the request was part of. */
function stateChallenges(values: readonly string[], note: RequestNote | undefined, out: FactSink): boolean {
  const challenges = values.flatMap((value) => readChallenges(value, out));
  return challenges.some((challenge) => challenge.continues && challenge.scheme === note?.credentials);
}

function stateOutcome(status: number, conversation: Conversation, out: FactSink): void {
  if (status === 401) {
    conversation.refusals++;
    out.fact('auth-outcome', 'rejected');
  } else if (status === 403) out.fact('auth-outcome', 'forbidden');
  else if (status >= 200 && status < 400) out.fact('auth-outcome', 'accepted');
}

function cookieName(value: string): string {
  const equals = value.indexOf('=');
  const name = equals < 0 ? '' : value.slice(0, equals).trim();
  return /^[\w.-]{2,40}$/.test(name) ? name : '';
}
