/**
 * CoAP over UDP: the resources that a device lists, and who it is as a client or server of LwM2M (RFC 7252, RFC 6690,
 * OMA LwM2M 1.1: registration interface, object 3 Device).
 *
 * Payloads other than link format and plain text of the Device object, and paths of other requests, are never read.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, type FlowContext, RECEIVER } from '../dissector.ts';
import { macInText } from '../encodings/mac-in-text.ts';
import { readLinkFormat } from './link-format.ts';
import { type CoapMessage, readCoapMessage } from './options.ts';

const COAP_PORT = 5683; // RFC 7252 6.1
/** Datagrams of one flow that are read. */
export const DATAGRAM_LIMIT = 48;
/** Requests whose answers are awaited. */
export const PENDING_LIMIT = 8;
/** Octets of a link-format payload that are read. */
export const LINKS_LIMIT = 4_096;
/** Octets of a plain text that states an attribute. */
export const TEXT_LIMIT = 64;

const CONTENT = 5; // 2.05, RFC 7252 5.9.1.5
const GET = 1;
const POST = 2;
const LAST_METHOD = 7; // iPATCH, RFC 8132 4
const TEXT_PLAIN = 0; // RFC 7252 12.3
const LINK_FORMAT = 40;

/** Resources of the LwM2M Device object (OMA LwM2M 1.1 core, appendix E.4). */
const DEVICE_RESOURCES = new Map([
  ['/3/0/0', 'manufacturer'],
  ['/3/0/1', 'model'],
  ['/3/0/2', 'serial-number'],
  ['/3/0/3', 'firmware-version'],
  ['/3/0/18', 'hardware-version'],
  ['/3/0/19', 'software-version'],
]);

interface CoapState {
  /** Path that was asked for, by direction of the request and token. */
  readonly pending: Map<string, string>;
}

export const coap = defineDissector<CoapState>({
  id: 'coap',
  title: 'Constrained Application Protocol over UDP (RFC 7252)',
  carriers: ['udp'],
  hints: [COAP_PORT],
  facts: {
    role: {
      label: 'CoAP role',
      help: 'server for who answers, client for who asks, lwm2m-client and lwm2m-server for the ends of a registration.',
    },
    host: {
      label: 'Uri-Host',
      help: 'Name by which a client addresses the server (RFC 7252 5.10.1); addresses are left out.',
    },
    'resource-type': {
      label: 'Resource type',
      help: 'Type (rt) of a resource that the server lists in /.well-known/core (RFC 6690 3.1).',
    },
    'resource-title': {
      label: 'Resource title',
      help: 'Title of a resource that the server lists in /.well-known/core (RFC 6690 3, RFC 8288 3.4.1).',
    },
    'endpoint-name': {
      label: 'LwM2M endpoint name',
      help: 'Endpoint client name of a registration (OMA LwM2M 1.1, 7.4.1); often holds MAC or serial number.',
    },
    'endpoint-mac': {
      label: 'MAC in the endpoint name',
      help: 'MAC address that the endpoint name of a registration holds.',
      binds: 'mac-address',
    },
    'lwm2m-version': {
      label: 'LwM2M version',
      help: 'Enabler version of a registration (OMA LwM2M 1.1, 6.2.1).',
    },
    manufacturer: {
      label: 'Manufacturer',
      help: 'Resource /3/0/0 of the LwM2M Device object, as the device answers it.',
      states: { attribute: 'vendor', source: 'own-identity' },
    },
    model: {
      label: 'Model',
      help: 'Resource /3/0/1 of the LwM2M Device object, as the device answers it.',
      states: { attribute: 'model', source: 'own-identity' },
    },
    'serial-number': {
      label: 'Serial number',
      help: 'Resource /3/0/2 of the LwM2M Device object, as the device answers it.',
      states: { attribute: 'serialNumber', source: 'own-identity' },
    },
    'firmware-version': {
      label: 'Firmware version',
      help: 'Resource /3/0/3 of the LwM2M Device object, as the device answers it.',
      states: { attribute: 'firmwareVersion', source: 'own-identity' },
    },
    'hardware-version': {
      label: 'Hardware version',
      help: 'Resource /3/0/18 of the LwM2M Device object, as the device answers it.',
      states: { attribute: 'hardwareVersion', source: 'own-identity' },
    },
    'software-version': {
      label: 'Software version',
      help: 'Resource /3/0/19 of the LwM2M Device object, as the device answers it.',
      states: { attribute: 'softwareVersion', source: 'own-identity' },
    },
  },
  anomalies: [],
  limits: { messagesPerFlow: DATAGRAM_LIMIT, heldOctets: 0 },

  recognise(octets, flow) {
    const hinted = flow.destinationPort === COAP_PORT || flow.sourcePort === COAP_PORT;
    // Elsewhere only requests for a path are told from other binary protocols and from text.
    const code = octets.peek(1);
    if (!hinted && (code < GET || code > LAST_METHOD)) return 'no';
    const message = readCoapMessage(octets);
    if (!message) return 'no';
    return hinted || (!message.unknownOption && isPath(message.path)) ? 'yes' : 'no';
  },

  begin: () => ({ pending: new Map() }),

  dissect(octets, flow, out) {
    const whole = octets.remaining;
    const message = readCoapMessage(octets);
    if (!message) return whole;
    if (message.codeClass === 0) readRequest(message, flow, out);
    else readAnswer(message, octets, flow, out);
    return whole;
  },
});

