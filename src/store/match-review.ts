/** The review queue: pairs of names that may be one product. What people answer becomes a rule of matching. */

import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { type DeviceSelection, isEverySelected } from '../access/device-selection.ts';
import type { NamePair, UncertainPair } from '../vulnerability/review-rules.ts';
import type { OrganisationId } from './database.ts';
import { addFollowUp, MATCH_PRODUCTS } from './products.ts';
import type { Tables } from './schema.ts';
import type { ReviewAnswer } from './schema-findings.ts';
import { ofVisibleDevice } from './visible-devices.ts';

/** Pairs that wait at most; further ones come when some were answered. */
const WAITING_LIMIT = 10_000;

/** Adds pairs that are new; one that is known, answered or not, stays. `keyOf` is equal for pairs of one rule. */
export async function addUncertainPairs(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  pairs: readonly UncertainPair[],
  keyOf: (pair: NamePair) => string,
): Promise<void> {
  if (pairs.length === 0) return;
  const waiting = await transaction
    .selectFrom('match_review')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('answer', 'is', null)
    .executeTakeFirst();
  const rows = new Map(
    pairs.map((pair) => {
      const { ours, stated, confidence, reason, cves } = pair;
      const key = createHash('sha256').update(keyOf(pair)).digest();
      return [
        key.toString('hex'),
        {
          ...{ organisation_id: organisation, key, confidence, reason, cves },
          ...{ our_vendor: ours.vendor, our_product: ours.product },
          ...{ stated_vendor: stated.vendor, stated_product: stated.product },
          ...{ answer: null, answered_by_name: null, answered_at: null, note: null },
        },
      ] as const;
    }),
  );
  const room = Math.max(0, WAITING_LIMIT - (waiting?.count ?? 0));
  const added = [...rows.values()].slice(0, room);
  if (added.length === 0) return;
  await transaction
    .insertInto('match_review')
    .values(added)
    .onConflict((conflict) => conflict.columns(['organisation_id', 'key']).doNothing())
    .execute();
}

export interface ReviewItem extends NamePair {
  readonly id: string;
  readonly confidence: number;
  readonly reason: string;
  readonly cves: readonly string[];
  readonly firstAt: Date;
  readonly answer: ReviewAnswer | null;
  readonly answeredBy: string | null;
  readonly answeredAt: Date | null;
  /** Devices of the selection whose product bears our name. */
  readonly devices: number;
}

/** What waits for an answer and is about devices of the selection, oldest first; with `isAnswered` what was answered, latest first. */
export async function listReview(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
  isAnswered: boolean,
  limit: number,
): Promise<{ readonly items: readonly ReviewItem[]; readonly waiting: number }> {
  const ofOurName = sql`from device_product d join product p on p.id = d.product_id
    where (lower(p.model) = lower(r.our_product) or lower(p.os) = lower(r.our_product))`;
  const isSeen = isEverySelected(selection)
    ? sql<boolean>`true`
    : sql<boolean>`exists (select ${ofOurName} and ${ofVisibleDevice(selection, sql.ref('d.device_id'))})`;
  const { rows } = await sql<Omit<ReviewItem, 'ours' | 'stated'> & Record<string, string>>`
    select r.id, r.our_vendor, r.our_product, r.stated_vendor, r.stated_product, r.confidence, r.reason, r.cves,
           r.first_at as "firstAt", r.answer, r.answered_by_name as "answeredBy", r.answered_at as "answeredAt",
           (select count(*) ${ofOurName} and ${ofVisibleDevice(selection, sql.ref('d.device_id'))}) as devices
      from match_review r where r.organisation_id = current_organisation() and ${isSeen}
       and (r.answer is ${isAnswered ? sql`not null` : sql`null`})
     order by ${isAnswered ? sql`r.answered_at desc` : sql`r.first_at`}, r.id limit ${limit}`.execute(
    transaction,
  );
  const waiting = await transaction
    .selectFrom('match_review as r')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('answer', 'is', null)
    .where(isSeen)
    .executeTakeFirst();
  return {
    items: rows.map(({ our_vendor, our_product, stated_vendor, stated_product, ...item }) => ({
      ...(item as unknown as Omit<ReviewItem, 'ours' | 'stated'>),
      ours: { vendor: our_vendor ?? '', product: our_product ?? '' },
      stated: { vendor: stated_vendor ?? '', product: stated_product ?? '' },
    })),
    waiting: waiting?.count ?? 0,
  };
}

/** Notes an answer, which may be changed later; products of our name are matched again. False when there is no such item. */
export async function answerReview(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
  answer: ReviewAnswer,
  by: string,
  note: string | null,
): Promise<boolean> {
  const answered = await transaction
    .updateTable('match_review')
    .set({ answer, answered_by_name: by, answered_at: new Date(), note })
    .where('id', '=', id)
    .returning('our_product')
    .executeTakeFirst();
  if (!answered) return false;
  await sql`
    update product set matched_with = null
     where lower(model) = lower(${answered.our_product}) or lower(os) = lower(${answered.our_product})`.execute(
    transaction,
  );
  await addFollowUp(transaction, MATCH_PRODUCTS, organisation);
  return true;
}

/** The answers as rules of matching; "cannot tell" is none. */
export async function reviewRules(
  transaction: Transaction<Tables>,
): Promise<readonly (NamePair & { readonly decision: 'same' | 'different' })[]> {
  const rows = await transaction
    .selectFrom('match_review')
    .select(['our_vendor', 'our_product', 'stated_vendor', 'stated_product', 'answer'])
    .where('answer', 'in', ['same', 'different'])
    .orderBy('id')
    .execute();
  return rows.flatMap(({ our_vendor, our_product, stated_vendor, stated_product, answer }) =>
    answer === 'same' || answer === 'different'
      ? [
          {
            ours: { vendor: our_vendor, product: our_product },
            stated: { vendor: stated_vendor, product: stated_product },
            decision: answer,
          },
        ]
      : [],
  );
}
