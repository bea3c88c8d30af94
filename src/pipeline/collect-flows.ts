/** Reads a capture again for the frames of the flows to which some packets belong: what a fact may need besides its packet. */

import { isUnicastIpv4 } from '../base/ip-address.ts';
import { isGroupMac } from '../base/mac-address.ts';
import { readCaptureFile } from '../capture/read-capture.ts';
import { FrameDecoder } from '../wire/decode-frame.ts';
import type { Frame, FrameSink } from '../wire/frame.ts';
import { PACKET_IP, Packet } from '../wire/packet.ts';

/** Frames kept of one flow, up to the packet: the first ones and the last ones before it. */
export const FRAMES_PER_FLOW = 64;
const FIRST_KEPT = 16;
const IPV6_GROUPS = 0xff; // RFC 4291 2.7

export interface FlowOfPacket {
  readonly linkType: number;
  /** Copies, in the order of the capture; the last is the packet itself. */
  readonly frames: readonly Uint8Array[];
}

/** For each packet number of the capture the frames of its flow up to it. Throws as `readCaptureFile` does. */
export async function collectFlows(
  capture: string,
  packets: ReadonlySet<number>,
): Promise<ReadonlyMap<number, FlowOfPacket>> {
  const keys = new Map<number, string>();
  await eachFrame(capture, (frame, key) => {
    if (packets.has(frame.number)) keys.set(frame.number, key);
  });
  const wanted = new Set(keys.values());
  const open = new Map<string, { linkType: number; frames: Uint8Array[] }>();
  const found = new Map<number, FlowOfPacket>();
  await eachFrame(capture, (frame, key) => {
    if (!wanted.has(key)) return;
    const flow = open.get(key) ?? { linkType: frame.linkType, frames: [] };
    open.set(key, flow);
    flow.frames.push(Uint8Array.from(frame.octets.bytes.subarray(frame.start, frame.end)));
    if (flow.frames.length > FRAMES_PER_FLOW) flow.frames.splice(FIRST_KEPT, 1);
    if (packets.has(frame.number))
      found.set(frame.number, { linkType: frame.linkType, frames: [...flow.frames] });
  });
  return found;
}

async function eachFrame(capture: string, see: (frame: Frame, key: string) => void): Promise<void> {
  const packet = new Packet();
  const decoder = new FrameDecoder(packet);
  const sink: FrameSink = {
    frame(frame) {
      const kind = decoder.decode(frame.octets.view, frame.start, frame.end, frame.linkType);
      see(frame, kind === PACKET_IP ? flowKey(packet) : `frame ${frame.number}`);
    },
    resolvedName: () => undefined,
  };
  await readCaptureFile(capture, sink);
}

/** The same for both directions. */
function flowKey(packet: Packet): string {
  const { source0, source1, source2, source3, destination0, destination1, destination2, destination3 } =
    packet;
  // The last three words of an address belong to IPv6 alone; IPv4 leaves them as they were.
  const isIpv6 = packet.ipVersion === 6;
  const from = isIpv6 ? [source0, source1, source2, source3] : [source0];
  const to = isIpv6 ? [destination0, destination1, destination2, destination3] : [destination0];
  const ends = [`${from} ${packet.sourcePort}`, `${to} ${packet.destinationPort}`].sort();
  return `${packet.protocol} ${ends.join(' ')}`;
}

/** MACs and IP addresses of single hosts in the headers of frames, as their octets in latin1. */
export function headerAddresses(frames: readonly Uint8Array[], linkType: number): string[] {
  const packet = new Packet();
  const decoder = new FrameDecoder(packet);
  return frames.flatMap((frame) => {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    const kind = decoder.decode(view, 0, frame.length, linkType);
    const macs = packet.hasMac
      ? [
          [packet.sourceMacHigh, packet.sourceMacLow] as const,
          [packet.destinationMacHigh, packet.destinationMacLow] as const,
        ]
      : [];
    const { source0, source1, source2, source3, destination0, destination1, destination2, destination3 } =
      packet;
    const ips =
      kind !== PACKET_IP
        ? []
        : packet.ipVersion === 6
          ? [
              [source0, source1, source2, source3],
              [destination0, destination1, destination2, destination3],
            ]
          : [[source0], [destination0]];
    return [
      ...macs
        .filter(([high]) => !isGroupMac(high))
        .map(([high, low]) => octetText([high]).slice(2) + octetText([low])),
      ...ips.filter(isOneHost).map(octetText),
    ];
  });
}

function isOneHost(words: readonly number[]): boolean {
  const [first = 0] = words;
  return words.length === 1
    ? isUnicastIpv4(first)
    : first >>> 24 !== IPV6_GROUPS && words.some((word) => word !== 0);
}

/** 32-bit words as their octets in latin1. */
export function octetText(words: readonly number[]): string {
  const octets = words.flatMap((word) => [
    word >>> 24,
    (word >>> 16) & 0xff,
    (word >>> 8) & 0xff,
    word & 0xff,
  ]);
  return String.fromCharCode(...octets);
}
