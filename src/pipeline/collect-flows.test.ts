import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePcap } from '../../test/support/capture-writer.ts';
import { ethernet } from '../../test/support/frame-builder.ts';
import { octets } from '../../test/support/octet-builder.ts';
import { ipv4, ipv6, udp } from '../../test/support/packet-builder.ts';
import { collectFlows, FRAMES_PER_FLOW, headerAddresses } from './collect-flows.ts';

const cable = { source: '00:09:fb:00:00:01', destination: '00:09:fb:00:00:02', type: 0x0800 };
const datagram = (sourcePort: number, text: string) =>
  ethernet(
    cable,
    ipv4(
      { source: '10.0.0.1', destination: '10.0.0.2' },
      udp({ sourcePort, destinationPort: 9 }, octets(text)),
    ),
  );
const texts = (frames: readonly Uint8Array[] | undefined) =>
  frames?.map((frame) => Buffer.from(frame.slice(42)).toString());

describe('collectFlows', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-flows-'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const capture = (...frames: readonly Uint8Array[]) => {
    const file = path.join(folder, 'capture.pcap');
    fs.writeFileSync(file, writePcap(frames.map((each) => ({ micros: 0, octets: each }))));
    return file;
  };

  it('gives the frames of the flow up to the packet, and none of another flow', async () => {
    const file = capture(datagram(1, 'a'), datagram(2, 'b'), datagram(1, 'c'), datagram(1, 'd'));
    const flows = await collectFlows(file, new Set([3]));
    expect([...flows.keys()]).toEqual([3]);
    expect(flows.get(3)?.linkType).toBe(1);
    expect(texts(flows.get(3)?.frames)).toEqual(['a', 'c']);
  });

  it('keeps the first and the last frames of a long flow', async () => {
    const count = FRAMES_PER_FLOW + 40;
    const file = capture(...Array.from({ length: count }, (_, index) => datagram(1, `${index}`)));
    const kept = texts((await collectFlows(file, new Set([count]))).get(count)?.frames);
    expect(kept).toHaveLength(FRAMES_PER_FLOW);
    expect([kept?.[0], kept?.[15], kept?.[16], kept?.at(-1)]).toEqual(['0', '15', '56', `${count - 1}`]);
  });
});

describe('headerAddresses', () => {
  const hex = (frame: Uint8Array) =>
    headerAddresses([frame], 1).map((address) => Buffer.from(address, 'latin1').toString('hex'));

  it.each([
    ['IPv4', datagram(1, ''), ['0009fb000001', '0009fb000002', '0a000001', '0a000002']],
    [
      'IPv6, without groups',
      ethernet(
        { ...cable, destination: '33:33:00:00:00:fb', type: 0x86dd },
        ipv6(
          { source: 'fd00::1', destination: 'ff02::fb' },
          udp({ sourcePort: 1, destinationPort: 2 }, octets('')),
        ),
      ),
      ['0009fb000001', 'fd000000000000000000000000000001'],
    ],
    ['no IP', ethernet({ ...cable, type: 0x88b5 }, octets('x')), ['0009fb000001', '0009fb000002']],
    ['next to nothing', octets(1, 2, 3), []],
  ])('of a frame with %s', (_, frame, addresses) => {
    expect(hex(frame)).toEqual(addresses);
  });
});
