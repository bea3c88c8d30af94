import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  DEVICE,
  DEVICES,
  datagramDevice,
  type LoopbackDevice,
  SETTINGS,
  streamDevice,
} from '../../test/support/loopback-devices.ts';
import { exchangeFrames } from '../active/exchange-frames.ts';
import { NONCE_OCTETS, type Probe } from '../active/probe.ts';
import { keptPackets, type RecordedExchange } from '../active/recorded-exchange.ts';
import { PROBES } from '../active/registry.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import { DISSECTORS } from '../dissectors/registry.ts';
import { replayFrames } from '../pipeline/replay-frames.ts';
import { LINK_RAW } from '../wire/link-type.ts';
import { carryOut, type ExchangeOptions } from './carry-out.ts';

const NONCE = Buffer.alloc(NONCE_OCTETS, 0x5a);
const open: LoopbackDevice[] = [];
afterEach(async () => {
  for (const device of open.splice(0)) await device.close();
});

async function started(device: Promise<LoopbackDevice>): Promise<LoopbackDevice> {
  const found = await device;
  open.push(found);
  return found;
}

const ask = (probe: Probe, port: number, options: Partial<ExchangeOptions> = {}) =>
  carryOut(probe, SETTINGS, { address: '127.0.0.1', port }, { nonce: NONCE, paceMillis: 1, ...options });

/** Facts that the dissectors read in what the device said. */
function factsOf(probe: Probe, port: number, exchange: RecordedExchange): Record<string, string> {
  const frames = exchangeFrames({ address: '10.20.30.40', port, transport: probe.transport }, exchange);
  const observations = replayFrames(frames, LINK_RAW, new DissectorTable(DISSECTORS));
  return Object.fromEntries(
    observations.map(({ protocol, field, value }) => [`${protocol}/${field}`, value]),
  );
}

/** What each probe must learn of the device on the loopback interface. */
const LEARNT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'snmp-get': {
    'snmp/sysDescr': DEVICE.description,
    'snmp/sysName': DEVICE.name,
    'snmp/entPhysicalSerialNum': DEVICE.serial,
    'snmp/entPhysicalModelName': DEVICE.model,
    'snmp/entPhysicalSoftwareRev': DEVICE.software,
  },
  'tls-handshake': {
    'tls/certificate-subject': `CN=${DEVICE.commonName},O=${DEVICE.organisation}`,
    'tls/version': 'TLS 1.2',
  },
  'http-head': { 'http/server': DEVICE.server },
  'dicom-echo': { 'dicom/implementation-version': DEVICE.dicomVersion },
  'bacnet-read-property': { 'bacnet/model-name': DEVICE.bacnetModel },
  'enip-list-identity': { 'enip/product-name': DEVICE.enipProduct },
};

describe.each(PROBES.map((probe) => [probe.id, probe] as const))('%s', (id, probe) => {
  it('asks a device, and the dissectors read what it is', async () => {
    const { port } = await started(DEVICES[id]?.() ?? Promise.reject(new Error(`no device for ${id}`)));
    const exchange = await ask(probe, port);
    expect(exchange).toMatchObject({ outcome: 'answered', remark: undefined });
    expect(exchange.answerMicros).toBeGreaterThan(0);
    expect(factsOf(probe, port, exchange)).toMatchObject(LEARNT[id] ?? {});
    expect(Object.keys(LEARNT[id] ?? {})).not.toEqual([]);
    const sent = exchange.packets.filter(({ direction }) => direction === 'sent');
    expect(sent.length).toBeLessThanOrEqual(probe.limits.messages);
    expect(sent.reduce((sum, { octets }) => sum + octets.length, 0)).toBeLessThanOrEqual(probe.limits.octets);
  });

  it('keeps of each packet no more than its legible part', async () => {
    const { port } = await started(DEVICES[id]?.() ?? Promise.reject(new Error(`no device for ${id}`)));
    const exchange = await ask(probe, port);
    const kept = keptPackets(probe, exchange);
    expect(kept.map(({ octets }) => octets)).toEqual(exchange.packets.map(({ octets }) => octets.length));
    const text = kept.map(({ head }) => Buffer.from(head).toString('latin1')).join();
    for (const secret of ['PLANTED', SETTINGS.community, DEVICE.serial, DEVICE.name])
      expect(text).not.toContain(secret);
  });

  it('gives up when nothing answers, and says so', async () => {
    const silent = await started(
      probe.transport === 'udp' ? datagramDevice(() => []) : streamDevice(() => undefined),
    );
    const exchange = await ask(probe, silent.port, { answerMillis: 50 });
    expect(exchange).toMatchObject({ outcome: 'silent', answerMicros: undefined });
    expect(exchange.packets).toHaveLength(1);
    // What was sent is what arrived.
    const arrived = () =>
      expect(Buffer.concat([...silent.heard])).toEqual(Buffer.from(exchange.packets[0]?.octets ?? []));
    await vi.waitFor(arrived, 5_000);
  });

  it('says that nothing listens', async () => {
    const gone = await (probe.transport === 'udp' ? datagramDevice(() => []) : streamDevice(() => undefined));
    await gone.close();
    expect((await ask(probe, gone.port)).outcome).toBe('refused');
  });

  it('is not led on by garbage', async () => {
    const garbage = Buffer.from('\xff\xfe<html>garbage\0\r\n\r\n'.repeat(9), 'latin1');
    const device = await started(
      probe.transport === 'udp'
        ? datagramDevice(() => [garbage])
        : streamDevice((socket) => void socket.write(garbage)),
    );
    const exchange = await ask(probe, device.port);
    expect(exchange.outcome).toBe('foreign');
    expect(exchange.remark).toMatch(/^What came back is not /);
    expect(device.heard.length).toBeLessThanOrEqual(1);
  });

  it('stops when the server stops', async () => {
    const device = await started(
      probe.transport === 'udp' ? datagramDevice(() => []) : streamDevice(() => undefined),
    );
    const stopping = new AbortController();
    const exchange = ask(probe, device.port, { signal: stopping.signal });
    stopping.abort();
    expect((await exchange).outcome).toBe('broken-off');
    expect((await ask(probe, device.port, { signal: stopping.signal })).packets).toEqual([]);
  });
});

