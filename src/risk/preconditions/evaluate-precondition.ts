/**
 * How a precondition stands on a device as it is used. An answer proves a service; three refusals refute it at once;
 * silence refutes only after enough observation, so that a short capture never makes anything look safe.
 */

import type { PreconditionState, RiskModel } from '../risk-model.ts';
import {
  confidenceOfAbsence,
  DAY_MICROS,
  type ObservedAttempts,
  type ObservedService,
  type ObservedUse,
} from './observed-use.ts';
import { describeService, type EvaluatedPrecondition, type Precondition } from './precondition.ts';
import { type ServicePredicate, usualPort } from './service-words.ts';

interface Finding {
  readonly state: PreconditionState;
  readonly evidence: readonly string[];
  readonly seenMicros?: number;
  readonly wouldChange: string;
}

export function evaluatePrecondition(
  precondition: Precondition,
  use: ObservedUse,
  nowMicros: number,
  model: RiskModel,
): EvaluatedPrecondition {
  const { seenMicros, ...found } = findingOf(precondition, use, nowMicros, model);
  const expiresMicros =
    seenMicros === undefined ? undefined : seenMicros + model.observation.evidenceDays * DAY_MICROS;
  return { ...precondition, ...found, ...(expiresMicros !== undefined && { expiresMicros }) };
}

function findingOf(
  { predicate }: Precondition,
  use: ObservedUse,
  nowMicros: number,
  model: RiskModel,
): Finding {
  switch (predicate.kind) {
    case 'service':
      return service(predicate, use, nowMicros, model);
    case 'cleartext':
      return cleartext(predicate.protocol, use);
    case 'position':
      return position(predicate.from, use);
    case 'account':
      return account(use);
    case 'person':
      return person(use);
    case 'condition':
      return unknown(`somebody confirms or rules out: ${predicate.words}`);
  }
}

function unknown(wouldChange: string, evidence: readonly string[] = []): Finding {
  return { state: 'unknown', evidence, wouldChange };
}

function service(wanted: ServicePredicate, use: ObservedUse, nowMicros: number, model: RiskModel): Finding {
  const name = describeService(wanted);
  const oldest = nowMicros - model.observation.evidenceDays * DAY_MICROS;
  const absence = confidenceOfAbsence(use, model.observation.timeConstantDays);
  const watchedLongEnough = absence >= model.observation.enoughConfidence;
  if (wanted.port === undefined && wanted.protocol === undefined) return anyService(use, watchedLongEnough);
  const seen = use.services.filter((one) => serves(one, wanted));
  const open = seen.find(({ role, lastMicros }) => role === 'server' && lastMicros >= oldest);
  if (open)
    return {
      state: 'holds',
      evidence: [`${socketOf(open)} answered (${open.protocol}), last on ${dateOf(open.lastMicros)}`],
      seenMicros: open.lastMicros,
      wouldChange: `${name} is switched off or blocked`,
    };
  const refutation = refutedBy(wanted, use, oldest, watchedLongEnough, model);
  if (refutation) return { ...refutation, wouldChange: `${name} opens` };
  const [asClient] = seen.filter(({ role }) => role === 'client');
  if (asClient)
    return {
      state: 'unlikely',
      evidence: [`uses ${asClient.protocol} as a client only, last on ${dateOf(asClient.lastMicros)}`],
      seenMicros: asClient.lastMicros,
      wouldChange: `${name} opens`,
    };
  if (watchedLongEnough)
    return {
      state: 'unlikely',
      evidence: [
        `no connection to ${name} in ${daysOf(use)} days, absence ${Math.round(absence * 100)} % sure`,
      ],
      seenMicros: use.lastMicros,
      wouldChange: `a connection to ${name} is accepted, or refused ${model.observation.refusals} times`,
    };
  return unknown(`a connection to ${name} is accepted, or refused ${model.observation.refusals} times`, [
    `nobody tried ${name} in ${daysOf(use)} days: too little to tell`,
  ]);
}

/** Refusals count at once; silence only where the answer would have been seen and the time was long enough. */
function refutedBy(
  wanted: ServicePredicate,
  use: ObservedUse,
  oldest: number,
  watchedLongEnough: boolean,
  { observation }: RiskModel,
): Omit<Finding, 'wouldChange'> | undefined {
  const attempts = use.attempts.filter((one) => isAttemptAt(one, wanted) && one.lastMicros >= oldest);
  for (const one of attempts) {
    const when = `last on ${dateOf(one.lastMicros)}`;
    if (one.refused >= observation.refusals)
      return {
        state: 'refuted',
        evidence: [`${socketOf(one)} refused ${one.refused} connections, ${when}`],
        seenMicros: one.lastMicros,
      };
    const tried = one.refused + one.unanswered;
    if (tried >= observation.refusals && use.bothDirections && watchedLongEnough)
      return {
        state: 'refuted',
        evidence: [`${socketOf(one)} answered none of ${tried} connections, ${when}`],
        seenMicros: one.lastMicros,
      };
  }
  return undefined;
}

