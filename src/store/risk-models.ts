/**
 * Saved versions of the risk model of an organisation. A version is written once; saving one lets all scores follow, in the
 * transaction that saves it.
 */

import type { Transaction } from 'kysely';
import type { WeightChange } from '../risk/changes/weight-changes.ts';
import type { OrganisationId, OrganisationTransaction } from './database.ts';
import { addFollowUp, markProductsToScore, SCORE_DEVICES } from './products.ts';
import type { Tables } from './schema.ts';

/** Versions of one organisation. */
export const VERSION_LIMIT = 1_000;
/** Changed weights that a version names; all are counted. */
const NAMED_LIMIT = 200;

export interface SavedModelSummary {
  readonly id: string;
  readonly number: number;
  readonly version: string;
  readonly changed: number;
  readonly changes: readonly WeightChange[];
  /** Number of the version whose weights it has again, 0 for those that ship; null when somebody changed them. */
  readonly restoredFrom: number | null;
  readonly reason: string;
  readonly savedBy: string;
  readonly savedAt: Date;
}

export interface SavedModel extends SavedModelSummary {
  readonly document: object;
}

export interface NewModel {
  readonly version: string;
  readonly document: object;
  readonly changes: readonly WeightChange[];
  readonly restoredFrom: number | null;
  readonly reason: string;
  readonly savedBy: { readonly id: string; readonly name: string };
}

const SUMMARY = [
  ...(['id', 'number', 'version', 'changed', 'changes', 'restored_from as restoredFrom', 'reason'] as const),
  ...(['saved_by_name as savedBy', 'saved_at as savedAt'] as const),
] as const;

/** The version that counts; undefined while the shipped model does. */
export function newestModel(transaction: Transaction<Tables>): Promise<SavedModel | undefined> {
  return transaction
    .selectFrom('risk_model_version')
    .select([...SUMMARY, 'document'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export function findModel(transaction: Transaction<Tables>, id: string): Promise<SavedModel | undefined> {
  return transaction
    .selectFrom('risk_model_version')
    .select([...SUMMARY, 'document'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Newest first. */
export function listModels(
  transaction: Transaction<Tables>,
  limit: number,
): Promise<readonly SavedModelSummary[]> {
  return transaction
    .selectFrom('risk_model_version')
    .select(SUMMARY)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}

/** Who saves at the same moment waits until this transaction ends; the number of the version that counts, 0 for none. */
export async function lockModels(
  transaction: OrganisationTransaction,
  organisation: OrganisationId,
): Promise<number> {
  await transaction
    .selectFrom('organisation')
    .select('id')
    .where('id', '=', organisation)
    .forNoKeyUpdate()
    .execute();
  return (await newestModel(transaction))?.number ?? 0;
}

/** Saves the next version after `lockModels`, and lets every device be scored by it. */
export async function saveModel(
  transaction: OrganisationTransaction,
  organisation: OrganisationId,
  number: number,
  { version, document, changes, restoredFrom, reason, savedBy }: NewModel,
): Promise<SavedModelSummary> {
  const saved = await transaction
    .insertInto('risk_model_version')
    .values({
      ...{ organisation_id: organisation, number, version, reason, restored_from: restoredFrom },
      ...{ document: JSON.stringify(document), changed: changes.length },
      changes: JSON.stringify(changes.slice(0, NAMED_LIMIT)),
      ...{ saved_by: savedBy.id, saved_by_name: savedBy.name },
    })
    .returning(SUMMARY)
    .executeTakeFirstOrThrow();
  await markProductsToScore(transaction, organisation, undefined, 'model-changed');
  await addFollowUp(transaction, SCORE_DEVICES, organisation);
  return saved;
}
