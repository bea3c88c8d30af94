/** Organisations, devices and conversations for tests of the store. */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Conversation, ConversationEnd } from '../../src/identify/conversation.ts';
import { addConversations } from '../../src/store/conversations/add-conversations.ts';
import type { Database } from '../../src/store/database.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** With one member: a role that sees no organisation by itself knows of those that have people. */
export async function newOrganisation(database: Database, name = 'St. Ann'): Promise<string> {
  const id = randomUUID();
  await database.asOrganisation(id, (t) => t.insertInto('organisation').values({ id, name }).execute());
  await sql`
    with person as (
      insert into "user" ("id", "name", "email", "emailVerified") values (${id}, 'Ann', ${`${id}@hospital.example`}, false)
      returning "id")
    insert into member (organisation_id, user_id) select ${id}::uuid, "id" from person`.execute(
    database.kysely,
  );
  return id;
}

export interface DeviceParts {
  readonly category?: string;
  readonly vlans?: readonly number[];
  readonly name?: string;
}

export async function newDevice(
  database: Database,
  organisation: string,
  parts: DeviceParts = {},
): Promise<string> {
  return database.asOrganisation(organisation, async (t) => {
    const row = {
      ...{
        organisation_id: organisation,
        macs: ['02:00:5e:10:00:0a'],
        ips: ['10.0.0.1'],
        vlans: parts.vlans ?? [],
      },
      ...{ category: parts.category ?? 'unknown', category_confidence: 0, category_reasons: '[]' },
      hostnames: JSON.stringify(parts.name === undefined ? [] : [{ value: parts.name, protocol: 'dns' }]),
      ...{ site_id: null, via_device_id: null, packets: 1, octets: 1, peers: 1 },
      ...{ first_at: '2026-01-01T00:00:00Z', last_at: '2026-01-01T00:00:00Z' },
    };
    return (await t.insertInto('device').values(row).returning('id').executeTakeFirstOrThrow()).id;
  });
}

export const ofDevice = (device: string): ConversationEnd => ({ kind: 'device', device });
export const ofAddress = (ip: string): ConversationEnd => ({ kind: 'address', ip });

/** One connection over HTTPS in the hour of `at` (milliseconds), 700 octets out and 300 back. */
export function talk(
  initiator: ConversationEnd,
  responder: ConversationEnd,
  at: number,
  changed: Partial<Conversation> = {},
): Conversation {
  return {
    ...{ initiator, responder, transport: 'tcp', port: 443, protocol: 'tls' },
    hour: Math.floor(at / HOUR) * HOUR * 1_000,
    ...{ connections: 1, failed: 0, packetsOut: 7, packetsIn: 3, octetsOut: 700, octetsIn: 300 },
    ...{ firstAt: at * 1_000, lastAt: at * 1_000 },
    ...changed,
  };
}

/** Adds conversations whose devices are named by their ids in the store. */
export async function addTalks(
  database: Database,
  organisation: string,
  talks: readonly Conversation[],
): Promise<void> {
  const ids = talks.flatMap(({ initiator, responder }) =>
    [initiator, responder].flatMap((end) => (end.kind === 'device' ? [end.device] : [])),
  );
  await database.asOrganisation(organisation, (t) =>
    addConversations(t, organisation, new Map(ids.map((id) => [id, id])), talks),
  );
}
