/** The tables as kysely types them; the migrations make them. */

import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { ActiveTables } from './schema-active.ts';
import type {
  AlertDeviceTable,
  AlertSeenTable,
  AlertTable,
  AlertWatchTable,
  TaskTable,
} from './schema-alerts.ts';
import type { AttackPathTables } from './schema-attack-paths.ts';
import type { Instant } from './schema-columns.ts';
import type {
  ConversationBinTable,
  ConversationStaleDayTable,
  ConversationTable,
} from './schema-conversations.ts';
import type {
  DeviceAttributeTable,
  DeviceChangeTable,
  DeviceIpTable,
  DeviceKeyTable,
  DeviceMacTable,
  DeviceNoteTable,
  DeviceServiceTable,
  DeviceTable,
  IdentityDecisionTable,
} from './schema-devices.ts';
import type {
  DeviceDocumentTable,
  DocumentAnswerTable,
  DocumentComponentTable,
  DocumentOctetsTable,
  DocumentTable,
} from './schema-documents.ts';
import type { FindingTables } from './schema-findings.ts';
import type { ImportClaimTable, ImportConflictTable, ImportTable } from './schema-imports.ts';
import type { OutputTable, WebhookDeliveryTable } from './schema-outputs.ts';
import type {
  AccountTable,
  ApiKeyTable,
  AuditHeadTable,
  AuditRootTable,
  AuditTable,
  AuditVerificationTable,
  BreakGlassTable,
  DirectoryGroupMemberTable,
  DirectoryGroupTable,
  DirectoryUserTable,
  GrantRuleTable,
  GroupRoleTable,
  InvitationTable,
  MembershipTable,
  MemberTable,
  PasskeyTable,
  RecertificationItemTable,
  RecertificationTable,
  SessionTable,
  SetupTable,
  SignInAttemptTable,
  SignInPolicyTable,
  SignOnDomainTable,
  SignOnIdentityTable,
  SignOnProviderTable,
  TwoFactorTable,
  UnitTable,
  UserTable,
  ZoneSubnetTable,
  ZoneTable,
} from './schema-people.ts';
import type {
  SensorBatchTable,
  SensorDeliveryTable,
  SensorDeviceTable,
  SensorHourTable,
  SensorNonceTable,
  SensorTable,
} from './schema-sensors.ts';
import type { WatchedFolderTable } from './schema-watched-folders.ts';

export interface OrganisationTable {
  readonly id: Generated<string>;
  readonly name: string;
  /** Of the IANA database: `Europe/Berlin`. */
  readonly time_zone: ColumnType<string, string | undefined, string>;
  readonly created_at: ColumnType<Date, never, never>;
  /** Number of the organisation's latest change. */
  readonly last_change: ColumnType<number, never, never>;
}

export type ChangeKind =
  | 'active_permit'
  | 'alert'
  | 'break_glass'
  | 'capture'
  | 'device'
  | 'document'
  | 'finding_decision'
  | 'import'
  | 'match_review'
  | 'risk_model_version'
  | 'sensor'
  | 'task'
  | 'vulnerability';

export interface ChangeTable {
  readonly organisation_id: string;
  readonly sequence: number;
  /** Table of the object. */
  readonly kind: ChangeKind;
  readonly object_id: string;
  readonly deleted: boolean;
  readonly at: Date;
  /** Number under which the object came into the feed; null for what was there before this was noted. */
  readonly born: ColumnType<number | null, never, never>;
}

export interface DemonstrationTable {
  /** The demonstration itself. */
  readonly organisation_id: string;
  /** Whose it is. */
  readonly owner_id: string;
  readonly made_at: ColumnType<Date, never, never>;
  /** What was compiled of its invented feeds. */
  readonly catalogue: ColumnType<object | null, undefined, string>;
  readonly loaded_at: ColumnType<Date | null, undefined, Date>;
  /** Why it could not be loaded, for people. */
  readonly problem: ColumnType<string | null, undefined, string | null>;
}

export interface BackupTakenTable {
  readonly id: Generated<string>;
  readonly taken_at: Date;
  readonly folder: string;
  readonly rows: number;
  /** Of its files together. */
  readonly octets: number;
}

export interface SiteTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly name: string;
  readonly watched: ColumnType<boolean, boolean | undefined, boolean>;
}

export type CaptureState = 'received' | 'reading' | 'read' | 'failed';

export type CaptureSource = 'upload' | 'folder';

export interface CaptureTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  /** Where it was captured, when that was said. */
  readonly site_id: Generated<string | null>;
  /** How it came here. */
  readonly source: Generated<CaptureSource>;
  readonly file: string;
  readonly sha256: Buffer;
  readonly octets: number;
  readonly state: ColumnType<CaptureState, CaptureState | undefined, CaptureState>;
  /** Why it could not be read, for people. */
  readonly problem: string | null;
  readonly summary: JSONColumnType<object> | null;
  readonly received_at: ColumnType<Date, never, never>;
  readonly read_at: ColumnType<Date | null, Date | undefined, Date>;
}

