/**
 * What must hold before a device is asked anything (domain specification C.2). Each gate is a question with a sentence for
 * the answer no; all must be open. `lasting` gates stay shut whatever time it is: what they refuse is not even permitted.
 * What is not known keeps a gate shut.
 */

import { refusedAddress } from '../outputs/address-policy.ts';
import type { Probe } from './probe.ts';

/** `never`: passive only. `allowed`: safe queries in a window. */
export type ScanMode = 'never' | 'allowed';

/** Criticality of a device that sustains life, and from which a second person must agree. */
export const LIFE_SUSTAINING = 5;
export const SECOND_PERSON_FROM = 4;
/** Confidence below which a category is a guess: nothing is sent because of a guess. */
export const SURE_FROM = 70;
/** Hours after which an address may have been given to another device. */
export const FRESH_HOURS = 24;
/** Seconds after a query in which what is seen of a device may be the query itself. */
export const SETTLE_SECONDS = 60;
/** Pause after the first exchange that went wrong; each further one in a row doubles it. */
export const FIRST_PAUSE_MINUTES = 60;
export const LONGEST_PAUSE_MINUTES = 24 * 60;
/** Longest window. */
export const WINDOW_HOURS = 24;
/** JetDirect and its neighbours print what they are sent; these ports are never asked. */
const NEVER_PORTS = { from: 9_100, to: 9_109 } as const;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export interface Policy {
  /** The switch of the organisation; off by default. */
  readonly enabled: boolean;
  /** Makers whose devices are never asked, as the inventory names them. */
  readonly barredMakers: readonly string[];
}

/** What is known of a device, as the store has it. */
export interface Standing {
  /** Of its category; undefined when the category is unknown or has none. */
  readonly scanMode: ScanMode | undefined;
  readonly category: string;
  /** 0 to 100; what a person has set is certain. */
  readonly categoryConfidence: number;
  /** 1 to 5; null when nobody knows. */
  readonly criticality: number | null;
  /** `in-use`, `spare`, `in-repair`, `retired`; null when nobody said. */
  readonly use: string | null;
  readonly maker: string | null;
  /** The address that was seen last; null when none is known. */
  readonly address: string | null;
  /** Milliseconds since 1970 of the last packet seen of the device. */
  readonly seenAt: number;
  /** Whether another device was seen with the address within a day. */
  readonly isAddressShared: boolean;
  /** Ports that it was seen to serve; `protocol` is the id of a dissector, empty when nobody knows. */
  readonly served: readonly {
    readonly transport: string;
    readonly port: number;
    readonly protocol: string;
  }[];
  /** Whether a query to it is under way. */
  readonly isAsked: boolean;
  /** Milliseconds since 1970 when the last exchange ended; null when there was none. */
  readonly lastEndedAt: number | null;
  /** Exchanges in a row, up to the last one, in which it did not answer as it should. */
  readonly failures: number;
}

export const GATES = [
  ...(['switch', 'category', 'maker', 'port', 'address', 'life', 'fresh', 'one-at-a-time'] as const),
  ...(['pause', 'seen-since'] as const),
] as const;
export type Gate = (typeof GATES)[number];

export interface ShutGate {
  readonly gate: Gate;
  /** Stays shut until something about the device or the policy changes. */
  readonly lasting: boolean;
  /** Why, for people. */
  readonly why: string;
}

export interface Circumstances {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Port that is to be asked. */
  readonly port: number;
  /** Whether addresses of this machine may be asked; for tests. */
  readonly allowsLoopback: boolean;
}

/** The gates that are shut for a probe on a device, those that last first; empty when it may be sent. */
export function shutGates(
  probe: Probe,
  standing: Standing,
  policy: Policy,
  circumstances: Circumstances,
): readonly ShutGate[] {
  const shut = [
    ...lastingGates(probe, standing, policy, circumstances).map((gate) => ({ ...gate, lasting: true })),
    ...passingGates(standing, circumstances.now).map((gate) => ({ ...gate, lasting: false })),
  ];
  return shut.sort((a, b) => Number(b.lasting) - Number(a.lasting));
}

