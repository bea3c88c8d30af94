/**
 * The job that follows every change of devices and feeds: gives devices their product, matches the products that are new
 * or were matched with another catalogue, and lets scoring follow. Each step is one transaction that leaves nothing half:
 * a crash between two of them loses nothing, and running again changes nothing.
 */

import type { Database, OrganisationId } from '../store/database.ts';
import { linkDocuments, loadBills } from '../store/device-documents.ts';
import { cvesOfFindings, type ListedThreats, renewThreats, replaceFindings } from '../store/findings.ts';
import { addUncertainPairs, reviewRules } from '../store/match-review.ts';
import {
  addFollowUp,
  dropUnusedProducts,
  inheritDecisions,
  leaveOutParts,
  markMatched,
  markProductsToScore,
  markStandingsToScore,
  markToScore,
  type OrganisationJob,
  placeDevices,
  productIds,
  productsToMatch,
  SCORE_DEVICES,
  takeMarkedDevices,
  wereMatchedBefore,
} from '../store/products.ts';
import { productTuple, questionsOfTuple } from '../vulnerability/product-tuple.ts';
import { keyOfPair } from '../vulnerability/review-rules.ts';
import { type CatalogueFolders, catalogueOf } from './catalogue-of.ts';
import type { MatchedProducts, MatchQuestion, MatchThreadInput } from './match-thread.ts';
import { THREADS, WorkerThread } from './worker-thread.ts';

/** Devices that are placed, and products that are matched, in one transaction. */
const DEVICES = 2_000;
const PRODUCTS = 100;
/** Vulnerabilities whose threats are looked up at a time. */
const VULNERABILITIES = 5_000;

type MatchThread = WorkerThread<MatchQuestion, MatchedProducts | ListedThreats>;

export interface FindingsContext extends CatalogueFolders {
  /** Folder of the compiled threads; tests run from sources and name it. */
  readonly threads?: URL;
}

export async function matchProducts(
  context: FindingsContext,
  { organisation }: OrganisationJob,
): Promise<void> {
  const { database } = context;
  while ((await placeMarked(database, organisation)) > 0);
  const { state, ...folders } = await catalogueOf(context, organisation);
  // Without any data nothing is matched, so that everything says that nothing is known.
  const hasData = state !== undefined && state.records > 0;
  if (hasData) await matchNew({ ...context, ...folders }, organisation, state.revision);
  await database.asOrganisation(organisation, async (transaction) => {
    await dropUnusedProducts(transaction);
    await markStandingsToScore(transaction, organisation, hasData);
    await addFollowUp(transaction, SCORE_DEVICES, organisation);
  });
}

/** Gives a portion of the devices that changed their product; returns how many there were. */
async function placeMarked(database: Database, organisation: OrganisationId): Promise<number> {
  return database.asOrganisation(organisation, async (transaction) => {
    const marked = await takeMarkedDevices(transaction, DEVICES);
    const devices = marked.filter(({ isPart }) => !isPart);
    const parts = marked.filter(({ isPart }) => isPart);
    await leaveOutParts(
      transaction,
      parts.map(({ device }) => device),
    );
    const billsOf = await linkDocuments(
      transaction,
      organisation,
      devices.map(({ device }) => device),
    );
    const tuples = devices.map(({ device, told }) => {
      const bills = billsOf.get(device);
      return { ...productTuple((attribute) => told[attribute] || undefined), ...(bills && { bills }) };
    });
    const known = tuples.filter((tuple) => questionsOfTuple(tuple).length > 0);
    const ids = await productIds(transaction, organisation, known);
    const productOf = new Map(known.map((tuple, at) => [tuple, ids[at] ?? null]));
    const now = devices.map((device, at) => {
      const tuple = tuples[at];
      return { ...device, next: (tuple && productOf.get(tuple)) ?? null };
    });
    const moved = now.filter(({ product, next, placed }) => !placed || product !== next);
    await placeDevices(
      transaction,
      organisation,
      moved.map(({ device, next }) => ({ device, product: next })),
    );
    await inheritDecisions(transaction, organisation, [...new Set(moved.flatMap(({ next }) => next ?? []))]);
    const idsOf = (list: readonly { readonly device: string }[]) => list.map(({ device }) => device);
    await markToScore(transaction, organisation, idsOf(moved), 'product-changed');
    const same = now.filter(({ product, next, placed }) => placed && product === next);
    await markToScore(transaction, organisation, idsOf(same), 'device-changed');
    return marked.length;
  });
}

async function matchNew(
  context: FindingsContext,
  organisation: OrganisationId,
  revision: string,
): Promise<void> {
  const { database, feedFolder, cacheFolder, threads = THREADS } = context;
  const next = (after: number) =>
    database.asOrganisation(organisation, (transaction) =>
      productsToMatch(transaction, revision, after, PRODUCTS),
    );
  let products = await next(0);
  if (products.length === 0) return;
  const rules = await database.asOrganisation(organisation, reviewRules);
  const input: MatchThreadInput = { feedFolder, cacheFolder, rules };
  const thread: MatchThread = new WorkerThread(threads, 'match-thread.js', input);
  try {
    // Before any of them counts as matched: what an update does not concern keeps its findings, with the threats of today.
    const isUpdate = await database.asOrganisation(organisation, (transaction) =>
      wereMatchedBefore(transaction, revision),
    );
    if (isUpdate) await renewAllThreats(database, organisation, thread);
    for (let last = products.at(-1); last; last = products.at(-1)) {
      const wanted = [...new Set(products.flatMap(({ bills = [] }) => bills))];
      const bills = await database.asOrganisation(organisation, (transaction) =>
        loadBills(transaction, wanted),
      );
      const matched = (await thread.ask({ kind: 'match', products, bills })) as MatchedProducts;
      await keep(database, organisation, matched, revision);
      products = await next(last.id);
    }
  } finally {
    await thread.close();
  }
}

/** Lets findings of vulnerabilities of which lists of exploitation say something new be scored again. */
async function renewAllThreats(
  database: Database,
  organisation: OrganisationId,
  thread: MatchThread,
): Promise<void> {
  for (let after = ''; ; ) {
    const cves = await database.asOrganisation(organisation, (transaction) =>
      cvesOfFindings(transaction, after, VULNERABILITIES),
    );
    const last = cves.at(-1);
    if (last === undefined) return;
    const threats = (await thread.ask({ kind: 'threats', cves })) as ListedThreats;
    await database.asOrganisation(organisation, async (transaction) => {
      const changed = await renewThreats(transaction, threats);
      await markProductsToScore(transaction, organisation, changed, 'feeds-changed');
    });
    after = last;
  }
}

/**
 * Writes what was found and marks the devices of the products of which that says anything new: also of one without a finding
 * that was matched for the first time, for now it is known that there is none.
 */
async function keep(
  database: Database,
  organisation: OrganisationId,
  { whole, renewed, changed: cves, untouched, uncertain }: MatchedProducts,
  revision: string,
): Promise<void> {
  const products = [...whole, ...renewed].map(([product]) => product).concat(untouched);
  await database.asOrganisation(organisation, async (transaction) => {
    const changed = await replaceFindings(transaction, organisation, new Map(whole));
    const renewedOnes = await replaceFindings(transaction, organisation, new Map(renewed), cves);
    const first = await markMatched(transaction, products, revision);
    await addUncertainPairs(transaction, organisation, uncertain, keyOfPair);
    await markProductsToScore(
      transaction,
      organisation,
      [...changed, ...renewedOnes, ...first],
      'feeds-changed',
    );
  });
}
