/**
 * Permits: a person's word that one probe may be sent once to one device, in a window, for a reason. Who may send allows by
 * asking; a device that matters more for patients needs others to agree (access/separation.ts).
 */

import { sql } from 'kysely';
import type { DeviceSelection } from '../../access/device-selection.ts';
import type { Role } from '../../access/permissions.ts';
import { type ApprovalState, approvalState } from '../../access/separation.ts';
import { SECOND_PERSON_FROM } from '../../active/gates.ts';
import type { ProbeSettings } from '../../active/probe.ts';
import type { OrganisationId, OrganisationTransaction } from '../database.ts';
import type { Author } from '../device-edits.ts';
import type { PermitState } from '../schema-active.ts';
import { ofVisibleDevice } from '../visible-devices.ts';

/** Permits of one device that are not over. */
export const OPEN_PERMITS_LIMIT = 20;
const OPEN: readonly PermitState[] = ['waiting', 'allowed', 'running'];

export interface NewPermit {
  readonly device: string;
  readonly probe: string;
  readonly port: number;
  /** Without the community. */
  readonly settings: Omit<ProbeSettings, 'port' | 'community'>;
  readonly sealedCommunity: string | null;
  readonly from: Date;
  readonly until: Date;
  readonly reason: string;
  readonly by: Author;
  /** Whether the asker may send, so that no other person is needed on a device of lower criticality. */
  readonly maySend: boolean;
}

export interface StoredApproval {
  readonly byId: string;
  readonly byName: string;
  readonly roles: readonly string[];
  readonly at: Date;
}

export interface StoredPermit {
  readonly id: string;
  readonly device: string;
  readonly probe: string;
  readonly port: number;
  readonly settings: Omit<ProbeSettings, 'port' | 'community'>;
  readonly from: Date;
  readonly until: Date;
  readonly reason: string;
  readonly state: PermitState;
  readonly note: string | null;
  readonly askedBy: string;
  readonly askedByName: string;
  readonly askedAt: Date;
  readonly approvals: readonly StoredApproval[];
}

const COLUMNS = [
  ...(['id', 'device_id as device', 'probe', 'port', 'settings', 'from_at as from'] as const),
  ...(['until_at as until', 'reason', 'state', 'note', 'asked_by as askedBy'] as const),
  ...(['asked_by_name as askedByName', 'asked_at as askedAt'] as const),
] as const;

/** Whether a permit that this person asks for counts at once, or what is missing. Criticality null: nobody knows. */
export function approvalNeeded(criticality: number | null, maySend: boolean): boolean {
  return !maySend || criticality === null || criticality >= SECOND_PERSON_FROM;
}

