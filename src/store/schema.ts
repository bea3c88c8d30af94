/** The tables as kysely types them; the migrations make them. */

import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Scope } from '../access/decide.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { KeptEvidence } from './merge-device.ts';
import type { FindingTables } from './schema-findings.ts';

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
  readonly kind: 'device' | 'capture' | 'vulnerability' | 'finding_decision' | 'match_review';
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

export interface Tables extends FindingTables {
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
}
