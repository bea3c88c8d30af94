/** Rows of decisions about identity: one is noted, and withdrawn when it ends; none is ever deleted (docs/adr/0021). */

import type { Transaction } from 'kysely';
import type { OrganisationId } from './database.ts';
import type { Author } from './device-edits.ts';
import type { Tables } from './schema.ts';
import type { IdentityDecisionTable } from './schema-devices.ts';

/** Why a person decides, and until when it holds; without an end it holds until it is withdrawn. */
export interface Reasoned {
  readonly reason: string;
  readonly until?: Date | undefined;
}

/** What was decided about a device: with another one, or of one attribute. */
export interface PersonDecision extends Reasoned {
  readonly kind: IdentityDecisionTable['kind'];
  readonly device: string;
  readonly other?: string;
  readonly attribute?: string;
  readonly value?: string;
}

/** Keeps a decision of a person, or of inference where there is no author; returns its id. */
export async function noteDecision(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  author: Author | undefined,
  { kind, device, other, attribute, value, reason, until }: PersonDecision,
): Promise<string> {
  const by = author ? 'person' : 'inference';
  const { id } = await transaction
    .insertInto('identity_decision')
    .values({
      ...{ organisation_id: organisation, kind, by, device_id: device, other_id: other ?? null },
      ...{ attribute: attribute ?? null, value: value ?? null, reason, until: until ?? null },
      ...{ made_by: author?.id ?? null, made_by_name: author?.name ?? null },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Marks decisions as withdrawn, by a person or, without an author, because their time has come. */
export async function withdraw(
  transaction: Transaction<Tables>,
  author: Author | undefined,
  ids: readonly string[],
  reason: string,
): Promise<void> {
  if (ids.length === 0) return;
  await transaction
    .updateTable('identity_decision')
    .set({
      ...{ withdrawn_at: new Date(), withdrawn_reason: reason },
      ...{ withdrawn_by: author?.id ?? null, withdrawn_by_name: author?.name ?? null },
    })
    .where('id', 'in', [...ids])
    .execute();
}

/** What a decision is about: a pair of devices, or an attribute of one. */
type About =
  | { readonly kind: 'joined'; readonly device_id: string; readonly other_id: string }
  | { readonly kind: 'value-set'; readonly device_id: string; readonly attribute: string };

/** Withdraws the decisions about this that stand. */
export async function withdrawStanding(
  transaction: Transaction<Tables>,
  author: Author,
  about: About,
  reason: string,
): Promise<void> {
  const rows = await transaction
    .selectFrom('identity_decision')
    .select('id')
    .where('withdrawn_at', 'is', null)
    .where((row) => row.and(about))
    .execute();
  await withdraw(
    transaction,
    author,
    rows.map(({ id }) => id),
    reason,
  );
}
