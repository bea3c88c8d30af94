/** Tables of devices: what is known of them, their history, and what people decide about them, as kysely types them. */

import type { ColumnType, Generated } from 'kysely';
import type { InventoryDevice } from '../identify/inventory.ts';
import type { KeptCategory, KeptEvidence } from './merge-device.ts';
import type { Instant } from './schema-columns.ts';

/** What people say of a device. */
type Said = ColumnType<string | null, string | null | undefined, string | null>;
/** The best value of an attribute, by which devices are searched and sorted. */
type Searched = Said;

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
