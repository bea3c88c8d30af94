/** Raising alerts, and closing those that are over. What happens again before its alert is closed is counted, not told anew. */

import { sql, type Transaction } from 'kysely';
import type { OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import type { AlertKind, AlertSeverity } from './schema-alerts.ts';

/** How grave each kind is, and the roles that must see it: alerts of these kinds are notices to them. */
const KINDS: Readonly<
  Record<AlertKind, { readonly severity: AlertSeverity; readonly audience: readonly string[] }>
> = {
  'break-glass': { severity: 'high', audience: [] },
  'exploited-vulnerability': { severity: 'high', audience: [] },
  'sensor-silent': { severity: 'high', audience: ['network-engineer', 'security-analyst'] },
  'sensor-dropping': { severity: 'medium', audience: ['network-engineer'] },
  'feed-stale': { severity: 'medium', audience: ['security-analyst'] },
  'identity-contradiction': { severity: 'medium', audience: [] },
  'category-changed': { severity: 'medium', audience: [] },
  'new-device': { severity: 'medium', audience: [] },
  'software-changed': { severity: 'low', audience: [] },
};

/** Kinds that the roles they are addressed to see, and nobody else. */
export const CONFIDENTIAL_KINDS: readonly AlertKind[] = ['break-glass'];

/** Longest sentence of an alert. */
const TEXT_LIMIT = 500;

export interface NewAlert {
  readonly kind: AlertKind;
  /** What makes it the same as an earlier one, within its kind. */
  readonly about: string;
  /** One sentence for people; without a name of any person but of those who use Wardlight. */
  readonly text: string;
  readonly severity?: AlertSeverity;
  /** Instead of the roles of the kind. */
  readonly audience?: readonly string[];
  readonly subject?: string;
  readonly sensor?: string;
  readonly cve?: string;
  readonly devices?: readonly string[];
  /** It goes on rather than happening again: an alert that is under way stays as it is. */
  readonly lasts?: true;
}

/** Raises an alert, or counts it where it is under way. */
export async function raiseAlert(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  alert: NewAlert,
): Promise<void> {
  const { kind, about, severity, audience, subject, sensor, cve, devices = [], lasts } = alert;
  const text = alert.text.slice(0, TEXT_LIMIT).replaceAll('\0', '').toWellFormed();
  const again = lasts
    ? sql`do nothing`
    : sql`do update set last_at = now(), count = alert.count + 1, text = excluded.text`;
  const { rows } = await sql<{ id: string }>`
    insert into alert (organisation_id, kind, severity, key, text, subject_id, sensor_id, cve, audience)
      values (${organisation}::uuid, ${kind}, ${severity ?? KINDS[kind].severity}, ${`${kind} ${about}`}, ${text},
              ${subject ?? null}::uuid, ${sensor ?? null}::uuid, ${cve ?? null},
              ${[...(audience ?? KINDS[kind].audience)]}::text[])
    on conflict (organisation_id, key) where state <> 'closed' ${again} returning id`.execute(transaction);
  const [row] = rows;
  if (!row || devices.length === 0) return;
  await sql`
    insert into alert_device (alert_id, device_id, organisation_id)
      select ${row.id}::uuid, d.id, ${organisation}::uuid from device d where d.id = any(${[...devices]}::uuid[])
    on conflict do nothing`.execute(transaction);
}

/** Closes the alert of this kind about this, which is over. `by` is who ended it; absent: it ended by itself. */
export async function closeAlert(
  transaction: Transaction<Tables>,
  kind: AlertKind,
  about: string,
  reason: string,
  by?: { readonly id: string; readonly name: string },
): Promise<void> {
  await transaction
    .updateTable('alert')
    .set({
      ...{ state: 'closed', reason, decided_at: new Date() },
      ...{ decided_by: by?.id ?? null, decided_by_name: by?.name ?? null },
    })
    .where('key', '=', `${kind} ${about}`)
    .where('state', '<>', 'closed')
    .execute();
}
