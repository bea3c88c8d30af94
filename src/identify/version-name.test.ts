import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVersionName } from './version-name.ts';

describe('readVersionName', () => {
  it.each([
    ['syngo MR XA31', { product: 'syngo MR', version: 'XA31' }],
    ['syngo CT VA48A-SP03', { product: 'syngo CT', version: 'VA48A-SP03' }],
    ['EPIQ 9.0.3', { product: 'EPIQ', version: '9.0.3' }],
    ['DSM 7.1.1-42962', { product: 'DSM', version: '7.1.1-42962' }],
    ['revo_ct_21b.33', { product: 'revo_ct', version: '21b.33' }],
    ['PIC iX C.03.12', { product: 'PIC iX', version: 'C.03.12' }],
    ['sip78xx.12-5-1SR1-4', { product: 'sip78xx', version: '12.5.1SR1-4' }],
    ['FW=V6.00.090', { version: '6.00.090' }],
    ['SBC=13.21', { version: '13.21' }],
    ['Version 2.4', { version: '2.4' }],
    ['V9.5*R003', { version: '9.5*R003' }],
    ['v1.6.2.0', { version: '1.6.2.0' }],
    ['V84.20.18Z', { version: '84.20.18Z' }],
  ])('%s is taken apart', (text, expected) => {
    expect(readVersionName(text, undefined)).toEqual(expected);
  });

  it.each([
    ['U61', { version: 'U61', region: 'US' }],
    ['L82', { version: 'L82', region: 'other' }],
    ['012U000061', { version: 'U61', region: 'US' }],
  ])('%s of B. Braun names the region', (text, expected) => {
    expect(readVersionName(text, 'B. Braun')).toEqual(expected);
    expect(readVersionName(text, 'Philips')).toBeUndefined();
  });

  it.each([
    '9.33.1.2',
    'C.03.12',
    '06-03',
    'JAMS141B',
    '15.2(7)E3',
    '1.2 3.4',
    '',
    'V',
    `x ${'1.'.repeat(40)}`,
  ])('"%s" stays whole', (text) => {
    expect(readVersionName(text, undefined)).toBeUndefined();
  });

  it('never invents: what it answers stands in the text, and taking apart again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 80 }), (text) => {
        const { version, product } = readVersionName(text, undefined) ?? {};
        if (version === undefined) return;
        expect(version).not.toBe('');
        expect(text.replaceAll(/[-.]/g, '')).toContain(version.replaceAll(/[-.]/g, ''));
        if (product !== undefined) expect(text).toContain(product);
      }),
    );
  });
});
