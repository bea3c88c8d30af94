/** Signs the days of the audit log, and walks the whole log for those who verify or export it. */

import type { KeyObject } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { ChainLink } from '../audit/chain.ts';
import { hashOfRoot, type SignedRoot, signRoot } from '../audit/day-root.ts';
import { MerkleTree } from '../audit/merkle-tree.ts';
import { type AuditHead, linksAfter, lockHead } from './audit.ts';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';

/** Entries that are read together. */
const BATCH = 1_000;

/**
 * Signs every whole day that has unsigned entries; returns how many. Running it twice signs nothing twice. A day is the run
 * of entries that say so: where the clock was wrong for a while, that while has a root of its own.
 */
export async function signDays(
  database: Database,
  organisation: OrganisationId,
  key: KeyObject,
  now: Date,
): Promise<number> {
  const today = dayOf(now.toISOString());
  let signed = 0;
  while (await signNextDay(database, organisation, key, today)) signed++;
  return signed;
}

const dayOf = (at: string): string => at.slice(0, 10);

/** The oldest unsigned day before today; false when there is none. One transaction each: a kill loses one day's work. */
function signNextDay(
  database: Database,
  organisation: OrganisationId,
  key: KeyObject,
  today: string,
): Promise<boolean> {
  return database.asOrganisation(organisation, async (transaction) => {
    // Whoever still adds to a day that has ended does so before this.
    await lockHead(transaction, organisation);
    const before = (await rootsOf(transaction, organisation)).at(-1);
    const first = (before?.root.last ?? 0) + 1;
    const tree = new MerkleTree();
    let day: string | undefined;
    let last: ChainLink | undefined;
    let isOver = false;
    for await (const link of allLinks(
      (after) => linksAfter(transaction, organisation, after, BATCH),
      first - 1,
    )) {
      const its = dayOf((JSON.parse(link.entry) as { readonly at: string }).at);
      day ??= its;
      isOver = its !== day;
      if (isOver) break;
      tree.add(link.hash);
      last = link;
    }
    if (!last || day === undefined || !(isOver || day < today)) return false;
    const {
      root,
      signature,
      key: publicKey,
    } = signRoot(
      {
        ...{ organisation, day, first, last: last.sequence },
        ...{ root: tree.root().toString('hex'), head: last.hash.toString('hex') },
        before: before ? hashOfRoot(before.root) : null,
      },
      key,
    );
    const row = { organisation_id: organisation, first, statement: JSON.stringify(root) };
    await transaction
      .insertInto('audit_root')
      .values({ ...row, signature, key: publicKey })
      .execute();
    return true;
  });
}

/** What takes in a log in its order: entries, each root behind the last entry that it is about, then the head. */
export interface LogReader {
  entry(link: ChainLink): void | Promise<void>;
  root(root: SignedRoot): void | Promise<void>;
  end(head: AuditHead): void | Promise<void>;
}

/** Reads the log of an organisation, up to where it stands now, to its end. Others go on adding to it meanwhile. */
export async function readLog(
  database: Database,
  organisation: OrganisationId,
  reader: LogReader,
): Promise<void> {
  const { head, last, roots } = await database.asOrganisation(organisation, async (transaction) => ({
    // While it is held nothing is added, so an entry beyond it was not added by Wardlight.
    head: await lockHead(transaction, organisation),
    last: await lastSequence(transaction, organisation),
    roots: await rootsOf(transaction, organisation),
  }));
  const links = (after: number) =>
    database.asOrganisation(organisation, (transaction) =>
      linksAfter(transaction, organisation, after, BATCH),
    );
  let next = 0;
  for await (const link of allLinks(links)) {
    if (link.sequence > last) break;
    for (; next < roots.length && (roots[next]?.root.last ?? 0) < link.sequence; next++)
      await reader.root(roots[next] as SignedRoot);
    await reader.entry(link);
  }
  for (const root of roots.slice(next)) await reader.root(root);
  await reader.end(head);
}

async function lastSequence(transaction: Transaction<Tables>, organisation: OrganisationId): Promise<number> {
  const row = await transaction
    .selectFrom('audit')
    .select('sequence')
    .where('organisation_id', '=', organisation)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.sequence ?? 0;
}

async function rootsOf(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
): Promise<readonly SignedRoot[]> {
  const rows = await transaction
    .selectFrom('audit_root')
    .select(['statement as root', 'signature', 'key'])
    .where('organisation_id', '=', organisation)
    .orderBy('first')
    .execute();
  return rows;
}

async function* allLinks(
  batchAfter: (sequence: number) => Promise<readonly ChainLink[]>,
  after = 0,
): AsyncGenerator<ChainLink> {
  for (let at = after; ; ) {
    const links = await batchAfter(at);
    yield* links;
    const last = links.at(-1);
    if (!last || links.length < BATCH) return;
    at = last.sequence;
  }
}
