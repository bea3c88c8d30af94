/** The tables of outputs as kysely types them (migration 0013). */

import type { ColumnType, Generated } from 'kysely';

export interface OutputTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly type: 'webhook' | 'syslog';
  readonly name: string;
  readonly kinds: readonly string[];
  readonly enabled: ColumnType<boolean, boolean | undefined, boolean>;
  /** As the contract describes it. */
  readonly settings: ColumnType<object, string, string>;
  /** Sealed with the server's secret. */
  readonly sealed_secret: string | null;
  /** Numbers of the last change and the last entry of the audit log that were told. */
  readonly change_cursor: number;
  readonly audit_cursor: number;
  readonly sent: ColumnType<number, undefined, number>;
  readonly dropped: ColumnType<number, undefined, number>;
  readonly last_sent_at: ColumnType<Date | null, undefined, Date>;
  readonly failures: ColumnType<number, undefined, number>;
  readonly failing_since: ColumnType<Date | null, undefined, Date | null>;
  readonly last_error: ColumnType<string | null, undefined, string | null>;
  readonly next_try_at: ColumnType<Date, undefined, Date>;
  readonly made_at: ColumnType<Date, never, never>;
}

export interface WebhookDeliveryTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly output_id: string;
  /** Null once it is over. */
  readonly body: string | null;
  readonly events: number;
  readonly state: ColumnType<DeliveryState, undefined, DeliveryState>;
  readonly attempts: ColumnType<number, undefined, number>;
  readonly made_at: ColumnType<Date, never, never>;
  readonly last_try_at: ColumnType<Date | null, undefined, Date>;
  /** Of the last answer. */
  readonly status: ColumnType<number | null, undefined, number | null>;
  readonly error: ColumnType<string | null, undefined, string | null>;
}

export type DeliveryState = 'waiting' | 'delivered' | 'dead';
