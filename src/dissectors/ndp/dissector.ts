/**
 * IPv6 neighbour discovery: which station has which address, and who routes. RFC 4861 4 (messages, options),
 * RFC 4862 5.4 (duplicate address detection), RFC 8106 5.1 (DNS servers). Octets start at the ICMPv6 type.
 *
 *   133 router solicitation      type1 code1 sum2 reserved4                             options from 8
 *   134 router advertisement     type1 code1 sum2 hops1 flags1 lifetime2 times8         options from 16
 *   135, 136 neighbour           type1 code1 sum2 flags4 target16                       options from 24
 *   option                       type1 length1 (in 8 octets, 0 = discard the message) …
 */

import { formatIpv6 } from '../../base/ip-address.ts';
import { formatMac, isGroupMac } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  aboutIp,
  aboutMac,
  defineDissector,
  type FactSink,
  type FlowContext,
  SENDER,
  type Subject,
} from '../dissector.ts';

const ROUTER_SOLICITATION = 133; // RFC 4861 4.1
const ROUTER_ADVERTISEMENT = 134; // RFC 4861 4.2
const NEIGHBOUR_SOLICITATION = 135; // RFC 4861 4.3
const NEIGHBOUR_ADVERTISEMENT = 136; // RFC 4861 4.4
/** Where the options of types 133 to 136 begin. */
const OPTIONS_AT: readonly number[] = [8, 16, 24, 24];
const TARGET_AT = 8;
const ROUTER_LIFETIME_AT = 6;
const IS_ROUTER = 0x80; // RFC 4861 4.4: flag R, highest bit of octet 4

const OPTION_SOURCE_LINK_LAYER = 1; // RFC 4861 4.6.1
const OPTION_TARGET_LINK_LAYER = 2; // RFC 4861 4.6.1
const OPTION_PREFIX = 3; // RFC 4861 4.6.2
const OPTION_DNS_SERVERS = 25; // RFC 8106 5.1
/** Options walked per message; a router advertisement of 1,500 octets rarely holds twenty. */
export const OPTION_LIMIT = 64;
/** DNS servers read per option. */
export const DNS_SERVER_LIMIT = 8;
/** Every message may bind an address anew, and a conflict may begin at any time. */
const MESSAGES_PER_FLOW = Number.MAX_SAFE_INTEGER;

/** The last station with its text: neighbours speak many times. */
interface NdpState {
  macHigh: number;
  macLow: number;
  mac: string;
  about: Subject;
}

export const ndp = defineDissector<NdpState>({
  id: 'ndp',
  title: 'IPv6 neighbour discovery (RFC 4861, RFC 4862)',
  carriers: ['icmpv6'],
  hints: [ROUTER_SOLICITATION, ROUTER_ADVERTISEMENT, NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT],
  facts: {
    address: {
      label: 'IPv6 address of the station',
      help: 'Source address of a solicitation with its source link-layer option, or target of an advertisement with its target link-layer option (RFC 4861 4.3, 4.4).',
      binds: 'ip-address',
    },
    probe: {
      label: 'IPv6 address under test',
      help: 'Target of duplicate address detection, sent from the unspecified address: the station wants to use it (RFC 4862 5.4.2).',
    },
    router: {
      label: 'IPv6 router',
      help: 'How the sender shows that it routes: advertises (router advertisement), advertises-no-default-route (its lifetime is 0), answers-as-router (flag R of a neighbour advertisement).',
      binds: 'forwarding-role',
    },
    prefix: {
      label: 'Advertised IPv6 prefix',
      help: 'Prefix that the router announces for the link (RFC 4861 4.6.2).',
    },
    service: {
      label: 'Named service',
      help: 'dns-server: a router advertisement names this address as recursive DNS server (RFC 8106 5.1).',
    },
  },
  anomalies: ['option-length-zero', 'link-layer-mismatch', 'target-invalid', 'too-many-options'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 0 },

  recognise: (octets) => (optionsAt(octets) > 0 ? 'yes' : 'no'),

  begin: () => ({ macHigh: 0, macLow: 0, mac: '', about: SENDER }),

  dissect(octets, flow, out) {
    const length = octets.length;
    const start = optionsAt(octets);
    const type = octets.peek(0);
    if (start === 0 || !optionsAreWhole(octets, start, out)) return length;
    if (type === NEIGHBOUR_SOLICITATION || type === ROUTER_SOLICITATION)
      readSolicitation(octets, type, start, flow, out);
    else if (type === NEIGHBOUR_ADVERTISEMENT) readNeighbourAdvertisement(octets, start, flow, out);
    else readRouterAdvertisement(octets, start, flow, out);
    return length;
  },
});

/** Where the options begin; 0 when this is no neighbour discovery message. */
function optionsAt(octets: OctetReader): number {
  const start = OPTIONS_AT[octets.peek(0) - ROUTER_SOLICITATION] ?? 0;
  return octets.peek(1) === 0 && octets.remaining >= start ? start : 0;
}

