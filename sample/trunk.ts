/**
 * What a mirror of the trunk sees: the frames that stations send, each once, tagged with the VLAN of the sender. A packet
 * to another VLAN goes to the MAC of the router; the answer comes in the other VLAN. Frames that the router forwards are
 * not mirrored a second time.
 */

import type { CaptureFrame } from '../test/support/capture-writer.ts';
import { arp, BROADCAST_MAC, ETHER_TYPE, ethernet, multicastMac } from '../test/support/frame-builder.ts';
import { hex } from '../test/support/octet-builder.ts';
import { icmpv6, ipv4, ipv6, udp } from '../test/support/packet-builder.ts';
import { TcpConversation, type TcpEnd } from '../test/support/tcp-conversation.ts';
import { type Host, ROUTER_MAC, routerIn } from './hosts.ts';

const SYN_OPTIONS_WINDOWS = hex('020405b4 01 030308 0101 0402');
const SYN_OPTIONS_LINUX = hex('020405b4 0101 0402 01 030307');
const SYN_OPTIONS_SMALL = hex('020405b4');
const WINDOWS_TTL = 128;
const LINUX_TTL = 64;

export class Trunk {
  private readonly recorded: CaptureFrame[] = [];
  private readonly conversations: TcpConversation[] = [];
  private readonly identifications = new Map<string, number>();
  private now = 0;
  private readonly startMicros: number;

  constructor(startMicros: number) {
    this.startMicros = startMicros;
  }

  /** All frames in the order of time. */
  get frames(): CaptureFrame[] {
    const all = [...this.recorded, ...this.conversations.flatMap((conversation) => conversation.frames)];
    return all.sort((one, other) => one.micros - other.micros);
  }

  /** Sets the clock to `seconds` after the start of the capture. */
  at(seconds: number): this {
    this.now = this.startMicros + Math.round(seconds * 1e6);
    return this;
  }

  /** A frame as it is, without a tag unless it has one. */
  frame(octets: Uint8Array): void {
    this.recorded.push({ micros: this.now, octets });
    this.now += 700;
  }

  /** UDP to another host, through the router when it is in another VLAN. */
  udp(from: Host, to: Host, sourcePort: number, destinationPort: number, payload: Uint8Array): void {
    const destination = { ip: to.ip, mac: nextHop(from, to) };
    this.datagram(from, destination, from.ttl, sourcePort, destinationPort, payload);
  }

  /** UDP to all stations of the VLAN; `ip` is a directed broadcast, 255.255.255.255 or a group. */
  udpToAll(
    from: Host,
    ip: string,
    sourcePort: number,
    destinationPort: number,
    payload: Uint8Array,
    ttl = from.ttl,
  ): void {
    const mac =
      Number(ip.split('.')[0]) >= 224 && ip !== '255.255.255.255' ? multicastMac(ip) : BROADCAST_MAC;
    this.datagram(from, { ip, mac }, ttl, sourcePort, destinationPort, payload);
  }

  private datagram(
    from: Host,
    to: { ip: string; mac: string },
    ttl: number,
    sourcePort: number,
    destinationPort: number,
    payload: Uint8Array,
  ): void {
    const identification = (this.identifications.get(from.mac) ?? 0) + 1;
    this.identifications.set(from.mac, identification);
    const packet = ipv4(
      { source: from.ip, destination: to.ip, ttl, identification },
      udp({ sourcePort, destinationPort }, payload),
    );
    const link = { source: from.mac, destination: to.mac, vlans: [from.vlan], pad: true };
    this.frame(ethernet(link, packet));
  }

  /** A TCP conversation that begins now; what is called on it next is what both sides say. */
  tcp(client: Host, clientPort: number, server: Host, serverPort: number): TcpConversation {
    const end = (self: Host, peer: Host, port: number): TcpEnd => ({
      ...{ mac: self.mac, ip: self.ip, port, ttl: self.ttl, vlans: [self.vlan] },
      nextHopMac: nextHop(self, peer),
      synOptions: synOptions(self.ttl),
      window: self.ttl === LINUX_TTL ? 29_200 : 64_240,
      initialSequence: (port * 2_654_435_761) >>> 0,
    });
    const conversation = new TcpConversation({
      client: end(client, server, clientPort),
      server: end(server, client, serverPort),
      startMicros: this.now,
      gapMicros: 450,
    });
    this.conversations.push(conversation);
    return conversation.open();
  }

  /** `asking` asks who has `ip`; the owner answers when there is one. */
  arpRequest(asking: Host, ip: string, owner?: Host): void {
    const ask = arp({
      operation: 'request',
      senderMac: asking.mac,
      senderIp: asking.ip,
      targetIp: ip,
    });
    const link = { vlans: [asking.vlan], type: ETHER_TYPE.arp, pad: true };
    this.frame(ethernet({ ...link, source: asking.mac, destination: BROADCAST_MAC }, ask));
    if (!owner) return;
    const answer = arp({
      ...{ operation: 'reply', senderMac: owner.mac, senderIp: ip },
      ...{ targetMac: asking.mac, targetIp: asking.ip },
    });
    this.frame(ethernet({ ...link, source: owner.mac, destination: asking.mac }, answer));
  }

  /** `asking` looks for the router of its VLAN. */
  arpForRouter(asking: Host): void {
    const router = routerIn(asking.vlan);
    this.arpRequest(asking, router.ip, router);
  }

  /** An ICMPv6 message to a group, hop limit 255 as neighbour discovery demands (RFC 4861). */
  neighbourDiscovery(from: Host, sourceIp: string, group: string, type: number, rest: Uint8Array): void {
    const packet = ipv6({ source: sourceIp, destination: group, hopLimit: 255 }, icmpv6(type, 0, rest));
    const link = { source: from.mac, destination: multicastMac(group), vlans: [from.vlan] };
    this.frame(ethernet(link, packet));
  }
}

function nextHop(from: Host, to: Host): string {
  return from.vlan === to.vlan ? to.mac : ROUTER_MAC;
}

function synOptions(ttl: number): Buffer {
  if (ttl === WINDOWS_TTL) return SYN_OPTIONS_WINDOWS;
  return ttl === LINUX_TTL ? SYN_OPTIONS_LINUX : SYN_OPTIONS_SMALL;
}
