/** Tables of sensors: what they are, what they delivered, and what they see, as kysely types them. */

import type { ColumnType, Generated } from 'kysely';
import type { Instant } from './schema-columns.ts';

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
