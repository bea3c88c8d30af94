import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Knowledge } from '../identify/knowledge.ts';
import { loadKnowledge } from './load-knowledge.ts';
import { readRecords } from './read-records.ts';

const AT = 1_795_400_000_000_000;
const MAC = '00:09:fb:3a:10:15';
let folder: string;
let knowledge: Knowledge;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-records-'));
  knowledge = loadKnowledge();
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array) {
  const where = path.join(folder, name);
  fs.writeFileSync(where, content);
  return { path: where, name, readAt: AT };
}

/** A connection of Zeek; the client's frames come from `mac`. */
const connection = (client: string, server: string, port: number, mac?: string) =>
  JSON.stringify({
    ...{ _path: 'conn', ts: 1_795_334_400, 'id.orig_h': client, 'id.orig_p': 40_000, 'id.resp_h': server },
    ...{ 'id.resp_p': port, proto: 'tcp', conn_state: 'SF', orig_pkts: 5, resp_pkts: 4 },
    ...(mac !== undefined && { orig_l2_addr: mac }),
  });

describe('records as devices', () => {
  it('join several files into one device, whatever compresses them', async () => {
    const lease = `{"_path":"dhcp","ts":1795334400,"mac":"${MAC}","assigned_addr":"10.20.20.21","host_name":"pump-04"}\n`;
    const agent =
      '{"_path":"software","ts":1795334401,"host":"10.20.20.21","software_type":"HTTP::SERVER","unparsed_version":"Orthanc/1.12.1"}\n';
    const rows = `MAC,Model,Room\n${MAC},Spectrum,2.114\n`;
    const { devices, files } = await readRecords(
      [file('dhcp.log.gz', zlib.gzipSync(lease)), file('software.log', agent), file('assets.csv', rows)],
      knowledge,
    );
    expect(files.map(({ format }) => format)).toEqual(['zeek-json', 'zeek-json', 'cmms-csv']);
    expect(devices).toHaveLength(1);
    expect(devices[0]).toMatchObject({ macs: [MAC], ips: ['10.20.20.21'], id: `mac:${MAC}` });
    expect(devices[0]?.attributes.hostname?.[0]?.value).toBe('pump-04');
    expect(devices[0]?.attributes.model?.map(({ value }) => value).sort()).toEqual(['Orthanc', 'Spectrum']);
    expect(devices[0]?.claims).toEqual([{ field: 'room', value: '2.114', capture: 2, line: 2 }]);
  });

  it('take a MAC with several addresses for a router, and never merge the hosts behind it', async () => {
    const router = '00:1b:17:00:01:30';
    const lines = [
      connection('10.1.0.1', '10.9.0.1', 443, router),
      connection('10.1.0.2', '10.9.0.1', 443, router),
      connection('10.1.0.3', '10.9.0.1', 443, MAC),
    ];
    const { devices } = await readRecords([file('conn.log', lines.join('\n'))], knowledge);
    const idsOf = devices.map(({ id, ips }) => [id, ips]);
    expect(idsOf).toContainEqual([`mac:${MAC}`, ['10.1.0.3']]);
    expect(idsOf).toContainEqual([`mac:${router}`, []]);
    expect(devices).toHaveLength(5);
  });

  it('prove a category by ports alone with 50 at most, and name no protocol', async () => {
    const lines = ['10.1.0.1', '10.1.0.2', '10.1.0.3'].map((client) => connection(client, '10.9.0.9', 9_100));
    const { devices } = await readRecords([file('ports.log', lines.join('\n'))], knowledge);
    const printer = devices.find(({ ips }) => ips.includes('10.9.0.9'));
    expect(printer?.category).toMatchObject({ value: 'printer', confidence: 50 });
    expect(printer?.services).toEqual([
      { transport: 'tcp', port: 9_100, protocol: 'unknown', role: 'server' },
    ]);
    expect(devices.every(({ category }) => category.confidence <= 50)).toBe(true);
  });

  it('are refused with a sentence when they are none, are missing, or name a field that is none', async () => {
    const csv = file('x.csv', 'a,b\n1,2\n');
    await expect(readRecords([csv], knowledge)).rejects.toThrow('is of no format that is known');
    await expect(readRecords([{ ...csv, format: 'nfcapd' }], knowledge)).rejects.toThrow(
      'there is no format',
    );
    await expect(readRecords([{ ...csv, path: '/nowhere' }], knowledge)).rejects.toMatchObject({
      code: 'unreadable',
    });
    const options = { columns: { a: 'colour' } };
    await expect(readRecords([{ ...csv, options }], knowledge)).rejects.toThrow('cannot hold colour');
  });

  it('say where compressed data breaks, and keep what stood before', async () => {
    const rows = `MAC,Model,Room\n${MAC},Spectrum,2.114\n`.padEnd(60_000, '\n');
    const cut = zlib.gzipSync(rows, { level: 0 }).subarray(0, 30_000);
    const { devices, damages } = await readRecords([file('cut.csv.gz', cut)], knowledge);
    expect(damages.get(0)).toContain('ends early');
    expect(devices).toHaveLength(1);
  });
});
