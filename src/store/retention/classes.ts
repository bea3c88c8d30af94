/**
 * Classes of data with their own time of keeping. A class of another part of Wardlight is one entry here; what its rows are is
 * said by tables and the column that tells their age.
 */

const YEAR = 365;
const READ = "state in ('read', 'failed')";

/** Rows that go by their age. What hangs on them goes with them. */
export interface AgedRows {
  readonly table: string;
  /** Column that tells it. */
  readonly age: string;
  /** Rows that may go, as SQL; absent: all. */
  readonly where?: string;
}

export interface RetentionClass {
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** Days that an organisation gets unless it says otherwise, and the bounds of what it may say. */
  readonly days: number;
  readonly least: number;
  readonly most: number;
  /** Tables whose size on disk counts; those that do not exist are passed over. */
  readonly tables: readonly string[];
  /**
   * How old rows go. `partitions`: conversations. `rows`: by their age. `shared-rows`: the same of a table that belongs to no
   * organisation, when all have let go of them. `elsewhere`: nothing here takes them away.
   */
  readonly removal:
    | { readonly kind: 'partitions'; readonly table: 'conversation_hour' | 'conversation_day' }
    | { readonly kind: 'rows'; readonly of: readonly AgedRows[] }
    | { readonly kind: 'shared-rows'; readonly table: string; readonly age: string }
    | { readonly kind: 'elsewhere' };
}

export const RETENTION_CLASSES: readonly RetentionClass[] = [
  {
    ...{ id: 'conversation-hours', title: 'Conversations by hour', days: 90, least: 7, most: 400 },
    tables: ['conversation_hour', 'conversation_stale_day'],
    removal: { kind: 'partitions', table: 'conversation_hour' },
  },
  {
    ...{ id: 'conversation-days', title: 'Conversations by day', days: 2 * YEAR, least: 30, most: 10 * YEAR },
    tables: ['conversation_day', 'conversation'],
    removal: { kind: 'partitions', table: 'conversation_day' },
  },
  {
    ...{ id: 'alerts', title: 'Alerts that are closed', days: 2 * YEAR, least: 90, most: 10 * YEAR },
    tables: ['alert', 'alert_device', 'alert_seen'],
    removal: { kind: 'rows', of: [{ table: 'alert', age: 'last_at', where: "state = 'closed'" }] },
  },
  {
    ...{ id: 'tasks', title: 'Tasks that have ended', days: 2 * YEAR, least: 90, most: 10 * YEAR },
    tables: ['task'],
    removal: { kind: 'rows', of: [{ table: 'task', age: 'ended_at', where: "state <> 'open'" }] },
  },
  {
    ...{
      id: 'captures',
      title: 'What was read: captures, and uploads that were not finished',
      days: 2 * YEAR,
      least: 30,
      most: 10 * YEAR,
    },
    tables: ['capture', 'upload'],
    removal: {
      kind: 'rows',
      of: [
        { table: 'capture', age: 'received_at', where: READ },
        { table: 'upload', age: 'begun_at' },
      ],
    },
  },
  {
    ...{ id: 'imports', title: 'Imports and what they claim', days: 5 * YEAR, least: 90, most: 30 * YEAR },
    tables: ['import', 'import_conflict', 'import_claim'],
    removal: { kind: 'rows', of: [{ table: 'import', age: 'received_at', where: READ }] },
  },
  {
    ...{
      id: 'active-queries',
      title: 'Active queries with their packets',
      days: 2 * YEAR,
      least: 90,
      most: 10 * YEAR,
    },
    tables: ['active_permit', 'active_approval', 'active_run', 'active_packet'],
    removal: {
      kind: 'rows',
      of: [
        {
          table: 'active_permit',
          age: 'until_at',
          where: "state not in ('waiting', 'allowed', 'running')",
        },
      ],
    },
  },
  {
    ...{
      id: 'device-history',
      title: 'What changed of devices',
      days: 5 * YEAR,
      least: 90,
      most: 30 * YEAR,
    },
    tables: ['device_change'],
    removal: { kind: 'rows', of: [{ table: 'device_change', age: 'at' }] },
  },
  {
    ...{
      id: 'risk-history',
      title: 'How scores and vulnerabilities moved',
      days: 2 * YEAR,
      least: 90,
      most: 10 * YEAR,
    },
    tables: ['device_risk_history', 'vulnerability_history', 'fleet_risk'],
    removal: {
      kind: 'rows',
      of: [
        { table: 'device_risk_history', age: 'at' },
        { table: 'vulnerability_history', age: 'at' },
        { table: 'fleet_risk', age: 'day' },
      ],
    },
  },
  {
    // People remove them; they hold for as long as their devices are there.
    ...{ id: 'documents', title: 'Documents', days: 30 * YEAR, least: 30 * YEAR, most: 30 * YEAR },
    tables: ['document', 'document_octets', 'document_component', 'document_answer', 'device_document'],
    removal: { kind: 'elsewhere' },
  },
  {
    // HIPAA 45 CFR 164.316(b)(2): six years. Two of them may be leap years.
    ...{
      id: 'audit',
      title: 'Log of what people did',
      days: 7 * YEAR + 2,
      least: 6 * YEAR + 2,
      most: 30 * YEAR,
    },
    tables: ['audit_entry', 'audit_event', 'audit'],
    removal: { kind: 'elsewhere' },
  },
  {
    ...{
      id: 'evidence',
      title: 'Packets kept as evidence',
      days: YEAR,
      least: 30,
      most: 10 * YEAR,
    },
    tables: ['evidence'],
    removal: { kind: 'elsewhere' },
  },
  {
    ...{ id: 'sessions', title: 'Sign-ins that have ended', days: 30, least: 1, most: YEAR },
    tables: ['session'],
    removal: { kind: 'shared-rows', table: 'session', age: 'expiresAt' },
  },
];

/** The class with this id. */
export function retentionClass(id: string): RetentionClass | undefined {
  return RETENTION_CLASSES.find((one) => one.id === id);
}
