/**
 * What people decide about the identity of devices, and take back: two are one, one is two, a value is another. A decision
 * keeps its reason and its author, also after it was withdrawn (docs/adr/0021).
 */

import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { PairDecision } from '../identify/person-decisions.ts';
import type { Database, OrganisationId } from './database.ts';
import type { Author } from './device-edits.ts';
import { seenDevice } from './device-page.ts';
import { areKeptApart, joinRecords, partRecord, partsOf, renewWholes, wholesOf } from './device-parts.ts';
import type { DeviceReader } from './device-reader.ts';
import { type DeviceRules, loadDevices, writeDevices } from './device-rows.ts';
import {
  noteDecision,
  type PersonDecision,
  type Reasoned,
  withdraw,
  withdrawStanding,
} from './identity-decision-rows.ts';
import type { KeptDevice } from './merge-device.ts';
import type { Tables } from './schema.ts';
import type { IdentityDecisionTable } from './schema-devices.ts';
import { dropSetValue, keepSetValue, type SettableAttribute } from './set-device-value.ts';

/** Pairs that a reading of a capture is told to keep apart, latest first. */
const PAIR_LIMIT = 4_096;
/** Keys of a device by which a pair is named. */
const KEYS_OF_PAIR = 4;

export type DecisionOutcome =
  | { readonly kind: 'decided'; readonly id: string; readonly device: string }
  | { readonly kind: 'not-found' }
  /** It cannot be carried out; the sentence is for people. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The people who decide, in the transaction of one decision. */
interface Decider {
  readonly database: Database;
  readonly reader: DeviceReader;
  readonly author: Author;
  readonly rules: DeviceRules;
}

/** Takes two devices for one; the first stays, and the second becomes a part of it. */
export function joinDevices(
  { database, reader, author, rules }: Decider,
  into: string,
  other: string,
  { reason, until }: Reasoned,
): Promise<DecisionOutcome> {
  return decide(database, reader, async (transaction) => {
    const pair = await seenPair(transaction, reader, into, other);
    if (!pair) return { kind: 'not-found' };
    const [whole, part] = pair;
    if (whole === part) return { kind: 'refused', reason: 'They are one device already.' };
    if (await areKeptApart(transaction, whole, part))
      return { kind: 'refused', reason: 'A decision keeps them apart. Withdraw that one first.' };
    await joinRecords(transaction, reader.organisation, whole, part, rules);
    return decided(transaction, reader, author, {
      kind: 'joined',
      device: whole,
      other: part,
      reason,
      until,
    });
  });
}

/** Keeps two devices apart, whatever traffic says. */
export function keepApart(
  { database, reader, author }: Decider,
  device: string,
  other: string,
  { reason, until }: Reasoned,
): Promise<DecisionOutcome> {
  return decide(database, reader, async (transaction) => {
    const pair = await seenPair(transaction, reader, device, other);
    if (!pair) return { kind: 'not-found' };
    const [one, two] = pair;
    if (one === two) return { kind: 'refused', reason: 'They are one device. Split it instead.' };
    return decided(transaction, reader, author, {
      kind: 'kept-apart',
      device: one,
      other: two,
      reason,
      until,
    });
  });
}

/** Makes a part of a device a device of its own again, and keeps the two apart. */
export function splitPart(
  { database, reader, author, rules }: Decider,
  device: string,
  part: string,
  { reason, until }: Reasoned,
): Promise<DecisionOutcome> {
  return decide(database, reader, async (transaction) => {
    const whole = await seenDevice(transaction, reader, device);
    if (whole === undefined || !(await partsOf(transaction, whole)).includes(part))
      return { kind: 'not-found' };
    const joining = { kind: 'joined', device_id: whole, other_id: part } as const;
    await withdrawStanding(transaction, author, joining, reason);
    await partRecord(transaction, reader.organisation, part, rules);
    return decided(transaction, reader, author, {
      kind: 'split',
      device: whole,
      other: part,
      reason,
      until,
    });
  });
}

/**
 * Makes network interfaces of a device a device of their own, and keeps the two apart. What of the facts is whose, nobody
 * can tell: the new device has none until it is seen.
 */
