/** The tables as kysely types them; the migrations make them. */

import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { KeptCategory, KeptEvidence } from './merge-device.ts';
import type { ActiveTables } from './schema-active.ts';
import type {
  AlertDeviceTable,
  AlertSeenTable,
  AlertTable,
  AlertWatchTable,
  TaskTable,
} from './schema-alerts.ts';
import type { AttackPathTables } from './schema-attack-paths.ts';
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

type Instant = ColumnType<Date, Date | string, Date | string>;

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

export interface CaptureTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly site_id: string | null;
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

export interface DeviceTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly site_id: string | null;
  readonly macs: readonly string[];
  readonly ips: readonly string[];
  readonly vlans: readonly number[];
  readonly category: string;
  readonly category_confidence: number;
  readonly category_reasons: ColumnType<readonly string[], string, string>;
  readonly hostnames: ColumnType<InventoryDevice['hostnames'], string, string>;
  readonly via_device_id: string | null;
  readonly first_at: Instant;
  readonly last_at: Instant;
  readonly packets: number;
  readonly octets: number;
  readonly peers: number;
  /** The device that this record is a part of; null for what people see. */
  readonly part_of: ColumnType<string | null, string | undefined, string | null>;
  /** The whole at the end of all of which it is a part; null for what people see. */
  readonly whole_id: ColumnType<string | null, undefined, string | null>;
  readonly seen_as: ColumnType<InventoryDevice['seenAs'], string | undefined, string>;
  readonly profile: ColumnType<string | null, string | undefined, string | null>;
  readonly conversations_both_ways: Generated<number>;
  readonly conversations_one_way: Generated<number>;
  readonly decisions: ColumnType<InventoryDevice['decisions'], string | undefined, string>;
  readonly category_set_by_person: Generated<boolean>;
  /** Present while a person has set the category. */
  readonly inferred_category: ColumnType<KeptCategory | null, string | undefined, string | null>;
  readonly unit_id: Said;
  readonly room: Said;
  readonly zone: Said;
  readonly owner: Said;
  readonly asset_tag: Said;
  /** As people set it; of its category; the one that counts. */
  readonly criticality: ColumnType<number | null, number | null | undefined, number | null>;
  readonly category_criticality: ColumnType<number | null, number | undefined, number | null>;
  readonly effective_criticality: ColumnType<number | null, never, never>;
  readonly data_sensitivity: Said;
  readonly use_state: Said;
  readonly service_contract: Said;
  readonly support_ends: Said;
  /** Counts edits by people. */
  readonly version: Generated<number>;
  /** Best value of each attribute in lower case (device-columns.ts); the other columns to search by are written there. */
  readonly vendor: Searched;
  readonly model: Searched;
  readonly serial_number: Searched;
  readonly software_version: Searched;
  readonly firmware_version: Searched;
  readonly hardware_version: Searched;
  readonly os: Searched;
  readonly os_version: Searched;
  readonly hostname: Searched;
  readonly dicom_ae_title: Searched;
  readonly app_name: Searched;
  readonly udi: Searched;
  readonly function: Searched;
  readonly application: Searched;
  readonly identifying_serial: Searched;
  readonly known_category: ColumnType<string | null, never, never>;
  readonly searched_place: Generated<string>;
  readonly folded_place: ColumnType<Readonly<Record<string, string>>, string | undefined, string>;
}

type Said = ColumnType<string | null, string | null | undefined, string | null>;

type Searched = ColumnType<string | null, string | null | undefined, string | null>;

export interface DeviceKeyTable {
  readonly organisation_id: string;
  readonly key: string;
  readonly device_id: string;
}

export interface DeviceAttributeTable {
  readonly device_id: string;
  readonly organisation_id: string;
  readonly attribute: string;
  readonly value: string;
  /** 0 is the best value. */
  readonly rank: number;
  readonly confidence: number;
  readonly evidence: ColumnType<readonly KeptEvidence[], string, string>;
  readonly set_by_person: Generated<boolean>;
  readonly kept: Generated<boolean>;
}

export interface DeviceServiceTable {
  readonly device_id: string;
  readonly organisation_id: string;
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  readonly protocol: string;
  readonly role: 'server' | 'client';
}

export type SensorState = 'never-connected' | 'live' | 'silent' | 'interface-silent' | 'revoked';

export interface DarkNetworks {
  readonly vlans: readonly number[];
  readonly devices: number;
}

export interface SensorTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly site_id: string | null;
  readonly name: string;
  readonly token_sha256: Buffer | null;
  readonly token_expires_at: Instant | null;
  readonly token_used: ColumnType<boolean, boolean | undefined, boolean>;
  readonly public_key: ColumnType<Buffer | null, undefined, Buffer | null>;
  readonly enrolled_at: ColumnType<Date | null, undefined, Date | null>;
  readonly revoked_at: ColumnType<Date | null, undefined, Date | null>;
  readonly state: ColumnType<SensorState, undefined, SensorState>;
  readonly silent_since: ColumnType<Date | null, undefined, Date | null>;
  readonly dark: ColumnType<DarkNetworks | null, undefined, string | null>;
  readonly created_at: ColumnType<Date, never, never>;
}

