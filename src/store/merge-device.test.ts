import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attribute } from '../dissectors/dissector.ts';
import { VendorDirectory } from '../identify/vendors.ts';
import { type KeptDevice, type KeptValue, keysOf, mergeDevice, VALUE_LIMIT } from './merge-device.ts';

const vendors = new VendorDirectory({
  about: 'Makers of the test.',
  vendors: [
    { name: 'Hospira', kind: 'device-maker', became: [{ name: 'ICU Medical', year: 2017 }] },
    { name: 'ICU Medical', kind: 'device-maker' },
    { name: 'Philips', kind: 'device-maker' },
  ],
});

const value = (attribute: Attribute, text: string, confidence: number, source = 'a'): KeptValue => ({
  ...{ attribute, value: text, confidence },
  evidence: [
    {
      ...{ protocol: 'dicom', field: attribute, value: text, packet: 1, at: '2026-03-01T08:00:00Z' },
      source: { kind: 'capture', id: source },
    },
  ],
});

const device = (changed: Partial<KeptDevice> = {}): KeptDevice => ({
  ...{ macs: ['00:09:fb:3a:10:15'], ips: ['10.20.20.21'], vlans: [20], hostnames: [], services: [] },
  ...{ firstAt: '2026-03-01T08:00:00Z', lastAt: '2026-03-01T09:00:00Z', packets: 5, octets: 50, peers: 2 },
  ...{
    conversations: { bothWays: 1, oneWay: 0 },
    seenAs: 'sender',
    profile: null,
    decisions: [],
    values: [],
  },
  category: { value: 'unknown', confidence: 0, reasons: [] },
  ...changed,
});
const later = { firstAt: '2026-03-02T08:00:00Z', lastAt: '2026-03-02T09:00:00Z' };
const best = (merged: KeptDevice, attribute: Attribute) => {
  const found = merged.values.find((each) => each.attribute === attribute);
  return found && [found.value, found.confidence];
};

describe('of two values', () => {
  it.each<[string, Attribute, KeptValue[], KeptValue[], [string, number], string | undefined]>([
    [
      'the surer one stands',
      'model',
      [value('model', 'MX400', 60)],
      [value('model', 'MX450', 90)],
      ['MX450', 90],
      'changed',
    ],
    [
      'one that is little surer does not',
      'model',
      [value('model', 'MX400', 85)],
      [value('model', 'MX450', 90)],
      ['MX400', 85],
      'kept',
    ],
    [
      'a new version stands when it is as sure',
      'softwareVersion',
      [value('softwareVersion', '1.0', 90)],
      [value('softwareVersion', '2.0', 90)],
      ['2.0', 90],
      'changed',
    ],
    [
      'a less sure version does not',
      'softwareVersion',
      [value('softwareVersion', '1.0', 90)],
      [value('softwareVersion', '2.0', 60)],
      ['1.0', 90],
      'kept',
    ],
    [
      'two names of one maker are one',
      'vendor',
      [value('vendor', 'Hospira', 85)],
      [value('vendor', 'ICU Medical', 90)],
      ['Hospira', 90],
      undefined,
    ],
    ['what is silent now stays', 'model', [value('model', 'MX400', 60)], [], ['MX400', 60], undefined],
    ['what is new is learnt', 'model', [], [value('model', 'MX400', 60)], ['MX400', 60], 'learnt'],
  ])('%s', (_, attribute, before, now, expected, outcome) => {
    const { device: merged, changes } = mergeDevice(
      device({ values: before }),
      device({ ...later, values: now }),
      vendors,
    );
    expect(best(merged, attribute)).toEqual(expected);
    expect(changes.map((change) => change.outcome)).toEqual(outcome ? [outcome] : []);
    const late = mergeDevice(device({ ...later, values: now }), device({ values: before }), vendors);
    expect(late).toEqual({ device: merged, changes: [] });
  });

  it('an old capture that comes late does not bring an old version back', () => {
    const old = device({ values: [value('softwareVersion', '1.0', 90, 'old')] });
    const known = mergeDevice(
      old,
      device({ ...later, values: [value('softwareVersion', '2.0', 90)] }),
      vendors,
    );
    const between = { firstAt: '2026-03-01T10:00:00Z', lastAt: '2026-03-01T11:00:00Z' };
    const { device: merged } = mergeDevice(known.device, { ...old, ...between }, vendors);
    expect(best(merged, 'softwareVersion')).toEqual(['2.0', 90]);
  });

  it('both keep their evidence, and one that is said twice has that of both', () => {
    const { device: merged } = mergeDevice(
      device({ values: [value('vendor', 'Hospira', 85, 'a')] }),
      device({
        ...later,
        values: [value('vendor', 'ICU Medical', 90, 'b'), value('vendor', 'Philips', 30, 'b')],
      }),
      vendors,
    );
    expect(merged.values.map((each) => [each.value, each.evidence.length])).toEqual([
      ['Hospira', 2],
      ['Philips', 1],
    ]);
  });
});

