/**
 * Frame to packet: link layer, tags, tunnels, IP and transport headers. One function per layer; each checks the length
 * of its fixed header once and then reads through the shared DataView, so that no read can fail. IEEE 802.3, 802.1Q,
 * RFC 2516 (PPPoE), 3032 (MPLS), 2784 (GRE), 7348 (VXLAN), 791, 8200, 9293, 768.
 *
 * This is the hot path: no allocation, no strings, rare layers in functions of their own (docs/performance.md).
 */

import { FragmentCache } from './fragment-cache.ts';
import {
  LINK_ETHERNET,
  LINK_IEEE80211,
  LINK_IPV4,
  LINK_IPV6,
  LINK_LINUX_SLL,
  LINK_LINUX_SLL2,
  LINK_LOOP,
  LINK_NULL,
  LINK_PPI,
  LINK_PRISM,
  LINK_RADIOTAP,
  LINK_RAW,
  LINK_RAW_BSD,
  LINK_RAW_OLD,
} from './link-type.ts';
import {
  IP_TCP,
  IP_UDP,
  NO_VLAN,
  PACKET_IP,
  PACKET_LINK,
  PACKET_NONE,
  type Packet,
  type PacketAnomaly,
  type PacketKind,
} from './packet.ts';

const TYPE_IPV4 = 0x0800;
const TYPE_IPV6 = 0x86dd;
const TYPE_VLAN = 0x8100; // IEEE 802.1Q
const TYPE_VLAN_SERVICE = 0x88a8; // IEEE 802.1ad
const TYPE_VLAN_OLD = 0x9100; // pre-standard QinQ
const TYPE_MPLS = 0x8847;
const TYPE_MPLS_UPSTREAM = 0x8848;
const TYPE_PPPOE_SESSION = 0x8864;
const TYPE_TRANSPARENT_ETHERNET = 0x6558; // Ethernet in GRE
const TYPE_ERSPAN_II = 0x88be;
const TYPE_ERSPAN_III = 0x22eb;
/** IEEE 802.3: up to 1,500 the field is a length, from 0x0600 a type; between is invalid. */
const LENGTH_MAX = 1_500;
const TYPE_MIN = 0x0600;
const IP_IPIP = 4;
const IP_IPV6 = 41;
const IP_GRE = 47;
const PORT_VXLAN = 4_789;
const PORT_VXLAN_LINUX = 8_472;

/** Tags in front of one frame; more is an attack or a loop. */
const TAG_LIMIT = 4;
/** Labels of one MPLS stack. */
const LABEL_LIMIT = 16;
/** IPv6 extension headers of one packet. */
const EXTENSION_LIMIT = 8;
/** Tunnels within tunnels. */
const TUNNEL_LIMIT = 3;

/** Decodes frames into one re-used `packet`; keeps the ports of first fragments. */
export class FrameDecoder {
  readonly packet: Packet;
  private readonly fragments = new FragmentCache();
  private depth = 0;

  constructor(packet: Packet) {
    this.packet = packet;
  }

  /** Reads the headers of `[start, end)` of `view`; the result stands in `packet` until the next call. */
  decode(view: DataView, start: number, end: number, linkType: number): PacketKind {
    const packet = this.packet;
    packet.anomaly = '';
    packet.vlan = NO_VLAN;
    packet.ipVersion = 0;
    packet.fragment = false;
    packet.hasMac = false;
    this.depth = 0;
    packet.kind =
      linkType === LINK_ETHERNET
        ? this.ethernet(view, start, end)
        : this.otherLink(view, start, end, linkType);
    return packet.kind;
  }

  private refuse(anomaly: PacketAnomaly): PacketKind {
    this.packet.anomaly = anomaly;
    return PACKET_NONE;
  }

  private ethernet(view: DataView, start: number, end: number): PacketKind {
    if (end - start < 14) return this.refuse('ethernet-truncated');
    const packet = this.packet;
    packet.destinationMacHigh = view.getUint16(start);
    packet.destinationMacLow = view.getInt32(start + 2);
    packet.sourceMacHigh = view.getUint16(start + 6);
    packet.sourceMacLow = view.getInt32(start + 8);
    // Loopback interfaces of Linux and packet generators send from a MAC of zeros, which is nobody's.
    packet.hasMac = (packet.sourceMacHigh | packet.sourceMacLow) !== 0;
    return this.etherType(view, view.getUint16(start + 12), start + 14, end);
  }

