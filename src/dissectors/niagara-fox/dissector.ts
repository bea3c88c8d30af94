/**
 * Niagara Fox: the hello of both sides before they log in. What follows (challenge, users, station data) is not read.
 * Layout from public captures and scanners of the protocol.
 *
 *   hello   "fox a 1 -1 fox hello\n{\n" key=type:value lines "};;\n"        answered by "fox a 0 -1 fox hello" …
 */

import { canonicalIp } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactDeclaration,
  type FactSink,
  NEED_MORE,
  STOP_DIRECTION,
} from '../dissector.ts';

/** Octets of a hello; public ones have some 500, a bog of system information may stand at the end. */
export const HELLO_LIMIT = 8_192;
/** Lines of a hello that are read. */
export const LINE_LIMIT = 128;
/** First line up to the two numbers of the message; the command and the brace follow. */
const START = /^fox [a-z] -?\d{1,9} -?\d{1,9} fox hello\n\{\n/;
const START_LIMIT = 64;
const MARK = 'fox ';
const END = '\n};;';
/** The hello comes first, one a side. */
const MESSAGES_PER_FLOW = 4;
const FACTS: Readonly<Record<string, FactDeclaration>> = {
  hostName: {
    label: 'Niagara host name',
    help: 'Name of the host (hello line hostName), when it is not an address.',
    states: { attribute: 'hostname', source: 'configured' },
  },
  hostAddress: {
    label: 'Niagara host address',
    help: 'IP address that the host states as its own (hello line hostAddress).',
  },
  'app.name': {
    label: 'Niagara application',
    help: 'Station for a controller or supervisor, Workbench for an engineering tool (hello line app.name).',
  },
  'app.version': {
    label: 'Niagara version',
    help: 'Version of the Niagara Framework (hello line app.version).',
    states: { attribute: 'softwareVersion', source: 'own-identity' },
  },
  'vm.name': { label: 'Java machine', help: 'Name of the Java virtual machine (hello line vm.name).' },
  'vm.version': {
    label: 'Java machine version',
    help: 'Version of the Java virtual machine (hello line vm.version).',
  },
  'os.name': {
    label: 'Operating system',
    help: 'Name of the operating system (hello line os.name).',
    states: { attribute: 'os', source: 'own-identity' },
  },
  'os.version': {
    label: 'Operating system version',
    help: 'Version of the operating system (hello line os.version).',
    states: { attribute: 'osVersion', source: 'own-identity' },
  },
  'station.name': {
    label: 'Niagara station',
    help: 'Name that people gave the station (hello line station.name).',
  },
  hostId: {
    label: 'Niagara host identity',
    help: 'Licence identity of the host; its first parts name platform and model, such as Qnx-NPM6 (hello line hostId).',
    binds: 'unique-identity',
  },
  brandId: {
    label: 'Niagara brand',
    help: 'Brand under which Niagara is sold, such as vykon (hello line brandId).',
  },
};

export const niagaraFox = defineDissector({
  id: 'niagara-fox',
  title: 'Niagara Fox hello (Tridium)',
  carriers: ['tcp'],
  hints: [1911, 4911],
  facts: FACTS,
  anomalies: ['hello-too-long'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: HELLO_LIMIT },

  recognise(octets) {
    for (let index = 0; index < MARK.length; index++) {
      const octet = octets.peek(index);
      if (octet < 0) return 'need-more';
      if (octet !== MARK.charCodeAt(index)) return 'no';
    }
    if (octets.remaining < 7) return octets.remaining > 4 && !isLetter(octets.peek(4)) ? 'no' : 'need-more';
    const number = octets.peek(6);
    const isNumber = number === MINUS || (number >= ZERO && number <= ZERO + 9);
    return isLetter(octets.peek(4)) && octets.peek(5) === SPACE && isNumber ? 'yes' : 'no';
  },

  dissect(octets, _flow, out) {
    const length = octets.distanceToText(END, HELLO_LIMIT);
    if (length < 0) {
      if (octets.remaining < HELLO_LIMIT) return NEED_MORE;
      out.anomaly('hello-too-long');
      return STOP_DIRECTION;
    }
    readHello(octets, length, out);
    return STOP_DIRECTION;
  },
});

const SPACE = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;
const isLetter = (octet: number): boolean => octet >= 0x61 && octet <= 0x7a;

function readHello(octets: OctetReader, length: number, out: FactSink): void {
  const start = START.exec(octets.latin1(Math.min(length, START_LIMIT)))?.[0].length;
  if (start === undefined) return;
  octets.seek(start);
  const lines = octets.utf8(length - start).split('\n', LINE_LIMIT);
  for (const line of lines) {
    const equals = line.indexOf('=s:');
    const key = line.slice(0, Math.max(0, equals));
    if (Object.hasOwn(FACTS, key)) sayLine(key, line.slice(equals + 3), out);
  }
}

function sayLine(key: string, value: string, out: FactSink): void {
  const address = canonicalIp(value);
  if (key === 'hostAddress') out.fact(key, address ?? '');
  else if (key !== 'hostName' || address === undefined) out.fact(key, value);
}
