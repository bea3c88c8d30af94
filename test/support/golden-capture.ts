/**
 * The golden capture of a protocol: vectors of its dissector as a sensor would see them, in one small file between the
 * two hosts of every vector. Written by `npm run golden`; what must come of it stands in the JSON beside it.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Carrier } from '../../src/dissectors/dissector.ts';
import { type CaptureFrame, writePcap } from './capture-writer.ts';
import { ethernet, ieee8023, linkLocalIpv6, snap } from './frame-builder.ts';
import { hex } from './octet-builder.ts';
import { icmpv6, ipv4, ipv6, udp } from './packet-builder.ts';
import { REPOSITORY } from './source-files.ts';
import { TcpConversation } from './tcp-conversation.ts';

/** The two hosts of every vector: addresses for documentation, MACs of nobody. */
export const CLIENT = { mac: '02:00:5e:00:53:01', ip: '192.0.2.1' } as const;
export const SERVER = { mac: '02:00:5e:00:53:02', ip: '192.0.2.2' } as const;
/** Port of the client where a vector names none; each conversation of a capture takes the next. */
export const CLIENT_PORT = 40_000;

/** Octets of one golden capture; the first conversation stands in it however long it is. */
export const GOLDEN_OCTETS = 4_096;
/** 2026-05-04T08:00:00Z. */
const START_MICROS = 1_777_881_600_000_000;
const SECOND = 1_000_000;
const SNAP_TYPES = 0x1_0000_0000;

/** One conversation, whichever carrier it runs over. */
export interface Conversation {
  readonly carrier: Carrier;
  readonly clientPort: number;
  readonly serverPort: number;
  /** EtherType, or SNAP identifier as `snapType` writes it; for the carrier `ethernet` alone. */
  readonly linkType: number;
  readonly messages: readonly { readonly from: 'client' | 'server'; readonly hex: string }[];
  /** The last message is cut by the end of the capture: nobody closes. */
  readonly endsCut: boolean;
}

/** The capture of the first conversation and of as many others, in their order, as GOLDEN_OCTETS allow. */
export function goldenCapture(conversations: readonly Conversation[]): Buffer {
  let frames: CaptureFrame[] = [];
  for (const [index, conversation] of conversations.entries()) {
    const more = [...frames, ...framesOf(conversation, START_MICROS + index * SECOND)];
    if (index === 0 || writePcap(more).length <= GOLDEN_OCTETS) frames = more;
  }
  return writePcap(frames);
}

function framesOf(conversation: Conversation, micros: number): CaptureFrame[] {
  if (conversation.carrier === 'tcp') return tcpFrames(conversation, micros);
  return conversation.messages.map(({ from, hex: digits }, index) => ({
    micros: micros + index * 1_000,
    octets: frameOf(conversation, from, hex(digits)),
  }));
}

function tcpFrames({ clientPort, serverPort, messages, endsCut }: Conversation, startMicros: number) {
  const talk = new TcpConversation({
    ...{ client: { ...CLIENT, port: clientPort }, server: { ...SERVER, port: serverPort } },
    ...{ startMicros, acknowledge: false },
  });
  talk.open();
  for (const { from, hex: digits } of messages) talk[from](hex(digits));
  return endsCut ? talk.frames : talk.close().frames;
}

function frameOf(conversation: Conversation, from: 'client' | 'server', payload: Buffer): Buffer {
  const { carrier, linkType, clientPort, serverPort } = conversation;
  const [source, destination] = from === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT];
  const link = { source: source.mac, destination: destination.mac };
  if (carrier === 'ethernet') {
    return linkType < SNAP_TYPES
      ? ethernet({ ...link, type: linkType }, payload)
      : ieee8023(link, snap(Math.floor(linkType / 0x1_0000) & 0xffff, linkType & 0xffff, payload));
  }
  if (carrier === 'icmpv6') {
    const addresses = { source: linkLocalIpv6(source.mac), destination: linkLocalIpv6(destination.mac) };
    const [type = 0, code = 0] = payload;
    return ethernet(link, ipv6({ ...addresses, hopLimit: 255 }, icmpv6(type, code, payload.subarray(4))));
  }
  const [sourcePort, destinationPort] =
    from === 'client' ? [clientPort, serverPort] : [serverPort, clientPort];
  const datagram = udp({ sourcePort, destinationPort }, payload);
  return ethernet(link, ipv4({ source: source.ip, destination: destination.ip }, datagram));
}

const { UPDATE_GOLDEN } = process.env;

/** Path of a file of the golden folder, `dicom.pcap`. */
export const goldenPath = (file: string): string => join(REPOSITORY, 'test', 'golden', file);

/** What the golden folder holds under this name after `made` has been written there by `npm run golden`. */
export function goldenFile(file: string, made: Buffer): Buffer | undefined {
  const path = goldenPath(file);
  if (UPDATE_GOLDEN) writeFileSync(path, made);
  return existsSync(path) ? readFileSync(path) : undefined;
}
