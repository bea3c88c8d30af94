/**
 * Invitations into an organisation. The token names the organisation and holds 256 random bits; only its hash is kept, so
 * who reads the database or a backup joins nothing.
 */

import { type Selectable, sql, type Transaction } from 'kysely';
import type { RoleAssignment } from '../access/decide.ts';
import type { Database, OrganisationId } from './database.ts';
import { admit, giveRoles, isMember } from './members.ts';
import { addPerson, findPersonByEmail, type NewPerson } from './people.ts';
import { amongPeople } from './people-tables.ts';
import type { Tables } from './schema.ts';
import type { InvitationTable } from './schema-people.ts';
import { hashOfToken, idsOfToken, newToken } from './token.ts';

const INVITATION_DAYS = 7;
/** Open invitations of an organisation; beyond, none is made. */
export const INVITATIONS_LIMIT = 1_000;

export type InvitationState = 'open' | 'accepted' | 'withdrawn' | 'expired';

export interface NewInvitation {
  readonly email: string;
  readonly roles: readonly RoleAssignment[];
  /** Whom an external person works for, and when they are looked at again. */
  readonly external: { readonly company: string; readonly reviewAt: Date } | null;
  /** Null when made on the machine itself. */
  readonly invitedBy: string | null;
}

export interface StoredInvitation extends NewInvitation {
  readonly id: string;
  readonly state: InvitationState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What the holder of a token is shown. */
export interface OfferedInvitation extends StoredInvitation {
  readonly organisation: OrganisationId;
  readonly organisationName: string;
  /** Whether the address has an account: then its holder signs in and joins. */
  readonly hasAccount: boolean;
}

/** Makes an invitation, in place of an open one to the same address. The token is returned once and cannot be read again. */
export async function invite(
  database: Database,
  organisation: OrganisationId,
  { email, roles, external, invitedBy }: NewInvitation,
): Promise<{ readonly id: string; readonly token: string } | 'member' | 'too-many'> {
  const address = email.toLowerCase();
  const token = newToken([organisation]);
  return amongPeople(database, organisation, async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`invitations of ${organisation}`}, 0))`.execute(
      transaction,
    );
    const known = await findPersonByEmail(transaction, address);
    if (known && (await isMember(transaction, organisation, known.id))) return 'member';
    await transaction
      .updateTable('invitation')
      .set({ withdrawn_at: new Date() })
      .where('organisation_id', '=', organisation)
      .where('email', '=', address)
      .where('accepted_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .execute();
    const { open } = await transaction
      .selectFrom('invitation')
      .select(sql<number>`count(*)`.as('open'))
      .where('organisation_id', '=', organisation)
      .where(STATE, '=', 'open')
      .executeTakeFirstOrThrow();
    if (open >= INVITATIONS_LIMIT) return 'too-many';
    const { id } = await transaction
      .insertInto('invitation')
      .values({
        ...{ organisation_id: organisation, email: address, token_sha256: hashOfToken(token) },
        ...{ roles: JSON.stringify(roles), invited_by: invitedBy },
        ...{ company: external?.company ?? null, review_at: external?.reviewAt ?? null },
        expires_at: new Date(Date.now() + INVITATION_DAYS * 86_400_000),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { id, token };
  });
}

/** Invitations made last first, from after one. */
export async function listInvitations(
  database: Database,
  organisation: OrganisationId,
  query: {
    readonly state?: InvitationState | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly StoredInvitation[]> {
  return database.asOrganisation(organisation, async (transaction) => {
    let rows = transaction
      .selectFrom('invitation')
      .selectAll()
      .select(STATE.as('state'))
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(query.limit);
    if (query.state !== undefined) rows = rows.where(STATE, '=', query.state);
    if (query.after !== undefined)
      rows = rows.where(sql<boolean>`exists (select from invitation last where last.id = ${query.after}
        and (invitation.created_at < last.created_at
          or invitation.created_at = last.created_at and invitation.id > last.id))`);
    return (await rows.execute()).map(stored);
  });
}

/** False when there is no open invitation with this id. */
export async function withdrawInvitation(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<boolean> {
  return database.asOrganisation(organisation, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('invitation')
      .set({ withdrawn_at: new Date() })
      .where('id', '=', id)
      .where(STATE, '=', 'open')
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  });
}

/** The open invitation of a token; undefined when the token is wrong, used, withdrawn or too old. */
export async function findInvitation(
  database: Database,
  token: string,
): Promise<OfferedInvitation | undefined> {
  const [organisation] = idsOfToken(token, 1) ?? [];
  if (organisation === undefined) return undefined;
  return amongPeople(database, organisation, async (transaction) => {
    const row = await transaction
      .selectFrom('invitation')
      .innerJoin('organisation', 'organisation.id', 'invitation.organisation_id')
      .selectAll('invitation')
      .select(STATE.as('state'))
      .select('organisation.name as organisationName')
      .select(sql<boolean>`exists (select from "user" u where u.email = invitation.email)`.as('hasAccount'))
      .where('invitation.organisation_id', '=', organisation)
      .where('token_sha256', '=', hashOfToken(token))
      .where(STATE, '=', 'open')
      .executeTakeFirst();
    if (!row) return undefined;
    const { organisationName, hasAccount } = row;
    return { ...stored(row), organisation, organisationName, hasAccount };
  });
}

/**
 * Makes the account of an invited person and lets them in. `account-exists` when the address has one: its holder signs in
 * and joins. `gone` when the token does not count any more; it counts once, also when two requests bring it at once.
 */
export async function acceptInvitation(
  database: Database,
  token: string,
  person: Omit<NewPerson, 'email'>,
): Promise<{ readonly userId: string; readonly email: string } | 'gone' | 'account-exists'> {
  return useInvitation<'account-exists'>(database, token, async (transaction, { email }) => {
    if (await findPersonByEmail(transaction, email)) return 'account-exists';
    return { userId: await addPerson(transaction, { ...person, email }) };
  });
}

/** Lets somebody with an account in; the invitation must be to their address. */
export async function joinByInvitation(
  database: Database,
  token: string,
  account: { readonly id: string; readonly email: string },
): Promise<{ readonly userId: string; readonly email: string } | 'gone' | 'other-address'> {
  return useInvitation<'other-address'>(database, token, async (_, { email }) =>
    email === account.email.toLowerCase() ? { userId: account.id } : 'other-address',
  );
}

/** Runs `whose` for the person's id within the transaction that uses the token up; a refusal leaves it open. */
async function useInvitation<Refusal extends string>(
  database: Database,
  token: string,
  whose: (
    transaction: Transaction<Tables>,
    invitation: Selectable<InvitationTable>,
  ) => Promise<{ readonly userId: string } | Refusal>,
): Promise<{ readonly userId: string; readonly email: string } | 'gone' | Refusal> {
  const [organisation] = idsOfToken(token, 1) ?? [];
  if (organisation === undefined) return 'gone';
  return amongPeople(database, organisation, async (transaction) => {
    const invitation = await transaction
      .selectFrom('invitation')
      .selectAll()
      .where('organisation_id', '=', organisation)
      .where('token_sha256', '=', hashOfToken(token))
      .where(STATE, '=', 'open')
      .forUpdate()
      .executeTakeFirst();
    if (!invitation) return 'gone';
    const found = await whose(transaction, invitation);
    if (typeof found === 'string') return found;
    const { userId } = found;
    const { company, review_at } = invitation;
    await admit(transaction, organisation, userId, { company, reviewAt: review_at });
    const { roles, invited_by } = invitation;
    await giveRoles(transaction, organisation, userId, roles, invited_by ?? undefined);
    await transaction
      .updateTable('invitation')
      .set({ accepted_at: new Date(), accepted_by: userId })
      .where('id', '=', invitation.id)
      .execute();
    return { userId, email: invitation.email };
  });
}

/** By the clock of the database. */
const STATE = sql<InvitationState>`case when accepted_at is not null then 'accepted' when withdrawn_at is not null then 'withdrawn'
  when expires_at <= now() then 'expired' else 'open' end`;

function stored(row: Selectable<InvitationTable> & { readonly state: InvitationState }): StoredInvitation {
  const { id, email, roles, company, review_at, invited_by: invitedBy, state } = row;
  return {
    ...{ id, email, roles, invitedBy, state, createdAt: row.created_at, expiresAt: row.expires_at },
    external: company !== null && review_at ? { company, reviewAt: review_at } : null,
  };
}
