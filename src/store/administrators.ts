/** That somebody who administers the platform is always left, whoever takes roles away or suspends people. */

import { sql, type Transaction } from 'kysely';
import { keepsAdministrator } from '../access/separation.ts';
import type { OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';

/** What cannot be: nobody would administer the platform any more. */
export class LastAdministratorError extends Error {
  override readonly name = 'LastAdministratorError';
}

/**
 * Does a change of roles and undoes it when nobody who administers the platform would be left. Changes of one organisation
 * wait for each other here, so that two administrators cannot remove each other at the same moment.
 */
export async function keepingAdministrator<Result>(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  change: () => Promise<Result>,
): Promise<Result> {
  await lockRoles(transaction, organisation);
  const before = await rolesInForce(transaction, organisation);
  const result = await change();
  if (keepsAdministrator(before) && !keepsAdministrator(await rolesInForce(transaction, organisation)))
    throw new LastAdministratorError(
      'This is the last platform administrator. Give somebody else the role first.',
    );
  return result;
}

/** Whether somebody alone administers the platform. Who does not may still be the last one when this transaction ends. */
export async function isLastAdministrator(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
): Promise<boolean> {
  await lockRoles(transaction, organisation);
  const people = await rolesInForce(transaction, organisation);
  return keepsAdministrator(people) && !keepsAdministrator(people.filter((person) => person.id !== id));
}

/** Roles that count, of each person who has any. */
export async function rolesInForce(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
): Promise<readonly { readonly id: string; readonly roles: readonly string[] }[]> {
  const rows = await transaction
    .selectFrom('membership as role')
    .innerJoin('member', (join) =>
      join
        .onRef('member.organisation_id', '=', 'role.organisation_id')
        .onRef('member.user_id', '=', 'role.user_id'),
    )
    .select(['role.user_id as id', sql<string[]>`array_agg(role.role order by role.role)`.as('roles')])
    .where('role.organisation_id', '=', organisation)
    .where('role.suspended_at', 'is', null)
    .where('member.suspended_at', 'is', null)
    .groupBy('role.user_id')
    .orderBy('role.user_id')
    .execute();
  return rows;
}

async function lockRoles(transaction: Transaction<Tables>, organisation: OrganisationId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`people of ${organisation}`}, 0))`.execute(
    transaction,
  );
}