/** RFC 4861 4.6: a message with an option of length 0 is discarded whole. */
function optionsAreWhole(octets: OctetReader, start: number, out: FactSink): boolean {
  let count = 0;
  for (let at = start; at + 2 <= octets.length; at += octets.peek(at + 1) * 8) {
    if (octets.peek(at + 1) === 0) {
      out.anomaly('option-length-zero');
      return false;
    }
    if (++count > OPTION_LIMIT) {
      out.anomaly('too-many-options');
      return false;
    }
  }
  return true;
}

/** Position of the first whole option of this type at or after `start`; -1 when there is none. */
function findOption(octets: OctetReader, type: number, start: number): number {
  for (let at = start; at + 8 <= octets.length; at += octets.peek(at + 1) * 8) {
    if (octets.peek(at) === type && at + octets.peek(at + 1) * 8 <= octets.length) return at;
  }
  return -1;
}

/** The station that a link-layer option names; undefined without one or when it names no single station. */
function linkLayerSubject(
  octets: OctetReader,
  type: number,
  start: number,
  flow: FlowContext<NdpState>,
  out: FactSink,
): Subject | undefined {
  const at = findOption(octets, type, start);
  if (at < 0 || octets.peek(at + 1) !== 1) return undefined;
  const state = flow.state;
  const macHigh = octets.peek16(at + 2);
  const macLow = octets.peek32(at + 4);
  if (isGroupMac(macHigh) || (macHigh === 0 && macLow === 0)) return undefined;
  if (macLow !== state.macLow || macHigh !== state.macHigh) {
    state.macHigh = macHigh;
    state.macLow = macLow;
    state.mac = formatMac(macHigh, macLow);
    state.about = aboutMac(state.mac);
  }
  if (flow.sourceMac !== '' && flow.sourceMac !== state.mac) out.anomaly('link-layer-mismatch');
  return state.about;
}

function readSolicitation(
  octets: OctetReader,
  type: number,
  start: number,
  flow: FlowContext<NdpState>,
  out: FactSink,
): void {
  const about = linkLayerSubject(octets, OPTION_SOURCE_LINK_LAYER, start, flow, out);
  const specified = flow.sourceIp.includes(':') && flow.sourceIp !== '::';
  if (about && specified) out.fact('address', flow.sourceIp, about);
  if (about || specified || type !== NEIGHBOUR_SOLICITATION) return;
  const target = addressAt(octets, TARGET_AT);
  if (target === '') out.anomaly('target-invalid');
  // The sender has no address yet, only the MAC of its frame.
  else out.fact('probe', target, flow.sourceMac === '' ? SENDER : aboutMac(flow.sourceMac));
}

function readNeighbourAdvertisement(
  octets: OctetReader,
  start: number,
  flow: FlowContext<NdpState>,
  out: FactSink,
): void {
  if ((octets.peek(4) & IS_ROUTER) !== 0) out.fact('router', 'answers-as-router');
  const about = linkLayerSubject(octets, OPTION_TARGET_LINK_LAYER, start, flow, out);
  if (!about) return;
  const target = addressAt(octets, TARGET_AT);
  if (target === '') out.anomaly('target-invalid');
  else out.fact('address', target, about);
}

function readRouterAdvertisement(
  octets: OctetReader,
  start: number,
  flow: FlowContext<NdpState>,
  out: FactSink,
): void {
  const lifetime = octets.peek16(ROUTER_LIFETIME_AT);
  out.fact('router', lifetime > 0 ? 'advertises' : 'advertises-no-default-route');
  const about = linkLayerSubject(octets, OPTION_SOURCE_LINK_LAYER, start, flow, out);
  if (about && flow.sourceIp.includes(':')) out.fact('address', flow.sourceIp, about);
  for (let at = findOption(octets, OPTION_PREFIX, start); at >= 0; ) {
    const end = at + octets.peek(at + 1) * 8;
    const bits = octets.peek(at + 2);
    const prefix = end - at === 32 && bits <= 128 ? addressAt(octets, at + 16) : '';
    if (prefix !== '') out.fact('prefix', `${prefix}/${bits}`);
    at = findOption(octets, OPTION_PREFIX, end);
  }
  const servers = findOption(octets, OPTION_DNS_SERVERS, start);
  if (servers < 0) return;
  const count = Math.min(DNS_SERVER_LIMIT, (octets.peek(servers + 1) - 1) >> 1);
  for (let index = 0; index < count; index++) {
    const server = addressAt(octets, servers + 8 + 16 * index);
    if (server !== '') out.fact('service', 'dns-server', aboutIp(server));
  }
}

/** Text of the IPv6 address at `at`; empty for ::, multicast and what is not there. */
function addressAt(octets: OctetReader, at: number): string {
  if (octets.peek(at) === 0xff || octets.length < at + 16) return '';
  const text = formatIpv6(
    octets.peek32(at),
    octets.peek32(at + 4),
    octets.peek32(at + 8),
    octets.peek32(at + 12),
  );
  return text === '::' ? '' : text;
}
