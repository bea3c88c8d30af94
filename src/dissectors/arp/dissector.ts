/**
 * ARP for IPv4 over Ethernet: which station has which address. RFC 826; probe and announcement after RFC 5227.
 *
 *   hardware2=1|6 protocol2=0800 lengths2=06 04 operation2 | sender MAC6 | sender IPv4 4 | target MAC6 | target IPv4 4
 *
 * A busy network sends little else, so a sender that speaks again costs no new text.
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import { formatMac, isGroupMac } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { aboutMac, defineDissector, SENDER, type Subject } from '../dissector.ts';

const ARP_OCTETS = 28;
/** RFC 826: hardware type 1 (Ethernet) or 6 (IEEE 802) and protocol type 0x0800, as the first 32 bits. */
const ETHERNET_IPV4 = 0x0001_0800;
const IEEE_802_IPV4 = 0x0006_0800;
/** Address lengths 6 and 4. */
const ADDRESS_LENGTHS = 0x0604;
const OPERATION_REQUEST = 1;
const OPERATION_REPLY = 2;
/** Every message may bind an address anew, and a conflict may begin at any time. */
const MESSAGES_PER_FLOW = Number.MAX_SAFE_INTEGER;

/** The last sender and its address with their texts. */
interface ArpState {
  macHigh: number;
  macLow: number;
  mac: string;
  about: Subject;
  ip: number;
  ipText: string;
}

export const arp = defineDissector<ArpState>({
  id: 'arp',
  title: 'Address Resolution Protocol (RFC 826, RFC 5227)',
  carriers: ['ethernet'],
  hints: [0x0806],
  facts: {
    'sender-address': {
      label: 'ARP sender address',
      help: 'Sender protocol address of a request or reply (RFC 826): the station says that it has this address.',
      binds: 'ip-address',
    },
    probe: {
      label: 'ARP probe',
      help: 'Target address of a probe, whose sender address is 0.0.0.0: the station wants to use it (RFC 5227 2.1.1).',
    },
    gratuitous: {
      label: 'Gratuitous ARP',
      help: 'Address that the station announces unasked, sender and target address being equal (RFC 5227 2.3).',
    },
  },
  anomalies: ['sender-mac-mismatch', 'sender-mac-invalid'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 0 },

  recognise: (octets) => (isArp(octets) ? 'yes' : 'no'),

  begin: () => ({ macHigh: 0, macLow: 0, mac: '', about: SENDER, ip: 0, ipText: '' }),

  dissect(octets, flow, out) {
    const length = octets.length;
    if (!isArp(octets)) return length;
    const state = flow.state;
    const macHigh = octets.peek16(8);
    const macLow = octets.peek32(10);
    if (isGroupMac(macHigh) || (macHigh === 0 && macLow === 0)) {
      out.anomaly('sender-mac-invalid');
      return length;
    }
    if (macLow !== state.macLow || macHigh !== state.macHigh) {
      state.macHigh = macHigh;
      state.macLow = macLow;
      state.mac = formatMac(macHigh, macLow);
      state.about = aboutMac(state.mac);
    }
    if (flow.sourceMac !== '' && flow.sourceMac !== state.mac) out.anomaly('sender-mac-mismatch');
    const sender = octets.peek32(14);
    const target = octets.peek32(24);
    if (sender === 0) {
      if (isUnicastIpv4(target)) out.fact('probe', formatIpv4(target), state.about);
      return length;
    }
    if (!isUnicastIpv4(sender)) return length;
    if (sender !== state.ip) {
      state.ip = sender;
      state.ipText = formatIpv4(sender);
    }
    out.fact('sender-address', state.ipText, state.about);
    if (sender === target) out.fact('gratuitous', state.ipText, state.about);
    return length;
  },
});

function isArp(octets: OctetReader): boolean {
  const types = octets.peek32(0);
  if (types !== ETHERNET_IPV4 && types !== IEEE_802_IPV4) return false;
  const operation = octets.peek16(6);
  const known = operation === OPERATION_REQUEST || operation === OPERATION_REPLY;
  return known && octets.peek16(4) === ADDRESS_LENGTHS && octets.remaining >= ARP_OCTETS;
}