function anyService({ services }: ObservedUse, watchedLongEnough: boolean): Finding {
  const open = services.filter(({ role }) => role === 'server');
  if (open.length === 0 && watchedLongEnough)
    return {
      state: 'unlikely',
      evidence: ['the device answers on no service'],
      wouldChange: 'the device opens a service',
    };
  const evidence =
    open.length === 0 ? [] : [`the device answers on ${open.slice(0, 8).map(socketOf).join(', ')}`];
  return unknown('the maker names the service that the vulnerability is in', evidence);
}

/** Dissector ids of protocols that are encrypted as a whole. */
const ENCRYPTED: ReadonlySet<string> = new Set(['tls', 'ssh', 'quic']);

/** Protocols that find and name hosts: that they travel in clear gives nothing of the device away. */
const NAMING: ReadonlySet<string> = new Set(
  'arp cdp dhcp dhcpv6 dns lldp llmnr mdns nbns ndp netbios-browser ntp ssdp ws-discovery'.split(' '),
);

function cleartext(protocol: string | undefined, { services }: ObservedUse): Finding {
  const wanted = services.filter((one) => protocol === undefined || one.protocol === protocol);
  const clear = wanted.find(
    ({ protocol: seen }) =>
      seen !== 'unknown' && !ENCRYPTED.has(seen) && (seen === protocol || !NAMING.has(seen)),
  );
  if (clear)
    return {
      state: 'holds',
      evidence: [`${clear.protocol} in clear on ${socketOf(clear)}, last on ${dateOf(clear.lastMicros)}`],
      seenMicros: clear.lastMicros,
      wouldChange: 'it is encrypted',
    };
  const encrypted = services.find((one) => ENCRYPTED.has(one.protocol));
  if (encrypted)
    return {
      state: 'unlikely',
      evidence: [`seen encrypted only (${encrypted.protocol} on ${socketOf(encrypted)})`],
      seenMicros: encrypted.lastMicros,
      wouldChange: 'something is sent in clear',
    };
  return unknown('traffic of the device is seen');
}

/** Whether an attacker gets onto the network is reachability, counted there; here only what the device itself tells. */
function position(from: 'network' | 'adjacent' | 'local' | 'physical', { location }: ObservedUse): Finding {
  if (from === 'network' || from === 'adjacent')
    return {
      state: 'holds',
      evidence: ['the device is on the network'],
      wouldChange: 'it leaves the network',
    };
  if (location === 'locked')
    return {
      state: 'unlikely',
      evidence: ['stands in a locked room'],
      wouldChange: 'it moves to an open place',
    };
  return unknown(
    'the place of the device is known',
    location === 'public' ? ['stands where the public passes'] : [],
  );
}

function account({ defaultLogin }: ObservedUse): Finding {
  if (defaultLogin === true)
    return { state: 'holds', evidence: ['a default login works'], wouldChange: 'the login is changed' };
  if (defaultLogin === false)
    return { state: 'unlikely', evidence: ['no default login works'], wouldChange: 'a login becomes known' };
  return unknown('its logins are tested or stated by the maker');
}

function person({ officeUse }: ObservedUse): Finding {
  if (officeUse === undefined) return unknown('it is known whether people browse or read mail on it');
  return officeUse
    ? { state: 'likely', evidence: ['people work at it'], wouldChange: 'browser and mail are removed' }
    : {
        state: 'unlikely',
        evidence: ['nobody browses or reads mail on it'],
        wouldChange: 'it gets browser or mail',
      };
}

function serves(one: ObservedService, wanted: ServicePredicate): boolean {
  if (wanted.transport !== undefined && one.transport !== wanted.transport) return false;
  // A known protocol on a port of its own choice is that protocol all the same.
  if (wanted.protocol !== undefined && one.protocol === wanted.protocol) return true;
  return wanted.port !== undefined && one.port === wanted.port;
}

/** A refusal on the usual port of a protocol counts for the protocol: on another port it would be recognised. */
function isAttemptAt(one: ObservedAttempts, wanted: ServicePredicate): boolean {
  const port = wanted.port ?? usualPort(wanted.protocol);
  return one.port === port && (wanted.transport === undefined || one.transport === wanted.transport);
}

function socketOf({ transport, port }: { readonly transport: string; readonly port: number }): string {
  return `${transport}/${port}`;
}

function daysOf({ firstMicros, lastMicros }: ObservedUse): number {
  return Math.round(((lastMicros - firstMicros) / DAY_MICROS) * 10) / 10;
}

function dateOf(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 10);
}
