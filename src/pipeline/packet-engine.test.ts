import { describe, expect, it } from 'vitest';
import type { CaptureFrame } from '../../test/support/capture-writer.ts';
import { ethernet, type VlanTag } from '../../test/support/frame-builder.ts';
import { octets, zeros } from '../../test/support/octet-builder.ts';
import * as net from '../../test/support/packet-builder.ts';
import { TcpConversation, type TcpEnd } from '../../test/support/tcp-conversation.ts';
import { FlowLog } from '../flow/flow-log.ts';
import { eachFlow } from './list-flows.ts';
import {
  experiment,
  feed,
  greeting,
  line,
  newEngine,
  observations,
  services,
  values,
} from './packet-engine.arbitrary.ts';

const SECOND = 1_000_000;
const START = 1_777_881_600 * SECOND;
const client: TcpEnd = { mac: '02:00:5e:10:00:0a', ip: '192.0.2.10', port: 49_200 };
const server: TcpEnd = { mac: '02:00:5e:10:00:0b', ip: '192.0.2.20', port: 104 };
const conversation = (options: { client?: TcpEnd; server?: TcpEnd; startMicros?: number } = {}) =>
  new TcpConversation({ client, server, startMicros: START, ...options });
const cable = { source: client.mac, destination: server.mac };
const pair = { source: client.ip, destination: server.ip };
const datagram = (text: string, micros = START, vlans: VlanTag[] = []): CaptureFrame => ({
  micros,
  octets: ethernet(
    { ...cable, vlans },
    net.ipv4(pair, net.udp({ sourcePort: 5_000, destinationPort: 104 }, line(text))),
  ),
});

/** An engine that has read one capture of these frames to its end. */
function read(frames: readonly CaptureFrame[], options: Parameters<typeof newEngine>[0] = {}) {
  const engine = newEngine(options);
  const sink = engine.openCapture(0);
  feed(sink, frames);
  engine.finish();
  return { engine, anomalies: Object.fromEntries(sink.tally.anomalies), tally: sink.tally };
}

