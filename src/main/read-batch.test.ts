import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_LINE_LIMIT, BATCH_TEXT_LIMIT } from '../contract/sensor-batch.ts';
import { openInspection } from './open-inspection.ts';
import { readBatch } from './read-batch.ts';

const HEADER = { schema: 'wardlight.batch/1', madeAt: '2026-11-22T12:00:00.000Z' };
const inspection = openInspection({ maxFlowSlots: 1 << 16 }, { separateVlans: false });
await inspection.read(new URL('../../sample/small-hospital.pcap', import.meta.url).pathname);
const devices = [...inspection.finish().devices];
const packed = (...lines: unknown[]) => gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

describe('a batch', () => {
  it('is read as the sensor made it', async () => {
    const batch = await readBatch(packed(HEADER, ...devices.map((device) => ({ device }))));
    expect(batch).toEqual({
      ...{ madeAt: new Date(HEADER.madeAt), devices, conversations: [], health: undefined },
    });
  });

  it('may hold conversations, apart from the devices', async () => {
    const conversation = {
      ...{ initiator: { kind: 'device', device: 'mac:00:09:fb:3a:10:15' }, responder: { kind: 'other' } },
      ...{ transport: 'tcp', port: 104, protocol: 'dicom', hour: 1.7e15, connections: 2, failed: 0 },
      ...{ packetsOut: 3, packetsIn: 4, octetsOut: 300, octetsIn: 400, firstAt: 1.7e15, lastAt: 1.7e15 + 5 },
    };
    expect(await readBatch(packed(HEADER, { conversation }))).toMatchObject({
      ...{ devices: [], conversations: [conversation] },
    });
    const forged = { ...conversation, initiator: { kind: 'address', ip: 'planted' } };
    expect(await readBatch(packed(HEADER, { conversation: forged }))).toContain('line 2');
  });

  it('may hold attributes of a newer sensor, which are left out', async () => {
    const [device] = devices;
    const newer = { ...device, attributes: { ...device?.attributes, aura: [] } };
    expect(await readBatch(packed(HEADER, { device: newer }))).toMatchObject({
      devices: [JSON.parse(JSON.stringify(device))],
    });
  });
});

describe('a body that is none', () => {
  const [device] = devices;
  it.each([
    ['nothing', Buffer.alloc(0), 'not compressed'],
    ['text', Buffer.from('hello'), 'not compressed'],
    ['cut short', packed(HEADER).subarray(0, -9), 'cut short'],
    ['empty', gzipSync(''), 'empty'],
    ['without a header', packed({ device }), 'line 1'],
    ['of another version', packed({ ...HEADER, schema: 'wardlight.batch/2' }), 'line 1'],
    ['no JSON', gzipSync(`${JSON.stringify(HEADER)}\n{`), 'line 2'],
    ['an unknown line', packed(HEADER, { alert: {} }), 'line 2'],
    ['a negative count', packed(HEADER, { device: { ...device, packets: -1 } }), 'line 2'],
    ['control characters', packed(HEADER, { device: { ...device, id: 'mac:\u0000' } }), 'line 2'],
    [
      'a decision of a person',
      packed(HEADER, { device: { ...device, decisions: [{ by: 'person' }] } }),
      'line 2',
    ],
    ['a long line', gzipSync(Buffer.alloc(BATCH_LINE_LIMIT + 2, 32)), 'longer than'],
  ])('%s says so', async (_, body, reason) => {
    expect(await readBatch(body)).toContain(reason);
  });

  it('and unpacks to more than the limit is given up', async () => {
    const line = Buffer.alloc(BATCH_LINE_LIMIT - 1, 32);
    line[line.length - 1] = 10;
    line.write('{}');
    const head = Buffer.from(`${JSON.stringify(HEADER)}\n`);
    const lines = Array.from({ length: BATCH_TEXT_LIMIT / line.length + 1 }, () => line);
    expect(await readBatch(gzipSync(Buffer.concat([head, ...lines])))).toMatch(/line 2|more than/);
  });

  it('never throws, and never repeats what it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        const outcome = await readBatch(gzipSync(`${JSON.stringify(HEADER)}\n"planted"\n${text}`));
        expect(typeof outcome).toBe('string');
        expect(outcome).not.toContain('planted');
      }),
      { numRuns: 50 },
    );
  });
});