export interface UploadTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly file: string;
  /** Length of the whole capture. */
  readonly octets: number;
  /** Of the whole capture, when the sender states it. */
  readonly sha256: Buffer | null;
  /** Of an import: what a person stated of the file. */
  readonly import: JSONColumnType<object> | null;
  /** Of a document: what it is of. */
  readonly document: JSONColumnType<object> | null;
  readonly begun_at: ColumnType<Date, never, never>;
}

export interface SavedQueryTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly name: string;
  readonly query: string;
  readonly sort: string;
  readonly owner_id: string;
  readonly owner_name: string;
  readonly shared: boolean;
  readonly version: Generated<number>;
  readonly updated_at: ColumnType<Date, never, Date>;
}

export interface RetentionTable {
  readonly organisation_id: string;
  readonly class: string;
  readonly days: number;
}

export interface RetentionRunTable {
  readonly organisation_id: string;
  readonly class: string;
  readonly ran_at: Instant;
  readonly kept_since: Instant;
  readonly rows: number;
}

export interface ClassSizeTable {
  readonly measured_on: ColumnType<Date, string, string>;
  readonly class: string;
  readonly octets: number;
}

export interface Tables extends FindingTables, ActiveTables, AttackPathTables {
  readonly user: UserTable;
  readonly account: AccountTable;
  readonly twoFactor: TwoFactorTable;
  readonly membership: MembershipTable;
  readonly setup: SetupTable;
  readonly organisation: OrganisationTable;
  readonly change: ChangeTable;
  readonly site: SiteTable;
  readonly backup_taken: BackupTakenTable;
  readonly demonstration: DemonstrationTable;
  readonly capture: CaptureTable;
  readonly upload: UploadTable;
  readonly device: DeviceTable;
  readonly device_key: DeviceKeyTable;
  readonly device_attribute: DeviceAttributeTable;
  readonly device_service: DeviceServiceTable;
  readonly audit: AuditTable;
  readonly audit_head: AuditHeadTable;
  readonly audit_root: AuditRootTable;
  readonly audit_verification: AuditVerificationTable;
  readonly break_glass: BreakGlassTable;
  readonly alert: AlertTable;
  readonly alert_device: AlertDeviceTable;
  readonly alert_seen: AlertSeenTable;
  readonly alert_watch: AlertWatchTable;
  readonly task: TaskTable;
  readonly member: MemberTable;
  readonly unit: UnitTable;
  readonly zone: ZoneTable;
  readonly zone_subnet: ZoneSubnetTable;
  readonly grant_rule: GrantRuleTable;
  readonly invitation: InvitationTable;
  readonly recertification: RecertificationTable;
  readonly recertification_item: RecertificationItemTable;
  readonly session: SessionTable;
  readonly passkey: PasskeyTable;
  readonly sign_in_attempt: SignInAttemptTable;
  readonly sign_in_policy: SignInPolicyTable;
  readonly api_key: ApiKeyTable;
  readonly sign_on_provider: SignOnProviderTable;
  readonly sign_on_domain: SignOnDomainTable;
  readonly sign_on_identity: SignOnIdentityTable;
  readonly group_role: GroupRoleTable;
  readonly directory_user: DirectoryUserTable;
  readonly directory_group: DirectoryGroupTable;
  readonly directory_group_member: DirectoryGroupMemberTable;
  readonly sensor: SensorTable;
  readonly sensor_delivery: SensorDeliveryTable;
  readonly sensor_batch: SensorBatchTable;
  readonly sensor_nonce: SensorNonceTable;
  readonly sensor_hour: SensorHourTable;
  readonly sensor_device: SensorDeviceTable;
  readonly device_ip: DeviceIpTable;
  readonly device_mac: DeviceMacTable;
  readonly device_change: DeviceChangeTable;
  readonly device_note: DeviceNoteTable;
  readonly identity_decision: IdentityDecisionTable;
  readonly saved_query: SavedQueryTable;
  readonly conversation: ConversationTable;
  readonly conversation_hour: ConversationBinTable;
  readonly conversation_day: ConversationBinTable;
  readonly conversation_stale_day: ConversationStaleDayTable;
  readonly retention: RetentionTable;
  readonly retention_run: RetentionRunTable;
  readonly class_size: ClassSizeTable;
  readonly output: OutputTable;
  readonly webhook_delivery: WebhookDeliveryTable;
  readonly import: ImportTable;
  readonly import_conflict: ImportConflictTable;
  readonly import_claim: ImportClaimTable;
  readonly document: DocumentTable;
  readonly document_octets: DocumentOctetsTable;
  readonly document_component: DocumentComponentTable;
  readonly document_answer: DocumentAnswerTable;
  readonly device_document: DeviceDocumentTable;
  readonly watched_folder: WatchedFolderTable;
}