describe('a TCP conversation', () => {
  it('is one flow with a server, a client and facts about who said them', () => {
    const talk = conversation().open().client(line('call')).server(line('answer')).close();
    const { engine, anomalies, tally } = read(talk.frames);
    expect(services(engine)).toEqual([
      '192.0.2.10 tcp/104 greeting client',
      '192.0.2.20 tcp/104 greeting server',
    ]);
    expect(observations(engine)).toMatchObject([
      {
        about: `${client.mac} ${client.ip}`,
        observation: { protocol: 'greeting', field: 'text', value: 'call' },
      },
      { about: `${server.mac} ${server.ip}`, observation: { value: 'answer' } },
    ]);
    expect(observations(engine)[0]?.observation.first).toEqual({ capture: 0, packet: 4, at: START + 600 });
    expect(anomalies).toEqual({});
    expect([tally.packets, tally.firstAt, tally.lastAt]).toEqual([
      talk.frames.length,
      START,
      START + (talk.frames.length - 1) * 200,
    ]);
  });

  it('inside of one host is about that host, whose frames carry a MAC of zeros', () => {
    const inside = { mac: '00:00:00:00:00:00', ip: '127.0.0.1' };
    const talk = conversation({ client: { ...client, ...inside }, server: { ...server, ...inside } });
    const { engine } = read(talk.open().client(line('call')).server(line('answer')).close().frames);
    expect(services(engine)).toEqual([
      '127.0.0.1 tcp/104 greeting client',
      '127.0.0.1 tcp/104 greeting server',
    ]);
    expect(observations(engine).map(({ about, observation }) => `${about} ${observation.value}`)).toEqual([
      '- 127.0.0.1 call',
      '- 127.0.0.1 answer',
    ]);
  });

  it('adds up for both addresses', () => {
    const { frames } = conversation().open().client(line('call'));
    const { engine } = read(frames);
    const octetsOf = (source: string) =>
      frames.reduce(
        (sum, frame) =>
          Buffer.from(frame.octets).toString('hex', 6, 12) === source.replaceAll(':', '')
            ? sum + frame.octets.length
            : sum,
        0,
      );
    expect(engine.hosts.address(0)).toMatchObject({
      ...{ ip: client.ip, packetsSent: 3, packetsReceived: 2, peers: 1, firstAt: START },
      ...{ octetsSent: octetsOf(client.mac), octetsReceived: octetsOf(server.mac) },
    });
  });

  it('of which only one direction was captured leaves a peer that must be there', () => {
    const whole = conversation()
      .open()
      .client(line('call '.repeat(40)))
      .client(line('call '.repeat(40))).frames;
    const fromClient = whole.filter(({ octets: frame }) =>
      Buffer.from(frame).toString('hex', 6, 12).endsWith('0a'),
    );
    const { hosts } = read(fromClient).engine;
    const [one, other] = [hosts.findAddress(client.ip), hosts.findAddress(server.ip)];
    expect(hosts.address(one)).toMatchObject({ bothWays: 0, oneWay: 1 });
    expect([hosts.isInhabited(other), hosts.packetsSentBy(other)]).toEqual([true, 0]);
    const both = read(whole).engine.hosts;
    expect(both.address(both.findAddress(server.ip))).toMatchObject({ bothWays: 1, oneWay: 0 });
    const scan = read(conversation().open().frames.slice(0, 1)).engine.hosts;
    expect(scan.isInhabited(scan.findAddress(server.ip))).toBe(false);
  });

  it('of a protocol that nobody knows shows a service all the same, once somebody has accepted', () => {
    const accepted = read(conversation().open().client(octets('??')).frames);
    expect(services(accepted.engine)).toEqual(['192.0.2.20 tcp/104 - server']);
    const scanned = read(conversation().open().frames.slice(0, 1));
    expect(services(scanned.engine)).toEqual([]);
  });

  it('seen from its middle has its server where the well-known port is', () => {
    const frames = conversation().open().server(line('answer')).client(line('call')).frames.slice(3);
    expect(services(read(frames).engine)).toContain('192.0.2.20 tcp/104 greeting server');
  });

  it('seen from its middle has its server where the protocol says', () => {
    const high = { ...server, port: 50_104 };
    const talk = () => conversation({ server: high }).open();
    const unsaid = talk().server(line('answer')).frames.slice(3);
    const said = talk().server(line('serve')).frames.slice(3);
    expect(services(read(unsaid).engine)).toContain('192.0.2.10 tcp/49200 greeting server');
    expect(services(read(said).engine)).toContain('192.0.2.20 tcp/50104 greeting server');
  });

  it('is one line of the flow log, client first', () => {
    const flowLog = new FlowLog();
    const talk = conversation().open().client(line('call')).server(line('answer')).close();
    const { engine } = read(talk.frames, { flowLog });
    expect([...eachFlow(flowLog, engine.hosts, [experiment, greeting])]).toEqual([
      {
        ...{ transport: 'tcp', protocol: 'greeting', packets: talk.frames.length },
        ...{ client: { ip: client.ip, port: client.port }, server: { ip: server.ip, port: server.port } },
        octets: talk.frames.reduce((sum, frame) => sum + frame.octets.length, 0),
      },
    ]);
  });

  it.each([
    ['refused', () => conversation().refused(), true],
    ['accepted and reset later', () => conversation().open().reset('server'), undefined],
    [
      'seen from its reset on',
      () => ({ frames: conversation().open().reset('server').frames.slice(3) }),
      undefined,
    ],
  ])('%s says so in the flow log', (_, talk, refused) => {
    const flowLog = new FlowLog();
    const { engine } = read(talk().frames, { flowLog });
    expect([...eachFlow(flowLog, engine.hosts, [experiment, greeting])].map((flow) => flow.refused)).toEqual([
      refused,
    ]);
  });

  it('that hands over keeps its protocol, and facts are those of who reads', () => {
    const talk = conversation().open().client(line('over')).server(octets('YO there'));
    const { engine } = read(talk.frames);
    expect(services(engine)).toEqual([
      '192.0.2.10 tcp/104 greeting client',
      '192.0.2.20 tcp/104 greeting server',
    ]);
    const said = observations(engine).map(({ observation: { protocol, value } }) => [protocol, value]);
    expect(said).toEqual([
      ['greeting', 'over'],
      ['inner', 'YO there'],
    ]);
  });

  it('on ports that were used before is a second line of the flow log', () => {
    const flowLog = new FlowLog();
    const first = conversation().open().client(line('one')).close();
    const again = { ...client, initialSequence: 777_000 };
    const second = conversation({ client: again, startMicros: first.micros }).open().client(octets('??'));
    const { engine } = read([...first.frames, ...second.frames], { flowLog });
    const logged = [...eachFlow(flowLog, engine.hosts, [experiment, greeting])];
    expect(logged.map(({ protocol }) => protocol)).toEqual(['greeting', undefined]);
    expect(logged.map(({ packets }) => packets)).toEqual([first.frames.length, second.frames.length]);
  });

  it('on ports that were used before is read anew', () => {
    const first = conversation().open().client(line('one')).close();
    const again = { ...client, initialSequence: 777_000 };
    const second = conversation({ client: again, startMicros: first.micros }).open().client(line('two'));
    const { engine } = read([...first.frames, ...second.frames]);
    expect(values(engine)).toEqual(['one', 'two']);
    expect(services(engine)).toHaveLength(2);
    expect(engine.hosts.address(0).packetsSent).toBe(8);
  });

  it('with segments twice, late or cut says the same', () => {
    const { frames } = conversation().open().client(line('one')).client(line('two')).client(line('three'));
    const [syn, accept, ack, one, , two, , three] = frames;
    const sent = [syn, accept, ack, one, one, three, two, two, three].flatMap((frame) => frame ?? []);
    expect(values(read(sent).engine)).toEqual(['one', 'three', 'two']);
    const whole = three?.octets ?? zeros(0);
    const cut = { ...frames[7], micros: START, octets: whole.subarray(0, 57), wireOctets: whole.length };
    expect(values(read([...frames.slice(0, 7), cut]).engine)).toEqual(['one', 'two']);
  });

  it('is read with wrong checksums too, as network cards leave them to captures', () => {
    const header = { sourcePort: 49_200, destinationPort: 104, sequence: 1, flags: 0x18, checksum: 0xdead };
    const packet = net.ipv4({ ...pair, checksum: 0xbeef }, net.tcp(header, line('call')));
    expect(values(read([{ micros: START, octets: ethernet(cable, packet) }]).engine)).toEqual(['call']);
  });

  it('that ends in the middle of a message says so, with the packet that it stands in', () => {
    const { frames } = conversation().open().client(octets('HI unfin'));
    const other = conversation({ client: { ...client, port: 2_000 } })
      .open()
      .client(line('other'));
    const { engine } = read([...frames, ...other.frames]);
    const cut = observations(engine).find(({ observation }) => observation.field === 'cut');
    expect(cut?.about).toBe(`- ${client.ip}`);
    expect(cut?.observation).toMatchObject({ value: 'unfin', first: { packet: 4, at: START + 600 } });
  });
});

