/** The shortest way from one device to another over conversations that were seen, with the evidence of each step. */

import { sql, type Transaction } from 'kysely';
import { recordsOf } from '../device-parts.ts';
import type { Tables } from '../schema.ts';
import { describeEnds, type KnownEnd } from './known-ends.ts';
import { STEPS_LIMIT, spreadFrom } from './observed-reach.ts';
import { type ConversationReader, visible } from './reader.ts';

/** Conversations that prove one step. */
const EVIDENCE_LIMIT = 8;

export interface PathEvidence {
  readonly transport: string | null;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

export interface PathStep {
  readonly from: KnownEnd;
  readonly to: KnownEnd;
  readonly evidence: readonly PathEvidence[];
}

export interface ObservedPath {
  /** In order; empty when none was seen. */
  readonly steps: readonly PathStep[];
  /** Whether everything that was seen within the limit of steps was looked at; if not, there may be a way all the same. */
  readonly complete: boolean;
}

/** Looks for the way by breadth: from who began to who answered, over conversations in which something was exchanged. */
export async function observedPath(
  reader: ConversationReader,
  from: string,
  to: string,
): Promise<ObservedPath> {
  return reader.database.readAsOrganisation(reader.organisation, async (transaction) => {
    const { reached, complete } = await spreadFrom(transaction, reader, from, STEPS_LIMIT, to);
    if (!reached.has(to)) return { steps: [], complete };
    const way = [to];
    for (let at = reached.get(to)?.before; at !== undefined; at = reached.get(at)?.before) way.unshift(at);
    return { steps: await stepsOf(transaction, reader, way), complete };
  });
}

async function stepsOf(
  transaction: Transaction<Tables>,
  reader: ConversationReader,
  way: readonly string[],
): Promise<PathStep[]> {
  const ends = way.map((deviceId) => ({ kind: 'device', deviceId, ip: null }) as const);
  const describe = await describeEnds(transaction, ends, reader.selection);
  const steps: PathStep[] = [];
  for (const [index, end] of ends.slice(1).entries()) {
    const start = ends[index] ?? end;
    const { rows: evidence } = await sql<PathEvidence>`
      select c.transport, c.port, c.protocol, c.first_at as "firstAt",
             coalesce(greatest((select max(last_at) from conversation_hour h where h.conversation_id = c.id),
                               (select max(last_at) from conversation_day d where d.conversation_id = c.id)),
                      c.first_at) as "lastAt"
        from conversation c
       where c.initiator_device_id = any(${recordsOf([start.deviceId])})
         and c.responder_device_id = any(${recordsOf([end.deviceId])}) and c.exchanged
         and ${visible(reader)}
       order by "lastAt" desc limit ${EVIDENCE_LIMIT}`.execute(transaction);
    steps.push({ from: describe(start), to: describe(end), evidence });
  }
  return steps;
}
