import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { ALPN_LIMIT, readClientHello } from './tls-client-hello.ts';

const hexOf = (value: number, octets: number) => value.toString(16).padStart(octets * 2, '0');
const block = (octets: number, content: string) => hexOf(content.length / 2, octets) + content;
const extension = (type: number, content: string) => hexOf(type, 2) + block(2, content);
const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');

function hello(suites: readonly string[], extensions: readonly string[] | undefined, version = '0303') {
  const lists = extensions === undefined ? '' : block(2, extensions.join(''));
  const hex = `${version}${'5a'.repeat(32)}00${block(2, suites.join(''))}0100${lists}`;
  return readClientHello(OctetReader.over(Buffer.from(hex, 'hex')), 't');
}
const alpn = (...names: readonly string[]) =>
  extension(16, block(2, names.map((name) => block(1, ascii(name))).join('')));
const sha = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The lists of the JA4 specification. */
const SUITES = '1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035'.split(',');
const EXTENSIONS = '001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015'.split(
  ',',
);

describe('readClientHello', () => {
  it('hashes the lists of the JA4 specification as it says', () => {
    const contents: Readonly<Record<string, string>> = {
      '0000': block(2, `00${block(2, ascii('ct01.hosp.lan'))}`),
      '0010': block(2, block(1, ascii('h2'))),
      '000d': block(2, '04030804040105030805050108060601'),
      '002b': block(1, '03040303'),
    };
    const list = (signatures: boolean) =>
      EXTENSIONS.map((type) =>
        extension(Number.parseInt(type, 16), type === '000d' && !signatures ? '' : (contents[type] ?? '')),
      );
    expect(hello(SUITES, list(true))).toMatchObject({
      serverName: 'ct01.hosp.lan',
      applicationProtocols: ['h2'],
      version: 0x0304,
      ja4: 't13d1516h2_8daaf6152771_e5627efa2ab1',
    });
    expect(hello(SUITES, list(false))?.ja4).toBe('t13d1516h2_8daaf6152771_6d807ffa2a79');
  });

  it.each([
    ['none', [], '00'],
    ['one character', ['x'], 'xx'],
    ['ends in other characters', ['h!'], '61'],
    ['GREASE', ['\x0a\x0a', 'h2'], '0a'],
    ['letters and digits', ['http/1.1', 'h2'], 'h1'],
  ])('marks the application protocol: %s', (_name, names, mark) => {
    expect(hello(['1301'], names.length > 0 ? [alpn(...names)] : [])?.ja4.slice(8, 10)).toBe(mark);
  });

  it('leaves GREASE out everywhere but counts renegotiation and fallback values', () => {
    const read = hello(
      ['0a0a', '00ff', '5600', 'fafa'],
      [
        extension(0x1a1a, ''),
        extension(10, block(2, '2a2a001d')),
        extension(13, block(2, '3a3a0403efef')),
        extension(43, block(1, '4a4a0302')),
      ],
    );
    expect(read?.version).toBe(0x0302);
    expect(read?.ja4).toBe(`t11i020300_${sha('00ff,5600')}_${sha('000a,000d,002b_0403,efef')}`);
    expect(read?.ja3).toBe(createHash('md5').update('771,255-22016,10-13-43,29,').digest('hex'));
  });

  it.each([
    ['0304', '13'],
    ['0300', 's3'],
    ['0002', 's2'],
    ['7f1c', '00'],
  ])('writes version %s as %s', (version, text) => {
    expect(hello(['1301'], undefined, version)?.ja4).toMatch(new RegExp(`^t${text}i010000_`));
  });

  it('has no third hash when nothing but name and application protocol is there', () => {
    const name = extension(0, block(2, `00${block(2, ascii('a'))}`));
    expect(hello(['1301'], [name, alpn('h2')])?.ja4).toBe(`t12d0102h2_${sha('1301')}_000000000000`);
    expect(hello([], [])?.ja4).toBe('t12i000000_000000000000_000000000000');
  });

  it('counts to 99', () => {
    const many = Array.from({ length: 120 }, (_, index) => hexOf(0x2000 + index, 2));
    const extensions = Array.from({ length: 120 }, (_, index) => extension(0x3000 + index, ''));
    expect(hello(many, extensions)?.ja4.slice(0, 10)).toBe('t12i999900');
  });

  it('lists no more application protocols than the limit', () => {
    const names = Array.from({ length: ALPN_LIMIT + 2 }, (_, index) => `p${index}`);
    expect(hello(['1301'], [alpn(...names)])?.applicationProtocols).toHaveLength(ALPN_LIMIT);
  });

  it('keeps no host name beyond its limit or its extension', () => {
    const named = (content: string) => hello(['1301'], [extension(0, content)])?.serverName;
    expect(named(block(2, `00${block(2, ascii('a'.repeat(255)))}`))).toHaveLength(255);
    expect(named(block(2, `00${block(2, ascii('a'.repeat(256)))}`))).toBe('');
    expect(named('000600ffff616263')).toBe('');
  });

  it('refuses lists beyond the message and survives any octets', () => {
    const read = (hex: string) => readClientHello(OctetReader.over(Buffer.from(hex, 'hex')), 'q');
    const start = `0303${'5a'.repeat(32)}00`;
    expect(read(`${start}ffff1301`)).toBeUndefined();
    expect(read(`${start}000213010100ffff000b0002ff00`)).toBeUndefined();
    expect(read(`${start}000213010100 0006000b00ff0100`.replace(' ', ''))).toBeUndefined();
    expect(read(`${start}0002130101000006000b0002ff00`)?.ja4).toMatch(/^q12i0101/);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (octets) => {
        readClientHello(OctetReader.over(Buffer.concat([Buffer.from(start, 'hex'), octets])), 't');
      }),
    );
  });
});
