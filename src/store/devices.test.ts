import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { inventoryDevice, type ToldDevice } from '../../test/support/inventory-device.ts';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { EVERY_DEVICE } from '../access/device-selection.ts';
import { loadDeviceRules } from '../main/load-knowledge.ts';
import { addNote, editDevices, editFittingDevices } from './device-edits.ts';
import { listDevices } from './device-list.ts';
import { findDevice } from './device-page.ts';
import { applyDevices } from './devices.ts';
import {
  expireDecisions,
  joinDevices,
  keepApart,
  pairsKeptApart,
  setValue,
  splitMacs,
  splitPart,
  withdrawDecision,
} from './identity-decisions.ts';

const test = useTestDatabase();
const rules = loadDeviceRules();
const author = { id: 'ann', name: 'Ann' };
const why = { reason: 'type plate' };
let organisation = '';
let reader = { organisation, selection: EVERY_DEVICE };

const FIRST = '00:09:fb:00:00:01';
const SECOND = '00:09:fb:00:00:02';

beforeEach(async () => {
  organisation = randomUUID();
  reader = { organisation, selection: EVERY_DEVICE };
  await test().database.asOrganisation(organisation, (t) =>
    t.insertInto('organisation').values({ id: organisation, name: 'Ours' }).execute(),
  );
});

/** What a capture of that day shows; ids in the order of the devices. */
async function see(day: number, ...told: readonly ToldDevice[]): Promise<string[]> {
  const at = `2026-03-${String(day).padStart(2, '0')}T09:00:00.000Z`;
  const source = { kind: 'capture', id: randomUUID() } as const;
  const devices = told.map((device) => inventoryDevice({ firstAt: at, lastAt: at, ...device }));
  const ids = await test().database.asOrganisation(organisation, (t) =>
    applyDevices(t, organisation, source, devices, rules),
  );
  return devices.map(({ id }) => ids.wholes.get(id) ?? '');
}

const decider = () => ({ database: test().database, reader, author, rules });

async function find(id: string) {
  const device = await findDevice(test().database, reader, id);
  if (!device) throw new Error(`device ${id} is not there`);
  return device;
}

async function listed() {
  const { devices } = await listDevices(test().database, reader, {
    ...{ filter: [], now: Date.now(), sort: { by: 'first', descending: false }, limit: 50 },
  });
  return devices;
}

const pump = (mac: string, serial: string, vendor = 'Philips'): ToldDevice => ({
  macs: [mac],
  attributes: { serialNumber: serial, vendor },
});