export function splitMacs(
  { database, reader, author, rules }: Decider,
  device: string,
  macs: readonly string[],
  { reason, until }: Reasoned,
): Promise<DecisionOutcome> {
  return decide(database, reader, async (transaction) => {
    const whole = await seenDevice(transaction, reader, device);
    if (whole === undefined) return { kind: 'not-found' };
    const parts = await partsOf(transaction, whole);
    const records = await loadDevices(transaction, parts.length > 0 ? parts : [whole]);
    const found = [...records].find(([, { macs: its }]) => macs.every((mac) => its.includes(mac)));
    if (!found) return { kind: 'refused', reason: 'The device does not have these MAC addresses.' };
    const [record, known] = found;
    if (known.macs.every((mac) => macs.includes(mac)))
      return { kind: 'refused', reason: 'No MAC address would be left of the device.' };
    const other = randomUUID();
    const left = { ...known, macs: known.macs.filter((mac) => !macs.includes(mac)) };
    await writeDevices(
      transaction,
      reader.organisation,
      new Map([
        [record, left],
        [other, interfacesAlone(known, macs)],
      ]),
      rules,
    );
    await giveKeys(transaction, reader.organisation, macs, other);
    await renewWholes(transaction, reader.organisation, [record], rules);
    return decided(transaction, reader, author, {
      kind: 'split',
      device: whole,
      other,
      reason,
      until,
    });
  });
}

function interfacesAlone({ firstAt, lastAt }: KeptDevice, macs: readonly string[]): KeptDevice {
  const category = { value: 'unknown', confidence: 0, reasons: [] };
  return {
    ...{ macs, ips: [], vlans: [], hostnames: [], services: [], firstAt, lastAt, category, values: [] },
    ...{ packets: 0, octets: 0, peers: 0, conversations: { bothWays: 0, oneWay: 0 } },
    ...{ seenAs: 'sender', profile: null, decisions: [] },
  };
}

async function giveKeys(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  macs: readonly string[],
  device: string,
): Promise<void> {
  await transaction
    .insertInto('device_key')
    .values(macs.map((mac) => ({ organisation_id: organisation, key: `mac:${mac}`, device_id: device })))
    .onConflict((conflict) => conflict.columns(['organisation_id', 'key']).doUpdateSet({ device_id: device }))
    .execute();
}

/** Sets a value or the category; what a person set of it before is withdrawn. */
export function setValue(
  { database, reader, author, rules }: Decider,
  device: string,
  attribute: SettableAttribute,
  value: string,
  { reason, until }: Reasoned,
): Promise<DecisionOutcome> {
  return decide(database, reader, async (transaction) => {
    const whole = await seenDevice(transaction, reader, device);
    if (whole === undefined) return { kind: 'not-found' };
    const earlier = { kind: 'value-set', device_id: whole, attribute } as const;
    await withdrawStanding(transaction, author, earlier, 'another value was set');
    const set = { attribute, value, reason };
    await keepSetValue(transaction, reader.organisation, whole, rules, author, set);
    return decided(transaction, reader, author, {
      kind: 'value-set',
      device: whole,
      attribute,
      value,
      reason,
      until,
    });
  });
}

/** Takes a decision back: what inference would do holds again. */
export function withdrawDecision(
  { database, reader, author, rules }: Decider,
  decision: string,
  reason: string,
): Promise<DecisionOutcome> {
  return decide(database, reader, async (transaction) => {
    const row = await transaction
      .selectFrom('identity_decision')
      .selectAll()
      .where('id', '=', decision)
      .executeTakeFirst();
    const seen = row && (await seenDevice(transaction, reader, row.device_id));
    if (!row || seen === undefined) return { kind: 'not-found' };
    if (row.withdrawn_at) return { kind: 'refused', reason: 'It was withdrawn before.' };
    await undo(transaction, reader.organisation, row, rules);
    await withdraw(transaction, author, [row.id], reason);
    // What only inference had joined would be joined by it again.
    if (row.kind === 'joined' && row.by === 'inference' && row.other_id !== null)
      await noteDecision(transaction, reader.organisation, author, {
        kind: 'split',
        device: row.device_id,
        other: row.other_id,
        reason,
      });
    return { kind: 'decided', id: row.id, device: row.device_id };
  });
}

