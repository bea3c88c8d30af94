/**
 * DHCPv4: what a client says of itself, which address it was given, and who serves or relays. RFC 2131, RFC 2132.
 *
 *   op1 htype1 hlen1 hops1 xid4 secs2 flags2 ciaddr4 yiaddr4 siaddr4 giaddr4 chaddr16 sname64 file128 63825363 options
 *
 * Client facts are about the client hardware address (chaddr), never about the frame: a relay stands in between.
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import { formatMac, isGroupMac } from '../../base/mac-address.ts';
import { OctetReader } from '../../wire/octet-reader.ts';
import { aboutIp, aboutMac, defineDissector, type FactSink, type Subject } from '../dissector.ts';
import { textOrHex } from '../encodings/opaque-text.ts';
import { readUncompressedName } from '../encodings/uncompressed-name.ts';
import { BOOT_REPLY, BOOT_REQUEST, FIELD, MAGIC_COOKIE, MESSAGE_TYPES, OPTION } from './constants.ts';
import { FACTS } from './facts.ts';
import { readClient } from './read-client.ts';
import { type DhcpOptions, readOptions } from './read-options.ts';

const HARDWARE_ETHERNET = 1;
const MAC_OCTETS = 6;
const CHADDR_OCTETS = 16;
const SERVER_PORT = 67; // RFC 2131 4.1
const FQDN_ENCODED = 0x04; // RFC 4702 2.1: flag E, the name is in DNS wire form
const FQDN_HEAD_OCTETS = 3;
const AGENT_CIRCUIT_ID = 1; // RFC 3046 2.0
const AGENT_REMOTE_ID = 2; // RFC 3046 2.0
/** Addresses read per list of servers. */
export const SERVER_LIMIT = 8;
/** All clients that have no address yet share one flow (0.0.0.0 to 255.255.255.255). */
const MESSAGES_PER_FLOW = Number.MAX_SAFE_INTEGER;

/** Services that a server names to its clients, by option. */
const SERVICES: readonly (readonly [option: number, service: string])[] = [
  [OPTION.routers, 'router'],
  [OPTION.dnsServers, 'dns-server'],
  [OPTION.logServers, 'log-server'],
  [OPTION.ntpServers, 'ntp-server'],
  [OPTION.netbiosNameServers, 'netbios-name-server'],
  [OPTION.tftpServers, 'tftp-server'],
];

export const dhcp = defineDissector({
  id: 'dhcp',
  title: 'Dynamic Host Configuration Protocol for IPv4 (RFC 2131, RFC 2132)',
  carriers: ['udp'],
  hints: [67, 68, 4011],
  datagramStarts: [BOOT_REQUEST, BOOT_REPLY],
  facts: FACTS,
  anomalies: ['truncated-option', 'too-many-options'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 0 },

  recognise: (octets) => (isDhcp(octets) ? 'yes' : 'no'),

  dissect(octets, flow, out) {
    const length = octets.length;
    if (!isDhcp(octets)) return length;
    const head = readHead(octets);
    const options = readOptions(octets, out);
    const type = MESSAGE_TYPES[options.values.get(OPTION.messageType)?.[0] ?? 0];
    if (head.op === BOOT_REQUEST) {
      out.serverIs('receiver');
      if (head.giaddr !== 0) out.fact('role', 'relay');
      if (head.client) readClient(head.ciaddr, options, type, head.client, out);
    } else {
      out.serverIs('sender');
      readServer(options, type, head.giaddr !== 0 && flow.destinationPort !== SERVER_PORT, out);
      const given = head.yiaddr === 0 ? head.ciaddr : head.yiaddr;
      if (head.client && type === 'ack' && isUnicastIpv4(given))
        out.fact('address', formatIpv4(given), head.client);
    }
    if (head.client) {
      readNames(options, head.client, out);
      readRelay(options, head.giaddr, head.client, out);
    }
    return length;
  },
});

interface Head {
  readonly op: number;
  /** The client by its hardware address; undefined when that is no single Ethernet station. */
  readonly client: Subject | undefined;
  readonly ciaddr: number;
  readonly yiaddr: number;
  readonly giaddr: number;
}

