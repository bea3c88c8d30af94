/** Devices of every kind that rules tell apart, for tests of what a person may see. */

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { anyResource, SITES, UNITS } from '../../src/access/access.arbitrary.ts';
import type { Resource } from '../../src/access/decide.ts';
import type { Database } from '../../src/store/database.ts';

/** Makes an organisation with so many devices; how rules see each, by its id. */
export async function addScopedDevices(
  database: Database,
  organisation: string,
  count: number,
): Promise<ReadonlyMap<string, Resource>> {
  const resources = new Map<string, Resource>();
  const [first] = SITES;
  for (const resource of fc.sample(anyResource, { numRuns: count, seed: 7 }))
    resources.set(randomUUID(), resource);
  await database.asOrganisation(organisation, async (t) => {
    await t.insertInto('organisation').values({ id: organisation, name: 'St. Ann' }).execute();
    const organisation_id = organisation;
    await t
      .insertInto('site')
      .values(SITES.map((id) => ({ id, organisation_id, name: id })))
      .execute();
    await t
      .insertInto('unit')
      .values(UNITS.map((id) => ({ id, organisation_id, site_id: first, name: id })))
      .execute();
    await t
      .insertInto('device')
      .values(
        [...resources].map(([id, { site, unit, category = 'unknown', criticality }]) => ({
          ...{ id, organisation_id, category, category_confidence: 50, category_reasons: '[]' },
          ...{ site_id: site ?? null, unit_id: unit ?? null, criticality: criticality ?? null },
          ...{ macs: [], ips: [], vlans: [], hostnames: '[]', via_device_id: null },
          ...{ first_at: '2026-03-01T08:00:00Z', last_at: '2026-03-01T09:00:00Z' },
          ...{ packets: 1, octets: 1, peers: 1 },
        })),
      )
      .execute();
    await t
      .insertInto('device_attribute')
      .values(
        [...resources].flatMap(([device_id, { vendor }]) =>
          vendor === undefined
            ? []
            : [vendor, 'Another'].map((value, rank) => ({
                ...{ device_id, organisation_id, attribute: 'vendor', value, rank },
                ...{ confidence: 50, evidence: '[]' },
              })),
        ),
      )
      .execute();
  });
  return resources;
}
