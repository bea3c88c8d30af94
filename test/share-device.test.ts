/** A device of a capture as rules with test captures: nobody's name leaves, and the packets still prove the rules. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FingerprintLibrary } from '../src/main/fingerprint-library.ts';
import { type Shared, ShareError, shareDevice } from '../src/main/share-device.ts';
import { writePcap } from './support/capture-writer.ts';
import { ethernet } from './support/frame-builder.ts';
import { octets } from './support/octet-builder.ts';
import { ipv4, udp } from './support/packet-builder.ts';
import { TcpConversation } from './support/tcp-conversation.ts';

const PLANTED = 'PLANTED-Doe';
const pump = { mac: '00:09:fb:00:00:02', ip: '10.20.30.40', port: 80 };
const client = { mac: '00:09:fb:00:00:01', ip: '10.20.30.9', port: 49_200 };

const latin1 = (...values: readonly number[]) => Buffer.from(values).toString('latin1');

/** A web page of a pump: product, its own name, a patient. */
function conversation() {
  const page = `<html><head><title>${PLANTED}</title></head></html>`;
  return new TcpConversation({ client, server: pump })
    .open()
    .client(octets(`GET /patient/${PLANTED} HTTP/1.1\r\nHost: ward7-pump\r\n\r\n`))
    .server(
      octets(
        `HTTP/1.1 200 OK\r\nServer: AcmeInfuse/2.14 (ward7-pump)\r\nX-Patient: ${PLANTED}\r\n` +
          `Content-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
      ),
    );
}

/** The pump's own name, as it asks for an address. */
function nameQuery() {
  const header = { source: pump.mac, destination: 'ff:ff:ff:ff:ff:ff', type: 0x0800 };
  const option = (code: number, value: Uint8Array) => octets(code, value.length, value);
  const mac = octets(0, 9, 0xfb, 0, 0, 2);
  const dhcp = octets(
    ...[
      1,
      1,
      6,
      0,
      octets(1, 2, 3, 4),
      new Uint8Array(20),
      mac,
      new Uint8Array(202),
      octets(0x63, 0x82, 0x53, 0x63),
    ],
    ...[option(53, octets(3)), option(12, octets('ward7-pump')), option(60, octets('AcmeInfuse P100')), 255],
  );
  const packet = ipv4(
    { source: '0.0.0.0', destination: '255.255.255.255' },
    udp({ sourcePort: 68, destinationPort: 67 }, dhcp),
  );
  return { micros: 0, octets: ethernet(header, packet) };
}

describe('shareDevice', () => {
  let folder: string;
  let shared: Shared;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-share-'));
    fs.writeFileSync(path.join(folder, 'ward.pcap'), writePcap([nameQuery(), ...conversation().frames]));
    shared = await share({});
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const share = (more: object) =>
    shareDevice({
      ...{ address: pump.mac, capture: path.join(folder, 'ward.pcap'), out: path.join(folder, 'pack') },
      attributes: { vendor: 'Acme', model: 'Infuse P100', category: 'infusion-pump' },
      ...more,
    });
  const written = () => {
    const pack = path.join(folder, 'pack');
    return fs.readdirSync(pack).map((name) => fs.readFileSync(path.join(pack, name)).toString('latin1'));
  };

  it('makes a rule of what names the product, without the name of the device', () => {
    expect(shared.facts.map(({ factId, value }) => [factId, value])).toEqual([
      ['dhcp/vendor-class', 'AcmeInfuse P100'],
      ['http/server', 'AcmeInfuse/2.14 (xxxxxxxxxx)'],
    ]);
  });

  it.each([
    ['the patient', [PLANTED, 'Doe']],
    ['the name of the device', ['ward7']],
    ['what was asked', ['GET', 'patient']],
    ['its MAC', [latin1(0, 9, 0xfb, 0, 0, 2)]],
    ['its address', [latin1(10, 20, 30, 40), '10.20.30']],
    ['the address of its client', [latin1(10, 20, 30, 9), latin1(0, 9, 0xfb, 0, 0, 1)]],
  ])('writes nothing of %s', (_, texts) => {
    expect(written().length).toBe(3);
    for (const content of written())
      for (const text of texts) expect(content.includes(text), text).toBe(false);
  });

  it('gives packets that prove the rules', async () => {
    const library = new FingerprintLibrary(path.join(folder, 'knowledge'), () => undefined);
    const proofs = await library.provePacks([path.join(folder, 'pack')]);
    expect(proofs.map(({ problem }) => problem)).toEqual([undefined, undefined]);
  });

  it('tells when a test capture does not prove its rule any more', async () => {
    const library = new FingerprintLibrary(path.join(folder, 'knowledge'), () => undefined);
    const other = path.join(folder, 'broken');
    fs.cpSync(path.join(folder, 'pack'), other, { recursive: true });
    const [first, second] = shared.facts.map(({ captureFile }) => path.join(other, captureFile));
    fs.writeFileSync(first ?? '', writePcap([]));
    fs.rmSync(second ?? '');
    const proofs = await library.provePacks([other]);
    expect(proofs.map(({ problem }) => problem)).toEqual([
      'no value in it matches the fingerprint',
      expect.stringContaining('no such file'),
    ]);
  });

  it('shares one field alone when asked', async () => {
    const one = await share({ factId: 'http/server', out: path.join(folder, 'one') });
    expect(one.facts).toHaveLength(1);
  });

  it.each([
    ['a device that is not there', { address: '10.0.0.99' }, /does not appear/],
    ['no capture', { capture: '/no/such/file' }, /no such file/],
    ['nothing that may be shared', { address: client.mac }, /nothing that may be shared/],
    ['nothing known', { attributes: {} }, /say it with --vendor/],
  ])('says so when there is %s', async (_, more, reason) => {
    const attempt = share(more);
    await expect(attempt).rejects.toThrow(reason);
    await expect(attempt).rejects.toBeInstanceOf(ShareError);
  });
});