describe('a device that is seen again', () => {
  it('is the same by its MAC, whatever its address is', async () => {
    const [first] = await see(1, { macs: [FIRST], ips: ['10.0.0.1'] });
    const [again] = await see(2, { macs: [FIRST], ips: ['10.0.0.2'] });
    expect(again).toBe(first);
    const device = await find(first ?? '');
    expect(device).toMatchObject({ ips: ['10.0.0.2', '10.0.0.1'], packets: 2 });
    expect(device.history).toMatchObject([
      { attribute: 'ip', from: '10.0.0.1', to: '10.0.0.2', sourceKind: 'capture' },
    ]);
  });

  it('is the same by its serial number when that moved to another MAC, with the decision and its reason', async () => {
    const [first = ''] = await see(1, pump(FIRST, 'SN-10045'));
    const [moved] = await see(2, pump(SECOND, 'sn10045'));
    expect(moved).toBe(first);
    const device = await find(first);
    expect(device.macs).toEqual([SECOND, FIRST]);
    expect(device.identity).toMatchObject(
      [{ kind: 'joined', by: 'inference', reason: /SN-?10045|sn10045/ }].map((decision) => ({
        ...decision,
        reason: expect.stringMatching(decision.reason),
      })),
    );
    expect(device.history).toMatchObject([{ attribute: 'mac', from: FIRST, to: SECOND }]);
    expect(await see(3, pump(SECOND, 'SN-10045'))).toEqual([first]);
    expect(await see(4, pump(FIRST, 'SN-10045'))).toEqual([first]);
    expect(await see(5, pump('00:09:fb:00:00:03', 'SN-10045'))).toEqual([first]);
    expect(await listed()).toHaveLength(1);
  });

  it('is another when the serial number is of another vendor, or two have it already', async () => {
    const [first] = await see(1, pump(FIRST, 'SN-10045'));
    const [other] = await see(2, pump(SECOND, 'SN-10045', 'B. Braun'));
    expect(other).not.toBe(first);
    const [copy] = await see(3, {
      ...pump('00:09:fb:00:00:03', 'SN-10045'),
      attributes: { serialNumber: 'SN-10045' },
    });
    expect([first, other]).not.toContain(copy);
  });

  it('is another when its network interface states another serial number now', async () => {
    const [first = ''] = await see(1, pump(FIRST, 'SN-10045'));
    const [other = ''] = await see(2, pump(FIRST, 'SN-20099'));
    expect(other).not.toBe(first);
    expect((await find(first)).history).toMatchObject([{ attribute: 'mac', from: FIRST, to: null }]);
    expect(await see(3, { macs: [FIRST] })).toEqual([other]);
    expect(await see(4, pump(SECOND, 'SN-10045'))).toEqual([first]);
  });

  it('is one of two that were known when a capture shows both interfaces as one', async () => {
    const [wired = '', wireless = ''] = await see(1, { macs: [FIRST] }, { macs: [SECOND] });
    expect(wired).not.toBe(wireless);
    expect(await see(2, { macs: [FIRST, SECOND] })).toEqual([wired]);
    expect((await find(wireless)).id).toBe(wired);
    expect((await find(wired)).parts).toHaveLength(2);
    expect(await listed()).toHaveLength(1);
  });

  it('in two captures at a time is made once', async () => {
    const both = await Promise.all([see(1, { macs: [FIRST] }), see(1, { macs: [FIRST] })]);
    expect(both[0]).toEqual(both[1]);
    expect(await listed()).toMatchObject([{ packets: 2 }]);
  });

  it('has facts that do not depend on which capture was read first', async () => {
    const early = {
      macs: [FIRST],
      category: 'workstation',
      confidence: 70,
      attributes: { softwareVersion: '1.0' },
    };
    const late = {
      macs: [FIRST],
      category: 'ventilator',
      confidence: 95,
      attributes: { softwareVersion: '2.0' },
    };
    const facts = async () => {
      const [device] = await listed();
      return device && { ...device, id: '', best: device.best };
    };
    await see(1, early);
    await see(2, late);
    const inOrder = await facts();
    organisation = randomUUID();
    reader = { organisation, selection: EVERY_DEVICE };
    await test().database.asOrganisation(organisation, (t) =>
      t.insertInto('organisation').values({ id: organisation, name: 'Ours' }).execute(),
    );
    await see(2, late);
    await see(1, early);
    expect(await facts()).toEqual(inOrder);
    expect(inOrder).toMatchObject({
      category: { value: 'ventilator' },
      best: { softwareVersion: { value: '2.0' } },
    });
  });

  it('may have more values and services than a statement takes parameters', async () => {
    const services = Array.from({ length: 256 }, (_, port) => ({
      ...{ transport: 'tcp' as const, port, protocol: 'http', role: 'server' as const },
    }));
    const devices = Array.from({ length: 250 }, (_, index) => ({
      ...{ macs: [`00:09:fb:00:01:${index.toString(16).padStart(2, '0')}`], services },
      attributes: {
        hostname: Array.from({ length: 8 }, (__, name) => `h-${index}-${name}`),
        vendor: 'Zero \0 and half \ud800',
      },
    }));
    await see(1, ...devices);
    expect(await listed()).toHaveLength(50);
  }, 60_000);
});