describe('what a person has set', () => {
  const set: KeptValue = { ...value('vendor', 'Philips', 100), evidence: [], setByPerson: true };

  it('no traffic changes, and the contradiction is said', () => {
    const { device: merged, changes } = mergeDevice(
      device({ values: [set, value('vendor', 'Hospira', 30)] }),
      device({ ...later, values: [value('vendor', 'ICU Medical', 98)] }),
      vendors,
    );
    expect(merged.values.map((each) => [each.value, each.confidence, each.setByPerson])).toEqual([
      ['Philips', 100, true],
      ['Hospira', 98, undefined],
    ]);
    expect(changes).toMatchObject([
      { what: 'vendor', outcome: 'kept', reason: 'a person set it; the traffic says ICU Medical (98)' },
    ]);
  });

  it('holds for the category, with what traffic says beside it', () => {
    const category = {
      value: 'ventilator',
      confidence: 100,
      reasons: ['a person set it'],
      setByPerson: true as const,
    };
    const { device: merged } = mergeDevice(
      device({ category, inferredCategory: { value: 'unknown', confidence: 0, reasons: [] } }),
      device({ ...later, category: { value: 'infusion-pump', confidence: 95, reasons: ['BCC'] } }),
      vendors,
    );
    expect(merged.category).toEqual(category);
    expect(merged.inferredCategory).toEqual({ value: 'infusion-pump', confidence: 95, reasons: ['BCC'] });
  });
});

describe('the rest', () => {
  it('is compared in time, not as text: the database has milliseconds and an inventory microseconds', () => {
    const known = device({ lastAt: '2026-03-01T09:00:00.500Z', ips: ['10.0.0.1'] });
    const seen = device({ lastAt: '2026-03-01T09:00:00.4999Z', ips: ['10.0.0.2'] });
    expect(mergeDevice(known, seen, vendors).device).toMatchObject({
      lastAt: '2026-03-01T09:00:00.500Z',
      ips: ['10.0.0.1', '10.0.0.2'],
    });
  });

  it('is added up', () => {
    const { device: merged } = mergeDevice(
      device({ seenAs: 'named', profile: 'profile:1' }),
      device({ ...later, vlans: [10], conversations: { bothWays: 2, oneWay: 3 } }),
      vendors,
    );
    expect(merged).toMatchObject({
      ...{ vlans: [10, 20], packets: 10, octets: 100, peers: 2, seenAs: 'sender', profile: 'profile:1' },
      ...{ conversations: { bothWays: 3, oneWay: 3 }, firstAt: '2026-03-01T08:00:00Z', lastAt: later.lastAt },
    });
  });

  it('says that an address is another only when none of the old ones is left', () => {
    const { changes } = mergeDevice(device(), device({ ...later, ips: ['10.9.9.9'] }), vendors);
    expect(changes).toMatchObject([{ what: 'ip', outcome: 'changed', from: '10.20.20.21', to: '10.9.9.9' }]);
  });
});

describe('keys', () => {
  it.each([
    [['00:09:fb:3a:10:15', '02:00:00:00:00:01'], ['mac:00:09:fb:3a:10:15']],
    [['02:00:00:00:00:01'], ['mac:02:00:00:00:00:01']],
    [[], ['ip:10.0.0.1']],
  ])('of %j are %j', (macs, keys) => {
    expect(keysOf({ id: 'ip:10.0.0.1', macs })).toEqual(keys);
  });
});

const instants = fc
  .integer({ min: 0, max: 3 })
  .map((day) => new Date(Date.UTC(2026, 2, 1 + day)).toISOString());
const texts: Partial<Record<Attribute, readonly string[]>> = {
  vendor: ['Hospira', 'ICU Medical', 'Philips', 'PHILIPS'],
  model: ['Plum', 'Plum 360', 'Plum 360 Infuser', 'MX450'],
  softwareVersion: ['1.0', '2.0', '2.0.1'],
  hostname: ['pump-1', 'PUMP-1.ward.example', 'pump-2'],
  os: ['Windows', 'Windows 10', 'Windows 10 or later', 'Linux'],
};
const values = fc.uniqueArray(
  fc
    .constantFrom(...(Object.keys(texts) as Attribute[]))
    .chain((attribute) =>
      fc
        .tuple(
          fc.constantFrom(...(texts[attribute] ?? [])),
          fc.integer({ min: 1, max: 98 }),
          fc.constantFrom('a', 'b'),
        )
        .map(([text, confidence, source]) => value(attribute, text, confidence, source)),
    ),
  { maxLength: 10, selector: (each) => `${each.attribute} ${each.value}` },
);
const sightings = fc
  .record({
    ...{ values, lastAt: instants, packets: fc.nat(9) },
    ips: fc.subarray(['10.0.0.1', '10.0.0.2', '10.0.0.3']),
    category: fc.constantFrom(
      { value: 'unknown', confidence: 0, reasons: [] },
      { value: 'infusion-pump', confidence: 80, reasons: ['a'] },
      { value: 'ventilator', confidence: 80, reasons: ['b'] },
      { value: 'ventilator', confidence: 95, reasons: ['c'] },
    ),
  })
  .map((changed) => device({ ...changed, firstAt: changed.lastAt }));

describe('for any two sightings', () => {
  it('it does not matter which arrives first', () => {
    fc.assert(
      fc.property(sightings, sightings, (one, other) => {
        expect(mergeDevice(one, other, vendors).device).toEqual(mergeDevice(other, one, vendors).device);
      }),
      { numRuns: 2_000 },
    );
  });

  it('each value of an attribute stands once, and their number keeps its limit', () => {
    fc.assert(
      fc.property(fc.array(sightings, { minLength: 2, maxLength: 5 }), ([first = device(), ...others]) => {
        const merged = others.reduce((known, seen) => mergeDevice(known, seen, vendors).device, first);
        const names = merged.values.map((each) => `${each.attribute} ${each.value}`);
        expect(new Set(names).size).toBe(names.length);
        for (const attribute of Object.keys(texts))
          expect(merged.values.filter((each) => each.attribute === attribute).length).toBeLessThanOrEqual(
            VALUE_LIMIT,
          );
      }),
      { numRuns: 1_000 },
    );
  });
});
