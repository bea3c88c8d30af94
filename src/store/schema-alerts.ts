/** The tables of alerts and tasks as kysely types them (migration 0015). */

import type { ColumnType, Generated } from 'kysely';

export type AlertKind =
  | 'break-glass'
  | 'category-changed'
  | 'exploited-vulnerability'
  | 'feed-stale'
  | 'identity-contradiction'
  | 'new-device'
  | 'sensor-dropping'
  | 'sensor-silent'
  | 'software-changed';
export type AlertSeverity = 'critical' | 'high' | 'medium' | 'low';
export type AlertState = 'open' | 'acknowledged' | 'closed';

export interface AlertTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  /** The same thing again has the same key. */
  readonly key: string;
  readonly text: string;
  /** Id of what it is about, where that is no device and no sensor. */
  readonly subject_id: string | null;
  readonly sensor_id: string | null;
  readonly cve: string | null;
  /** Roles whose holders must see it: for them it is a notice. */
  readonly audience: readonly string[];
  readonly state: ColumnType<AlertState, undefined, AlertState>;
  readonly first_at: ColumnType<Date, never, never>;
  readonly last_at: ColumnType<Date, never, Date>;
  readonly count: ColumnType<number, never, number>;
  /** Who acknowledged or closed it; null in a closed one: Wardlight itself, for it is over. */
  readonly decided_by: string | null;
  readonly decided_by_name: string | null;
  readonly decided_at: ColumnType<Date | null, never, Date | null>;
  readonly reason: string | null;
}

export interface AlertDeviceTable {
  readonly alert_id: string;
  readonly device_id: string;
  readonly organisation_id: string;
  readonly at: ColumnType<Date, never, never>;
}

export interface AlertSeenTable {
  readonly alert_id: string;
  readonly organisation_id: string;
  readonly user_id: string;
  readonly at: ColumnType<Date, never, never>;
}

/** How far changes were looked through for alerts. */
export interface AlertWatchTable {
  readonly organisation_id: string;
  readonly change: number;
  readonly device_change: number;
}

export type TaskState = 'open' | 'done' | 'dropped';

export interface TaskTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly title: string;
  readonly note: string | null;
  /** A person, or else whoever holds the role. */
  readonly assignee: string | null;
  readonly assignee_name: string | null;
  readonly role: string | null;
  /** `2027-01-31` */
  readonly due: ColumnType<string | null, string | null, string | null>;
  readonly state: ColumnType<TaskState, undefined, TaskState>;
  readonly device_id: string | null;
  readonly alert_id: string | null;
  readonly cve: string | null;
  readonly made_by: string;
  readonly made_by_name: string;
  readonly made_at: ColumnType<Date, never, never>;
  readonly ended_by_name: ColumnType<string | null, undefined, string | null>;
  readonly ended_at: ColumnType<Date | null, undefined, Date | null>;
  readonly outcome: ColumnType<string | null, undefined, string | null>;
}
