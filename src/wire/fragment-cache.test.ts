import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAGMENT_SLOTS, FragmentCache } from './fragment-cache.ts';

const TCP = 6;
const UDP = 17;

describe('FragmentCache', () => {
  it('knows a datagram by addresses, identification and protocol', () => {
    const cache = new FragmentCache();
    cache.remember(1, 2, 3, UDP, 0x0400_0800);
    expect(cache.recall(1, 2, 3, UDP)).toBe(0x0400_0800);
    expect(cache.recall(2, 1, 3, UDP)).toBe(0);
    expect(cache.recall(1, 2, 4, UDP)).toBe(0);
    expect(cache.recall(1, 2, 3, TCP)).toBe(0);
  });

  it('is empty at first, also for a datagram of zeros', () => {
    expect(new FragmentCache().recall(0, 0, 0, 0)).toBe(0);
  });

  it('keeps the newest ports of a datagram', () => {
    const cache = new FragmentCache();
    cache.remember(1, 2, 3, UDP, 5);
    cache.remember(1, 2, 3, UDP, 6);
    expect(cache.recall(1, 2, 3, UDP)).toBe(6);
  });

  it('stays bounded: of many datagrams it keeps no more than it has slots, and the last for certain', () => {
    const cache = new FragmentCache();
    const datagrams = FRAGMENT_SLOTS * 8;
    for (let each = 1; each <= datagrams; each++) cache.remember(10, 20, each, UDP, each);
    const kept = Array.from({ length: datagrams }, (_, index) => index + 1).filter(
      (each) => cache.recall(10, 20, each, UDP) === each,
    );
    expect(kept.length).toBeLessThanOrEqual(FRAGMENT_SLOTS);
    expect(kept.length).toBeGreaterThan(FRAGMENT_SLOTS / 2);
    expect(kept.at(-1)).toBe(datagrams);
  });

  it('never answers with the ports of another datagram', () => {
    const word = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
    const key = fc.tuple(word, word, fc.nat(0xffff), fc.constantFrom(TCP, UDP));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.integer({ min: 1 })), { maxLength: 60 }),
        key,
        (datagrams, stranger) => {
          const cache = new FragmentCache();
          const model = new Map<string, number>();
          for (const [each, ports] of datagrams) {
            cache.remember(...each, ports);
            model.set(each.join(), ports);
          }
          for (const [each] of datagrams)
            expect([0, model.get(each.join())]).toContain(cache.recall(...each));
          expect([0, model.get(stranger.join())]).toContain(cache.recall(...stranger));
        },
      ),
    );
  });
});
