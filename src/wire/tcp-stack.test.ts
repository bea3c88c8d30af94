import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, octets, u16, zeros } from '../../test/support/octet-builder.ts';
import { initialTtl, tcpStackHash, tcpStackText } from './tcp-stack.ts';

const header = (window: number, options: Uint8Array) => {
  const bytes = octets(zeros(14), u16(window), zeros(4), options);
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), end: bytes.length };
};
const text = (window: number, options: Uint8Array, ttl = 64) => {
  const { view, end } = header(window, options);
  return tcpStackText(view, 0, end, ttl);
};
const hash = (window: number, options: Uint8Array, ttl = 64) => {
  const { view, end } = header(window, options);
  return tcpStackHash(view, 0, end, ttl);
};

const MSS_1460 = hex('020405b4');
const TIMESTAMPS = octets(8, 10, zeros(8));

describe('tcpStackText', () => {
  it.each([
    [
      '64:29200:20:1460:7:mss,sok,ts,nop,ws',
      29_200,
      octets(MSS_1460, hex('0402'), TIMESTAMPS, hex('01030307')),
    ],
    ['64:4128:-:1460:-:mss', 4_128, MSS_1460],
    ['64:0:-:1460:-:mss', 0, MSS_1460],
    ['64:512:-:-:-:', 512, zeros(0)],
    ['64:1:-:-:-:nop,eol+1', 1, hex('010000')],
    ['64:1:-:-:-:?99,sack', 1, hex('630405050502')],
    ['64:1:-:-:-:mss', 1, hex('0203ff')],
    ['64:1:-:-:-:ts', 1, hex('08ff01010101')],
    ['64:1:-:-:-:ws', 1, hex('0300')],
  ])('%s', (expected, window, options) => {
    expect(text(window, options)).toBe(expected);
  });

  it.each([
    [1, 32],
    [32, 32],
    [52, 64],
    [64, 64],
    [127, 128],
    [129, 255],
    [255, 255],
  ])('takes a time to live of %d for one that began at %d', (ttl, initial) => {
    expect(initialTtl(ttl)).toBe(initial);
  });
});

describe('tcpStackHash', () => {
  it('is the same for the next connection of a host', () => {
    const options = (time: number) => octets(MSS_1460, 8, 10, time, zeros(7));
    expect(hash(100, options(1), 64)).toBe(hash(100, options(2), 63));
  });

  it('reads what any octets say without leaving them, and parts what the text parts', () => {
    const anyOptions = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(anyOptions, anyOptions, (a, b) => {
        if (hash(100, a) === hash(100, b)) expect(text(100, a)).toBe(text(100, b));
      }),
    );
  });
});
