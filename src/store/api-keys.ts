/**
 * Keys of programs. A key's text names its organisation, so that it is looked up under row-level security; of its secret
 * the hash alone is kept.
 */

import { sql } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import { hashOfToken, idsOfToken, newToken } from './token.ts';

/** `api`: acts with some permissions of its maker. `directory`: provisions people by SCIM and does nothing else. */
export type KeyKind = 'api' | 'directory';

export interface NewKey {
  readonly kind: KeyKind;
  readonly name: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  /** Addresses or networks from which it may be used; empty for all. */
  readonly addresses: readonly string[];
  readonly expiresAt: Date;
}

export interface StoredKey extends NewKey {
  readonly id: string;
  readonly madeAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastAddress: string | null;
}

/** Keys of an organisation, expired ones too. */
export const KEY_LIMIT = 1_000;
const PREFIX = 'wl_';
const KEY_TEXT = /^wl_[A-Za-z0-9_-]{64}$/;
/** At most one write in this time notes that a key is used. */
const NOTE_SECONDS = 60;

/** Makes a key; its text is given once and never again. `full` when there are too many. */
export async function addKey(
  database: Database,
  organisation: OrganisationId,
  { kind, name, userId, scopes, addresses, expiresAt }: NewKey,
): Promise<{ readonly id: string; readonly text: string } | 'full'> {
  const text = PREFIX + newToken([organisation]);
  return database.asOrganisation(organisation, async (transaction) => {
    const { count } = await transaction
      .selectFrom('api_key')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('organisation_id', '=', organisation)
      .executeTakeFirstOrThrow();
    if (count >= KEY_LIMIT) return 'full';
    const { id } = await transaction
      .insertInto('api_key')
      .values({
        ...{ organisation_id: organisation, user_id: userId, kind, name, scopes, addresses },
        sha256: hashOfToken(text),
        expires_at: expiresAt,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { id, text };
  });
}

/** Keys, made last first; of one person when given. */
export async function listKeys(
  database: Database,
  organisation: OrganisationId,
  userId?: string,
): Promise<readonly StoredKey[]> {
  return database.asOrganisation(organisation, (transaction) => {
    let query = transaction
      .selectFrom('api_key')
      .select(['id', 'kind', 'name', 'user_id as userId', 'scopes', 'addresses', 'made_at as madeAt'])
      .select(['expires_at as expiresAt', 'last_used_at as lastUsedAt', 'last_address as lastAddress'])
      .where('organisation_id', '=', organisation);
    if (userId !== undefined) query = query.where('user_id', '=', userId);
    return query.orderBy('made_at', 'desc').orderBy('id').limit(KEY_LIMIT).execute();
  });
}

/** Takes a key away, of one person when given; false when there is none such. */
export async function removeKey(
  database: Database,
  organisation: OrganisationId,
  id: string,
  userId?: string,
): Promise<boolean> {
  return database.asOrganisation(organisation, async (transaction) => {
    let query = transaction
      .deleteFrom('api_key')
      .where('organisation_id', '=', organisation)
      .where('id', '=', id);
    if (userId !== undefined) query = query.where('user_id', '=', userId);
    return (await query.executeTakeFirst()).numDeletedRows === 1n;
  });
}

/** The key of a text, if it has not expired, with the organisation that the text names. */
export async function findKey(
  database: Database,
  text: string,
): Promise<(StoredKey & { readonly organisation: OrganisationId }) | undefined> {
  if (!KEY_TEXT.test(text)) return undefined;
  const [organisation] = idsOfToken(text.slice(PREFIX.length), 1) ?? [];
  if (organisation === undefined) return undefined;
  const key = await database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('api_key')
      .select(['id', 'kind', 'name', 'user_id as userId', 'scopes', 'addresses', 'made_at as madeAt'])
      .select(['expires_at as expiresAt', 'last_used_at as lastUsedAt', 'last_address as lastAddress'])
      .where('organisation_id', '=', organisation)
      .where('sha256', '=', hashOfToken(text))
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst(),
  );
  return key && { ...key, organisation };
}

/** Notes that a key is used, unless that was noted a moment ago from the same address. */
export async function noteKeyUse(
  database: Database,
  organisation: OrganisationId,
  key: Pick<StoredKey, 'id' | 'lastUsedAt' | 'lastAddress'>,
  address: string,
): Promise<void> {
  const now = new Date();
  const age = now.getTime() - (key.lastUsedAt?.getTime() ?? 0);
  if (age < NOTE_SECONDS * 1_000 && key.lastAddress === address) return;
  await database.asOrganisation(organisation, (transaction) =>
    transaction
      .updateTable('api_key')
      .set({ last_used_at: now, last_address: address })
      .where('organisation_id', '=', organisation)
      .where('id', '=', key.id)
      .execute(),
  );
}