  private etherType(view: DataView, type: number, at: number, end: number): PacketKind {
    for (let tags = 0; ; tags++) {
      if (type === TYPE_IPV4) return this.ipv4(view, at, end);
      if (type !== TYPE_VLAN && type !== TYPE_VLAN_SERVICE && type !== TYPE_VLAN_OLD) break;
      if (end - at < 4) return this.refuse('ethernet-truncated');
      if (tags === TAG_LIMIT) return this.refuse('vlan-tags-too-many');
      if (this.packet.vlan === NO_VLAN) this.packet.vlan = view.getUint16(at) & 0x0fff;
      type = view.getUint16(at + 2);
      at += 4;
    }
    if (type === TYPE_IPV6) return this.ipv6(view, at, end);
    if (type <= LENGTH_MAX) return this.llc(view, type, at, end);
    if (type < TYPE_MIN) return this.refuse('ethernet-type-invalid');
    if (type === TYPE_MPLS || type === TYPE_MPLS_UPSTREAM) return this.mpls(view, at, end);
    if (type === TYPE_PPPOE_SESSION) return this.pppoe(view, at, end);
    return this.link(type, at, end);
  }

  private link(type: number, at: number, end: number): PacketKind {
    const packet = this.packet;
    packet.etherType = type;
    packet.payloadStart = at;
    packet.payloadEnd = end;
    packet.payloadOctets = end - at;
    return PACKET_LINK;
  }

  /** IEEE 802.2: `length` octets of LLC follow, the rest of the frame is padding. */
  private llc(view: DataView, length: number, at: number, end: number): PacketKind {
    if (length < end - at) end = at + length;
    // SNAP: AA AA 03, organisation, protocol. Organisation zero carries an EtherType.
    if (end - at < 8 || view.getUint16(at) !== 0xaaaa || view.getUint8(at + 2) !== 3)
      return this.link(0, at, end);
    const organisation = (view.getUint8(at + 3) << 16) | view.getUint16(at + 4);
    const protocol = view.getUint16(at + 6);
    if (organisation === 0 && protocol >= TYPE_MIN) return this.etherType(view, protocol, at + 8, end);
    return this.link(0x1_0000_0000 + organisation * 0x1_0000 + protocol, at + 8, end);
  }

  private mpls(view: DataView, at: number, end: number): PacketKind {
    for (let labels = 0; labels < LABEL_LIMIT; labels++) {
      if (end - at < 4) return this.refuse('mpls-truncated');
      const bottom = (view.getUint8(at + 2) & 1) !== 0;
      at += 4;
      if (!bottom) continue;
      // Nothing says what an MPLS stack carries: the version nibble of IP, else a pseudowire with Ethernet (RFC 4448).
      const nibble = end > at ? view.getUint8(at) >>> 4 : 0;
      if (nibble === 4) return this.ipv4(view, at, end);
      if (nibble === 6) return this.ipv6(view, at, end);
      if (nibble !== 0 || end - at < 18) return this.link(TYPE_MPLS, at, end);
      // A tunnel like others for its depth: frame in frame in frame would exhaust the stack.
      return ++this.depth > TUNNEL_LIMIT ? this.refuse('tunnels-too-deep') : this.ethernet(view, at + 4, end);
    }
    return this.refuse('mpls-truncated');
  }

  private pppoe(view: DataView, at: number, end: number): PacketKind {
    if (end - at < 8) return this.refuse('pppoe-truncated');
    const protocol = view.getUint16(at + 6);
    if (protocol === 0x0021) return this.ipv4(view, at + 8, end);
    if (protocol === 0x0057) return this.ipv6(view, at + 8, end);
    return this.link(TYPE_PPPOE_SESSION, at, end);
  }

