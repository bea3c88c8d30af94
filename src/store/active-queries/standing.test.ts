import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { inventoryDevice } from '../../../test/support/inventory-device.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { loadDeviceRules } from '../../main/load-knowledge.ts';
import { applyDevices } from '../devices.ts';
import { standingOf } from './standing.ts';

const test = useTestDatabase();
const rules = loadDeviceRules();

it('names one maker of a device that has two which are the best: what a person said', async () => {
  const organisation = randomUUID();
  const source = { kind: 'import', id: randomUUID() } as const;
  await test().database.asOrganisation(organisation, async (t) => {
    await t.insertInto('organisation').values({ id: organisation, name: 'Ours' }).execute();
    const told = inventoryDevice({ macs: ['00:09:fb:00:00:01'], attributes: { vendor: 'Philips' } });
    const [id = ''] = (await applyDevices(t, organisation, source, [told], rules)).wholes.values();
    expect((await standingOf(t, id, rules))?.maker).toBe('Philips');
    const added = await sql`
      insert into device_attribute
          (organisation_id, device_id, attribute, value, rank, confidence, evidence, set_by_person)
        select organisation_id, device_id, attribute, 'Zoll', 0, confidence, evidence, true
          from device_attribute where attribute = 'vendor' and device_id = ${id}`.execute(t);
    expect(Number(added.numAffectedRows)).toBe(1);
    expect((await standingOf(t, id, rules))?.maker).toBe('Zoll');
  });
  const none = await test().database.asOrganisation(organisation, (t) => standingOf(t, randomUUID(), rules));
  expect(none).toBeUndefined();
});
