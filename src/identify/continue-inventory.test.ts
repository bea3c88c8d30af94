import { describe, expect, it } from 'vitest';
import { continueInventory } from './continue-inventory.ts';
import { attributesOf, deviceOf } from './inventory.arbitrary.ts';
import { INVENTORY_SCHEMA, type InventoryDevice } from './inventory.ts';
import { parsePreviousInventory } from './previous-inventory.ts';
import { VendorDirectory } from './vendors.ts';

const vendors = new VendorDirectory({
  about: 'Makers of the test.',
  vendors: [
    { name: 'Hospira', kind: 'device-maker', became: [{ name: 'ICU Medical', year: 2017 }] },
    { name: 'ICU Medical', kind: 'device-maker' },
    { name: 'Philips', kind: 'device-maker' },
  ],
});

const PUMP = '00:03:b1:77:02:17';
const MODULE = '00:80:92:00:00:07';
const PLUM = attributesOf({ vendor: 'Hospira', serialNumber: '217003345', softwareVersion: '15.10' });
const pump = (part: Partial<InventoryDevice> = {}) =>
  deviceOf({ id: `mac:${PUMP}`, macs: [PUMP], ips: ['10.0.1.5'], attributes: PLUM, ...part });

/** What becomes of `now` after `before` was written and read again. */
function resumed(before: readonly InventoryDevice[], ...now: InventoryDevice[]) {
  const document: unknown = JSON.parse(JSON.stringify({ schema: INVENTORY_SCHEMA, devices: before }));
  return continueInventory(parsePreviousInventory(document), now, vendors);
}

const changesOf = (device: InventoryDevice | undefined) =>
  device?.changes?.map(({ what, outcome, from, to }) => `${what} ${outcome}: ${from} → ${to}`);

