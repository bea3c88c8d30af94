/** What was sent to a device and what came back, packet by packet: octets as the sockets saw them. */

import type { Probe } from './probe.ts';

/**
 * How an exchange ended. `answered`: the device spoke the protocol. `foreign`: it said something else. `silent`: nothing came
 * in time. `closed`: it closed before its answer was whole. `refused`: nothing listens on the port. `reset`: it broke the
 * connection. `unreachable`: the network said that there is no way. `too-much`: it said more than the limit.
 * `broken-off`: the server stopped.
 */
export const OUTCOMES = [
  ...(['answered', 'foreign', 'silent', 'closed', 'refused', 'reset', 'unreachable'] as const),
  ...(['too-much', 'broken-off'] as const),
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface RecordedPacket {
  readonly direction: 'sent' | 'received';
  /** Microseconds since 1970. */
  readonly at: number;
  readonly octets: Uint8Array;
}

export interface RecordedExchange {
  readonly outcome: Outcome;
  /** What the device said instead of what was asked for, a sentence for people. */
  readonly remark: string | undefined;
  readonly begunAt: number;
  readonly endedAt: number;
  /** Microseconds from the first octet sent to the first that came; undefined when none came. */
  readonly answerMicros: number | undefined;
  /** In the order in which they passed. */
  readonly packets: readonly RecordedPacket[];
}

/** A packet as it is kept: how long it was, and its first octets, as many as the probe calls legible. */
export interface KeptPacket {
  /** From 1, as the evidence of what was read of it names it. */
  readonly number: number;
  readonly direction: RecordedPacket['direction'];
  readonly at: number;
  readonly octets: number;
  readonly head: Uint8Array;
}

/** Packets without what may name a person or hold a credential. */
export function keptPackets({ legible }: Probe, { packets }: RecordedExchange): readonly KeptPacket[] {
  return packets.map(({ direction, at, octets }, index) => ({
    ...{ number: index + 1, direction, at, octets: octets.length },
    head: octets.slice(0, legible[direction]),
  }));
}