function isDhcp(octets: OctetReader): boolean {
  const op = octets.peek(FIELD.op);
  return (
    (op === BOOT_REQUEST || op === BOOT_REPLY) &&
    octets.peek32(FIELD.cookie) === MAGIC_COOKIE &&
    octets.peek(FIELD.hardwareLength) <= CHADDR_OCTETS
  );
}

function readHead(octets: OctetReader): Head {
  const high = octets.peek16(FIELD.chaddr);
  const low = octets.peek32(FIELD.chaddr + 2);
  const isStation =
    octets.peek(FIELD.hardwareType) === HARDWARE_ETHERNET &&
    octets.peek(FIELD.hardwareLength) === MAC_OCTETS &&
    !isGroupMac(high) &&
    (high !== 0 || low !== 0);
  return {
    op: octets.peek(FIELD.op),
    client: isStation ? aboutMac(formatMac(high, low)) : undefined,
    ciaddr: octets.peek32(FIELD.ciaddr),
    yiaddr: octets.peek32(FIELD.yiaddr),
    giaddr: octets.peek32(FIELD.giaddr),
  };
}

/** Who serves, and what a server names. Towards the client a relay sends in its own name. */
function readServer(
  options: DhcpOptions,
  type: string | undefined,
  isFromRelay: boolean,
  out: FactSink,
): void {
  if (type !== 'offer' && type !== 'ack' && type !== 'nak') return;
  out.fact('role', isFromRelay ? 'relay' : 'server');
  const identifier = options.values.get(OPTION.serverIdentifier);
  if (isFromRelay && identifier?.length === 4 && isUnicastIpv4(identifier.readUInt32BE()))
    out.fact('role', 'server', aboutIp(formatIpv4(identifier.readUInt32BE())));
  if (type === 'nak') return;
  for (const [option, service] of SERVICES) {
    const list = options.values.get(option);
    if (!list) continue;
    const end = Math.min(list.length - (list.length % 4), 4 * SERVER_LIMIT);
    for (let at = 0; at < end; at += 4) {
      const address = list.readUInt32BE(at);
      if (isUnicastIpv4(address)) out.fact('service', service, aboutIp(formatIpv4(address)));
    }
  }
}

/** Host name and FQDN: the client states them, a server's answer repeats or assigns them. */
function readNames(options: DhcpOptions, client: Subject, out: FactSink): void {
  const hostName = options.values.get(OPTION.hostName);
  if (hostName) out.fact('host-name', hostName.toString('utf8'), client);
  const fqdn = options.values.get(OPTION.clientFqdn);
  if (!fqdn || fqdn.length <= FQDN_HEAD_OCTETS) return;
  const isEncoded = ((fqdn[0] ?? 0) & FQDN_ENCODED) !== 0;
  const name = fqdn.subarray(FQDN_HEAD_OCTETS);
  const text = isEncoded ? readUncompressedName(OctetReader.over(name)) : name.toString('utf8');
  // Windows ends the ASCII form of a short name with a dot.
  out.fact('fqdn', text.endsWith('.') ? text.slice(0, -1) : text, client);
}

/** Where the client is attached, as the relay agent tells (RFC 3046). Subscriber identities are not read. */
function readRelay(options: DhcpOptions, giaddr: number, client: Subject, out: FactSink): void {
  if (isUnicastIpv4(giaddr)) out.fact('relay-agent', formatIpv4(giaddr), client);
  const information = options.values.get(OPTION.relayInformation);
  if (!information) return;
  const octets = OctetReader.over(information);
  while (octets.remaining >= 2) {
    const code = octets.u8();
    const length = octets.u8();
    if (code === AGENT_CIRCUIT_ID) out.fact('relay-circuit-id', textOrHex(octets, length), client);
    else if (code === AGENT_REMOTE_ID) out.fact('relay-remote-id', textOrHex(octets, length), client);
    else octets.skip(length);
  }
}
