/**
 * What the headers of one frame say. One re-used object per decoder: plain integers, nothing allocated per packet.
 * 32-bit fields are signed, as the tables hold them; `>>> 0` where a value is shown.
 */

/** What a frame turned out to be. */
export const PACKET_NONE = 0; // no header could be read: counted, with an anomaly
export const PACKET_LINK = 1; // a frame without IP: `etherType` and the payload
export const PACKET_IP = 2; // IPv4 or IPv6 with whatever it carries
export type PacketKind = typeof PACKET_NONE | typeof PACKET_LINK | typeof PACKET_IP;

/** IP protocol numbers (IANA) that the decoder itself looks into. */
export const IP_TCP = 6;
export const IP_UDP = 17;
export const IP_ICMPV6 = 58;

/** TCP flags (RFC 9293 3.1). */
export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_ACK = 0x10;

/** `vlan` of a frame without a tag. */
export const NO_VLAN = -1;

export class Packet {
  kind: PacketKind = PACKET_NONE;
  /** False when the link layer carries no MAC or when the MAC belongs to the outside of a tunnel. */
  hasMac = false;
  sourceMacHigh = 0;
  sourceMacLow = 0;
  destinationMacHigh = 0;
  destinationMacLow = 0;
  /** Outermost 802.1Q identifier, or NO_VLAN. */
  vlan = NO_VLAN;
  /** EtherType of the payload; for SNAP of another organisation the number that `snapType` makes; LLC alone is 0. */
  etherType = 0;
  /** 4, 6, or 0 for frames without IP. */
  ipVersion = 0;
  /** IPv4 address, or first word of the IPv6 address. */
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  destination0 = 0;
  destination1 = 0;
  destination2 = 0;
  destination3 = 0;
  /** Time to live or hop limit. */
  ttl = 0;
  /** IP protocol after all extension headers. */
  protocol = 0;
  /** A fragment of a datagram: `payload` may hold less than the message, or its middle. */
  fragment = false;
  /** Ports of TCP and UDP (of later fragments too, when the first was seen); 0 otherwise. */
  sourcePort = 0;
  destinationPort = 0;
  tcpFlags = 0;
  tcpSequence = 0;
  /** Where the TCP header begins; its options end at `payloadStart`. Of TCP packets alone. */
  tcpStart = 0;
  /** Payload `[start, end)` above TCP and UDP, of the ICMP message, or of the frame without IP. */
  payloadStart = 0;
  payloadEnd = 0;
  /** Octets of payload that the headers promise; more than are captured when the capture was cut. */
  payloadOctets = 0;
  /** Code of the oddity that was met, or the empty string. */
  anomaly: PacketAnomaly | '' = '';
}

/** Oddities of headers, counted per capture. */
export type PacketAnomaly =
  | 'link-type-unsupported'
  | 'wireless-frame-not-decoded'
  | 'ethernet-truncated'
  | 'ethernet-type-invalid'
  | 'vlan-tags-too-many'
  | 'mpls-truncated'
  | 'pppoe-truncated'
  | 'ipv4-truncated'
  | 'ipv4-header-invalid'
  | 'ipv6-truncated'
  | 'ipv6-extensions-too-many'
  | 'tcp-truncated'
  | 'tcp-header-invalid'
  | 'udp-truncated'
  | 'tunnel-truncated'
  | 'tunnels-too-deep';
