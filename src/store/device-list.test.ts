import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { fits, type Places } from '../../test/support/device-predicate.ts';
import { inventoryDevice, type ToldDevice } from '../../test/support/inventory-device.ts';
import { USES_OUTSIDE_DATABASE, useTestDatabase } from '../../test/support/test-database.ts';
import { EVERY_DEVICE } from '../access/device-selection.ts';
import { loadDeviceRules } from '../main/load-knowledge.ts';
import { FIELD_NAMES, type FieldName, kindOf } from '../query/device-fields.ts';
import { conditionOf } from '../query/filter.arbitrary.ts';
import type { Condition, Filter } from '../query/filter.ts';
import { operatorsOf, parseValue } from '../query/filter-values.ts';
import { parseFilter } from '../query/parse-filter.ts';
import { printFilter } from '../query/print-filter.ts';
import { editDevices } from './device-edits.ts';
import { exportDevices } from './device-export.ts';
import { countFacets } from './device-facets.ts';
import { type ListPosition, listDevices } from './device-list.ts';
import { findDevice, type StoredDevice } from './device-page.ts';
import { SORTS, type SortName } from './device-sorts.ts';
import { applyDevices } from './devices.ts';

const DEVICES = 60;
const NOW = Date.UTC(2026, 2, 20, 12);
const test = useTestDatabase();
const rules = loadDeviceRules();
const organisation = randomUUID();
const reader = { organisation, selection: EVERY_DEVICE };
let devices: readonly StoredDevice[] = [];
let places: Places = { names: new Map() };

/** The same on every run, and with few different values, so that filters find something. */
function told(index: number): ToldDevice {
  const of = <Item>(items: readonly Item[]): Item => items[(index * 7 + (index >> 3)) % items.length] as Item;
  const at = new Date(NOW - (index % 9) * 86_400_000 * (1 + (index % 3))).toISOString();
  const mac = `00:${of(['09', '0a'])}:fb:00:00:${index.toString(16).padStart(2, '0')}`;
  return {
    macs: index % 6 === 0 ? [] : [mac],
    ips: [`10.${of([20, 21])}.0.${index}`, ...(index % 5 === 0 ? [`fd00::${index}`] : [])],
    vlans: of([[], [10], [10, 20], [30]]),
    category: of(['unknown', 'infusion-pump', 'ventilator', 'workstation']),
    confidence: of([60, 75, 90]),
    attributes: {
      ...(index % 4 && { vendor: of(['Philips', 'B. Braun', 'Dräger', '100% Pure_Co']) }),
      ...(index % 3 && { model: of(['MX450', 'Space\\Com', 'Evita V500']) }),
      ...(index % 5 && { os: of(['Windows 10', 'Windows 7', 'Linux']) }),
      ...(index % 2 && {
        hostname: [`host-${index}`, of(['ALIAS', 'ward-pc'])],
        serialNumber: `SN${1_000 + index}`,
      }),
      ...(index % 7 && { softwareVersion: of(['1.0', '2.0', '10.0']) }),
    },
    services: of([
      [],
      [{ transport: 'tcp', port: 23, protocol: 'telnet', role: 'server' }],
      [
        { transport: 'tcp', port: 104, protocol: 'dicom', role: 'server' },
        { transport: 'udp', port: 53, protocol: 'dns', role: 'client' },
      ],
    ]),
    ...{ firstAt: at, lastAt: at, packets: index, octets: index * 100, peers: index % 4 },
    seenAs: of(['sender', 'peer']),
    profile: of([null, 'profile:0123456789ab']),
  };
}

