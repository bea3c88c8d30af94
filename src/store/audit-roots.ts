/** Signs the days of the audit log, and walks the whole log for those who verify or export it. */

import type { KeyObject } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { ChainLink } from '../audit/chain.ts';
import { type DayRoot, hashOfRoot, type SignedRoot, signRoot } from '../audit/day-root.ts';
import { MerkleTree } from '../audit/merkle-tree.ts';
import { type AuditHead, linksAfter, lockHead } from './audit.ts';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';

/** Entries that are read together: some milliseconds of work between two answers to others. */
const BATCH = 250;

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
  const { head, before } = await database.asOrganisation(organisation, async (transaction) => ({
    // Whoever still adds to a day that has ended does so before this; nobody waits while the day is read.
    head: await lockHead(transaction, organisation),
    before: (await rootsOf(transaction, organisation)).at(-1)?.root,
  }));
  let run = new Run((before?.last ?? 0) + 1, before);
  let signed = 0;
  for await (const link of storedLinks(database, organisation, run.first - 1)) {
    if (link.sequence > head.sequence) break;
    const day = dayOf((JSON.parse(link.entry) as { readonly at: string }).at);
    if (run.last && day !== run.day) {
      const root = run.root(organisation);
      if (!(await keepRoot(database, organisation, signRoot(root, key)))) return signed;
      signed++;
      run = new Run(link.sequence, root);
    }
    run.add(link, day);
  }
  if (run.last === undefined || run.day >= today) return signed;
  return (await keepRoot(database, organisation, signRoot(run.root(organisation), key)))
    ? signed + 1
    : signed;
}

const dayOf = (at: string): string => at.slice(0, 10);

/** Entries of one day on their way to a root. */
class Run {
  readonly first: number;
  day = '';
  last: ChainLink | undefined;
  private readonly before: DayRoot | undefined;
  private readonly tree = new MerkleTree();

  constructor(first: number, before: DayRoot | undefined) {
    this.first = first;
    this.before = before;
  }

  add(link: ChainLink, day: string): void {
    this.tree.add(link.hash);
    this.last = link;
    this.day = day;
  }

  root(organisation: OrganisationId): DayRoot {
    return {
      ...{ organisation, day: this.day, first: this.first, last: this.last?.sequence ?? 0 },
      ...{ root: this.tree.root().toString('hex'), head: this.last?.hash.toString('hex') ?? '' },
      before: this.before ? hashOfRoot(this.before) : null,
    };
  }
}

/** False when another server has signed these entries meanwhile. */
function keepRoot(
  database: Database,
  organisation: OrganisationId,
  { root, signature, key }: SignedRoot,
): Promise<boolean> {
  return database.asOrganisation(organisation, async (transaction) => {
    const row = { organisation_id: organisation, first: root.first, signature, key };
    const written = await transaction
      .insertInto('audit_root')
      .values({ ...row, statement: JSON.stringify(root) })
      .onConflict((conflict) => conflict.columns(['organisation_id', 'first']).doNothing())
      .returning('first')
      .execute();
    return written.length === 1;
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
  let next = 0;
  for await (const link of storedLinks(database, organisation, 0)) {
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

/** Entries behind a number, each batch in a transaction of its own. */
async function* storedLinks(
  database: Database,
  organisation: OrganisationId,
  after: number,
): AsyncGenerator<ChainLink> {
  for (let at = after; ; ) {
    const links = await database.asOrganisation(organisation, (transaction) =>
      linksAfter(transaction, organisation, at, BATCH),
    );
    yield* links;
    const last = links.at(-1);
    if (!last || links.length < BATCH) return;
    at = last.sequence;
  }
}