describe('VLANs', () => {
  const onTrunk = {
    client: { ...client, vlans: [10] },
    server: { ...server, vlans: [30] },
  };

  it('of a routed trunk: two directions with different tags are one flow', () => {
    const { engine, tally } = read(
      conversation(onTrunk).open().client(line('call')).server(line('answer')).frames,
    );
    expect(services(engine)).toEqual([
      '192.0.2.10 tcp/104 greeting client',
      '192.0.2.20 tcp/104 greeting server',
    ]);
    const vlans = new Map([...engine.hosts.eachStation()].map((each) => [each.mac, each.vlans]));
    expect([vlans.get(client.mac), vlans.get(server.mac)]).toEqual([[10], [30]]);
    expect(tally.anomalies.size).toBe(0);
  });

  it.each([
    [false, 1],
    [true, 3],
  ])('kept apart: %s makes %d flows of equal addresses', (separateVlans, flows) => {
    const engine = newEngine({ separateVlans });
    feed(engine.openCapture(0), [datagram('x', START, [10]), datagram('x', START, [20]), datagram('x')]);
    expect(engine.flows.count).toBe(flows);
  });
});

describe('captures', () => {
  it('have counts of their own, and observations say in which they were made', () => {
    const engine = newEngine();
    const [one, two] = [engine.openCapture(0), engine.openCapture(1)];
    feed(one, [datagram('first')]);
    feed(two, [datagram('second', START + SECOND), { micros: START, octets: zeros(5) }]);
    feed(one, [datagram('third', START + 2 * SECOND), datagram('odd', START)]);
    engine.finish();
    const seen = observations(engine).map(({ observation: { value, first } }) => [
      value,
      first.capture,
      first.packet,
    ]);
    expect(seen).toEqual([
      ['first', 0, 1],
      ['second', 1, 1],
      ['third', 0, 2],
      ['odd', 0, 3],
    ]);
    expect([one.tally.packets, two.tally.packets]).toEqual([3, 2]);
    expect(Object.fromEntries(one.tally.anomalies)).toEqual({ 'odd-greeting': 1 });
    expect(Object.fromEntries(two.tally.anomalies)).toEqual({ 'ethernet-truncated': 1 });
    expect([one.tally.firstAt, one.tally.lastAt]).toEqual([START, START + 2 * SECOND]);
  });

  it('of unknown link types are counted, not read', () => {
    const engine = newEngine();
    const sink = engine.openCapture(0);
    feed(sink, [datagram('x'), datagram('y')], 147);
    expect([sink.tally.packets, Object.fromEntries(sink.tally.anomalies)]).toEqual([
      2,
      { 'link-type-unsupported': 2 },
    ]);
    expect(engine.flows.count).toBe(0);
  });

  it('give names to addresses', () => {
    const engine = newEngine();
    const sink = engine.openCapture(3);
    sink.resolvedName('192.0.2.10', 'ct01.example\u001b[2J');
    sink.resolvedName('no address', 'nobody');
    sink.resolvedName('192.0.2.11', '\0');
    expect(observations(engine)).toMatchObject([
      {
        about: '- 192.0.2.10',
        observation: { protocol: 'capture-file', value: 'ct01.example [2J', first: { capture: 3 } },
      },
    ]);
  });
});

