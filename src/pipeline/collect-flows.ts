/** Reads a capture again for the frames of the flows to which some packets belong: what a fact may need besides its packet. */

import { readCaptureFile } from '../capture/read-capture.ts';
import { FrameDecoder } from '../wire/decode-frame.ts';
import type { Frame, FrameSink } from '../wire/frame.ts';
import { PACKET_IP, Packet } from '../wire/packet.ts';

/** Frames kept of one flow, up to the packet: the first ones and the last ones before it. */
export const FRAMES_PER_FLOW = 64;
const FIRST_KEPT = 16;

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
  const from = [source0, source1, source2, source3, packet.sourcePort];
  const to = [destination0, destination1, destination2, destination3, packet.destinationPort];
  const ends = [
    packet.ipVersion === 4 ? [source0, packet.sourcePort] : from,
    packet.ipVersion === 4 ? [destination0, packet.destinationPort] : to,
  ];
  return `${packet.protocol} ${ends.map(String).sort().join(' ')}`;
}
