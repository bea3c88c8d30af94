/**
 * The job that follows every change of devices and feeds: gives devices their product, matches the products that are new
 * or were matched with another catalogue, and lets scoring follow. Each step is one transaction that leaves nothing half:
 * a crash between two of them loses nothing, and running again changes nothing.
 */

import type { Database, OrganisationId } from '../store/database.ts';
import { linkDocuments, loadBills } from '../store/device-documents.ts';
import { replaceFindings } from '../store/findings.ts';
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
} from '../store/products.ts';
import { productTuple, questionsOfTuple } from '../vulnerability/product-tuple.ts';
import { keyOfPair } from '../vulnerability/review-rules.ts';
import { type CatalogueFolders, catalogueOf } from './catalogue-of.ts';
import type { MatchedProducts, MatchQuestion, MatchThreadInput } from './match-thread.ts';
import { THREADS, WorkerThread } from './worker-thread.ts';

/** Devices that are placed, and products that are matched, in one transaction. */
const DEVICES = 2_000;
const PRODUCTS = 100;

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
  let thread: WorkerThread<MatchQuestion, MatchedProducts> | undefined;
  try {
    for (let after = 0; ; ) {
      const products = await database.asOrganisation(organisation, (transaction) =>
        productsToMatch(transaction, revision, after, PRODUCTS),
      );
      const last = products.at(-1);
      if (!last) break;
      if (!thread) {
        const rules = await database.asOrganisation(organisation, reviewRules);
        const input: MatchThreadInput = { feedFolder, cacheFolder, rules };
        thread = new WorkerThread(threads, 'match-thread.js', input);
      }
      const wanted = [...new Set(products.flatMap(({ bills = [] }) => bills))];
      const bills = await database.asOrganisation(organisation, (transaction) =>
        loadBills(transaction, wanted),
      );
      await keep(database, organisation, await thread.ask({ products, bills }), revision);
      after = last.id;
    }
  } finally {
    await thread?.close();
  }
}

/**
 * Writes what was found and marks the devices of the products of which that says anything new: also of one without a finding
 * that was matched for the first time, for now it is known that there is none.
 */
async function keep(
  database: Database,
  organisation: OrganisationId,
  { found, uncertain }: MatchedProducts,
  revision: string,
): Promise<void> {
  const products = found.map(([product]) => product);
  await database.asOrganisation(organisation, async (transaction) => {
    const changed = await replaceFindings(transaction, organisation, new Map(found));
    const first = await markMatched(transaction, products, revision);
    await addUncertainPairs(transaction, organisation, uncertain, keyOfPair);
    await markProductsToScore(transaction, organisation, [...changed, ...first], 'feeds-changed');
  });
}
