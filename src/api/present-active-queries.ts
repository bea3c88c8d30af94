/** Active queries as answers show them: permits, what was sent under them, and packets without contents. */

import type { Probe } from '../active/probe.ts';
import type {
  ActiveQuery,
  ActiveQueryWithPackets,
  Probe as ProbeDocument,
} from '../contract/active-query.ts';
import { permitApproval, type StoredPermit } from '../store/active-queries/permits.ts';
import type { StoredPacket, StoredRun } from '../store/active-queries/runs.ts';
import type { KnownDevice } from '../store/conversations/known-ends.ts';

const MICROS_PER_MILLI = 1_000;

export function presentProbe({ id, title, about, transport, port, needs, limits }: Probe): ProbeDocument {
  const { messages, octets } = limits;
  return {
    id: id as ProbeDocument['id'],
    title,
    about,
    transport,
    port,
    needs: [...needs],
    messages,
    octets,
  };
}

/** `criticality` is that of the device; null when nobody knows. `reader`: id of who reads it. */
export function presentQuery(
  permit: StoredPermit,
  run: StoredRun | undefined,
  { id: deviceId, category, name, ip }: KnownDevice,
  criticality: number | null,
  reader: string,
): ActiveQuery {
  const { id, probe, port, settings, from, until, reason, state, note } = permit;
  return {
    ...{
      id,
      device: { id: deviceId, category, name, ip },
      probe: probe as ActiveQuery['probe'],
      port,
      reason,
      state,
      note,
    },
    ...{ calledAe: settings.calledAe ?? null, callingAe: settings.callingAe ?? null },
    ...{ from: from.toISOString(), until: until.toISOString(), askedAt: permit.askedAt.toISOString() },
    missing: state === 'waiting' ? (permitApproval(permit, criticality).missing ?? null) : null,
    askedBy: { id: permit.askedBy, name: permit.askedByName },
    isOwn: permit.askedBy === reader,
    approvals: permit.approvals.map(({ byId, byName, at }) => ({
      ...{ id: byId, name: byName, at: at.toISOString() },
    })),
    run: run ? presentRun(run) : null,
  };
}

function presentRun(run: StoredRun): NonNullable<ActiveQuery['run']> {
  const { id, address, port, begunAt, endedAt, outcome, remark, answerMicros, facts } = run;
  return {
    ...{ id, address, port, outcome, remark, facts },
    ...{ begunAt: begunAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
    answerMillis: answerMicros === null ? null : answerMicros / MICROS_PER_MILLI,
  };
}

export function presentPackets(packets: readonly StoredPacket[]): ActiveQueryWithPackets['packets'] {
  return packets.map(({ number, direction, octets, head, atMicros }) => ({
    ...{ number, direction, octets, head: head.toString('hex') },
    at: new Date(atMicros / MICROS_PER_MILLI).toISOString(),
  }));
}