type Shut = Omit<ShutGate, 'lasting'>;

function lastingGates(
  probe: Probe,
  standing: Standing,
  { enabled, barredMakers }: Policy,
  { port, allowsLoopback }: Circumstances,
): readonly Shut[] {
  const { scanMode, categoryConfidence, maker, address } = standing;
  const shut: Shut[] = [];
  if (!enabled) shut.push({ gate: 'switch', why: 'Active queries are switched off for the organisation.' });
  if (scanMode === undefined)
    shut.push({
      gate: 'category',
      why: 'Nobody knows what kind of device it is, so nobody knows what it bears.',
    });
  else if (scanMode === 'never')
    shut.push({ gate: 'category', why: 'Devices of its kind are only ever listened to.' });
  else if (categoryConfidence < SURE_FROM)
    shut.push({
      gate: 'category',
      why: `It is not certain enough what kind of device it is (${categoryConfidence} of 100). Set its category first.`,
    });
  const barred = barredMakers.find((name) => maker !== null && isSameName(name, maker));
  if (barred !== undefined)
    shut.push({ gate: 'maker', why: `Devices of ${barred} are on the list of those that are never asked.` });
  if (!mayAskPort(probe, port, standing))
    shut.push({
      gate: 'port',
      why: `Nobody has seen the device serve ${probe.transport} port ${port}, and ports are not tried out.`,
    });
  const refusal = address === null ? undefined : refusedAddress(address, allowsLoopback);
  if (address === null) shut.push({ gate: 'address', why: 'No address of the device is known.' });
  else if (refusal !== undefined) shut.push({ gate: 'address', why: `Its address ${address} ${refusal}.` });
  return shut;
}

/** The port of the protocol, or one that the device was seen to serve; never one that prints. */
function mayAskPort({ transport, port: own }: Probe, port: number, { served }: Standing): boolean {
  if (port >= NEVER_PORTS.from && port <= NEVER_PORTS.to) return false;
  return port === own || served.some((service) => service.transport === transport && service.port === port);
}

function passingGates(standing: Standing, now: number): readonly Shut[] {
  const { criticality, use, seenAt, isAddressShared, isAsked, lastEndedAt, failures } = standing;
  const shut: Shut[] = [];
  // `in-use` is what people say of a device in service; unless somebody says that it is not, it may be at a patient.
  if ((criticality ?? LIFE_SUSTAINING) >= LIFE_SUSTAINING && (use === null || use === 'in-use'))
    shut.push({
      gate: 'life',
      why: 'It sustains life and nobody has said that it is out of use (spare, in repair or retired).',
    });
  if (now - seenAt > FRESH_HOURS * HOUR_MS)
    shut.push({
      gate: 'fresh',
      why: `It was not seen for more than ${FRESH_HOURS} hours: its address may be that of another device by now.`,
    });
  else if (isAddressShared)
    shut.push({ gate: 'fresh', why: 'Another device was seen with its address within a day.' });
  if (isAsked) shut.push({ gate: 'one-at-a-time', why: 'It is being asked something at this moment.' });
  const pauseEnds = lastEndedAt === null ? 0 : lastEndedAt + pauseMinutes(failures) * MINUTE_MS;
  if (now < pauseEnds)
    shut.push({
      gate: 'pause',
      why: `It did not answer well last time: it is left alone until ${new Date(pauseEnds).toISOString()}.`,
    });
  if (lastEndedAt !== null && seenAt <= lastEndedAt + SETTLE_SECONDS * 1_000)
    shut.push({
      gate: 'seen-since',
      why: 'It was not seen in the traffic since it was last asked. Look whether it works before it is asked again.',
    });
  return shut;
}

/** Minutes that a device is left alone after so many exchanges in a row that went wrong. */
export function pauseMinutes(failures: number): number {
  return failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MINUTES, FIRST_PAUSE_MINUTES * 2 ** (failures - 1));
}

const isSameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