const isPath = (path: string) => /^(?:\/[\w.~!$&'()*+,;=:@-]+)+$/.test(path);

function readRequest(message: CoapMessage, flow: FlowContext<CoapState>, out: FactSink): void {
  if (message.host !== '' && !/^[\d.]+$|[:[]|^localhost$/.test(message.host))
    out.fact('host', message.host, RECEIVER);
  const registers = message.codeDetail === POST && message.path === '/rd';
  if (registers && readRegistration(message.queries, out)) return;
  out.fact('role', 'client');
  if (message.codeDetail !== GET || !isAwaited(message.path)) return;
  if (flow.state.pending.size < PENDING_LIMIT)
    flow.state.pending.set(`${flow.direction}${message.token}`, message.path);
}

const isAwaited = (path: string) => path === '/.well-known/core' || DEVICE_RESOURCES.has(path);

/** POST /rd?ep=NAME&lt=…&lwm2m=1.1 (OMA LwM2M 1.1, 6.4.3); false when it names no endpoint. */
function readRegistration(queries: readonly string[], out: FactSink): boolean {
  const name = queries.find((query) => query.startsWith('ep='))?.slice(3) ?? '';
  if (name === '') return false;
  const version = queries.find((query) => query.startsWith('lwm2m='))?.slice(6) ?? '';
  out.fact('role', version === '' ? 'client' : 'lwm2m-client');
  if (version !== '') out.fact('role', 'lwm2m-server', RECEIVER);
  // A telephone number or an address of mail is a person's (urn:imei:… and urn:dev:… are the device's).
  if (!/^urn:(?:imei-?msisdn|msisdn):|@/i.test(name)) out.fact('endpoint-name', name);
  out.fact('endpoint-mac', macInText(name));
  if (/^[\d.]{1,8}$/.test(version)) out.fact('lwm2m-version', version);
  return true;
}

function readAnswer(
  message: CoapMessage,
  octets: OctetReader,
  flow: FlowContext<CoapState>,
  out: FactSink,
): void {
  const key = `${flow.direction === 0 ? 1 : 0}${message.token}`;
  const path = flow.state.pending.get(key) ?? '';
  // 2.01 and 2.04 answer registrations, where both ends ask and answer.
  if (message.codeClass !== 2 || message.codeDetail !== CONTENT) return;
  out.fact('role', 'server');
  if (message.format === LINK_FORMAT) {
    const shown = Math.min(message.payloadOctets, LINKS_LIMIT);
    const cut = message.moreBlocks || shown < message.payloadOctets;
    const links = readLinkFormat(octets.utf8(shown), cut);
    for (const type of links.types) out.fact('resource-type', type);
    for (const title of links.titles) out.fact('resource-title', title);
    return;
  }
  const field = DEVICE_RESOURCES.get(path);
  const isText = message.format === TEXT_PLAIN || message.format === -1;
  if (field === undefined || !isText || message.payloadOctets > TEXT_LIMIT) return;
  out.fact(field, octets.utf8(message.payloadOctets));
}