const STREAMS = PROBES.filter(({ transport }) => transport === 'tcp');

describe.each(STREAMS.map((probe) => [probe.id, probe] as const))(
  '%s over a hostile stream',
  (_id, probe) => {
    it('ends when the device closes early', async () => {
      const { port } = await started(streamDevice((socket) => socket.end()));
      expect((await ask(probe, port)).outcome).toBe('closed');
    });

    it('ends when the device resets', async () => {
      const { port } = await started(streamDevice((socket) => socket.resetAndDestroy()));
      expect((await ask(probe, port)).outcome).toBe('reset');
    });

    it('ends when the device talks without end', async () => {
      const { port } = await started(
        streamDevice((socket) => {
          // Each begins as an answer would, so that the probe wants more.
          const start = {
            'tls-handshake': '160303',
            'http-head': 'HTTP/1.1 200 OK\r\nX: ',
            'dicom-echo': '0200',
          };
          const text = start[probe.id as keyof typeof start] ?? '';
          const flood = Buffer.alloc(8_192, text.startsWith('HTTP') ? 'a' : 0);
          socket.write(text.startsWith('HTTP') ? text : Buffer.from(`${text}${'00'.repeat(8)}`, 'hex'));
          const more = () => {
            if (!socket.destroyed) socket.write(flood, more);
          };
          more();
        }),
      );
      const exchange = await ask(probe, port);
      expect(['too-much', 'foreign']).toContain(exchange.outcome);
      const received = exchange.packets.filter(({ direction }) => direction === 'received');
      const octets = received.reduce((sum, packet) => sum + packet.octets.length, 0);
      expect(octets).toBeLessThanOrEqual(probe.limits.answerOctets + 65_536);
    });

    it('takes an answer in single octets', async () => {
      const device = await started(DEVICES[probe.id]?.() ?? Promise.reject(new Error('no device')));
      const whole = await ask(probe, device.port);
      expect(whole.outcome).toBe('answered');
      const talk = probe.begin(SETTINGS, NONCE, '127.0.0.1');
      const answers = whole.packets.filter(({ direction }) => direction === 'received');
      const turns = answers.flatMap(({ octets }) =>
        [...octets].map((octet) => talk.take(Uint8Array.of(octet)).kind),
      );
      expect(turns.at(-1)).toBe('end');
    });
  },
);

it('is broken off when a device answers a stream of tiny packets', async () => {
  const probe = PROBES.find(({ id }) => id === 'http-head');
  if (!probe) throw new Error('no probe');
  const { port } = await started(
    streamDevice((socket) => {
      socket.setNoDelay(true);
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = () => {
        if (!socket.destroyed) socket.write('a', () => setImmediate(more));
      };
      more();
    }),
  );
  expect((await ask(probe, port, { exchangeMillis: 4_000 })).outcome).toMatch(/too-much|silent/);
});

it('never sends what a probe says beyond its limits', async () => {
  const device = await started(datagramDevice(() => []));
  const [first] = PROBES;
  if (!first) throw new Error('no probe');
  const talkative: Probe = { ...first, limits: { ...first.limits, octets: 8 } };
  await expect(ask(talkative, device.port)).rejects.toThrow('more than its limits');
  expect(device.heard).toEqual([]);
});

it('writes IPv6 packets too', async () => {
  const probe = PROBES.find(({ id }) => id === 'enip-list-identity');
  if (!probe) throw new Error('no probe');
  const { port } = await started(DEVICES['enip-list-identity']?.() ?? Promise.reject(new Error('no device')));
  const exchange = await ask(probe, port);
  const frames = exchangeFrames({ address: 'fd00::40', port, transport: 'udp' }, exchange);
  const observations = replayFrames(frames, LINK_RAW, new DissectorTable(DISSECTORS));
  expect(observations.map(({ value }) => value)).toContain(DEVICE.enipProduct);
});

it('survives any datagram', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PROBES),
      fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 4 }),
      (probe, pieces) => {
        const talk = probe.begin(SETTINGS, NONCE, '127.0.0.1');
        for (const piece of pieces) if (talk.take(piece).kind === 'end') return;
      },
    ),
  );
});