  private ipv4(view: DataView, at: number, end: number): PacketKind {
    if (end - at < 20) return this.refuse('ipv4-truncated');
    const first = view.getUint8(at);
    const header = (first & 0x0f) << 2;
    if (first >>> 4 !== 4 || header < 20) return this.refuse('ipv4-header-invalid');
    if (header > end - at) return this.refuse('ipv4-truncated');
    const packet = this.packet;
    const total = view.getUint16(at + 2);
    // A total of 0 is segmentation offload: the captured length is all that there is. Beyond the total is padding.
    const promised = total === 0 ? end : at + total;
    if (total !== 0 && total < header) return this.refuse('ipv4-header-invalid');
    if (promised < end) end = promised;
    packet.ipVersion = 4;
    packet.ttl = view.getUint8(at + 8);
    packet.protocol = view.getUint8(at + 9);
    packet.source0 = view.getInt32(at + 12);
    packet.destination0 = view.getInt32(at + 16);
    const fragment = view.getUint16(at + 6) & 0x3fff; // more-fragments flag and offset
    if (fragment !== 0) {
      const identification = view.getUint16(at + 4);
      return this.fragment(
        view,
        at + header,
        end,
        promised,
        fragment,
        packet.source0,
        packet.destination0,
        identification,
      );
    }
    return this.transport(view, at + header, end, promised);
  }

  private ipv6(view: DataView, at: number, end: number): PacketKind {
    if (end - at < 40) return this.refuse('ipv6-truncated');
    if (view.getUint8(at) >>> 4 !== 6) return this.refuse('ipv6-truncated');
    const packet = this.packet;
    const payload = view.getUint16(at + 4);
    const promised = payload === 0 ? end : at + 40 + payload;
    if (promised < end) end = promised;
    packet.ipVersion = 6;
    packet.ttl = view.getUint8(at + 7);
    packet.source0 = view.getInt32(at + 8);
    packet.source1 = view.getInt32(at + 12);
    packet.source2 = view.getInt32(at + 16);
    packet.source3 = view.getInt32(at + 20);
    packet.destination0 = view.getInt32(at + 24);
    packet.destination1 = view.getInt32(at + 28);
    packet.destination2 = view.getInt32(at + 32);
    packet.destination3 = view.getInt32(at + 36);
    const next = view.getUint8(at + 6);
    packet.protocol = next;
    if (next === IP_TCP || next === IP_UDP) return this.transport(view, at + 40, end, promised);
    return this.ipv6Extensions(view, next, at + 40, end, promised);
  }

  /** RFC 8200 4: headers before the transport. All but the fragment and authentication headers count in 8 octets. */
  private ipv6Extensions(
    view: DataView,
    next: number,
    at: number,
    end: number,
    promised: number,
  ): PacketKind {
    const packet = this.packet;
    for (let headers = 0; ; headers++) {
      packet.protocol = next;
      const hopByHop =
        next === 0 || next === 43 || next === 60 || next === 135 || next === 139 || next === 140;
      if (!hopByHop && next !== 44 && next !== 51) return this.transport(view, at, end, promised);
      if (headers === EXTENSION_LIMIT) return this.refuse('ipv6-extensions-too-many');
      if (end - at < 8) return this.refuse('ipv6-truncated');
      const following = view.getUint8(at);
      if (next === 44) {
        packet.protocol = following;
        const offset = view.getUint16(at + 2);
        const fragment = (offset >>> 3) | ((offset & 1) << 13);
        if (fragment !== 0) {
          const source = packet.source0 ^ packet.source1 ^ packet.source2 ^ packet.source3;
          const destination =
            packet.destination0 ^ packet.destination1 ^ packet.destination2 ^ packet.destination3;
          return this.fragment(
            view,
            at + 8,
            end,
            promised,
            fragment,
            source,
            destination,
            view.getInt32(at + 4),
          );
        }
        at += 8;
      } else at += next === 51 ? (view.getUint8(at + 1) + 2) << 2 : (view.getUint8(at + 1) + 1) << 3;
      if (at > end) return this.refuse('ipv6-truncated');
      next = following;
    }
  }

