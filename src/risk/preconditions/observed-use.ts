/** What the network showed of one device, as far as preconditions ask for it. */

import type { Transport } from './precondition.ts';

export interface ObservedService {
  readonly transport: Transport;
  readonly port: number;
  /** Id of a dissector, `unknown` for a port that accepts connections without a recognised protocol. */
  readonly protocol: string;
  readonly role: 'server' | 'client';
  readonly lastMicros: number;
}

/** Connections to a port of the device that nothing accepted. */
export interface ObservedAttempts {
  readonly transport: Transport;
  readonly port: number;
  /** Answered by RST or by ICMP "port unreachable". */
  readonly refused: number;
  /** Not answered at all. */
  readonly unanswered: number;
  readonly lastMicros: number;
}

export interface ObservedUse {
  readonly services: readonly ObservedService[];
  readonly attempts: readonly ObservedAttempts[];
  /** Time over which the device was watched. */
  readonly firstMicros: number;
  readonly lastMicros: number;
  /** Share of that time for which, and of the traffic that, the sensor sees: 0 to 1. */
  readonly coverage: number;
  /** The sensor sees what is sent to the device and what it answers. */
  readonly bothDirections: boolean;
  /** A person works at it with browser or mail; absent: not known. */
  readonly officeUse?: boolean;
  /** Who can walk up to it. */
  readonly location?: 'public' | 'locked';
  /** Result of a test of default passwords or of the maker's papers. */
  readonly defaultLogin?: boolean;
}

export const DAY_MICROS = 86_400_000_000;

/** How sure it is that what was never seen is not there, 0 to 1. */
export function confidenceOfAbsence(use: ObservedUse, timeConstantDays: number): number {
  const days = Math.max(0, use.lastMicros - use.firstMicros) / DAY_MICROS;
  return (1 - Math.exp(-days / timeConstantDays)) * use.coverage;
}
