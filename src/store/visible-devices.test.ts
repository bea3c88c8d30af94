import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { addScopedDevices } from '../../test/support/scoped-devices.ts';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { anyCircumstances, anyPerson } from '../access/access.arbitrary.ts';
import { decide, type Resource } from '../access/decide.ts';
import { EVERY_DEVICE, selectDevices } from '../access/device-selection.ts';
import { changesSince } from './changes.ts';
import { listDevices } from './device-list.ts';
import { findDevice } from './device-page.ts';
import { compareSelections, ofVisibleDevice, resourceOfDevice, visibleDevices } from './visible-devices.ts';

const DEVICES = 200;
const test = useTestDatabase();
const organisation = randomUUID();
let resources: ReadonlyMap<string, Resource>;

beforeAll(async () => {
  resources = await addScopedDevices(test().database, organisation, DEVICES);
});

describe('devices that a person may see', () => {
  it('are in SQL exactly those that decide allows', { timeout: 120_000 }, async () => {
    let [some, none] = [0, 0];
    await fc.assert(
      fc.asyncProperty(anyPerson, anyCircumstances, async (person, circumstances) => {
        const selection = selectDevices('inventory:view', person, circumstances);
        const rows = await test().database.asOrganisation(organisation, (t) =>
          t.selectFrom('device').select('id').where(visibleDevices(selection)).execute(),
        );
        const expected = [...resources].filter(
          ([, resource]) => decide('inventory:view', person, circumstances, resource).allowed,
        );
        if (expected.length === 0) none++;
        else if (expected.length < DEVICES) some++;
        expect(rows.map(({ id }) => id).sort()).toEqual(expected.map(([id]) => id).sort());
      }),
      { numRuns: 300 },
    );
    expect(some).toBeGreaterThan(50);
    expect(none).toBeGreaterThan(10);
  });

  it('are the ones that lists, objects and the feed of changes show', async () => {
    const { database } = test();
    const pumps = { any: [{ categories: ['infusion-pump'] }], except: [{ criticality: 5 }] };
    const expected = [...resources]
      .filter(([, { category, criticality }]) => category === 'infusion-pump' && criticality !== 5)
      .map(([id]) => id)
      .sort();
    expect(expected.length).toBeGreaterThan(20);
    const question = { filter: [], now: 0, sort: { by: 'seen', descending: true }, limit: 500 } as const;
    const reader = { organisation, selection: pumps };
    const { devices: listed } = await listDevices(database, reader, question);
    expect(listed.map(({ id }) => id).sort()).toEqual(expected);
    const changes = await changesSince(database, organisation, pumps, 0, 500);
    expect(changes.map(({ id }) => id).sort()).toEqual(expected);
    const [seen = ''] = expected;
    const hidden = [...resources.keys()].find((id) => !expected.includes(id)) ?? '';
    expect(await findDevice(database, { organisation, selection: pumps }, seen)).toMatchObject({ id: seen });
    expect(await findDevice(database, { organisation, selection: pumps }, hidden)).toBeUndefined();
    expect(await findDevice(database, { organisation, selection: EVERY_DEVICE }, hidden)).toMatchObject({
      id: hidden,
    });
    const services = await database.asOrganisation(organisation, (t) =>
      t
        .selectFrom('device_attribute')
        .select('device_id')
        .distinct()
        .where(ofVisibleDevice(pumps, sql.ref('device_attribute.device_id')))
        .execute(),
    );
    expect(services.length).toBeGreaterThan(5);
    expect(services.filter(({ device_id }) => !expected.includes(device_id))).toEqual([]);
  });

  it('are told as rules see them', async () => {
    for (const [id, resource] of [...resources].slice(0, 20))
      expect(await test().database.asOrganisation(organisation, (t) => resourceOfDevice(t, id))).toEqual(
        resource,
      );
  });

  it('are counted before and after a change', async () => {
    const pumps = { any: [{ categories: ['infusion-pump'] }], except: [] };
    const count = [...resources.values()].filter(({ category }) => category === 'infusion-pump').length;
    expect(await compareSelections(test().database, organisation, EVERY_DEVICE, pumps)).toEqual({
      ...{ before: DEVICES, after: count, gained: 0, lost: DEVICES - count },
    });
  });

  it('of a scope with something that is no id are none, not an error', async () => {
    const odd = { any: [{ sites: ["' or true --", 'east'] }], except: [] };
    const question = { filter: [], now: 0, sort: { by: 'seen', descending: true }, limit: 5 } as const;
    const { devices } = await listDevices(test().database, { organisation, selection: odd }, question);
    expect(devices).toEqual([]);
  });
});