beforeAll(async () => {
  const { database } = test();
  const source = { kind: 'import', id: randomUUID() } as const;
  const ids = await database.asOrganisation(organisation, async (t) => {
    await t.insertInto('organisation').values({ id: organisation, name: 'Ours' }).execute();
    const inventory = Array.from({ length: DEVICES }, (_, index) => inventoryDevice(told(index)));
    return [...(await applyDevices(t, organisation, source, inventory, rules)).wholes.values()];
  });
  const sites = await database.asOrganisation(organisation, (t) =>
    t
      .insertInto('site')
      .values(['Main campus', 'East wing'].map((name) => ({ organisation_id: organisation, name })))
      .returning(['id', 'name'])
      .execute(),
  );
  places = { names: new Map(sites.map(({ id, name }) => [id, name])) };
  const author = { id: 'ann', name: 'Ann' };
  for (const [index, id] of ids.entries())
    if (index % 3 === 0)
      await editDevices(database, reader, author, new Map([[id, 1]]), {
        site: sites[index % 2]?.id ?? null,
        ...{ room: index % 2 ? 'Ärztezimmer 1' : 'R2', zone: 'isolated', owner: 'Clinical engineering' },
        ...(index % 6 === 0 && { criticality: 1 + (index % 5), supportEnds: `2026-0${1 + (index % 9)}-15` }),
        ...{ use: 'in-use', sensitivity: 'stored', assetTag: `A-${index}` },
      });
  const found = await Promise.all(ids.map((id) => findDevice(database, reader, id)));
  devices = found.flatMap((device) => device ?? []);
});

const listed = async (
  filter: Filter,
  by: SortName = 'seen',
  descending = true,
  { limit = DEVICES, countLimit = DEVICES } = {},
) => {
  const found: { id: string; at: ListPosition | undefined }[] = [];
  let after: ListPosition | undefined;
  do {
    const page = await listDevices(test().database, reader, {
      ...{ filter, now: NOW, sort: { by, descending }, after, limit, countLimit },
    });
    found.push(...page.devices.map(({ id }) => ({ id, at: page.next })));
    after = page.next;
  } while (after);
  return found.map(({ id }) => id);
};

const counted = async (filter: Filter, countLimit = DEVICES) => {
  const sort = { by: 'seen', descending: true } as const;
  return (await listDevices(test().database, reader, { filter, now: NOW, sort, limit: 1, countLimit })).count;
};

function filterOf(query: string): Filter {
  const parsed = parseFilter(query);
  if ('problem' in parsed) throw new Error(JSON.stringify(parsed.problem));
  return parsed.filter;
}

/** Conditions over words that the devices have, and over random ones. */
const words: Partial<Record<FieldName, readonly string[]>> = {
  ...{ vendor: ['philips', 'B. BRAUN', 'DRÄGER', '100%', '_', 'b'], model: ['mx450', '\\', 'evita'] },
  ...{
    os: ['windows', 'Windows 10', 'linux'],
    hostname: ['alias', 'host-1', 'ward'],
    software: ['1.0', '0'],
  },
  ...{ serial: ['sn10', 'SN1003'], category: ['infusion-pump', 'ventilator', 'pump'], vlan: ['10', '15-30'] },
  ...{
    address: ['10.20.0.0/16', '10.21.0.5', 'fd00::/64', '10.20.0.16/28'],
    mac: ['00:09', '00:0a:fb:00:00:07'],
  },
  ...{ port: ['23', '1-104', '53'], service: ['dicom', 'dns'], protocol: ['dns', 'telnet'] },
  ...{
    site: ['main', 'East wing', 'campus'],
    room: ['ÄRZTE', 'r2'],
    owner: ['clinical'],
    'asset-tag': ['a-1'],
  },
  ...{
    zone: ['isolated'],
    use: ['in-use'],
    sensitivity: ['stored'],
    'seen-as': ['peer'],
    criticality: ['5', '1-3'],
  },
  ...{
    text: ['philips', '10.20', 'pump', 'ärzte', '%', 'a-1', '00:09:fb', '5'],
    confidence: ['75', '60-80'],
  },
  ...{ packets: ['10', '5-30'], octets: ['500'], peers: ['1', '2-3'], profile: ['profile:0123456789ab'] },
};

