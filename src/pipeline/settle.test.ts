import { describe, expect, it } from 'vitest';
import type { CaptureFrame } from '../../test/support/capture-writer.ts';
import { ethernet } from '../../test/support/frame-builder.ts';
import * as net from '../../test/support/packet-builder.ts';
import { TcpConversation } from '../../test/support/tcp-conversation.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import { MESSAGE_COUNT_LIMIT } from './flow-state.ts';
import { feed, greeting, line, newEngine, services, values } from './packet-engine.arbitrary.ts';

const SECOND = 1_000_000;
const START = 1_777_881_600 * SECOND;
const client = { mac: '02:00:5e:10:00:0a', ip: '192.0.2.10', port: 49_200 };
const server = { mac: '02:00:5e:10:00:0b', ip: '192.0.2.20', port: 104 };
const talk = () => new TcpConversation({ client, server, startMicros: START });
const datagram = (text: string, micros: number): CaptureFrame => ({
  micros,
  octets: ethernet(
    { source: client.mac, destination: server.mac },
    net.ipv4(
      { source: client.ip, destination: server.ip },
      net.udp({ sourcePort: 5_000, destinationPort: 104 }, line(text)),
    ),
  ),
});

describe('an engine that settles', () => {
  it('shows a flow that goes on, and counts each of its packets once', () => {
    const { frames } = talk().open().client(line('call')).server(line('answer')).close();
    const engine = newEngine();
    const sink = engine.openCapture(0);
    const counts = () => {
      const { packetsSent, packetsReceived, octetsSent, bothWays } = engine.hosts.address(
        engine.hosts.findAddress(client.ip),
      );
      return { packetsSent, packetsReceived, octetsSent, bothWays };
    };
    feed(sink, frames.slice(0, 5));
    engine.settle();
    expect(counts()).toMatchObject({ packetsSent: 3, packetsReceived: 2, bothWays: 1 });
    expect(services(engine)).toContain('192.0.2.20 tcp/104 greeting server');
    feed(sink, frames.slice(5));
    engine.settle();
    engine.settle();
    engine.finish();
    const whole = newEngine();
    feed(whole.openCapture(0), frames);
    whole.finish();
    const address = whole.hosts.address(whole.hosts.findAddress(client.ip));
    expect(counts()).toMatchObject({
      ...{ packetsSent: address.packetsSent, packetsReceived: address.packetsReceived },
      ...{ octetsSent: address.octetsSent, bothWays: address.bothWays },
    });
  });

  it('leaves a flow whose answer may be on the way, for a while', () => {
    const engine = newEngine();
    const sink = engine.openCapture(0);
    const sent = () => engine.hosts.address(engine.hosts.findAddress(client.ip)).packetsSent;
    feed(sink, [datagram('one', START)]);
    engine.settle();
    expect(sent()).toBe(0);
    feed(sink, [datagram('two', START + 40 * SECOND)]);
    engine.settle();
    expect(sent()).toBe(2);
  });

  it('reads a protocol without a limit for as long as it is spoken', () => {
    const endless = {
      ...greeting,
      limits: { ...greeting.limits, messagesPerFlow: Number.MAX_SAFE_INTEGER },
    };
    const engine = newEngine({ dissectors: new DissectorTable([endless]) });
    const sink = engine.openCapture(0);
    const many = Array.from({ length: MESSAGE_COUNT_LIMIT + 5 }, () => datagram('again', START));
    feed(sink, many);
    feed(sink, [datagram('unheard', START)]);
    expect(values(engine)).not.toContain('unheard');
    feed(sink, [datagram('later', START + 31 * SECOND)]);
    engine.settle();
    feed(sink, [datagram('heard', START + 32 * SECOND)]);
    expect(values(engine)).toContain('heard');
  });
});
