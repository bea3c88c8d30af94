/** Providers through which the people of an organisation sign on (OpenID Connect), and who they turned out to be. */

import type { Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import { isMember } from './members.ts';
import { addPerson, findPersonByEmail } from './people.ts';
import { amongPeople } from './people-tables.ts';
import { applyRoles, rolesOfGroups } from './provisioning.ts';
import type { Tables } from './schema.ts';

export interface Provider {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly sealedSecret: string;
  /** Domains of the e-mail addresses that it may vouch for, in lower case. */
  readonly domains: readonly string[];
  /** Claim that lists a person's groups. */
  readonly groupClaim: string;
  /** Whether somebody new gets an account when a group of theirs gives a role. */
  readonly createsPeople: boolean;
  /** Values of `amr` or `acr` that say that a second factor was proven. */
  readonly factorValues: readonly string[];
}

export interface StoredProvider extends Provider {
  readonly id: string;
  readonly organisation: OrganisationId;
}

export const PROVIDER_LIMIT = 20;

/** Adds a provider, or says why not: a domain of it belongs to another one, it is there already, there are too many. */
export async function addProvider(
  database: Database,
  organisation: OrganisationId,
  provider: Provider,
): Promise<{ readonly id: string } | 'domain-taken' | 'exists' | 'full'> {
  return amongPeople(database, organisation, async (transaction) => {
    const present = await transaction
      .selectFrom('sign_on_provider')
      .select(['issuer', 'client_id'])
      .where('organisation_id', '=', organisation)
      .execute();
    if (present.length >= PROVIDER_LIMIT) return 'full';
    if (
      present.some(({ issuer, client_id }) => issuer === provider.issuer && client_id === provider.clientId)
    )
      return 'exists';
    const taken = await transaction
      .selectFrom('sign_on_domain')
      .select('domain')
      .where('domain', 'in', provider.domains)
      .executeTakeFirst();
    if (taken) return 'domain-taken';
    const { id } = await transaction
      .insertInto('sign_on_provider')
      .values({
        ...{ organisation_id: organisation, name: provider.name, issuer: provider.issuer },
        ...{ client_id: provider.clientId, sealed_secret: provider.sealedSecret },
        ...{ group_claim: provider.groupClaim, creates_people: provider.createsPeople },
        factor_values: provider.factorValues,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await transaction
      .insertInto('sign_on_domain')
      .values(provider.domains.map((domain) => ({ domain, organisation_id: organisation, provider_id: id })))
      .execute();
    return { id };
  });
}

export async function providersOf(
  database: Database,
  organisation: OrganisationId,
): Promise<readonly StoredProvider[]> {
  return amongPeople(database, organisation, (transaction) => selectProviders(transaction, organisation));
}

/** Takes a provider away with the sessions that came through it; false when there is none such. */
export async function removeProvider(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<boolean> {
  return amongPeople(database, organisation, async (transaction) => {
    const people = transaction.selectFrom('sign_on_identity').select('user_id').where('provider_id', '=', id);
    await transaction
      .deleteFrom('session')
      .where('organisationId', '=', organisation)
      .where('userId', 'in', people)
      .execute();
    const removed = await transaction
      .deleteFrom('sign_on_provider')
      .where('organisation_id', '=', organisation)
      .where('id', '=', id)
      .executeTakeFirst();
    return removed.numDeletedRows === 1n;
  });
}

/** The provider that vouches for the e-mail addresses of a domain. */
export async function providerOfDomain(
  database: Database,
  domain: string,
): Promise<StoredProvider | undefined> {
  const found = await database.kysely
    .selectFrom('sign_on_domain')
    .select(['organisation_id', 'provider_id'])
    .where('domain', '=', domain.toLowerCase())
    .executeTakeFirst();
  if (!found) return undefined;
  return findProvider(database, found.organisation_id, found.provider_id);
}

export async function findProvider(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<StoredProvider | undefined> {
  return (await providersOf(database, organisation)).find((provider) => provider.id === id);
}

/** What a provider says of somebody, after everything was checked. */
export interface SignedOn {
  readonly subject: string;
  /** Of a domain of the provider. */
  readonly email: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/**
 * The account of somebody who signed on: known by subject, or a member by e-mail address, or made new when the provider may
 * and a group gives a role. Roles follow the groups, unless a directory manages them. `unknown`: not a member; `no-role`:
 * would be new, but no group of theirs gives a role.
 */
export async function accountOf(
  database: Database,
  provider: StoredProvider,
  { subject, email, name, groups }: SignedOn,
): Promise<{ readonly userId: string } | 'unknown' | 'no-role'> {
  const { organisation } = provider;
  return amongPeople(database, organisation, async (transaction) => {
    const known = await transaction
      .selectFrom('sign_on_identity')
      .select('user_id')
      .where('organisation_id', '=', organisation)
      .where('provider_id', '=', provider.id)
      .where('subject', '=', subject)
      .executeTakeFirst();
    const roles = await rolesOfGroups(transaction, organisation, groups);
    const userId =
      known?.user_id ?? (await accountByEmail(transaction, provider, { email, name }, roles.length > 0));
    if (userId === 'unknown' || userId === 'no-role') return userId;
    if (!known)
      await transaction
        .insertInto('sign_on_identity')
        .values({ organisation_id: organisation, provider_id: provider.id, subject, user_id: userId })
        .execute();
    if (!(await isInDirectory(transaction, organisation, userId)))
      await applyRoles(transaction, organisation, userId, 'sign-on', roles);
    return { userId };
  });
}

async function accountByEmail(
  transaction: Transaction<Tables>,
  provider: StoredProvider,
  person: { readonly email: string; readonly name: string },
  hasRole: boolean,
): Promise<string> {
  const found = await findPersonByEmail(transaction, person.email);
  // An account of another organisation is not taken over by a provider of this one.
  if (found) return (await isMember(transaction, provider.organisation, found.id)) ? found.id : 'unknown';
  if (!provider.createsPeople) return 'unknown';
  return hasRole ? addPerson(transaction, person) : 'no-role';
}

async function isInDirectory(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('directory_user')
    .select('id')
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

async function selectProviders(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
): Promise<readonly StoredProvider[]> {
  const rows = await transaction
    .selectFrom('sign_on_provider')
    .selectAll()
    .where('organisation_id', '=', organisation)
    .orderBy('name')
    .orderBy('id')
    .execute();
  const domains = await transaction
    .selectFrom('sign_on_domain')
    .select(['domain', 'provider_id'])
    .where('organisation_id', '=', organisation)
    .orderBy('domain')
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, organisation, name: row.name, issuer: row.issuer, clientId: row.client_id },
    ...{ sealedSecret: row.sealed_secret, groupClaim: row.group_claim },
    ...{ createsPeople: row.creates_people, factorValues: row.factor_values },
    domains: domains.filter(({ provider_id }) => provider_id === row.id).map(({ domain }) => domain),
  }));
}