/** Withdraws the decisions whose time has come; returns how many. */
export function expireDecisions(
  database: Database,
  organisation: OrganisationId,
  rules: DeviceRules,
): Promise<number> {
  return database.asOrganisation(organisation, async (transaction) => {
    const rows = await transaction
      .selectFrom('identity_decision')
      .selectAll()
      .where('withdrawn_at', 'is', null)
      .where('until', '<=', sql<Date>`now()`)
      .execute();
    for (const row of rows) await undo(transaction, organisation, row, rules);
    await withdraw(
      transaction,
      undefined,
      rows.map(({ id }) => id),
      'it has expired',
    );
    return rows.length;
  });
}

/** The pairs that people keep apart, as a reading of traffic takes them. */
export function pairsKeptApart(database: Database, organisation: OrganisationId): Promise<PairDecision[]> {
  return database.asOrganisation(organisation, async (transaction) => {
    const { rows } = await sql<{ one: string[]; other: string[]; reason: string }>`
      select d.reason, ${keysOfTree(sql.ref('d.device_id'))} as one, ${keysOfTree(sql.ref('d.other_id'))} as other
        from identity_decision d
       where d.by = 'person' and d.kind in ('kept-apart', 'split') and d.withdrawn_at is null
       order by d.made_at desc limit ${PAIR_LIMIT}`.execute(transaction);
    return rows.flatMap(({ one, other, reason }) =>
      one.flatMap((a) =>
        other.map((b) => ({
          kind: 'keep-apart' as const,
          devices: [a, b] as const,
          reason,
          until: undefined,
        })),
      ),
    );
  });
}

/** Keys of a device and of its parts. */
function keysOfTree(device: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`array(
    with recursive down (id, depth) as (
      select ${device}, 0
      union all
      select part.id, depth + 1 from down join device part on part.part_of = down.id where depth < ${KEYS_OF_PAIR}
    )
    select key from device_key join down on device_id = down.id order by key limit ${KEYS_OF_PAIR})`;
}

/** The devices of a pair that the reader sees; undefined unless they see both. */
async function seenPair(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  one: string,
  other: string,
): Promise<readonly [one: string, other: string] | undefined> {
  const pair = [
    await seenDevice(transaction, reader, one),
    await seenDevice(transaction, reader, other),
  ] as const;
  return pair[0] === undefined || pair[1] === undefined ? undefined : [pair[0], pair[1]];
}

async function decided(
  transaction: Transaction<Tables>,
  { organisation }: DeviceReader,
  author: Author,
  decision: PersonDecision,
): Promise<DecisionOutcome> {
  const id = await noteDecision(transaction, organisation, author, decision);
  return { kind: 'decided', id, device: decision.device };
}

/** One decision in one transaction, and no sighting meanwhile. */
function decide(
  database: Database,
  { organisation }: DeviceReader,
  work: (transaction: Transaction<Tables>) => Promise<DecisionOutcome>,
): Promise<DecisionOutcome> {
  return database.asOrganisation(organisation, async (transaction) => {
    await sql`select from organisation where id = ${organisation} for update`.execute(transaction);
    return work(transaction);
  });
}

type DecisionRow = Pick<IdentityDecisionTable, 'kind' | 'device_id' | 'other_id' | 'attribute'>;

async function undo(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  { kind, device_id, other_id, attribute }: DecisionRow,
  rules: DeviceRules,
): Promise<void> {
  if (kind === 'joined' && other_id !== null) await partRecord(transaction, organisation, other_id, rules);
  if (kind === 'split' && other_id !== null)
    await rejoin(transaction, organisation, device_id, other_id, rules);
  if (kind === 'value-set' && attribute !== null)
    await dropSetValue(transaction, organisation, device_id, rules, attribute as SettableAttribute);
}

/** Two that were split are one again, unless another decision has made them parts of others. */
async function rejoin(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  device: string,
  other: string,
  rules: DeviceRules,
): Promise<void> {
  const wholes = await wholesOf(transaction, [device, other]);
  if (wholes.get(device) !== device || wholes.get(other) !== other) return;
  await joinRecords(transaction, organisation, device, other, rules);
  const reason = 'the decision that split them was taken back';
  await noteDecision(transaction, organisation, undefined, { kind: 'joined', device, other, reason });
}