function likely(field: FieldName): fc.Arbitrary<Condition> {
  const texts = words[field];
  if (!texts) return conditionOf(field);
  const operators = field === 'text' ? ([':'] as const) : operatorsOf(kindOf(field)).slice(0, 2);
  const operator = kindOf(field) === 'number' ? fc.constant(':' as const) : fc.constantFrom(...operators);
  return fc.tuple(fc.boolean(), operator, fc.subarray([...texts], { minLength: 1 })).map(
    ([negated, its, chosen]): Condition => ({
      ...{ field, negated, operator: its },
      values: chosen.map((text) => {
        const value = parseValue(kindOf(field), its, text);
        if (typeof value === 'string') throw new Error(value);
        return value;
      }),
    }),
  );
}

const filters = fc.array(
  fc
    .constantFrom(...FIELD_NAMES)
    .chain((field) => fc.oneof({ weight: 3, arbitrary: likely(field) }, conditionOf(field))),
  { maxLength: 3 },
);

describe('a filter', () => {
  it('finds in the database what it means', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const expected = devices.filter((device) => fits(device, filter, NOW, places)).map(({ id }) => id);
        const ids = await listed(filter);
        expect([...ids].sort(), printFilter(filter)).toEqual([...expected].sort());
        expect(await counted(filter)).toBe(expected.length);
        expect(await counted(filter, 3)).toBe(Math.min(expected.length, 4));
        if (expected.length > 0 && expected.length < DEVICES) found += 1;
      }),
      { numRuns: 400 },
    );
    expect(found).toBeGreaterThan(50);
  }, 120_000);

  it.each(FIELD_NAMES)(
    'by %s alone finds in the database what it means',
    async (field) => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(likely(field), conditionOf(field)), async (condition) => {
          const expected = devices
            .filter((device) => fits(device, [condition], NOW, places))
            .map(({ id }) => id);
          expect([...(await listed([condition]))].sort(), printFilter([condition])).toEqual(
            [...expected].sort(),
          );
        }),
        { numRuns: 12 },
      );
    },
    60_000,
  );
});

