/** Tables of attack paths over what was seen. */

import type { ColumnType, JSONColumnType } from 'kysely';
import type { StartPosition } from '../risk/risk-model.ts';

type Instant = ColumnType<Date, Date | string, Date | string>;

export type PathStanding = 'computed' | 'no-conversations' | 'no-starts';

/** When paths were last looked for in an organisation, and in what. */
export interface AttackPathRunTable {
  readonly organisation_id: string;
  readonly computed_at: Instant;
  readonly standing: PathStanding;
  readonly devices: number;
  readonly flows: number;
  /** There were more flows than are walked. */
  readonly flows_dropped: boolean;
  readonly starts: number;
  /** Devices whose paths were not looked for, for want of time. */
  readonly not_walked: number;
  /** Sum of the risks that paths lead to. */
  readonly risk: number;
}

export interface KeptStep {
  /** A device, or `outside`. */
  readonly from: string;
  readonly to: string;
  readonly service: string;
  readonly success: number;
  readonly vulnerability?: string | undefined;
}

export interface KeptPath {
  readonly probability: number;
  readonly position: StartPosition;
  /** Empty: an attacker begins on the device itself. */
  readonly steps: readonly KeptStep[];
}

export interface DeviceAttackPathTable {
  readonly device_id: string;
  readonly organisation_id: string;
  readonly reach: number;
  readonly paths: JSONColumnType<readonly KeptPath[]>;
}

export interface KeptProtection {
  readonly device: string;
  readonly before: number;
  readonly after: number;
  readonly lowersBy: number;
}

export interface ChokePointTable {
  readonly organisation_id: string;
  readonly rank: number;
  readonly kind: 'service' | 'device';
  readonly device_id: string;
  readonly service: string | null;
  /** Devices that would lose it: who uses the service, or whom the device speaks to. */
  readonly partners: number;
  readonly lowers_by: number;
  readonly protects: JSONColumnType<readonly KeptProtection[]>;
}

export interface AttackPathTables {
  readonly attack_path_run: AttackPathRunTable;
  readonly device_attack_path: DeviceAttackPathTable;
  readonly choke_point: ChokePointTable;
}
