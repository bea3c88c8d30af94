import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryCapture, buildPcap, decodeCapture, pcapngBlocks } from './capture-decoder.arbitrary.ts';
import { CAPTURE_BLOCK_OCTETS, CaptureDecoder } from './capture-decoder.ts';
import { DAMAGE_SENTENCES } from './capture-decoder-damage.ts';

const octets = (length: number, value = 0x5a) => Buffer.alloc(length, value);
const packet = (length: number, seconds = 1_700_000_000, fraction = 123_456) => ({
  seconds,
  fraction,
  octets: octets(length),
});
const nothing = { frame() {}, resolvedName() {} };

describe('formats', () => {
  test.each([
    ['nothing at all', Buffer.alloc(0)],
    ['three octets of a magic', Buffer.from('d4c3b2', 'hex')],
    ['text', Buffer.from('no capture, but a long enough text')],
    ['a section header without byte order', Buffer.from('0a0d0d0a1c0000000000000001000000', 'hex')],
  ])('%s is of unknown format', (_, capture) => {
    const { format, frames, damagedAt } = decodeCapture(capture);
    expect({ format, frames, damagedAt }).toEqual({
      format: undefined,
      frames: [],
      damagedAt: { octet: 0, packet: 1, reason: 'unknown-format' },
    });
  });

  test('a pcap header that is cut is cut short, not unknown', () => {
    const { format, damagedAt } = decodeCapture(buildPcap([]).subarray(0, 20));
    expect(format).toBe('pcap');
    expect(damagedAt).toEqual({ octet: 0, packet: 1, reason: 'cut-short' });
  });

  test('a capture without packets is whole', () => {
    expect(decodeCapture(buildPcap([])).damagedAt).toBeUndefined();
    expect(decodeCapture(pcapngBlocks().section()).damagedAt).toBeUndefined();
  });
});

describe('pieces', () => {
  test('any sequence of piece lengths gives the same', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(arbitraryCapture, lengths, fc.nat(1_000), (capture, pieces, cut) => {
        const cutShort = capture.subarray(0, Math.max(0, capture.length - cut));
        let turn = 0;
        const inPieces = decodeCapture(cutShort, () => pieces[turn++ % pieces.length] ?? 1);
        expect(inPieces).toEqual(decodeCapture(cutShort));
        expect(decodeCapture(cutShort, () => 1)).toEqual(inPieces);
      }),
      { numRuns: 150 },
    );
  });

  test('random octets in random places: no exception, the same in pieces as in one', () => {
    const changes = fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(arbitraryCapture, changes, fc.integer({ min: 1, max: 50 }), (capture, places, piece) => {
        const changed = Buffer.from(capture);
        for (const [place, value] of places) changed[place % changed.length] = value;
        expect(decodeCapture(changed, () => piece)).toEqual(decodeCapture(changed));
      }),
      { numRuns: 500 },
    );
  });

  test('cut at every octet, the packets before are those of the whole', () => {
    for (const [capture] of fc.sample(fc.tuple(arbitraryCapture), { numRuns: 12, seed: 7 })) {
      const whole = decodeCapture(capture).frames;
      for (let length = 0; length < capture.length; length++) {
        const { frames, damagedAt } = decodeCapture(capture.subarray(0, length));
        expect(frames).toEqual(whole.slice(0, frames.length));
        if (damagedAt) {
          expect(damagedAt.packet).toBe(frames.length + 1);
          expect(damagedAt.octet).toBeLessThanOrEqual(length);
          expect(DAMAGE_SENTENCES[damagedAt.reason]).toMatch(/^[A-Z].*\.$/);
        }
      }
    }
  });

  test('a capture of many times the buffer, whose packets fall across every seam', () => {
    const packets = Array.from({ length: 3_000 }, (_, index) => packet((index * 37) % 1_515, index + 1));
    const capture = buildPcap(packets);
    expect(capture.length).toBeGreaterThan(8 * CAPTURE_BLOCK_OCTETS);
    const { frames, damagedAt } = decodeCapture(capture);
    expect(damagedAt).toBeUndefined();
    expect(frames.map((frame) => frame.hex.length / 2)).toEqual(packets.map((each) => each.octets.length));
  });

  test('packets of the greatest length pass one behind the other', () => {
    const capture = buildPcap([packet(262_144), packet(1), packet(262_144), packet(262_144)]);
    const lengths = decodeCapture(capture, () => 100_000).frames.map((frame) => frame.hex.length / 2);
    expect(lengths).toEqual([262_144, 1, 262_144, 262_144]);
  });
});

describe('the decoder as its caller sees it', () => {
  test('writable always gives room of at most one block, in one buffer', () => {
    const decoder = new CaptureDecoder(nothing);
    const { buffer } = decoder.writable();
    const capture = buildPcap([packet(250_000), packet(250_000), packet(10)]);
    for (let at = 0; at < capture.length; ) {
      const range = decoder.writable();
      expect(range.buffer).toBe(buffer);
      expect(range.length).toBeGreaterThan(0);
      expect(range.length).toBeLessThanOrEqual(CAPTURE_BLOCK_OCTETS);
      const count = Math.min(range.length, 77_777, capture.length - at);
      capture.copy(range.buffer, range.offset, at, at + count);
      at += count;
      expect(decoder.advance(count)).toBe(true);
    }
    decoder.end();
    expect(decoder.packets).toBe(3);
    expect(decoder.octets).toBe(capture.length);
    expect(decoder.damagedAt).toBeUndefined();
  });

  test('a packet is given as soon as its last octet is there', () => {
    const decoder = new CaptureDecoder(nothing);
    const capture = buildPcap([packet(60), packet(60)]);
    decoder.push(capture.subarray(0, 24 + 76));
    expect(decoder.packets).toBe(1);
    decoder.push(capture.subarray(100, -1));
    expect(decoder.packets).toBe(1);
    decoder.push(capture.subarray(-1));
    expect(decoder.packets).toBe(2);
  });

  test('after damage nothing more is taken, and it is reported once', () => {
    const decoder = new CaptureDecoder(nothing);
    const capture = buildPcap([packet(60), packet(60)]);
    capture.writeUInt32LE(0x7fffffff, 24 + 76 + 8);
    expect(decoder.push(capture)).toBe(false);
    expect(decoder.push(capture)).toBe(false);
    decoder.end();
    expect(decoder.packets).toBe(1);
    expect(decoder.damagedAt).toEqual({ octet: 100, packet: 2, reason: 'record-too-long' });
  });

  test('one frame object serves all packets and keeps its shape', () => {
    const shapes = new Set<string>();
    const seen = new Set<unknown>();
    const decoder = new CaptureDecoder({
      frame(frame) {
        seen.add(frame);
        shapes.add(Object.keys(frame).join());
      },
      resolvedName() {},
    });
    decoder.push(buildPcap([packet(1), packet(2), packet(3)]));
    expect(seen.size).toBe(1);
    expect([...shapes]).toEqual(['octets,start,end,wireOctets,micros,linkType,number']);
  });
});
