import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureFrame } from '../../test/support/capture-writer.ts';
import { ethernet } from '../../test/support/frame-builder.ts';
import { octets } from '../../test/support/octet-builder.ts';
import * as net from '../../test/support/packet-builder.ts';
import { TcpConversation } from '../../test/support/tcp-conversation.ts';
import { type ConversationPart, ConversationTable } from '../flow/conversation-table.ts';
import { FlowLog } from '../flow/flow-log.ts';
import { feed, newEngine } from './packet-engine.arbitrary.ts';

const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;
const START = 490_000 * HOUR;
const client = { mac: '02:00:5e:10:00:0a', ip: '192.0.2.10', port: 49_200 };
const server = { mac: '02:00:5e:10:00:0b', ip: '192.0.2.20', port: 104 };
const cable = { source: client.mac, destination: server.mac };

function datagram(
  micros: number,
  ports: readonly [number, number] = [5_000, 104],
  back = false,
): CaptureFrame {
  const [from, to] = back ? [server, client] : [client, server];
  const [sourcePort, destinationPort] = back ? [ports[1], ports[0]] : ports;
  return {
    micros,
    octets: ethernet(
      cable,
      net.ipv4(
        { source: from.ip, destination: to.ip },
        net.udp({ sourcePort, destinationPort }, octets('ab')),
      ),
    ),
  };
}

function read(frames: readonly CaptureFrame[]) {
  const conversations = new ConversationTable(1);
  const flowLog = new FlowLog();
  const engine = newEngine({ conversations, flowLog });
  feed(engine.openCapture(0), frames);
  engine.finish();
  const named = [...conversations.each()].map((part) => ({
    ...part,
    initiator: engine.hosts.ipOf(part.initiator),
    responder: engine.hosts.ipOf(part.responder),
  }));
  return { conversations: named, flows: [...flowLog.each()] };
}

/** The same by an engine that settles after every other packet, and whose table is emptied as it goes. */
function readSettling(frames: readonly CaptureFrame[]) {
  const table = new ConversationTable(1);
  const flowLog = new FlowLog();
  const engine = newEngine({ conversations: table, flowLog });
  const sink = engine.openCapture(0);
  const conversations: ConversationPart[] = [];
  for (const [index, frame] of frames.entries()) {
    feed(sink, [frame]);
    if (index % 2 === 1) engine.settle();
    if (index % 6 === 5) conversations.push(...table.take(2, () => true));
    if (index % 12 === 11) table.forget(490_000 + index);
  }
  engine.finish();
  conversations.push(...table.take(Number.POSITIVE_INFINITY, () => true));
  return { conversations, flows: [...flowLog.each()] };
}

const hours = (parts: readonly Pick<ConversationPart, 'hour'>[]) => parts.map(({ hour }) => hour - 490_000);