describe('people', () => {
  it('join two devices, and take it back with what was seen meanwhile', async () => {
    const [one = '', two = ''] = await see(
      1,
      { macs: [FIRST], attributes: { model: 'MX450' } },
      { macs: [SECOND], ips: ['10.0.0.2'] },
    );
    const joined = await joinDevices(decider(), one, two, why);
    expect(joined).toMatchObject({ kind: 'decided', device: one });
    expect(await joinDevices(decider(), one, two, why)).toMatchObject({ kind: 'refused' });
    expect(await find(two)).toMatchObject({
      id: one,
      macs: expect.arrayContaining([FIRST, SECOND]),
      packets: 2,
    });
    expect(await see(2, { macs: [SECOND], attributes: { hostname: 'bed-2' } })).toEqual([one]);
    expect((await find(one)).packets).toBe(3);
    const id = joined.kind === 'decided' ? joined.id : '';
    expect(await withdrawDecision(decider(), id, 'two plates')).toMatchObject({ kind: 'decided' });
    expect(await find(one)).toMatchObject({ macs: [FIRST], packets: 1, parts: [] });
    expect(await find(two)).toMatchObject({ id: two, macs: [SECOND], packets: 2, ips: ['10.0.0.2'] });
    expect((await find(two)).values).toMatchObject([{ attribute: 'hostname', value: 'bed-2' }]);
    expect(await see(3, { macs: [FIRST] }, { macs: [SECOND] })).toEqual([one, two]);
    expect((await find(one)).identity).toMatchObject([
      {
        kind: 'joined',
        by: 'person',
        madeBy: 'Ann',
        reason: 'type plate',
        withdrawnBy: 'Ann',
        withdrawnReason: 'two plates',
      },
    ]);
    expect(await withdrawDecision(decider(), id, 'again')).toMatchObject({ kind: 'refused' });
  });

  it('take back what was inferred, and it is not inferred again', async () => {
    const [one = ''] = await see(1, pump(FIRST, 'SN-10045'));
    await see(2, pump(SECOND, 'SN-10045'));
    const part = (await find(one)).parts.find(({ macs }) => macs[0] === SECOND)?.id ?? '';
    expect(await splitPart(decider(), one, part, why)).toMatchObject({ kind: 'decided' });
    expect(await listed()).toHaveLength(2);
    expect(await see(3, pump(FIRST, 'SN-10045'), pump(SECOND, 'SN-10045'))).toEqual([one, part]);
    expect(await see(4, { macs: [FIRST, SECOND] })).toEqual([one]);
    expect(await listed()).toHaveLength(2);
    expect((await find(one)).macs).toEqual([FIRST]);
    expect(await pairsKeptApart(test().database, organisation)).toMatchObject([
      { kind: 'keep-apart', devices: [`mac:${FIRST}`, `mac:${SECOND}`] },
    ]);
  });

  it('split the interfaces of one device, and join them by taking that back', async () => {
    const [one = ''] = await see(1, { macs: [FIRST, SECOND], attributes: { model: 'MX450' } });
    const split = await splitMacs(decider(), one, [SECOND], why);
    expect(await splitMacs(decider(), one, [FIRST], why)).toMatchObject({ kind: 'refused' });
    const [, other = ''] = await see(2, { macs: [FIRST] }, { macs: [SECOND], category: 'ventilator' });
    expect(other).not.toBe(one);
    expect(await find(other)).toMatchObject({ macs: [SECOND], category: { value: 'ventilator' } });
    await withdrawDecision(decider(), split.kind === 'decided' ? split.id : '', 'one after all');
    expect((await find(other)).id).toBe(one);
    expect((await find(one)).category.value).toBe('ventilator');
  });

  it('keep two apart that a capture takes for one', async () => {
    const [one = '', two = ''] = await see(1, { macs: [FIRST] }, { macs: [SECOND] });
    await keepApart(decider(), one, two, why);
    await see(2, { macs: [FIRST, SECOND] });
    expect(await listed()).toHaveLength(2);
    expect(await joinDevices(decider(), one, two, why)).toMatchObject({ kind: 'refused' });
  });

  it('set values that stand whatever traffic says, and withdraw them', async () => {
    const [one = ''] = await see(1, {
      macs: [FIRST],
      category: 'workstation',
      attributes: { model: 'OptiPlex' },
    });
    const model = await setValue(decider(), one, 'model', 'MX450', why);
    await setValue(decider(), one, 'category', 'ventilator', why);
    await see(2, {
      macs: [FIRST],
      category: 'infusion-pump',
      confidence: 95,
      attributes: { model: 'Latitude' },
    });
    const device = await find(one);
    expect(device.values.map(({ value, setByPerson }) => [value, setByPerson])).toEqual([
      ['MX450', true],
      ['OptiPlex', undefined],
      ['Latitude', undefined],
    ]);
    expect(device.category).toMatchObject({ value: 'ventilator', confidence: 100, setByPerson: true });
    expect(device.inferredCategory).toMatchObject({ value: 'workstation' });
    expect(device.place.categoryCriticality).toBe(5);
    expect(device.history.map(({ attribute, outcome }) => `${attribute} ${outcome}`)).toEqual(
      expect.arrayContaining(['model kept', 'model changed', 'category kept']),
    );
    await withdrawDecision(decider(), model.kind === 'decided' ? model.id : '', 'wrong plate');
    expect((await find(one)).values.map(({ value }) => value)).toEqual(['OptiPlex', 'Latitude']);
  });

  it('set a value of a joined device, which stays when a part is seen again', async () => {
    const [one = '', two = ''] = await see(1, { macs: [FIRST] }, { macs: [SECOND] });
    await joinDevices(decider(), one, two, why);
    await setValue(decider(), one, 'vendor', 'Philips', why);
    await see(2, { macs: [SECOND], attributes: { vendor: 'B. Braun' } });
    expect((await find(one)).values[0]).toMatchObject({ value: 'Philips', setByPerson: true });
  });

  it('may decide until a day', async () => {
    const [one = '', two = ''] = await see(1, { macs: [FIRST] }, { macs: [SECOND] });
    await joinDevices(decider(), one, two, { ...why, until: new Date(Date.now() - 1_000) });
    expect(await expireDecisions(test().database, organisation, rules)).toBe(1);
    expect(await listed()).toHaveLength(2);
    expect((await find(one)).identity).toMatchObject([
      { withdrawnBy: null, withdrawnReason: 'it has expired' },
    ]);
  });

  it('say where a device is, and do not overwrite each other', async () => {
    const [one = ''] = await see(1, { macs: [FIRST], category: 'ventilator' });
    const { database } = test();
    expect((await find(one)).place).toMatchObject({ criticality: null, categoryCriticality: 5, version: 1 });
    const edit = { room: 'ICU 3', criticality: 4 };
    expect(await editDevices(database, reader, author, new Map([[one, 1]]), edit)).toEqual({
      kind: 'edited',
      count: 1,
    });
    expect(await editDevices(database, reader, author, new Map([[one, 1]]), { room: 'ICU 4' })).toEqual({
      ...{ kind: 'conflict', id: one, version: 2 },
    });
    await see(2, { macs: [FIRST] });
    const device = await find(one);
    expect(device.place).toMatchObject({ room: 'ICU 3', criticality: 4, version: 2 });
    expect(device.history).toMatchObject([
      { attribute: 'criticality', from: null, to: '4', sourceName: 'Ann' },
      { attribute: 'room', from: null, to: 'ICU 3', sourceKind: 'person' },
    ]);
  });

  it('cannot put a device into the site of another organisation', async () => {
    const { database } = test();
    const other = randomUUID();
    const site = await database.asOrganisation(other, async (t) => {
      await t.insertInto('organisation').values({ id: other, name: 'Theirs' }).execute();
      return t
        .insertInto('site')
        .values({ organisation_id: other, name: 'X' })
        .returning('id')
        .executeTakeFirstOrThrow();
    });
    const [one = ''] = await see(1, { macs: [FIRST] });
    const outcome = await editDevices(database, reader, author, new Map([[one, 1]]), { site: site.id });
    expect(outcome).toEqual({ kind: 'not-found', what: 'site' });
  });

  it('edit all that fit only when they are as many as they saw', async () => {
    const { database } = test();
    await see(1, { macs: [FIRST] }, { macs: [SECOND] });
    const fitting = { filter: [], now: Date.now() };
    expect(
      await editFittingDevices(database, reader, author, { ...fitting, expected: 1 }, { owner: 'IT' }),
    ).toEqual({
      ...{ kind: 'count-differs', count: 2 },
    });
    expect(
      await editFittingDevices(database, reader, author, { ...fitting, expected: 2 }, { owner: 'IT' }),
    ).toEqual({
      ...{ kind: 'edited', count: 2 },
    });
    expect((await listed()).map(({ place }) => place.owner)).toEqual(['IT', 'IT']);
  });

  it('sign notes, which nobody changes', async () => {
    const { database } = test();
    const [one = ''] = await see(1, { macs: [FIRST] });
    await addNote(database, reader, author, one, 'Label is wrong.');
    expect((await find(one)).notes).toMatchObject([{ text: 'Label is wrong.', author: 'Ann' }]);
    await expect(
      database.asOrganisation(organisation, (t) => t.updateTable('device_note').set({ text: 'x' }).execute()),
    ).rejects.toThrow(/only added/);
    await expect(
      database.asOrganisation(organisation, (t) => t.deleteFrom('device_note').execute()),
    ).rejects.toThrow(/only added/);
    await database.asOrganisation(organisation, (t) =>
      t.deleteFrom('device').where('id', '=', one).execute(),
    );
    const { rows } = await sql`select from device_note where device_id = ${one}`.execute(database.kysely);
    expect(rows).toEqual([]);
  });
});
