/** The audit log of an organisation: added to, read in pages, never changed. */

import { sql, type Transaction } from 'kysely';
import { canonicalJson } from '../audit/canonical-json.ts';
import { CHAIN_START, type ChainLink, chainHash } from '../audit/chain.ts';
import { type Act, type AuditEntry, boundedAct } from '../audit/entry.ts';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import type { AuditHeadTable } from './schema-people.ts';

/**
 * Adds an entry within a transaction. From here until its end nobody else can add to the log of this organisation: call it
 * last. Returns the entry's number.
 */
export async function appendAct(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  act: Act,
): Promise<number> {
  const head = await lockHead(transaction, organisation);
  const at = new Date().toISOString();
  const sequence = head.sequence + 1;
  const entry = canonicalJson({ ...boundedAct(act), organisation, sequence, at } satisfies AuditEntry);
  const hash = chainHash(head.hash, entry);
  await transaction
    .with('added', (db) =>
      db.insertInto('audit').values({ organisation_id: organisation, sequence, entry, hash }),
    )
    .updateTable('audit_head')
    .set({ sequence, hash })
    .where('organisation_id', '=', organisation)
    .execute();
  return sequence;
}

/** Adds an entry in a transaction of its own, and returns when it is safe on disk. */
export function recordAct(database: Database, organisation: OrganisationId, act: Act): Promise<number> {
  return database.asOrganisation(organisation, (transaction) => appendAct(transaction, organisation, act));
}

export type AuditHead = Pick<AuditHeadTable, 'sequence' | 'hash'>;

/** The last entry; while the transaction lasts no other comes. */
export async function lockHead(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
): Promise<AuditHead> {
  const find = () =>
    transaction
      .selectFrom('audit_head')
      .select(['sequence', 'hash'])
      .where('organisation_id', '=', organisation)
      .forUpdate()
      .executeTakeFirst();
  const found = await find();
  if (found) return found;
  const first = { organisation_id: organisation, sequence: 0, hash: CHAIN_START };
  await transaction
    .insertInto('audit_head')
    .values(first)
    .onConflict((conflict) => conflict.column('organisation_id').doNothing())
    .execute();
  return (await find()) ?? first;
}

export interface AuditQuery {
  /** Id of who did it. */
  readonly who?: string | undefined;
  /** A whole action, or one up to a point: `upload.` */
  readonly action?: string | undefined;
  readonly targetKind?: string | undefined;
  readonly targetId?: string | undefined;
  /** Instants as ISO 8601 with milliseconds; the end is not part of it. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** Entries before this number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface ListedEntry extends AuditEntry {
  /** In hexadecimal digits. */
  readonly hash: string;
}

/** Entries, latest first. A page before a number stays the same for ever. */
export async function listEntries(
  database: Database,
  organisation: OrganisationId,
  { who, action, targetKind, targetId, from, until, before, limit }: AuditQuery,
): Promise<readonly ListedEntry[]> {
  const rows = await database.asOrganisation(organisation, (transaction) => {
    let query = transaction
      .selectFrom('audit')
      .select(['entry', 'hash'])
      .where('organisation_id', '=', organisation)
      .orderBy('sequence', 'desc')
      .limit(limit);
    if (before !== undefined) query = query.where('sequence', '<', before);
    if (who !== undefined) query = query.where('who', '=', who);
    if (action?.endsWith('.')) query = query.where(sql<boolean>`starts_with(action, ${action})`);
    else if (action !== undefined) query = query.where(sql<boolean>`action = ${action}`);
    if (targetKind !== undefined) query = query.where('target_kind', '=', targetKind);
    if (targetId !== undefined) query = query.where('target_id', '=', targetId);
    if (from !== undefined) query = query.where(sql<boolean>`at >= ${from}`);
    if (until !== undefined) query = query.where(sql<boolean>`at < ${until}`);
    return query.execute();
  });
  return rows.map(({ entry, hash }) => ({
    ...(JSON.parse(entry) as AuditEntry),
    hash: hash.toString('hex'),
  }));
}

/** At most `limit` entries as they are kept, from behind a number, in order. */
export function linksAfter(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  after: number,
  limit: number,
): Promise<ChainLink[]> {
  return transaction
    .selectFrom('audit')
    .select(['sequence', 'entry', 'hash'])
    .where('organisation_id', '=', organisation)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
    .execute();
}