  /** A part of a datagram: the first carries the ports, the others take them from it when it was seen. */
  private fragment(
    view: DataView,
    at: number,
    end: number,
    promised: number,
    fragment: number,
    source: number,
    destination: number,
    identification: number,
  ): PacketKind {
    const packet = this.packet;
    packet.fragment = true;
    const protocol = packet.protocol;
    const hasPorts = protocol === IP_TCP || protocol === IP_UDP;
    if ((fragment & 0x1fff) === 0) {
      // Read here and not taken from the packet, which after a tunnel tells of what is inside.
      if (hasPorts && end - at >= 8)
        this.fragments.remember(source, destination, identification, protocol, view.getInt32(at));
      return this.transport(view, at, end, promised);
    }
    const ports = hasPorts ? this.fragments.recall(source, destination, identification, protocol) : 0;
    this.payload(at, end, promised);
    packet.sourcePort = ports >>> 16;
    packet.destinationPort = ports & 0xffff;
    packet.tcpFlags = 0;
    return PACKET_IP;
  }

  private payload(at: number, end: number, promised: number): void {
    const packet = this.packet;
    packet.sourcePort = 0;
    packet.destinationPort = 0;
    packet.payloadStart = at;
    packet.payloadEnd = Math.max(end, at);
    packet.payloadOctets = promised - at;
  }

  private transport(view: DataView, at: number, end: number, promised: number): PacketKind {
    const packet = this.packet;
    const protocol = packet.protocol;
    if (protocol === IP_TCP) {
      if (end - at < 20) return this.short(at, end, promised, 'tcp-truncated');
      const header = (view.getUint8(at + 12) >>> 4) << 2;
      if (header < 20 || header > promised - at) return this.short(at, end, promised, 'tcp-header-invalid');
      packet.sourcePort = view.getUint16(at);
      packet.destinationPort = view.getUint16(at + 2);
      packet.tcpSequence = view.getInt32(at + 4);
      packet.tcpFlags = view.getUint8(at + 13);
      packet.tcpStart = at;
      packet.payloadStart = Math.min(at + header, end);
      packet.payloadEnd = end;
      packet.payloadOctets = promised - at - header;
      return PACKET_IP;
    }
    if (protocol === IP_UDP) {
      if (end - at < 8) return this.short(at, end, promised, 'udp-truncated');
      const sourcePort = view.getUint16(at);
      const destinationPort = view.getUint16(at + 2);
      const length = view.getUint16(at + 4);
      if (length >= 8 && at + length < promised) promised = at + length;
      if (destinationPort === PORT_VXLAN || destinationPort === PORT_VXLAN_LINUX) {
        if (end - at >= 16 && (view.getUint8(at + 8) & 0x08) !== 0)
          return this.tunnel(view, TYPE_TRANSPARENT_ETHERNET, at + 16, end);
      }
      packet.sourcePort = sourcePort;
      packet.destinationPort = destinationPort;
      packet.tcpFlags = 0;
      packet.payloadStart = at + 8;
      packet.payloadEnd = Math.min(promised, end);
      packet.payloadOctets = promised - at - 8;
      return PACKET_IP;
    }
    packet.tcpFlags = 0;
    if (protocol === IP_GRE) return this.gre(view, at, end, promised);
    if (protocol === IP_IPIP) return this.tunnel(view, TYPE_IPV4, at, end);
    if (protocol === IP_IPV6) return this.tunnel(view, TYPE_IPV6, at, end);
    this.payload(at, end, promised);
    return PACKET_IP;
  }

  /** An IP packet whose transport header is cut or wrong: the addresses are still evidence of two hosts. */
  private short(at: number, end: number, promised: number, anomaly: PacketAnomaly): PacketKind {
    this.packet.anomaly = anomaly;
    this.packet.tcpFlags = 0;
    this.payload(at, end, promised);
    this.packet.payloadEnd = this.packet.payloadStart;
    return PACKET_IP;
  }