/** Makes a permit, which waits when another person must agree; `full` when the device has too many that are not over. */
export async function addPermit(
  t: OrganisationTransaction,
  organisation: OrganisationId,
  permit: NewPermit,
  criticality: number | null,
): Promise<StoredPermit | 'full'> {
  const { device, probe, port, settings, sealedCommunity, from, until, reason, by } = permit;
  // Who asks at the same moment waits, so that the limit holds.
  await t.selectFrom('device').select('id').where('id', '=', device).forNoKeyUpdate().execute();
  const open = await t
    .selectFrom('active_permit')
    .select('id')
    .where('device_id', '=', device)
    .where('state', 'in', OPEN)
    .limit(OPEN_PERMITS_LIMIT)
    .execute();
  if (open.length >= OPEN_PERMITS_LIMIT) return 'full';
  const { id } = await t
    .insertInto('active_permit')
    .values({
      ...{ organisation_id: organisation, device_id: device, probe, port, reason },
      ...{ settings: JSON.stringify(settings), sealed_community: sealedCommunity },
      ...{ from_at: from, until_at: until, asked_by: by.id, asked_by_name: by.name },
      state: approvalNeeded(criticality, permit.maySend) ? 'waiting' : 'allowed',
      note: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const [made] = await withApprovals(t, [await permitRow(t, id)]);
  if (!made) throw new Error('a permit that was just made is gone');
  return made;
}

const permitRow = (t: OrganisationTransaction, id: string) =>
  t.selectFrom('active_permit').select(COLUMNS).where('id', '=', id).executeTakeFirstOrThrow();

export interface PermitQuery {
  readonly device?: string | undefined;
  /** Those that are not over. */
  readonly open?: boolean | undefined;
  /** Id of the last permit of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Permits for devices of the selection, asked for last in front. */
export async function listPermits(
  t: OrganisationTransaction,
  selection: DeviceSelection,
  { device, open, after, limit }: PermitQuery,
): Promise<readonly StoredPermit[]> {
  let query = t
    .selectFrom('active_permit')
    .select(COLUMNS)
    .where(ofVisibleDevice(selection, sql.ref('active_permit.device_id')))
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (device !== undefined) query = query.where('device_id', '=', device);
  if (open) query = query.where('state', 'in', OPEN);
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(asked_at, id) < (select p.asked_at, p.id from active_permit p where p.id = ${after})`,
    );
  return withApprovals(t, await query.execute());
}

/** One permit for a device of the selection, locked until the end of the transaction. */
export async function lockPermit(
  t: OrganisationTransaction,
  selection: DeviceSelection,
  id: string,
): Promise<StoredPermit | undefined> {
  const rows = await t
    .selectFrom('active_permit')
    .select(COLUMNS)
    .where('id', '=', id)
    .where(ofVisibleDevice(selection, sql.ref('active_permit.device_id')))
    .forUpdate()
    .execute();
  const [found] = await withApprovals(t, rows);
  return found;
}

/** What is still missing before a permit counts. */
export function permitApproval(
  { askedBy, approvals }: Pick<StoredPermit, 'askedBy' | 'approvals'>,
  criticality: number | null,
): ApprovalState {
  const given = approvals.map(({ byId, roles }) => ({ by: byId, roles: roles as readonly Role[] }));
  return approvalState(askedBy, criticality ?? undefined, given);
}

/** Notes that a person agrees; the permit counts as soon as nothing is missing. */
export async function approvePermit(
  t: OrganisationTransaction,
  organisation: OrganisationId,
  permit: StoredPermit,
  { id, name, roles }: Author & { readonly roles: readonly string[] },
  criticality: number | null,
): Promise<StoredPermit> {
  await t
    .insertInto('active_approval')
    .values({ permit_id: permit.id, by_id: id, organisation_id: organisation, by_name: name, roles })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const [after] = await withApprovals(t, [permit]);
  if (after && permitApproval(after, criticality).complete) return movePermit(t, permit.id, 'allowed', null);
  return after ?? permit;
}

/** Puts a permit into another state, with the reason; a credential goes once it is over. */
export async function movePermit(
  t: OrganisationTransaction,
  id: string,
  state: PermitState,
  note: string | null,
): Promise<StoredPermit> {
  await t
    .updateTable('active_permit')
    .set({ state, note, ...(!OPEN.includes(state) && { sealed_community: null }) })
    .where('id', '=', id)
    .execute();
  const [moved] = await withApprovals(t, [await permitRow(t, id)]);
  if (!moved) throw new Error('a permit that was just moved is gone');
  return moved;
}

type PermitRow = Omit<StoredPermit, 'approvals' | 'settings'> & { readonly settings: object };

async function withApprovals(
  t: OrganisationTransaction,
  rows: readonly PermitRow[],
): Promise<readonly StoredPermit[]> {
  if (rows.length === 0) return [];
  const approvals = await t
    .selectFrom('active_approval')
    .select(['permit_id', 'by_id as byId', 'by_name as byName', 'roles', 'at'])
    .where(
      'permit_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('at')
    .orderBy('by_id')
    .execute();
  return rows.map((row) => ({
    ...row,
    settings: row.settings as StoredPermit['settings'],
    approvals: approvals
      .filter(({ permit_id }) => permit_id === row.id)
      .map(({ permit_id: _, ...approval }) => approval),
  }));
}