describe('conversations by hour', () => {
  it('have both directions, who began, and when', () => {
    const talk = new TcpConversation({ client, server, startMicros: START });
    const { frames } = talk.open().client(octets('call')).server(octets('an answer')).close();
    const out = frames.filter((frame) => Buffer.from(frame.octets).readUInt16BE(34) === client.port);
    const { conversations } = read(frames);
    expect(conversations).toEqual([
      {
        ...{ initiator: client.ip, responder: server.ip, transport: 6, port: 104, protocol: 0 },
        ...{ hour: 490_000, connections: 1, failed: 0 },
        packetsOut: out.length,
        packetsIn: frames.length - out.length,
        octetsOut: out.reduce((sum, frame) => sum + frame.octets.length, 0),
        octetsIn:
          frames.reduce((sum, frame) => sum + frame.octets.length, 0) -
          out.reduce((sum, frame) => sum + frame.octets.length, 0),
        ...{ firstAt: START, lastAt: START },
      },
    ]);
  });

  it('split a flow that goes on over full hours, and count its connection once', () => {
    const frames = Array.from({ length: 150 }, (_, minute) => datagram(START + minute * 50 * SECOND));
    const { conversations, flows } = read(frames);
    expect(flows).toHaveLength(1);
    expect(hours(conversations)).toEqual([0, 1, 2]);
    expect(conversations.map(({ packetsOut }) => packetsOut)).toEqual([72, 72, 6]);
    expect(conversations.map(({ connections }) => connections)).toEqual([1, 0, 0]);
    expect(conversations[1]).toMatchObject({ firstAt: START + HOUR, lastAt: START + 2 * HOUR - 50 * SECOND });
  });

  it('count as failed what is refused or never answered, and no other', () => {
    const call = (port: number) =>
      new TcpConversation({ client, server: { ...server, port }, startMicros: START });
    const unanswered = call(1).open().frames.slice(0, 1);
    const answered = call(2).open().close().frames;
    const oneWay = call(3)
      .open()
      .client(octets('data '.repeat(40)))
      .frames.filter((frame) => Buffer.from(frame.octets).readUInt16BE(34) === client.port);
    const { conversations } = read([...unanswered, ...answered, ...oneWay]);
    const failed = conversations.map(({ port, failed }) => [port, failed]).sort();
    expect(failed).toEqual([
      [1, 1],
      [2, 0],
      [3, 0],
    ]);
  });

  it('of an engine that settles count a connection and its failure once, and begin where it went on', () => {
    const refused = new TcpConversation({ client, server: { ...server, port: 1 }, startMicros: START });
    const call = refused.open().frames.slice(0, 1);
    const table = new ConversationTable(1);
    const engine = newEngine({ conversations: table });
    const sink = engine.openCapture(0);
    const taken = () => {
      engine.settle();
      return [...table.take(9, () => true)].map(
        ({ port, connections, failed, packetsOut, firstAt, lastAt }) => [
          ...[port, connections, failed, packetsOut],
          ...[(firstAt - START) / SECOND, (lastAt - START) / SECOND],
        ],
      );
    };
    feed(sink, [...call, datagram(START), datagram(START, undefined, true)]);
    // Nobody has answered the call yet.
    expect(taken()).toEqual([[104, 1, 0, 1, 0, 0]]);
    feed(sink, [datagram(START + 40 * SECOND), datagram(START + 50 * SECOND)]);
    expect(taken()).toEqual([
      [1, 1, 1, 1, 0, 0],
      [104, 0, 0, 2, 40, 50],
    ]);
    expect(taken()).toEqual([]);
    feed(sink, [{ ...(call[0] as CaptureFrame), micros: START + 60 * SECOND }]);
    engine.finish();
    expect(taken()).toEqual([[1, 0, 0, 1, 60, 60]]);
  });

  it('add up to the flows, however packets lie in time', () => {
    const packet = fc.record({
      gap: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.constant(3_500)),
      port: fc.constantFrom(5_000, 5_001),
      back: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 120 }), fc.boolean(), (packets, settles) => {
        let micros = START;
        const frames = packets.map(({ gap, port, back }) => {
          micros += gap * SECOND;
          return datagram(micros, [port, 104], back);
        });
        const { conversations, flows } = settles ? readSettling(frames) : read(frames);
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        expect(sum(conversations.map(({ packetsOut, packetsIn }) => packetsOut + packetsIn))).toBe(
          frames.length,
        );
        expect(sum(conversations.map(({ octetsOut, octetsIn }) => octetsOut + octetsIn))).toBe(
          sum(frames.map((frame) => frame.octets.length)),
        );
        expect(sum(conversations.map(({ connections }) => connections))).toBe(flows.length);
        for (const { hour, firstAt, lastAt } of conversations) {
          expect(Math.floor(firstAt / HOUR)).toBe(hour);
          expect(Math.floor(lastAt / HOUR)).toBe(hour);
        }
      }),
      { numRuns: 60 },
    );
  });
});