  private gre(view: DataView, at: number, end: number, promised: number): PacketKind {
    const outer = at;
    if (end - at < 4) return this.refuse('tunnel-truncated');
    const flags = view.getUint16(at);
    const type = view.getUint16(at + 2);
    at += 4 + (flags & 0x8000 ? 4 : 0) + (flags & 0x2000 ? 4 : 0) + (flags & 0x1000 ? 4 : 0);
    // ERSPAN: type II has an 8 octet header when a sequence number is present, type I none; type III 12, or 20 with platform data.
    if (type === TYPE_ERSPAN_II)
      return this.tunnel(view, TYPE_TRANSPARENT_ETHERNET, flags & 0x1000 ? at + 8 : at, end);
    if (type === TYPE_ERSPAN_III) {
      const platform = end - at >= 12 && (view.getUint8(at + 11) & 1) !== 0;
      return this.tunnel(view, TYPE_TRANSPARENT_ETHERNET, at + (platform ? 20 : 12), end);
    }
    if (type === 0x880b) {
      // PPP in enhanced GRE (RFC 2637): the acknowledgement number has a flag of its own.
      if (flags & 0x0080) at += 4;
      if (end - at >= 4 && view.getUint16(at) === 0xff03) at += 2;
      if (end - at >= 2 && view.getUint16(at) === 0x0021) return this.tunnel(view, TYPE_IPV4, at + 2, end);
      if (end - at >= 1 && view.getUint8(at) === 0x21) return this.tunnel(view, TYPE_IPV4, at + 1, end);
    } else if (type === TYPE_IPV4 || type === TYPE_IPV6 || type === TYPE_TRANSPARENT_ETHERNET)
      return this.tunnel(view, type, at, end);
    this.payload(outer, end, promised);
    return PACKET_IP;
  }

  /** The packet inside replaces the one outside; the outer MAC says nothing about the inner addresses. */
  private tunnel(view: DataView, type: number, at: number, end: number): PacketKind {
    if (++this.depth > TUNNEL_LIMIT) return this.refuse('tunnels-too-deep');
    if (at > end) return this.refuse('tunnel-truncated');
    this.packet.hasMac = false;
    if (type === TYPE_TRANSPARENT_ETHERNET) {
      this.packet.vlan = NO_VLAN;
      return this.ethernet(view, at, end);
    }
    return type === TYPE_IPV4 ? this.ipv4(view, at, end) : this.ipv6(view, at, end);
  }

  private rawIp(view: DataView, at: number, end: number): PacketKind {
    const version = end > at ? view.getUint8(at) >>> 4 : 0;
    if (version === 4) return this.ipv4(view, at, end);
    return version === 6 ? this.ipv6(view, at, end) : this.refuse('ipv4-header-invalid');
  }

  private otherLink(view: DataView, at: number, end: number, linkType: number): PacketKind {
    switch (linkType) {
      case LINK_RAW:
      case LINK_RAW_OLD:
      case LINK_RAW_BSD:
      case LINK_IPV4:
      case LINK_IPV6:
        return this.rawIp(view, at, end);
      case LINK_NULL: // the address family in the byte order of the capturing host: only IP is looked for
      case LINK_LOOP:
        return end - at < 4 ? this.refuse('ethernet-truncated') : this.rawIp(view, at + 4, end);
      case LINK_LINUX_SLL:
        return this.linuxCooked(view, at, end, 16, 4, 6, 14);
      case LINK_LINUX_SLL2:
        return this.linuxCooked(view, at, end, 20, 11, 12, 0);
      case LINK_IEEE80211:
      case LINK_PRISM:
      case LINK_RADIOTAP:
      case LINK_PPI:
        return this.refuse('wireless-frame-not-decoded');
      default:
        return this.refuse('link-type-unsupported');
    }
  }

  /** Linux cooked capture: a header with the sender's address only. The length field of SLL has two octets, of SLL2 one. */
  private linuxCooked(
    view: DataView,
    at: number,
    end: number,
    header: number,
    lengthAt: number,
    macAt: number,
    typeAt: number,
  ): PacketKind {
    if (end - at < header) return this.refuse('ethernet-truncated');
    const packet = this.packet;
    const macLength = header === 16 ? view.getUint16(at + lengthAt) : view.getUint8(at + lengthAt);
    // A frame that this host sent carries its own address; the destination is never there.
    packet.hasMac = macLength === 6 && (view.getUint16(at + macAt) | view.getInt32(at + macAt + 2)) !== 0;
    packet.sourceMacHigh = view.getUint16(at + macAt);
    packet.sourceMacLow = view.getInt32(at + macAt + 2);
    packet.destinationMacHigh = 0;
    packet.destinationMacLow = 0;
    const type = view.getUint16(at + typeAt);
    return type <= LENGTH_MAX ? this.link(0, at + header, end) : this.etherType(view, type, at + header, end);
  }
}
