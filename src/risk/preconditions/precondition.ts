/**
 * What must be so on a device before a vulnerability can be exploited there, as typed predicates with where each was read.
 * Whether it is so is decided by what the network showed (`evaluate-precondition.ts`).
 */

import type { PreconditionState } from '../risk-model.ts';

export type Transport = 'tcp' | 'udp';

export type Predicate =
  /** The device answers on a service; without port and protocol: on some service that is not known. */
  | {
      readonly kind: 'service';
      readonly transport?: Transport;
      readonly port?: number;
      /** Id of a dissector: `telnet`, `dicom`. */
      readonly protocol?: string;
    }
  /** What travels is readable on the way. */
  | { readonly kind: 'cleartext'; readonly protocol?: string }
  /** From where the attacker must act. */
  | { readonly kind: 'position'; readonly from: 'network' | 'adjacent' | 'local' | 'physical' }
  | { readonly kind: 'account'; readonly level: 'user' | 'administrator' }
  | { readonly kind: 'person'; readonly does: string }
  /** Something else that must be there or set, in words. */
  | { readonly kind: 'condition'; readonly words: string };

/** Where a precondition was read, from the most to the least trustworthy. */
export type PreconditionSource = 'maker-note' | 'curated-rule' | 'vector' | 'weakness' | 'description';

export interface Precondition {
  readonly predicate: Predicate;
  readonly source: PreconditionSource;
  /** 0 to 100: how surely this is a precondition. Words of a description carry 50 at most. */
  readonly confidence: number;
  /** The text or value it was read from. */
  readonly readFrom: string;
}

/** A precondition with how it stands on one device. */
export interface EvaluatedPrecondition extends Precondition {
  readonly state: PreconditionState;
  /** What decided, in words with numbers: `tcp/23 answered on 2026-03-01`. */
  readonly evidence: readonly string[];
  /** Until when the evidence holds; absent for what does not age. */
  readonly expiresMicros?: number;
  /** What would change the state; empty when nothing that can be seen would. */
  readonly wouldChange: string;
}

/** A service as people write it: `tcp/23`, `telnet`, `a service that is not known`. */
export function describeService(predicate: Predicate & { kind: 'service' }): string {
  const { transport, port, protocol } = predicate;
  const socket = port === undefined ? undefined : `${transport ?? 'port'}/${port}`;
  return (
    [protocol, socket].filter((part) => part !== undefined).join(' on ') || 'a service that is not known'
  );
}
