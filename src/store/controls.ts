/** Controls: what stands before a device, how well that is proven, and until when it counts. */

import { sql, type Transaction } from 'kysely';
import type { OrganisationId } from './database.ts';
import { addFollowUp, markToScore, SCORE_DEVICES } from './products.ts';
import type { Tables } from './schema.ts';
import type { DeviceControlTable } from './schema-findings.ts';

export interface Control {
  readonly id: string;
  readonly countermeasure: string;
  readonly validation: DeviceControlTable['validation'];
  readonly since: Date;
  readonly verifiedAt: Date | null;
  readonly note: string | null;
  readonly putBy: string | null;
  readonly putAt: Date;
  readonly expiresAt: Date | null;
  /** Document that proves it, with its name. */
  readonly document: string | null;
  readonly documentFile: string | null;
}
export type NewControl = Omit<Control, 'id' | 'putAt' | 'documentFile'>;

export function controlsOfDevice(
  transaction: Transaction<Tables>,
  device: string,
): Promise<readonly Control[]> {
  return transaction
    .selectFrom('device_control')
    .leftJoin('document', 'document.id', 'device_control.document_id')
    .select(['device_control.id', 'countermeasure', 'validation', 'since', 'verified_at as verifiedAt'])
    .select(['device_control.note', 'put_by_name as putBy', 'put_at as putAt', 'expires_at as expiresAt'])
    .select(['document_id as document', 'document.file as documentFile'])
    .where('device_control.device_id', '=', device)
    .orderBy('countermeasure')
    .execute();
}

/** Puts a control before a device, or states anew what is known of it. */
export async function putControl(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  device: string,
  { countermeasure, validation, since, verifiedAt, note, putBy, expiresAt, document }: NewControl,
): Promise<string> {
  const known = {
    ...{ validation, since, verified_at: verifiedAt, note, put_by_name: putBy, put_at: new Date() },
    ...{ expires_at: expiresAt, lapsed_at: null, document_id: document },
  };
  const { id } = await transaction
    .insertInto('device_control')
    .values({ organisation_id: organisation, device_id: device, countermeasure, ...known })
    .onConflict((conflict) => conflict.columns(['device_id', 'countermeasure']).doUpdateSet(known))
    .returning('id')
    .executeTakeFirstOrThrow();
  await markToScore(transaction, organisation, [device], 'control-changed');
  await addFollowUp(transaction, SCORE_DEVICES, organisation);
  return id;
}

/** Takes a control away; false when there is none. */
export async function dropControl(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  device: string,
  id: string,
): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom('device_control')
    .where('id', '=', id)
    .where('device_id', '=', device)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) return false;
  await markToScore(transaction, organisation, [device], 'control-changed');
  await addFollowUp(transaction, SCORE_DEVICES, organisation);
  return true;
}

/** Whether a document may prove a control of the device: it is of it, or of its model. */
export async function isDocumentOf(
  transaction: Transaction<Tables>,
  document: string,
  device: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('document')
    .select('id')
    .where('id', '=', document)
    .where(
      sql<boolean>`(device_id = ${device}::uuid or exists (
        select from device_document l where l.document_id = document.id and l.device_id = ${device}::uuid))`,
    )
    .executeTakeFirst();
  return row !== undefined;
}

/** Lets the devices whose controls have expired be scored again, once for each; returns how many controls that were. */
export async function lapseControls(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
): Promise<number> {
  const lapsed = await transaction
    .updateTable('device_control')
    .set({ lapsed_at: new Date() })
    .where('lapsed_at', 'is', null)
    .where(sql<boolean>`expires_at <= now()`)
    .returning('device_id')
    .execute();
  const devices = [...new Set(lapsed.map(({ device_id }) => device_id))];
  await markToScore(transaction, organisation, devices, 'control-changed');
  return lapsed.length;
}
