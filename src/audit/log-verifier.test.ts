import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChainLink } from './chain.ts';
import { rawPublicKey, signRoot } from './day-root.ts';
import {
  entryText,
  type Log,
  linksOf,
  log,
  ORGANISATION,
  PUBLIC_KEY,
  rootsOf,
  show,
} from './log.arbitrary.ts';
import { LogVerifier } from './log-verifier.ts';

const verify = (found: Log, head: ChainLink | undefined) =>
  show(new LogVerifier(ORGANISATION, [PUBLIC_KEY]), found, head);

/** A log and the index of one of its entries. */
const logWithPlace = log.chain((whole) =>
  fc.record({ whole: fc.constant(whole), index: fc.nat({ max: whole.links.length - 1 }) }),
);

/** The verification of a log whose links were changed; its roots and its head are as they were. */
const changed = ({ links, roots }: Log, work: (links: ChainLink[]) => void) => {
  const copy = [...links];
  work(copy);
  return verify({ links: copy, roots }, links.at(-1)).firstBreak;
};

describe('a log', () => {
  it('that nobody touched is whole', () => {
    fc.assert(
      fc.property(log, (whole) => {
        const found = verify(whole, whole.links.at(-1));
        expect(found.firstBreak).toBeUndefined();
        expect(found.verifiedTo).toBe(whole.links.length);
        expect(found.signedTo).toBe(whole.roots.at(-1)?.root.last);
      }),
    );
  });

  it('with any octet of an entry changed breaks there', () => {
    fc.assert(
      fc.property(
        logWithPlace,
        fc.nat(),
        fc.integer({ min: 0x20, max: 0x7e }),
        ({ whole, index }, at, code) => {
          const link = whole.links[index] as ChainLink;
          const position = at % link.entry.length;
          const entry =
            link.entry.slice(0, position) + String.fromCharCode(code) + link.entry.slice(position + 1);
          fc.pre(entry !== link.entry);
          expect(changed(whole, (links) => links.splice(index, 1, { ...link, entry }))).toMatchObject({
            sequence: index + 1,
          });
        },
      ),
    );
  });

  it('with any bit of a hash changed breaks there', () => {
    fc.assert(
      fc.property(logWithPlace, fc.nat({ max: 255 }), ({ whole, index }, bit) => {
        const link = whole.links[index] as ChainLink;
        const hash = Buffer.from(link.hash);
        hash.writeUInt8(hash.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const found = changed(whole, (links) => links.splice(index, 1, { ...link, hash }));
        expect(found?.sequence).toBe(index + 1);
      }),
    );
  });

  it('from which an entry was taken breaks there, at its end too', () => {
    fc.assert(
      fc.property(logWithPlace, ({ whole, index }) => {
        expect(changed(whole, (links) => links.splice(index, 1))).toMatchObject({ sequence: index + 1 });
      }),
    );
  });

  it('from which entries were taken and the others numbered anew breaks there', () => {
    fc.assert(
      fc.property(logWithPlace, ({ whole, index }) => {
        const found = changed(whole, (links) => {
          links.splice(index, 1);
          for (const [place, link] of links.entries()) links[place] = { ...link, sequence: place + 1 };
        });
        expect(found).toMatchObject({ sequence: index + 1 });
      }),
    );
  });

  it('with two entries swapped breaks at the first of them', () => {
    fc.assert(
      fc.property(logWithPlace, fc.nat(), ({ whole, index }, seed) => {
        const other = seed % whole.links.length;
        fc.pre(other !== index);
        const found = changed(whole, (links) => {
          [links[index], links[other]] = [links[other] as ChainLink, links[index] as ChainLink];
        });
        expect(found?.sequence).toBe(Math.min(index, other) + 1);
      }),
    );
  });

  it('into which an entry was put breaks there, at its end too', () => {
    fc.assert(
      fc.property(log, fc.nat(), (whole, seed) => {
        const index = seed % (whole.links.length + 1);
        const at = (whole.links[index] ?? whole.links.at(-1))?.entry.match(/20\d\d-[^"]+/)?.[0] ?? '';
        const before = whole.links.slice(0, index).map(({ entry }) => entry);
        const forged = linksOf([...before, entryText(index + 1, at, 'device.edit')]).at(-1) as ChainLink;
        const found = changed(whole, (links) => {
          links.splice(index, 0, forged);
        });
        // A forged entry with a right hash stands until the next one, which no longer fits behind it, or the root of the day.
        expect(found).toBeDefined();
        expect(found?.sequence).toBeLessThanOrEqual(index + 2);
      }),
    );
  });

  it('that was hashed anew from a changed entry on does not fit its signed days', () => {
    fc.assert(
      fc.property(logWithPlace, ({ whole, index }) => {
        const day = whole.roots.find(({ root }) => index + 1 <= root.last);
        fc.pre(day !== undefined);
        const entries = whole.links.map(({ entry }) => entry);
        entries[index] = entryText(index + 1, '2026-11-10T08:00:00.000Z', 'never.happened');
        const links = linksOf(entries);
        const found = verify({ links, roots: whole.roots }, links.at(-1)).firstBreak;
        expect(found?.sequence).toBe(day?.root.first);
        expect(found?.problem).toContain('the root of');
      }),
    );
  });

  it('from which a signed day was dropped breaks', () => {
    fc.assert(
      fc.property(log, fc.nat(), (whole, seed) => {
        fc.pre(whole.roots.length > 1);
        const dropped = seed % (whole.roots.length - 1);
        const roots = whole.roots.filter((_, index) => index !== dropped);
        const found = verify({ ...whole, roots }, whole.links.at(-1)).firstBreak;
        expect(found?.problem).toContain('one is missing');
      }),
    );
  });

  it('signed by another key breaks, and with a changed signature too', () => {
    const links = linksOf([entryText(1, '2026-11-10T08:00:00.000Z', 'upload.begin')]);
    const [signed] = rootsOf(links, [1]);
    if (!signed) throw new Error('no root');
    const other = generateKeyPairSync('ed25519');
    const forged = signRoot(signed.root, other.privateKey);
    expect(verify({ links, roots: [forged] }, links[0]).firstBreak?.problem).toContain('not trusted');
    expect(
      verify({ links, roots: [{ ...forged, key: PUBLIC_KEY }] }, links[0]).firstBreak?.problem,
    ).toContain('is not signed by the key');
    expect(rawPublicKey(other.publicKey)).toEqual(forged.key);
  });

  it('of another organisation breaks', () => {
    const links = linksOf([entryText(1, '2026-11-10T08:00:00.000Z', 'upload.begin')]);
    const elsewhere = show(new LogVerifier('another', [PUBLIC_KEY]), { links, roots: [] }, links[0]);
    expect(elsewhere.firstBreak).toMatchObject({
      sequence: 1,
      problem: expect.stringContaining('another place'),
    });
  });
});
