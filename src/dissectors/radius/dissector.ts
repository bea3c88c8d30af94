/**
 * RADIUS: the switch or access point that asks, and the station that wants to be let in, by MAC. RFC 2865, RFC 2866
 * (accounting), RFC 2869 (EAP), RFC 3580 (IEEE 802.1X), RFC 5176. User names, passwords, tickets and keys are not read.
 *
 *   code1 identifier1 length2 authenticator16 {type1 length1 value}*
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { aboutIp, aboutMac, defineDissector, type FactSink, SENDER } from '../dissector.ts';
import { sayEap } from '../encodings/eap.ts';
import {
  ACCESS_REQUEST,
  ACCOUNTING_REQUEST,
  ANSWERS,
  ATTRIBUTE_LIMIT,
  HEADER_OCTETS,
  PACKET_LIMIT_OCTETS,
  PACKETS_PER_FLOW,
  PORTS,
  REQUESTS,
} from './constants.ts';
import { RADIUS_FACTS } from './facts.ts';
import { LEARNT_NAMES, type Request, readRequest } from './read-request.ts';

const NAS = 'nas';

export const radius = defineDissector({
  id: 'radius',
  title: 'Remote Authentication Dial In User Service (RFC 2865, RFC 2866)',
  carriers: ['udp'],
  hints: PORTS,
  datagramStarts: [...REQUESTS, ...ANSWERS],
  facts: RADIUS_FACTS,
  anomalies: ['attribute-malformed'],
  limits: { messagesPerFlow: PACKETS_PER_FLOW, heldOctets: 0 },

  recognise(octets, flow) {
    if (!hasHeader(octets)) return 'no';
    // Without whole attributes there is a code and a length: then the port must tell the same.
    if (octets.remaining > HEADER_OCTETS && isFilledByAttributes(octets)) return 'yes';
    return PORTS.includes(flow.sourcePort) || PORTS.includes(flow.destinationPort) ? 'yes' : 'no';
  },

  dissect(octets, _flow, out) {
    const whole = octets.remaining;
    if (!hasHeader(octets)) return whole;
    const code = octets.peek();
    const isRequest = REQUESTS.has(code);
    out.serverIs(isRequest ? 'receiver' : 'sender');
    if (code === ACCESS_REQUEST || code === ACCOUNTING_REQUEST) {
      octets.skip(HEADER_OCTETS);
      const request = readRequest(octets);
      if (request.isMalformed) out.anomaly('attribute-malformed');
      sayRequest(request, out);
    }
    return whole;
  },
});

/** Whether a packet of a known code and its own length fills the reader. Does not move. */
function hasHeader(octets: OctetReader): boolean {
  const length = octets.remaining;
  if (octets.peek16(2) !== length || length < HEADER_OCTETS || length > PACKET_LIMIT_OCTETS) return false;
  const code = octets.peek();
  return REQUESTS.has(code) || ANSWERS.has(code);
}

/** Whether whole attributes reach from the header to the end. Does not move. */
function isFilledByAttributes(octets: OctetReader): boolean {
  const length = octets.remaining;
  let at = HEADER_OCTETS;
  for (let count = 0; at < length && count < ATTRIBUTE_LIMIT; count++) {
    const attributeOctets = octets.peek(at + 1);
    if (octets.peek(at) === 0 || attributeOctets < 2) return false;
    at += attributeOctets;
  }
  return at === length;
}

function sayRequest(request: Request, out: FactSink): void {
  const { stationMac, nasAddress } = request;
  // What a proxy passes on is not about the sender; without an address it is about nobody that is known.
  const nas = !request.isProxied ? SENDER : nasAddress === '' ? undefined : aboutIp(nasAddress);
  if (nas) {
    out.fact('role', NAS, nas);
    out.fact('nas-identifier', request.nasIdentifier, nas);
    out.fact('nas-address', nasAddress, nas);
    out.fact('nas-port-type', request.portType, nas);
    for (const enterprise of request.vendors) out.fact('vendor-enterprise', `${enterprise}`, nas);
  }
  if (stationMac === '') return;
  const station = aboutMac(stationMac);
  const port = request.portId === '' ? '' : [request.nasIdentifier, request.portId].filter(Boolean).join(' ');
  out.fact('access-port', port, station);
  out.fact('access-point-mac', request.calledMac, station);
  out.fact('ssid', request.ssid, station);
  out.fact('framed-ip-address', request.stationAddress, station);
  out.fact('machine-name', request.machineName, station);
  if (request.eap) sayEap(request.eap, (field, value) => out.fact(field, value, station));
  for (const text of request.learnt) sayLearnt(text, (field, value) => out.fact(field, value, station));
}

/** Fields by name of the attribute and number of the option or TLV. */
const LEARNT_FIELDS: Readonly<Record<string, string>> = {
  'dhcp-option=12': 'dhcp-host-name',
  'dhcp-option=55': 'dhcp-parameter-request-list',
  'dhcp-option=60': 'dhcp-vendor-class',
  'lldp-tlv=6': 'lldp-system-description',
  'cdp-tlv=5': 'cdp-software-version',
  'cdp-tlv=6': 'cdp-platform',
};

/** States one {type2 length2 value}, one character an octet, behind its name. */
function sayLearnt(text: string, say: (field: string, value: string) => void): void {
  const name = LEARNT_NAMES.find((each) => text.startsWith(each)) ?? '';
  const octets = Buffer.from(text.slice(name.length), 'latin1');
  if (octets.length < 4) return;
  const field = LEARNT_FIELDS[`${name}${octets.readUInt16BE(0)}`];
  const value = octets.subarray(4, 4 + octets.readUInt16BE(2));
  if (field === undefined || value.length < octets.readUInt16BE(2)) return;
  say(field, field === 'dhcp-parameter-request-list' ? [...value].join(',') : value.toString('utf8'));
}
