import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZstdFrames } from './zstd-frames.ts';

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');
/** Single segment, content size of one octet; a last raw block of three octets. */
const SMALL = hex('28b52ffd 20 03 190000 616263');
/** Window of 1 KiB, checksum; a run of 100,000 octets, then an empty last block. */
const RUN = hex('28b52ffd 04 00 02350c 61 010000 01020304');
const SKIPPABLE = hex('532a4d18 05000000 0102030405');

function walk(octets: Buffer, piece = octets.length || 1) {
  const frames = new ZstdFrames();
  let sound = 0;
  for (let at = 0; at < octets.length && frames.fault === undefined; at += piece)
    sound += frames.take(octets.subarray(at, at + piece));
  return { sound, fault: frames.fault, complete: frames.complete };
}

describe('whole frames', () => {
  test.each([
    ['raw block', SMALL],
    ['run-length block and checksum', RUN],
    ['skippable frame', SKIPPABLE],
    ['all of them', Buffer.concat([SKIPPABLE, SMALL, RUN, SKIPPABLE, SMALL])],
  ])('%s', (_, octets) => {
    for (let piece = 1; piece <= octets.length; piece++)
      expect(walk(octets, piece)).toEqual({ sound: octets.length, fault: undefined, complete: true });
  });

  test('cut anywhere, a frame is not complete and not at fault', () => {
    for (const octets of [SMALL, RUN, SKIPPABLE])
      for (let length = 0; length < octets.length; length++)
        expect(walk(octets.subarray(0, length))).toEqual({
          sound: length,
          fault: undefined,
          complete: false,
        });
  });
});

describe('faults', () => {
  test.each([
    ['another magic', '28b52ffe', 'not-zstd'],
    ['what follows a frame is none', '28b52ffd 20 03 190000 616263 deadbeef', 'not-zstd'],
    ['a window of 144 MiB', '28b52ffd 00 89', 'window-too-large'],
    ['a window of terabytes', '28b52ffd 00 ff', 'window-too-large'],
    ['a single segment just over the limit', '28b52ffd a0 01000008', 'window-too-large'],
    ['a single segment of 2^60 octets', '28b52ffd e0 0000000000000010', 'window-too-large'],
    ['a dictionary', '28b52ffd 21 07 03', 'dictionary-needed'],
    ['a dictionary of four octets id after a window', '28b52ffd 03 00 00000001', 'dictionary-needed'],
    ['a reserved block type', '28b52ffd 20 03 1f0000', 'block-invalid'],
    ['a block above the limit', '28b52ffd 20 03 080010', 'block-invalid'],
  ])('%s', (_, digits, fault) => {
    expect(walk(hex(digits)).fault).toBe(fault);
    expect(walk(hex(digits), 1).fault).toBe(fault);
  });

  test('the limit itself is granted', () => {
    expect(walk(hex('28b52ffd 00 88')).fault).toBeUndefined();
    expect(walk(hex('28b52ffd a0 00000008')).fault).toBeUndefined();
  });

  test('a dictionary id of zero means none', () => {
    expect(walk(hex('28b52ffd 21 00 03')).fault).toBeUndefined();
  });

  test('never takes more than it is given, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (tail, piece) => {
        const octets = Buffer.concat([SMALL, tail]);
        const { sound } = walk(octets, piece);
        expect(sound).toBeLessThanOrEqual(octets.length);
        expect(sound).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
