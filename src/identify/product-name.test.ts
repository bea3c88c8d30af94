import { describe, expect, it } from 'vitest';
import { FingerprintSet } from './fingerprints.ts';
import type { Knowledge } from './knowledge.ts';
import { ModelCatalogue } from './models.ts';
import { readProductName } from './product-name.ts';
import { VendorDirectory } from './vendors.ts';

const vendors = new VendorDirectory({
  about: 'Makers of the examples.',
  vendors: [
    { name: 'Dräger', kind: 'device-maker', aliases: ['Draeger'] },
    { name: 'B. Braun', kind: 'device-maker' },
  ],
});
const knowledge: Knowledge = {
  fingerprints: new FingerprintSet([]),
  vendors,
  models: new ModelCatalogue(
    {
      about: 'Families of the examples.',
      makers: [
        {
          vendor: 'Dräger',
          models: [
            { pattern: '^Evita V\\d+\\b', category: 'ventilator', examples: ['Evita V800'] },
            {
              ...{ pattern: '^Babylog VN\\d+\\b', category: 'ventilator', examples: ['Babylog VN500'] },
              distinctive: true,
            },
          ],
        },
        {
          vendor: 'B. Braun',
          models: [{ pattern: '^SpaceCom\\b', category: 'infusion-pump', examples: ['SpaceCom'] }],
        },
      ],
    },
    vendors,
  ),
  oui: undefined,
  dissectors: [],
};

describe('readProductName', () => {
  it.each([
    ['Draeger Evita V800 SDC', 'Dräger', 'Evita V800 SDC', 'ventilator'],
    ['Babylog VN500', 'Dräger', 'Babylog VN500', 'ventilator'],
    ['B. Braun SpaceCom', 'B. Braun', 'SpaceCom', 'infusion-pump'],
  ])('reads %s', (text, vendor, model, category) => {
    expect(readProductName(text, knowledge)).toMatchObject({ vendor, model, category });
  });

  it.each(['Draeger', 'Draeger login', 'Evita V800', 'Welcome to Draeger Evita V800', ''])(
    'reads nothing in "%s"',
    (text) => {
      expect(readProductName(text, knowledge)).toBeUndefined();
    },
  );
});
