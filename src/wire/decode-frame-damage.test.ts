import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { octets } from '../../test/support/octet-builder.ts';
import { ALL_ROWS, IP_ROWS, LINK_ROWS } from './decode-frame.arbitrary.ts';
import { newDecoder, type Seen, see } from './packet-seen.arbitrary.ts';

const GUARD_OCTETS = 96;

/**
 * Decodes a frame alone in its memory, where a read outside throws, and among neighbours of several kinds, where such a
 * read would change what is seen.
 */
function seeEverywhere(frame: Buffer, linkType: number | undefined): Seen {
  const alone = see(newDecoder(), frame, linkType);
  for (const neighbour of [0x00, 0x45, 0xff]) {
    const guard = Buffer.alloc(GUARD_OCTETS, neighbour);
    const memory = octets(guard, frame, guard);
    const among = see(newDecoder(), frame, linkType, memory, GUARD_OCTETS);
    if (JSON.stringify(among) !== JSON.stringify(alone)) expect(among).toEqual(alone);
  }
  return alone;
}

describe('damaged frames', () => {
  it.each(ALL_ROWS)('$name, cut at every octet', ({ frame, linkType }) => {
    for (let length = 0; length <= frame.length; length++)
      seeEverywhere(Buffer.from(frame.subarray(0, length)), linkType);
  });

  it('never more is seen of a cut frame than of the whole', () => {
    for (const { frame, linkType, name } of [...LINK_ROWS, ...IP_ROWS]) {
      const whole = see(newDecoder(), frame, linkType).payload ?? '';
      for (let length = 14; length < frame.length; length++) {
        const cut = see(newDecoder(), frame.subarray(0, length), linkType);
        if (cut.kind === 'ip' && cut.protocol === 17)
          expect(whole.startsWith(cut.payload ?? ''), name).toBe(true);
      }
    }
  });

  it('with every octet of their headers set to 00, 7F, 80 and FF', () => {
    for (const { frame, linkType } of ALL_ROWS) {
      for (let at = 0; at < Math.min(frame.length, 128); at++) {
        for (const octet of [0x00, 0x7f, 0x80, 0xff]) {
          const damaged = Buffer.from(frame);
          damaged[at] = octet;
          see(newDecoder(), damaged, linkType);
        }
      }
    }
  });

  it('with anything written over them, cut or lengthened', () => {
    const edit = fc.record({ at: fc.nat(200), content: fc.uint8Array({ minLength: 1, maxLength: 6 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(...ALL_ROWS),
        fc.array(edit, { maxLength: 5 }),
        fc.integer({ min: -40, max: 40 }),
        ({ frame, linkType }, edits, growth) => {
          const damaged = octets(frame, Buffer.alloc(40, 0x45)).subarray(
            0,
            Math.max(0, frame.length + growth),
          );
          for (const { at, content } of edits)
            if (at < damaged.length) Buffer.from(content).copy(damaged, at);
          seeEverywhere(Buffer.from(damaged), linkType);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('of nothing but noise, under any link type', () => {
    const linkType = fc.oneof(
      fc.constantFrom(0, 1, 12, 101, 105, 108, 113, 127, 228, 229, 276),
      fc.nat(65_535),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), linkType, (noise, type) => {
        seeEverywhere(Buffer.from(noise), type);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never promise a payload of less than nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL_ROWS), fc.nat(), fc.nat(255), (row, place, octet) => {
        const damaged = Buffer.from(row.frame);
        if (damaged.length > 0) damaged[place % damaged.length] = octet;
        expect(see(newDecoder(), damaged, row.linkType).missing ?? 0).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