describe('frames beside TCP', () => {
  it('are flows without ports and protocol, with the name of their transport or its number', () => {
    const flowLog = new FlowLog();
    const packets = [
      net.ipv6({ source: 'fe80::1', destination: 'fe80::2' }, net.icmpv6(135, 0, zeros(20))),
      net.ipv4(pair, { protocol: 253, finish: () => zeros(8) }),
    ];
    const { engine } = read(
      packets.map((packet) => ({ micros: START, octets: ethernet(cable, packet) })),
      { flowLog },
    );
    expect([...eachFlow(flowLog, engine.hosts, [experiment, greeting])]).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ transport: 'icmpv6', client: { ip: 'fe80::1', port: 0 }, packets: 1 }),
        expect.objectContaining({ transport: 'ip-253', client: { ip: client.ip, port: 0 } }),
      ]),
    );
  });

  it.each([
    ['a datagram', datagram('call').octets, ['call']],
    ['another EtherType', ethernet({ ...cable, type: 0x88b5 }, octets('test')), ['test']],
    ['an EtherType that nobody reads', ethernet({ ...cable, type: 0x88b6 }, octets('test')), []],
    [
      'ICMPv6',
      ethernet(cable, net.ipv6({ source: 'fe80::1', destination: 'fe80::2' }, net.icmpv6(135, 0, zeros(20)))),
      ['\x87'],
    ],
    [
      'a fragment',
      ethernet(
        cable,
        net.ipv4Fragments(
          pair,
          net.udp({ sourcePort: 9, destinationPort: 104 }, line('long enough')),
          16,
        )[0] ?? zeros(0),
      ),
      [],
    ],
  ])('%s', (_name, frame, expected) => {
    const { engine } = read([{ micros: START, octets: frame }]);
    expect(observations(engine).map(({ observation }) => observation.value)).toHaveLength(expected.length);
  });

  it('bind addresses to the frames that they came in, groups to none', () => {
    const group = net.ipv4(
      { source: '192.0.2.10', destination: '224.0.0.251' },
      net.udp({ sourcePort: 1, destinationPort: 2 }, zeros(1)),
    );
    const { engine } = read([
      { micros: START, octets: ethernet({ ...cable, destination: '01:00:5e:00:00:fb' }, group) },
    ]);
    expect([...engine.hosts.eachBinding()].map((each) => engine.hosts.ipOf(each.address))).toEqual([
      '192.0.2.10',
    ]);
    expect([...engine.hosts.eachStation()].map(({ mac }) => mac)).toEqual([client.mac]);
  });
});

