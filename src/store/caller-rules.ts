/** What every request asks before it is answered: the rules of an organisation for somebody, in one question. */

import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import type { Grant } from '../access/decide.ts';
import { brokenGlassRows, grantsOfGlass } from './break-glass.ts';
import type { Database, OrganisationId } from './database.ts';
import { grantRows, grantsOfRows } from './grants.ts';
import { zoneOfAddress } from './places.ts';
import { policyOf, policyRow, type SignInPolicy } from './sign-in-policy.ts';

export interface CallerRules {
  readonly policy: SignInPolicy;
  /** Rules for this person alone that have not ended, and what they broke the glass for. */
  readonly grants: readonly Grant[];
  /** The zone of the address; undefined when it is in none. */
  readonly zone: string | undefined;
}

/** The rules for a person at an instant (milliseconds since 1970) who comes from an address, undefined when that is no IP address. */
export function callerRules(
  database: Database,
  organisation: OrganisationId,
  userId: string,
  address: string | undefined,
  now: number,
): Promise<CallerRules> {
  return database.readAsOrganisation(organisation, async (transaction) => {
    const { policy, grants, glass, zone } = await transaction
      .selectNoFrom([
        jsonObjectFrom(policyRow(transaction, organisation)).as('policy'),
        jsonArrayFrom(grantRows(transaction, organisation, userId, now)).as('grants'),
        jsonArrayFrom(brokenGlassRows(transaction, userId)).as('glass'),
        zoneOfAddress(transaction, organisation, address ?? null).as('zone'),
      ])
      .executeTakeFirstOrThrow();
    return {
      policy: policyOf(policy ?? undefined),
      grants: [...grantsOfRows(grants), ...grantsOfGlass(userId, glass)],
      zone: zone ?? undefined,
    };
  });
}
