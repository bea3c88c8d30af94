/** Paths and choke points as they are kept, and what of them somebody sees who may see a part of the house. */

import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { newOrganisation } from '../../test/support/conversations.ts';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { EVERY_DEVICE } from '../access/device-selection.ts';
import { chokePointsFor, type FoundPaths, lastPathRun, pathsToDevice, writePaths } from './attack-paths.ts';
import type { OrganisationTransaction } from './database.ts';

const test = useTestDatabase();
const AT = new Date('2026-03-01T10:00:00Z');
const RUN = {
  ...{ standing: 'computed' as const, devices: 9, flows: 4, flows_dropped: false, starts: 1 },
  ...{ not_walked: 0, risk: 0.5 },
};
const ofCategories = (...categories: string[]) => ({ any: [{ categories }], except: [] });

/** A house with a pump and a server. */
async function house() {
  const { database } = test();
  const organisation = await newOrganisation(database);
  const [near, far] = [randomUUID(), randomUUID()];
  const [here, there] = ['infusion-pump', 'server'] as const;
  const inside = <Result>(ask: (t: OrganisationTransaction) => Promise<Result>): Promise<Result> =>
    database.asOrganisation(organisation, ask);
  const device = (id: string, category: string) => ({
    ...{ id, organisation_id: organisation, category, category_confidence: 50, category_reasons: '[]' },
    ...{ macs: [], ips: [], vlans: [], hostnames: '[]', via_device_id: null },
    ...{ first_at: AT, last_at: AT, packets: 1, octets: 1, peers: 1 },
  });
  await inside((t) =>
    t
      .insertInto('device')
      .values([device(near, here), device(far, there)])
      .execute(),
  );
  return { organisation, near, far, here, there, inside };
}

const found = (near: string, far: string): FoundPaths => ({
  run: RUN,
  devices: [
    {
      ...{ device: near, reach: 0.25 },
      paths: [
        {
          ...{ probability: 0.25, position: 'internet' },
          steps: [
            { from: 'outside', to: far, service: 'tcp/443', success: 0.8, vulnerability: 'CVE-2026-4001' },
            { from: far, to: near, service: 'tcp/23', success: 0.02 },
          ],
        },
      ],
    },
    { device: randomUUID(), reach: 0.5, paths: [] },
  ],
  chokePoints: [
    {
      ...{ kind: 'service', device: near, service: 'tcp/23', partners: 2, lowersBy: 0.3 },
      protects: [
        { device: far, before: 0.9, after: 0.5, lowersBy: 0.2 },
        { device: near, before: 0.5, after: 0.25, lowersBy: 0.1 },
      ],
    },
    {
      ...{ kind: 'device', device: far, service: null, partners: 1, lowersBy: 0.1 },
      protects: [{ device: near, before: 0.5, after: 0.25, lowersBy: 0.1 }],
    },
  ],
});

it('are replaced as a whole, and leave out devices that are gone', async () => {
  const { organisation, near, far, inside } = await house();
  expect(await inside(lastPathRun)).toBeUndefined();
  for (let round = 0; round < 2; round++)
    await inside((t) => writePaths(t, organisation, found(near, far), AT));
  expect(await inside(lastPathRun)).toMatchObject({ ...RUN, computed_at: AT });
  const paths = await inside((t) => pathsToDevice(t, EVERY_DEVICE, near));
  expect(paths).toMatchObject({
    reach: 0.25,
    paths: [
      {
        ...{ probability: 0.25, position: 'internet' },
        steps: [
          {
            from: { kind: 'outside', device: null },
            to: { device: { id: far } },
            vulnerability: 'CVE-2026-4001',
          },
          { to: { device: { id: near } }, service: 'tcp/23', vulnerability: null },
        ],
      },
    ],
  });
  expect(await inside((t) => pathsToDevice(t, EVERY_DEVICE, far))).toBeUndefined();
  expect(await inside((t) => chokePointsFor(t, EVERY_DEVICE))).toMatchObject([
    { rank: 1, device: { id: near }, service: 'tcp/23', partners: 2, protects: { length: 2 } },
    { rank: 2, kind: 'device', device: { id: far }, service: null },
  ]);
  await inside((t) =>
    writePaths(
      t,
      organisation,
      { run: { ...RUN, standing: 'no-conversations' }, devices: [], chokePoints: [] },
      AT,
    ),
  );
  expect(await inside((t) => pathsToDevice(t, EVERY_DEVICE, near))).toBeUndefined();
  expect(await inside((t) => chokePointsFor(t, EVERY_DEVICE))).toEqual([]);
});

it('show who sees a part of the house choke points of that part, with what they protect of it', async () => {
  const { organisation, near, far, here, there, inside } = await house();
  await inside((t) => writePaths(t, organisation, found(near, far), AT));
  const [seen, ...others] = await inside((t) => chokePointsFor(t, ofCategories(here)));
  expect(others).toEqual([]);
  expect(seen).toMatchObject({ device: { id: near }, protects: [{ device: { id: near } }] });
  expect(seen?.lowersBy).toBeCloseTo(0.1, 12);
  // The choke point of the other part protects nothing of it.
  expect(await inside((t) => chokePointsFor(t, ofCategories(there)))).toEqual([]);
  const hidden = await inside((t) => pathsToDevice(t, ofCategories(here), near));
  expect(hidden?.paths[0]?.steps[0]?.to.device).toMatchObject({ id: far, category: 'unknown', name: null });
});

it('stay within their organisation', async () => {
  const first = await house();
  const second = await house();
  await first.inside((t) => writePaths(t, first.organisation, found(first.near, first.far), AT));
  expect(await second.inside(lastPathRun)).toBeUndefined();
  expect(await second.inside((t) => pathsToDevice(t, EVERY_DEVICE, first.near))).toBeUndefined();
  expect(await second.inside((t) => chokePointsFor(t, EVERY_DEVICE))).toEqual([]);
});
