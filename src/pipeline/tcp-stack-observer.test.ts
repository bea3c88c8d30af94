import { describe, expect, it } from 'vitest';
import type { CaptureFrame } from '../../test/support/capture-writer.ts';
import { ethernet } from '../../test/support/frame-builder.ts';
import { hex, octets, u32 } from '../../test/support/octet-builder.ts';
import { ipv4, TCP_FLAG, tcp } from '../../test/support/packet-builder.ts';
import { TcpConversation } from '../../test/support/tcp-conversation.ts';
import { allObservations, feed, newEngine } from './packet-engine.arbitrary.ts';
import type { PacketEngine } from './packet-engine.ts';
import { TCP_STACK_LIMIT } from './tcp-stack-observer.ts';

const client = { mac: '00:09:fb:00:00:01', ip: '192.0.2.10', port: 49_200, ttl: 128 };
const server = {
  mac: '00:09:fb:00:00:02',
  ip: '192.0.2.20',
  port: 104,
  window: 4_128,
  ttl: 255,
  synOptions: hex('020405b4'),
};

function forms(engine: PacketEngine): string[] {
  return allObservations(engine)
    .filter(({ observation }) => observation.protocol === 'tcp')
    .map(
      ({ about, observation: { field, value, count } }) =>
        `${about.split(' ')[1]} ${field} ${value} ${count}`,
    );
}

describe('TcpStackObserver', () => {
  it('records how each end writes its first packet, once however many connections there are', () => {
    const engine = newEngine();
    const sink = engine.openCapture(0);
    for (const port of [49_200, 49_201, 49_202])
      feed(sink, new TcpConversation({ client: { ...client, port }, server }).open().close().frames);
    expect(forms(engine)).toEqual([
      '192.0.2.10 syn 128:64240:44:1460:7:mss,sok,nop,ws,eol+1 1',
      '192.0.2.20 syn-ack 255:4128:-:1460:-:mss 1',
    ]);
  });

  it('records of each system behind one address how it begins connections', () => {
    const engine = newEngine();
    const sink = engine.openCapture(0);
    const stamped = (ticks: number) => octets(hex('020405b40402080a'), u32(ticks), u32(0), hex('01030307'));
    for (let turn = 0; turn < 8; turn++) {
      const end = { ...client, port: 50_000 + turn };
      const system =
        turn % 2 === 0
          ? { ...end, ttl: 63, synOptions: stamped(7_000 + turn * 2_000) }
          : { ...end, ttl: 127 };
      const options = { client: system, server, startMicros: turn * 2_000_000 };
      // The second SYN is sent again: that begins no connection.
      const [syn, ...others] = new TcpConversation(options).open().close().frames;
      feed(sink, syn ? [syn, syn, ...others] : []);
    }
    const named = engine.observations.namedSubjects().map((subject) => ({
      name: engine.observations.namedOf(subject)?.name,
      said: engine.observations.of(subject).map(({ field, value }) => `${field} ${value}`),
    }));
    expect(named).toEqual([
      { name: 'system:ttl-64', said: ['syn 64:64240:44:1460:7:mss,sok,ts,nop,ws'] },
      { name: 'system:ttl-128', said: ['syn 128:64240:44:1460:7:mss,sok,nop,ws,eol+1'] },
    ]);
  });

  it('says that systems share an address when only their clocks differ', () => {
    const engine = newEngine();
    const sink = engine.openCapture(0);
    for (let turn = 0; turn < 16; turn++) {
      const ticks = (turn % 2 === 0 ? 7_000 : 3_000_000_000) + turn * 2_000;
      const synOptions = octets(hex('020405b40402080a'), u32(ticks), u32(0), hex('01030307'));
      const end = { ...client, port: 50_000 + turn, ttl: 63, synOptions };
      const options = { client: end, server, startMicros: turn * 2_000_000 };
      feed(sink, new TcpConversation(options).open().close().frames);
    }
    expect(engine.observations.namedSubjects()).toEqual([]);
    expect(forms(engine)).toContain('192.0.2.10 systems 2 1');
  });

  it('keeps what it records bounded when senders are invented', () => {
    const engine = newEngine();
    const sink = engine.openCapture(0);
    function* flood(): Generator<CaptureFrame> {
      const header = {
        sourcePort: 1,
        destinationPort: 104,
        sequence: 1,
        flags: TCP_FLAG.syn,
        options: hex('020405b4'),
      };
      const frame = Buffer.from(
        ethernet(
          { source: client.mac, destination: server.mac, type: 0x0800 },
          ipv4({ source: '10.0.0.1', destination: server.ip }, tcp(header)),
        ),
      );
      for (let each = 0; each < TCP_STACK_LIMIT + 1_000; each++) {
        frame.writeUInt32BE(0x0a00_0000 + each, 26);
        yield { micros: 0, octets: frame };
      }
    }
    feed(sink, flood());
    expect(engine.observations.size).toBe(TCP_STACK_LIMIT);
  });
});
