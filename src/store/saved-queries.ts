/** Queries that people keep under a name: their own, and those that others share in the organisation. */

import { sql } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import type { Author } from './device-edits.ts';

/** Queries of one person. */
export const SAVED_QUERY_LIMIT = 200;

export interface SavedQuery {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly sort: string;
  readonly shared: boolean;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly version: number;
  readonly updatedAt: Date;
}

export type QueryContent = Pick<SavedQuery, 'name' | 'query' | 'sort' | 'shared'>;

const COLUMNS = [
  ...(['id', 'name', 'query', 'sort', 'shared', 'owner_id as ownerId', 'owner_name as ownerName'] as const),
  ...(['version', 'updated_at as updatedAt'] as const),
] as const;

export class SavedQueryStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Those of the person and the shared ones, by name. */
  list(organisation: OrganisationId, person: string): Promise<readonly SavedQuery[]> {
    return this.database.asOrganisation(organisation, (transaction) =>
      transaction
        .selectFrom('saved_query')
        .select(COLUMNS)
        .where(({ or, eb }) => or([eb('owner_id', '=', person), eb('shared', '=', true)]))
        .orderBy('name')
        .orderBy('id')
        .execute(),
    );
  }

  /** Keeps a query; undefined when the person has one of this name, `full` when they have as many as they may. */
  add(
    organisation: OrganisationId,
    owner: Author,
    content: QueryContent,
  ): Promise<SavedQuery | 'taken' | 'full'> {
    return this.database.asOrganisation(organisation, async (transaction) => {
      const { count } = await transaction
        .selectFrom('saved_query')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('owner_id', '=', owner.id)
        .executeTakeFirstOrThrow();
      if (count >= SAVED_QUERY_LIMIT) return 'full';
      const added = await transaction
        .insertInto('saved_query')
        .values({ organisation_id: organisation, ...content, owner_id: owner.id, owner_name: owner.name })
        .onConflict((conflict) => conflict.columns(['organisation_id', 'owner_id', 'name']).doNothing())
        .returning(COLUMNS)
        .executeTakeFirst();
      return added ?? 'taken';
    });
  }

  /** Changes an own query of which the person saw this version. */
  change(
    organisation: OrganisationId,
    person: string,
    id: string,
    version: number,
    content: Partial<QueryContent>,
  ): Promise<SavedQuery | 'not-found' | 'conflict' | 'taken'> {
    return this.database.asOrganisation(organisation, async (transaction) => {
      const known = await transaction
        .selectFrom('saved_query')
        .select(['version', 'name'])
        .where('id', '=', id)
        .where('owner_id', '=', person)
        .forUpdate()
        .executeTakeFirst();
      if (!known) return 'not-found';
      if (known.version !== version) return 'conflict';
      const { name } = content;
      const taken =
        name !== undefined &&
        name !== known.name &&
        (await transaction
          .selectFrom('saved_query')
          .select('id')
          .where('owner_id', '=', person)
          .where('name', '=', name)
          .executeTakeFirst());
      if (taken) return 'taken';
      return transaction
        .updateTable('saved_query')
        .set({ ...content, version: sql<number>`version + 1`, updated_at: new Date() })
        .where('id', '=', id)
        .returning(COLUMNS)
        .executeTakeFirstOrThrow();
    });
  }

  /** Drops an own query; false when the person has none of this id. */
  drop(organisation: OrganisationId, person: string, id: string): Promise<boolean> {
    return this.database.asOrganisation(organisation, async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('saved_query')
        .where('id', '=', id)
        .where('owner_id', '=', person)
        .executeTakeFirstOrThrow();
      return numDeletedRows === 1n;
    });
  }
}