export interface SensorDeliveryTable {
  readonly sensor_id: string;
  readonly organisation_id: string;
  readonly received: ColumnType<number, undefined, number>;
  readonly received_at: ColumnType<Date | null, undefined, Date>;
  readonly applied: ColumnType<number, undefined, number>;
  readonly missing: ColumnType<number, undefined, number>;
  readonly refused: ColumnType<number, undefined, number>;
  readonly skew_ms: ColumnType<number | null, undefined, number>;
  /** As the contract describes it. */
  readonly health: ColumnType<object | null, undefined, string>;
  readonly last_packet_at: ColumnType<Date | null, undefined, Date | string>;
  readonly last_error: ColumnType<string | null, undefined, string | null>;
  readonly last_error_at: ColumnType<Date | null, undefined, Date | null>;
}

export interface SensorBatchTable {
  readonly sensor_id: string;
  readonly sequence: number;
  readonly organisation_id: string;
  readonly sha256: Buffer;
  readonly body: Buffer | null;
  readonly received_at: ColumnType<Date, never, never>;
}

export interface SensorNonceTable {
  readonly sensor_id: string;
  readonly nonce: string;
  readonly organisation_id: string;
  readonly at: ColumnType<Date, Date | undefined, never>;
}

export interface SensorHourTable {
  readonly sensor_id: string;
  readonly hour: Instant;
  readonly organisation_id: string;
  readonly batches: number;
  readonly packets: number;
  readonly octets: number;
  readonly dropped: number | null;
  readonly devices: number | null;
  readonly greatest_rate: number;
}

export interface SensorDeviceTable {
  readonly sensor_id: string;
  readonly device_id: string;
  readonly organisation_id: string;
}

export interface DeviceIpTable {
  readonly organisation_id: string;
  readonly ip: string;
  readonly device_id: string;
}

export interface DeviceMacTable {
  readonly organisation_id: string;
  readonly mac: string;
  readonly device_id: string;
}

export interface DeviceChangeTable {
  readonly id: ColumnType<number, never, never>;
  readonly organisation_id: string;
  readonly device_id: string;
  /** Attribute, `category`, `mac`, `ip`, or what people edit: `room`. */
  readonly attribute: string;
  readonly outcome: 'learnt' | 'changed' | 'kept';
  readonly from_value: string | null;
  readonly to_value: string | null;
  readonly reason: string;
  readonly at: Instant;
  readonly source_kind: 'capture' | 'sensor' | 'import' | 'active-query' | 'person';
  readonly source_id: string;
  readonly source_name: string | null;
}

export interface DeviceNoteTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly device_id: string;
  readonly text: string;
  readonly author_id: string;
  readonly author_name: string;
  readonly at: ColumnType<Date, never, never>;
}

export interface IdentityDecisionTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly kind: 'joined' | 'kept-apart' | 'split' | 'value-set';
  readonly by: 'inference' | 'person';
  readonly device_id: string;
  /** The other of a pair; null of a value. */
  readonly other_id: string | null;
  readonly attribute: string | null;
  readonly value: string | null;
  readonly reason: string;
  readonly until: ColumnType<Date | null, Date | string | null | undefined, never>;
  readonly made_by: string | null;
  readonly made_by_name: string | null;
  readonly made_at: ColumnType<Date, never, never>;
  readonly withdrawn_at: ColumnType<Date | null, never, Date>;
  readonly withdrawn_by: ColumnType<string | null, never, string | null>;
  readonly withdrawn_by_name: ColumnType<string | null, never, string | null>;
  readonly withdrawn_reason: ColumnType<string | null, never, string>;
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

export type EndKind = 'device' | 'internal' | 'outside' | 'group' | 'other';

export interface ConversationTable {
  readonly id: ColumnType<number, never, never>;
  readonly organisation_id: string;
  readonly key: string;
  readonly initiator: EndKind;
  readonly initiator_device_id: string | null;
  readonly initiator_ip: string | null;
  readonly responder: EndKind;
  readonly responder_device_id: string | null;
  readonly responder_ip: string | null;
  readonly transport: string | null;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly exchanged: boolean;
  readonly first_at: Instant;
}

export interface ConversationBinTable {
  readonly organisation_id: string;
  readonly conversation_id: number;
  readonly bin: Instant;
  readonly connections: number;
  readonly failed: number;
  readonly packets_out: number;
  readonly packets_in: number;
  readonly octets_out: number;
  readonly octets_in: number;
  readonly first_at: Instant;
  readonly last_at: Instant;
  readonly learnt_on: ColumnType<Date, never, Date | string>;
}

export interface ConversationStaleDayTable {
  readonly organisation_id: string;
  readonly day: Instant;
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
}