describe('continueInventory', () => {
  it('changes nothing when nothing has changed', () => {
    const { devices, notSeen } = resumed([pump()], pump());
    expect(devices).toEqual([{ ...pump(), previousId: `mac:${PUMP}`, changes: [] }]);
    expect(notSeen).toEqual([]);
  });

  it('knows a device by its serial number when its module and address have changed, and keeps its id', () => {
    const { devices } = resumed([pump()], pump({ id: `mac:${MODULE}`, macs: [MODULE], ips: ['10.0.1.9'] }));
    expect(devices[0]?.id).toBe(`mac:${PUMP}`);
    expect(changesOf(devices[0])).toEqual([
      `mac changed: ${PUMP} → ${MODULE}`,
      'ip changed: 10.0.1.5 → 10.0.1.9',
    ]);
  });

  it('does not take another device with the same MAC for it (the module went to another pump)', () => {
    const other = pump({ attributes: attributesOf({ vendor: 'ICU Medical', serialNumber: '217009999' }) });
    const { devices, notSeen } = resumed([pump()], other);
    expect([devices[0]?.previousId, notSeen.map(({ id }) => id)]).toEqual([null, [`mac:${PUMP}`]]);
  });

  it('gives each pump its own record when two have exchanged their modules', () => {
    const second = { vendor: 'Hospira', serialNumber: '217009999' };
    const before = [
      pump(),
      deviceOf({ id: `mac:${MODULE}`, macs: [MODULE], attributes: attributesOf(second) }),
    ];
    const { devices } = resumed(
      before,
      pump({ attributes: attributesOf(second) }),
      pump({ id: `mac:${MODULE}`, macs: [MODULE] }),
    );
    expect(devices.map(({ id, macs }) => [id, macs])).toEqual([
      [`mac:${MODULE}`, [PUMP]],
      [`mac:${PUMP}`, [MODULE]],
    ]);
  });

  it('does not give a new device the id of an old one', () => {
    const other = pump({ attributes: attributesOf({ vendor: 'Philips', serialNumber: 'DE44027113' }) });
    const moved = pump({ id: `mac:${MODULE}`, macs: [MODULE] });
    const child = deviceOf({ id: 'named:modbus:1', macs: [], ips: [], viaGateway: `mac:${PUMP}` });
    const { devices } = resumed([pump()], other, moved, child);
    expect(devices.map(({ id, viaGateway }) => [id, viaGateway])).toEqual([
      [`mac:${PUMP}#2`, null],
      [`mac:${PUMP}`, null],
      ['named:modbus:1', `mac:${PUMP}#2`],
    ]);
  });

  it('keeps what the traffic of today does not show, and says so', () => {
    const { devices } = resumed([pump()], pump({ attributes: attributesOf({ vendor: 'ICU Medical' }, 30) }));
    expect(devices[0]?.attributes).toMatchObject({
      vendor: [{ value: 'Hospira', confidence: 95 }],
      serialNumber: [{ value: '217003345', confidence: 95, kept: true, evidence: [] }],
    });
    expect(changesOf(devices[0])).toEqual([]);
  });

  it('changes a version, keeps a category, and learns', () => {
    const category = { value: 'infusion-pump', confidence: 90, reasons: [] };
    const now = pump({
      category: { value: 'workstation', confidence: 60, reasons: [] },
      attributes: attributesOf({ serialNumber: '217003345', softwareVersion: '15.20', model: 'Plum 360' }),
    });
    const { devices } = resumed([pump({ category })], now);
    expect(changesOf(devices[0])?.sort()).toEqual([
      'category kept: infusion-pump → infusion-pump',
      'model learnt: null → Plum 360',
      'softwareVersion changed: 15.10 → 15.20',
    ]);
    expect(devices[0]?.category).toMatchObject({ value: 'infusion-pump', confidence: 90 });
  });

  it('never overwrites what a person set, until that is taken back', () => {
    const set = { model: [{ value: 'Plum 360', confidence: 100, setByPerson: true as const, evidence: [] }] };
    const now = pump({ attributes: attributesOf({ serialNumber: '217003345', model: 'LifeCare PCA' }, 98) });
    const before = [pump({ attributes: { ...PLUM, ...set } })];
    const { devices } = resumed(before, now);
    expect(devices[0]?.attributes.model?.map(({ value, setByPerson }) => [value, setByPerson])).toEqual([
      ['Plum 360', true],
      ['LifeCare PCA', undefined],
    ]);
    expect(devices[0]?.changes?.[0]?.reason).toBe('a person set it; the traffic says LifeCare PCA (98)');
    const withdrawal = {
      kind: 'value-set',
      by: 'person',
      reason: '',
      about: [],
      withdraws: 'model',
    } as const;
    const free = resumed(before, { ...now, decisions: [withdrawal] });
    expect(free.devices[0]?.attributes.model?.[0]?.value).toBe('LifeCare PCA');
  });
});

describe('parsePreviousInventory', () => {
  it.each([
    ['no inventory', {}],
    ['a list', []],
    ['another schema', { schema: 'wardlight.inventory/9', devices: [] }],
    ['devices that are none', { schema: INVENTORY_SCHEMA, devices: ['x'] }],
    ['a device without an id', { schema: INVENTORY_SCHEMA, devices: [{ macs: [] }] }],
  ])('refuses %s', (_name, document) => {
    expect(() => parsePreviousInventory(document)).toThrow(/expected an inventory|is no device/);
  });

  it('leaves out what is not of the form that it must have', () => {
    const odd = {
      id: 'mac:x',
      macs: [1, PUMP],
      ips: 'none',
      lastAt: 'yesterday',
      category: { value: 'unknown', confidence: 0 },
      attributes: {
        model: [{ value: 'M', confidence: 400 }],
        colour: [{ value: 'red', confidence: 1 }],
        vendor: 'X',
      },
    };
    expect(parsePreviousInventory({ schema: INVENTORY_SCHEMA, devices: [odd] })).toEqual([
      {
        id: 'mac:x',
        macs: [PUMP],
        ips: [],
        lastAt: undefined,
        category: undefined,
        attributes: new Map(),
        serial: undefined,
      },
    ]);
  });
});
