/** The tables of active queries as kysely types them (migration 0014). */

import type { ColumnType, Generated } from 'kysely';
import type { Outcome } from '../active/recorded-exchange.ts';

export interface ActivePolicyTable {
  readonly organisation_id: string;
  readonly enabled: boolean;
  /** Makers whose devices are never asked. */
  readonly barred_makers: readonly string[];
  readonly changed_at: ColumnType<Date, never, Date>;
  readonly changed_by: string;
  readonly changed_by_name: string;
}

/**
 * `waiting` for a second person; `allowed`; `running`; `done`: sent, once. `lapsed`: its window ended before it was sent.
 * `stopped`: the device showed strain, or queries were switched off.
 */
export type PermitState =
  | 'waiting'
  | 'allowed'
  | 'running'
  | 'done'
  | 'declined'
  | 'withdrawn'
  | 'lapsed'
  | 'stopped';

export interface ActivePermitTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly device_id: string;
  /** Id of the probe. */
  readonly probe: string;
  readonly port: number;
  /** What was stated with it, credentials left out. */
  readonly settings: ColumnType<object, string, never>;
  readonly sealed_community: string | null;
  readonly from_at: Date;
  readonly until_at: Date;
  readonly reason: string;
  readonly state: PermitState;
  /** Why it was not sent, or ended, for people. */
  readonly note: string | null;
  readonly asked_by: string;
  readonly asked_by_name: string;
  readonly asked_at: ColumnType<Date, never, never>;
}

export interface ActiveApprovalTable {
  readonly permit_id: string;
  readonly by_id: string;
  readonly organisation_id: string;
  readonly by_name: string;
  /** Those that gave the right, at that time. */
  readonly roles: readonly string[];
  readonly at: ColumnType<Date, never, never>;
}

export interface ActiveRunTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly permit_id: string;
  readonly device_id: string;
  readonly probe: string;
  readonly address: string;
  readonly port: number;
  readonly begun_at: Date;
  readonly ended_at: Date | null;
  readonly outcome: Outcome | null;
  readonly remark: string | null;
  /** From the first octet sent to the first that came. */
  readonly answer_micros: number | null;
  /** Values that the answer stated; null while it is not read. */
  readonly facts: number | null;
}

export interface ActivePacketTable {
  readonly run_id: string;
  readonly number: number;
  readonly organisation_id: string;
  readonly direction: 'sent' | 'received';
  readonly at_micros: number;
  readonly octets: number;
  readonly head: Buffer;
}

export interface ActiveTables {
  readonly active_policy: ActivePolicyTable;
  readonly active_permit: ActivePermitTable;
  readonly active_approval: ActiveApprovalTable;
  readonly active_run: ActiveRunTable;
  readonly active_packet: ActivePacketTable;
}
