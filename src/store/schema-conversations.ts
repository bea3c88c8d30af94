/** Tables of conversations: who talks with whom, and the hours in which they did, as kysely types them. */

import type { ColumnType } from 'kysely';
import type { Instant } from './schema-columns.ts';

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
