/** Notices: what the holders of certain roles must see, and who of them has. */

import { sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import type { NoticeTable } from './schema-people.ts';

export interface NewNotice {
  readonly kind: NoticeTable['kind'];
  readonly audience: readonly string[];
  /** Id of what it is about. */
  readonly subject: string;
  readonly text: string;
}

export interface Notice extends NewNotice {
  readonly id: string;
  readonly at: Date;
  /** When this person saw it. */
  readonly seenAt: Date | null;
}

export async function addNotice(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  { kind, audience, subject, text }: NewNotice,
): Promise<void> {
  await transaction
    .insertInto('notice')
    .values({ organisation_id: organisation, kind, audience, subject_id: subject, text })
    .execute();
}

/** Who looks. */
export interface Reader {
  readonly userId: string;
  readonly roles: readonly string[];
}

export interface NoticeQuery {
  readonly unseen: boolean;
  /** Id of the last notice of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Notices for somebody with these roles, latest first. */
export function listNotices(
  database: Database,
  organisation: OrganisationId,
  { userId, roles }: Reader,
  { unseen, after, limit }: NoticeQuery,
): Promise<readonly Notice[]> {
  return database.asOrganisation(organisation, (transaction) => {
    let query = transaction
      .selectFrom('notice')
      .leftJoin('notice_seen', (join) =>
        join.onRef('notice_seen.notice_id', '=', 'notice.id').on('notice_seen.user_id', '=', userId),
      )
      .select(['notice.id', 'kind', 'audience', 'subject_id as subject', 'text', 'notice.at'])
      .select('notice_seen.at as seenAt')
      .where(isFor(roles))
      .orderBy('notice.at', 'desc')
      .orderBy('notice.id')
      .limit(limit);
    if (unseen) query = query.where('notice_seen.at', 'is', null);
    if (after !== undefined)
      query = query.where(
        sql<boolean>`(- extract(epoch from notice.at), notice.id) >
          (select - extract(epoch from n.at), n.id from notice n where n.id = ${after}::uuid)`,
      );
    return query.execute();
  });
}

/** Notes that somebody saw a notice; false when there is none for them. */
export function markSeen(
  database: Database,
  organisation: OrganisationId,
  { userId, roles }: Reader,
  id: string,
): Promise<boolean> {
  return database.asOrganisation(organisation, async (transaction) => {
    const found = await transaction
      .selectFrom('notice')
      .select('id')
      .where('id', '=', id)
      .where(isFor(roles))
      .executeTakeFirst();
    if (!found) return false;
    await transaction
      .insertInto('notice_seen')
      .values({ organisation_id: organisation, notice_id: id, user_id: userId })
      .onConflict((conflict) => conflict.columns(['notice_id', 'user_id']).doNothing())
      .execute();
    return true;
  });
}

const isFor = (roles: readonly string[]) => sql<boolean>`audience && ${[...roles]}::text[]`;