describe('a defect in a dissector', () => {
  it('is counted and stops nothing', () => {
    const bad = conversation({ client: { ...client, port: 2_000 } })
      .open()
      .client(line('throw'))
      .close();
    const good = conversation().open().client(line('call')).close();
    const frame = { micros: START, octets: ethernet({ ...cable, type: 0x88b5 }, octets('throw')) };
    const { engine, anomalies } = read([...bad.frames, frame, datagram('throw'), ...good.frames]);
    expect(values(engine)).toEqual(['call']);
    expect(anomalies['internal-error']).toBeGreaterThanOrEqual(3);
    expect(engine.hosts.address(0).packetsSent).toBe(11);
  });

  it('that shows when flows end stops nothing either', () => {
    const ports = Array.from({ length: 30 }, (_, index) => 2_000 + index);
    const frames = ports.flatMap(
      (port) =>
        conversation({ client: { ...client, port } })
          .open()
          .client(octets('HI throw')).frames,
    );
    const good = conversation().open().client(line('call'));
    const { engine, anomalies } = read([...frames, ...good.frames], { maxFlowSlots: 64 });
    expect(values(engine)).toEqual(['call']);
    expect(anomalies['internal-error']).toBe(30);
    expect(engine.hosts.address(0).packetsSent).toBe(31 * 3);
  });
});

describe('a flood', () => {
  it('of 200,000 flows stays within the table, and what came before is not lost', () => {
    const maxFlowSlots = 1 << 12;
    const engine = newEngine({ maxFlowSlots });
    const sink = engine.openCapture(0);
    feed(sink, conversation().open().client(line('call')).server(line('answer')).frames);
    const template = Buffer.from(datagram('x').octets);
    function* flood(): Generator<CaptureFrame> {
      for (let each = 0; each < 200_000; each++) {
        template.writeUInt32BE(0x0a00_0000 + each, 26);
        template.writeUInt16BE(each & 0xffff, 34);
        yield { micros: START, octets: template };
        if (engine.flows.slots > maxFlowSlots) expect.fail(`${engine.flows.slots} slots`);
      }
    }
    feed(sink, flood());
    expect(engine.flows.count).toBeLessThan(maxFlowSlots);
    expect(engine.flows.evicted).toBeGreaterThan(190_000);
    engine.finish();
    expect(services(engine)).toContain('192.0.2.20 tcp/104 greeting server');
    expect([sink.tally.packets, sink.tally.anomalies.get('internal-error')]).toEqual([200_007, undefined]);
  });
});
