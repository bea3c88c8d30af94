/**
 * DHCPv6: what a client says of itself, its addresses, and who serves or relays. RFC 8415; the structure is in
 * read-message.ts.
 *
 * Facts of a client that speaks directly are about the sender. Behind a relay agent they are about the MAC that the
 * agent names, else the MAC in the client's link-local address, else about the DUID, never about the agent.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  aboutIp,
  aboutMac,
  aboutNamed,
  defineDissector,
  type FactSink,
  RECEIVER,
  SENDER,
  type Subject,
} from '../dissector.ts';
import { type Duid, readDuid } from '../encodings/duid.ts';
import { FACTS } from './facts.ts';
import { readAddresses, readClient } from './read-client.ts';
import {
  type Dhcpv6Message,
  ipv6,
  looksLikeDhcpv6,
  OPTION,
  RELAY_FORWARD,
  RELAY_REPLY,
  readMessage,
} from './read-message.ts';

/** Message types of clients by number (RFC 8415 7.3). */
const CLIENT_TYPES: readonly (string | undefined)[] = [
  undefined,
  'solicit',
  undefined,
  'request',
  'confirm',
  'renew',
  'rebind',
  undefined,
  'release',
  'decline',
  undefined,
  'information-request',
];
const ADVERTISE = 2;
const REPLY = 7;
const NTP_SERVER_ADDRESS = 1; // RFC 5908 4.1
/** Addresses read per list of servers. */
export const SERVER_LIMIT = 8;
/** Clients share the multicast group of the servers, and a relay agent speaks for many. */
const MESSAGES_PER_FLOW = Number.MAX_SAFE_INTEGER;

export const dhcpv6 = defineDissector({
  id: 'dhcpv6',
  title: 'Dynamic Host Configuration Protocol for IPv6 (RFC 8415)',
  carriers: ['udp'],
  hints: [547, 546],
  facts: FACTS,
  anomalies: ['truncated-option', 'too-many-options', 'too-many-relays'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 0 },

  recognise: (octets) => (looksLikeDhcpv6(octets) ? 'yes' : 'no'),

  dissect(octets, _flow, out) {
    const length = octets.length;
    if (!looksLikeDhcpv6(octets)) return length;
    const outerType = octets.peek();
    const message = readMessage(octets, out);
    if (outerType === RELAY_FORWARD) out.fact('role', 'relay');
    if (outerType === RELAY_REPLY || outerType === ADVERTISE || outerType === REPLY) {
      out.fact('role', 'server-or-relay');
      out.serverIs('sender');
    } else out.serverIs('receiver');
    if (!message) return length;
    const identifier = message.options.get(OPTION.clientId)?.[0];
    const duid = identifier && readDuid(identifier);
    const type = CLIENT_TYPES[message.type];
    const client = clientSubject(message, duid, type !== undefined);
    if (type !== undefined && client) readClient(type, message, duid, client, out);
    else if (message.type === REPLY || message.type === ADVERTISE) {
      if (client && message.type === REPLY) readAddresses(message.options, client, out);
      readServices(message, out);
    }
    return length;
  },
});

function clientSubject(
  message: Dhcpv6Message,
  duid: Duid | undefined,
  isFromClient: boolean,
): Subject | undefined {
  if (!message.attachment) return isFromClient ? SENDER : RECEIVER;
  if (message.attachment.mac !== '') return aboutMac(message.attachment.mac);
  return duid ? aboutNamed(`duid:${duid.hex}`) : undefined;
}

function readServices(message: Dhcpv6Message, out: FactSink): void {
  readServers(message.options.get(OPTION.dnsServers)?.[0], 'dns-server', out);
  readServers(message.options.get(OPTION.sntpServers)?.[0], 'ntp-server', out);
  const ntp = message.options.get(OPTION.ntpServer)?.[0];
  for (let count = 0; ntp && ntp.remaining >= 4 && count < SERVER_LIMIT; count++) {
    const code = ntp.u16();
    const value = ntp.sub(ntp.u16());
    if (code === NTP_SERVER_ADDRESS) readServers(value, 'ntp-server', out);
  }
}

function readServers(list: OctetReader | undefined, service: string, out: FactSink): void {
  for (let count = 0; list && list.remaining >= 16 && count < SERVER_LIMIT; count++) {
    const address = ipv6(list);
    if (address !== '') out.fact('service', service, aboutIp(address));
  }
}