describe('a list', () => {
  it.each(Object.keys(SORTS) as SortName[])(
    'sorted by %s holds each device once, in pages as in one',
    async (by) => {
      for (const descending of [false, true]) {
        const all = await listed([], by, descending);
        expect([...all].sort()).toEqual(devices.map(({ id }) => id).sort());
        expect(await listed([], by, descending, { limit: 7 })).toEqual(all);
        // More than are counted: the first page comes another way, and is the same.
        expect(await listed([], by, descending, { limit: 7, countLimit: 20 })).toEqual(all);
      }
    },
  );

  it.each([
    ...[
      'philips',
      '5',
      'vendor:b',
      'vlan:10',
      'vlan:15-30',
      'mac:00:09',
      'address:10.20.0.0/16',
      'port:1-104',
    ],
    ...['-port:53', 'service:dicom -port:23', 'os:windows -protocol:telnet', 'site:main', 'room:r2'],
  ])('of %s has one order, whether few devices fit or more than are counted', async (query) => {
    const filter = filterOf(query);
    const fitting = devices.filter((device) => fits(device, filter, NOW, places));
    expect(fitting.length).toBeGreaterThan(0);
    for (const by of ['site', 'room', 'confidence', 'address', 'packets'] as const)
      for (const descending of [false, true]) {
        const few = await listed(filter, by, descending, { countLimit: 10_000 });
        expect([...few].sort()).toEqual(fitting.map(({ id }) => id).sort());
        // Read from the index of the order, and in the order with the conditions asked of each device.
        for (const countLimit of [8, 20, DEVICES, 1])
          expect(
            await listed(filter, by, descending, { limit: 4, countLimit }),
            `${by} ${countLimit}`,
          ).toEqual(few);
      }
  });

  it('counts devices and not their rows', async () => {
    for (const query of ['mac:00:09', 'port:1-1000']) {
      const filter = filterOf(query);
      const { length } = devices.filter((device) => fits(device, filter, NOW, places));
      for (const countLimit of [1, length - 1, length, length + 1])
        expect(await counted(filter, countLimit)).toBe(Math.min(length, countLimit + 1));
    }
  });

  it('does not count a part of a device by its rows', async () => {
    const mac = filterOf('mac:00:09');
    const before = await listed(mac);
    const [part = '', whole = ''] = before;
    const become = (above: string | null) =>
      test().database.asOrganisation(organisation, (t) =>
        t.updateTable('device').set({ part_of: above }).where('id', '=', part).execute(),
      );
    await become(whole);
    try {
      expect(await listed(mac)).toEqual(before.slice(1));
      expect(await counted(mac)).toBe(before.length - 1);
    } finally {
      await become(null);
    }
    expect(await counted(mac)).toBe(before.length);
  });

  it('has what is not known last in both directions', async () => {
    const vendorOf = new Map(
      devices.map((d) => [d.id, d.values.find(({ attribute }) => attribute === 'vendor')?.value]),
    );
    for (const descending of [false, true]) {
      const vendors = (await listed([], 'vendor', descending)).map((id) => vendorOf.get(id)?.toLowerCase());
      const known = vendors.filter((vendor) => vendor !== undefined);
      expect(vendors.slice(known.length)).toEqual(vendors.slice(known.length).map(() => undefined));
      const ordered = [...known].sort();
      expect(known).toEqual(descending ? ordered.reverse() : ordered);
    }
  });

  it('goes on where it was when devices come and go meanwhile', async () => {
    const { database } = test();
    const first = await listDevices(database, reader, {
      ...{ filter: [], now: NOW, sort: { by: 'hostname', descending: false }, limit: 5 },
    });
    const late = inventoryDevice({ macs: ['00:0b:00:00:00:01'], attributes: { hostname: 'aaa-first' } });
    const source = { kind: 'import', id: randomUUID() } as const;
    const { wholes: ids } = await database.asOrganisation(organisation, (t) =>
      applyDevices(t, organisation, source, [late], rules),
    );
    const second = await listDevices(database, reader, {
      ...{ filter: [], now: NOW, sort: { by: 'hostname', descending: false }, limit: 5, after: first.next },
    });
    expect([first.count, second.count]).toEqual([DEVICES, undefined]);
    const seen = [...first.devices, ...second.devices].map(({ id }) => id);
    expect(new Set(seen).size).toBe(10);
    expect(seen).not.toContain([...ids.values()][0]);
    await database.asOrganisation(organisation, (t) =>
      t
        .deleteFrom('device')
        .where('id', 'in', [...ids.values()])
        .execute(),
    );
  });

  it('is exported whole and in its order', async () => {
    const parsed = parseFilter('-category:unknown');
    if ('problem' in parsed) throw new Error(parsed.problem);
    const exported: string[] = [];
    const sort = { by: 'model', descending: true } as const;
    await exportDevices(
      test().database,
      reader,
      { filter: parsed.filter, now: NOW, sort },
      async (portion) => {
        exported.push(...portion.map(({ id }) => id));
        return true;
      },
    );
    expect(exported).toEqual(await listed(parsed.filter, 'model', true));
  });

  it('spreads over facets that add up', async () => {
    const facets = await countFacets(test().database, reader, [], NOW, [
      'vendor',
      'category',
      'site',
      'vlan',
    ]);
    for (const facet of Object.values(facets))
      expect(facet.values.reduce((sum, { count }) => sum + count, facet.others)).toBe(DEVICES);
    expect(facets['vendor']?.values.find(({ value }) => value === 'b. braun')?.label).toBe('B. Braun');
    expect(facets['site']?.values.map(({ label }) => label)).toContain('Main campus');
    expect(facets['category']?.values.some(({ value }) => value === null)).toBe(true);
  });

  it('names a value of a facet once when its device has two that are the best', async () => {
    const { database } = test();
    const vendors = async () => {
      const found = await countFacets(database, reader, [], NOW, ['vendor']);
      return found['vendor']?.values.map(({ value, label }) => [value, label]);
    };
    const before = await vendors();
    const added = await database.asOrganisation(organisation, (t) =>
      sql`insert into device_attribute
            (organisation_id, device_id, attribute, value, rank, confidence, evidence, set_by_person)
          select organisation_id, device_id, attribute, value, 0, confidence, evidence, true
            from device_attribute where attribute = 'vendor' and rank = 0`.execute(t),
    );
    expect(Number(added.numAffectedRows)).toBeGreaterThan(10);
    expect(await vendors()).toEqual(before);
    const ofVendor = { organisation, selection: { any: [{ vendors: ['Philips'] }], except: [] } };
    const sort = { by: 'seen', descending: true } as const;
    const asked = { filter: [], now: NOW, sort, limit: DEVICES };
    const seen = await listDevices(database, ofVendor, asked);
    expect(seen.count).toBe(
      devices.filter(({ values }) => values.some(({ value }) => value === 'Philips')).length,
    );
    await database.asOrganisation(organisation, (t) =>
      sql`delete from device_attribute where attribute = 'vendor' and set_by_person`.execute(t),
    );
  });

  it.each(['b', '.', 'x4', '-1', '0.'])('finds the devices with the short text %s', async (text) => {
    const filter = [
      { field: 'text', negated: false, operator: ':', values: [{ kind: 'text', text }] },
    ] as const;
    const expected = devices.filter((device) => fits(device, filter, NOW, places)).map(({ id }) => id);
    expect((await listed(filter)).sort()).toEqual([...expected].sort());
    expect(expected.length).toBeGreaterThan(0);
  });

  it('finds a device by the text that it has by now, not by the one that it had', async () => {
    const { database } = test();
    const [device] = devices;
    if (!device) throw new Error('no devices');
    const have = async (text: string) => {
      const filter = [
        { field: 'text', negated: false, operator: ':', values: [{ kind: 'text', text }] },
      ] as const;
      return (await listed(filter)).includes(device.id);
    };
    const write = async (owner: string | null) => {
      const version = (await findDevice(database, reader, device.id))?.place.version ?? 0;
      await editDevices(database, reader, { id: 'ann', name: 'Ann' }, new Map([[device.id, version]]), {
        owner,
      });
    };
    const before = device.place.owner;
    expect(await have('§')).toBe(false);
    await write('§ 1');
    expect(await have('§')).toBe(true);
    await write(before);
    expect(await have('§')).toBe(false);
  });

  it.skipIf(USES_OUTSIDE_DATABASE)(
    'knows how many have a part of a text, under row-level security too',
    async () => {
      const { database } = test();
      await sql`analyze device`.execute(database.kysely);
      const [guess, count] = await database.readAsOrganisation(organisation, async (t) => {
        const some = sql`select id from device where part_of is null and vendor like '%b%'`;
        const { rows } = await sql<Record<string, string>>`explain ${some}`.execute(t);
        const plan = rows.map((row) => Object.values(row)[0]).join('\n');
        return [Number(/rows=(\d+)/.exec(plan)?.[1]), (await some.execute(t)).rows.length] as const;
      });
      expect(count).toBeGreaterThan(10);
      expect(Math.abs(guess - count)).toBeLessThan(count / 4);
    },
  );

  it('of another organisation is empty', async () => {
    const other = { organisation: randomUUID(), selection: EVERY_DEVICE };
    const page = await listDevices(test().database, other, {
      ...{ filter: [], now: NOW, sort: { by: 'seen', descending: true }, limit: 5 },
    });
    expect(page).toEqual({ devices: [], next: undefined, count: 0 });
  });
});
