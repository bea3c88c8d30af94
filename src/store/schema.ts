/** The tables as kysely types them; the migrations make them. */

import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Scope } from '../access/decide.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { KeptCategory, KeptEvidence } from './merge-device.ts';

type Instant = ColumnType<Date, Date | string, Date | string>;

export interface OrganisationTable {
  readonly id: Generated<string>;
  readonly name: string;
  readonly created_at: ColumnType<Date, never, never>;
  /** Number of the organisation's latest change. */
  readonly last_change: ColumnType<number, never, never>;
}

export interface ChangeTable {
  readonly organisation_id: string;
  readonly sequence: number;
  /** Table of the object. */
  readonly kind: 'device' | 'capture';
  readonly object_id: string;
  readonly deleted: boolean;
  readonly at: Date;
}

export interface SiteTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly name: string;
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
  readonly criticality: ColumnType<number | null, number | undefined, number | null>;
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

/** What people say of a device; null when nobody did. */
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

export interface UserTable {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly twoFactorEnabled: ColumnType<boolean | null, boolean | undefined, boolean>;
}

export interface AccountTable {
  readonly id: string;
  readonly accountId: string;
  readonly providerId: string;
  readonly userId: string;
  readonly password: string | null;
  readonly updatedAt: Instant;
}

export interface TwoFactorTable {
  readonly userId: string;
  /** Sealed with the server's secret. */
  readonly secret: string;
  /** Time step of the last code that counted. */
  readonly last_step: number | null;
}

export interface MembershipTable {
  readonly organisation_id: string;
  readonly user_id: string;
  readonly role: string;
  readonly scope: ColumnType<Scope, string | undefined, string>;
}

export interface SetupTable {
  readonly token_sha256: Buffer;
  readonly expires_at: Instant;
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
  readonly source_kind: 'capture' | 'sensor' | 'import' | 'person';
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

export interface Tables {
  readonly user: UserTable;
  readonly account: AccountTable;
  readonly twoFactor: TwoFactorTable;
  readonly membership: MembershipTable;
  readonly setup: SetupTable;
  readonly organisation: OrganisationTable;
  readonly change: ChangeTable;
  readonly site: SiteTable;
  readonly capture: CaptureTable;
  readonly upload: UploadTable;
  readonly device: DeviceTable;
  readonly device_key: DeviceKeyTable;
  readonly device_attribute: DeviceAttributeTable;
  readonly device_service: DeviceServiceTable;
  readonly device_ip: DeviceIpTable;
  readonly device_mac: DeviceMacTable;
  readonly device_change: DeviceChangeTable;
  readonly device_note: DeviceNoteTable;
  readonly identity_decision: IdentityDecisionTable;
  readonly saved_query: SavedQueryTable;
}
