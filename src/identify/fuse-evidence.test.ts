import { describe, expect, it } from 'vitest';
import type { Evidence } from './evidence.ts';
import { fuseEvidence, noisyOr, sameValue } from './fuse-evidence.ts';
import { VendorDirectory } from './vendors.ts';

const vendors = new VendorDirectory({
  about: 'Two makers, one of which took over the other.',
  vendors: [
    { name: 'ICU Medical', kind: 'device-maker' },
    { name: 'Hospira', kind: 'device-maker', became: [{ name: 'ICU Medical', year: 2017 }] },
    { name: 'Philips', kind: 'device-maker' },
  ],
});

function evidence(part: Partial<Evidence> & Pick<Evidence, 'attribute' | 'value' | 'confidence'>): Evidence {
  const protocol = part.protocol ?? 'dicom';
  return {
    protocol,
    field: 'field',
    seen: part.value,
    first: { capture: 0, packet: 1, at: 0 },
    origin: protocol,
    ...part,
  };
}

describe('fuseEvidence', () => {
  it('combines independent sources by noisy-or', () => {
    const { vendor } = fuseEvidence(
      [
        evidence({ attribute: 'vendor', value: 'Philips', confidence: 60, protocol: 'dhcp' }),
        evidence({ attribute: 'vendor', value: 'Philips', confidence: 30, protocol: 'ethernet' }),
      ],
      vendors,
    );
    expect(vendor).toHaveLength(1);
    expect(vendor?.[0]).toMatchObject({ value: 'Philips', confidence: 72 });
  });

  it('counts two carriers of one source once', () => {
    const { hostname } = fuseEvidence(
      [
        evidence({
          attribute: 'hostname',
          value: 'CT01',
          confidence: 80,
          protocol: 'nbns',
          origin: 'host-name-setting',
        }),
        evidence({
          attribute: 'hostname',
          value: 'ct01',
          confidence: 80,
          protocol: 'llmnr',
          origin: 'host-name-setting',
        }),
      ],
      vendors,
    );
    expect(hostname?.[0]?.confidence).toBe(80);
    expect(hostname?.[0]?.evidence).toHaveLength(2);
  });

  it('keeps a contradicting value and lowers the winner', () => {
    const { serialNumber } = fuseEvidence(
      [
        evidence({ attribute: 'serialNumber', value: 'A1', confidence: 95 }),
        evidence({ attribute: 'serialNumber', value: 'B2', confidence: 60, protocol: 'dhcp' }),
      ],
      vendors,
    );
    // 95 x (1 - 60/95 x 0.5)
    expect(serialNumber?.map(({ value, confidence }) => [value, confidence])).toEqual([
      ['A1', 65],
      ['B2', 60],
    ]);
  });

  it('does not take several host names or versions for a contradiction', () => {
    const { softwareVersion } = fuseEvidence(
      [
        evidence({ attribute: 'softwareVersion', value: '1.0', confidence: 95 }),
        evidence({ attribute: 'softwareVersion', value: '2.0', confidence: 90, protocol: 'http' }),
      ],
      vendors,
    );
    expect(softwareVersion?.map(({ confidence }) => confidence)).toEqual([95, 90]);
  });

  it.each([
    {
      attribute: 'vendor',
      first: 'Hospira',
      second: 'ICU Medical',
      why: 'an old and a new name of one maker',
    },
    {
      attribute: 'hostname',
      first: 'ct01',
      second: 'CT01.hosp.example',
      why: 'a short name, and with its domain',
    },
    { attribute: 'model', first: 'DRX-Evolution', second: 'DRX Evolution', why: 'another punctuation' },
    { attribute: 'serialNumber', first: 'ab12', second: 'AB12', why: 'another case' },
  ] as const)('takes $first and $second for one $attribute: $why', ({ attribute, first, second }) => {
    const fused = fuseEvidence(
      [
        evidence({ attribute, value: first, confidence: 50 }),
        evidence({ attribute, value: second, confidence: 60, protocol: 'other' }),
      ],
      vendors,
    );
    expect(fused[attribute]?.map(({ value }) => value)).toEqual([second]);
  });

  it.each([
    {
      first: 'Philips Plum',
      second: 'Plum 360',
      same: false,
      why: 'the maker of the family is not that of the model',
    },
    {
      first: 'Plum',
      second: 'Philips Plum 360',
      same: true,
      why: 'a family, and a model that names its maker',
    },
    { first: 'Philips Plum', second: 'Philips Plum 360', same: true, why: 'both name the maker' },
    {
      first: 'Philips Plum 360',
      second: 'Plum 360',
      same: true,
      why: 'one name, with and without its maker',
    },
  ])('$first and $second are one model: $same, since $why', ({ first, second, same }) => {
    for (const [a, b] of [
      [first, second],
      [second, first],
    ] as const)
      expect(sameValue('model', a, b, vendors)).toBe(same);
  });

  it('never takes two AE titles for one: they are case-sensitive names', () => {
    const { dicomAeTitle } = fuseEvidence(
      [
        evidence({ attribute: 'dicomAeTitle', value: 'CT01', confidence: 80 }),
        evidence({ attribute: 'dicomAeTitle', value: 'ct01', confidence: 80 }),
      ],
      vendors,
    );
    expect(dicomAeTitle).toHaveLength(2);
  });

  it('keeps at most eight values, best first', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      evidence({ attribute: 'function', value: `f${index}`, confidence: 10 + index }),
    );
    const fused = fuseEvidence(many, vendors).function;
    expect(fused).toHaveLength(8);
    expect(fused?.[0]?.value).toBe('f29');
  });
});

describe('noisyOr', () => {
  it.each([
    [[], 0],
    [[95], 95],
    [[50, 50], 75],
    [[95, 95], 98],
    [[100], 98],
  ])('of %j is %d, never above 98', (confidences, expected) => {
    expect(noisyOr(confidences)).toBeCloseTo(expected);
  });
});
