/** The tables as kysely types them; the migrations make them. */

import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Scope } from '../access/decide.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { KeptEvidence } from './merge-device.ts';

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
}

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

/** Kind of an end of a conversation. */
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

/** Sums of a conversation in an hour or a day. */
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
  readonly conversation: ConversationTable;
  readonly conversation_hour: ConversationBinTable;
  readonly conversation_day: ConversationBinTable;
  readonly conversation_stale_day: ConversationStaleDayTable;
  readonly retention: RetentionTable;
  readonly retention_run: RetentionRunTable;
  readonly class_size: ClassSizeTable;
}
