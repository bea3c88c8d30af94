/** What the server tells other systems of the hospital, before it takes the form of any of them. */

import type { AuditEntry } from '../audit/entry.ts';

/** A device as others are told of it: its best values, no evidence. */
export interface OutputDevice {
  readonly id: string;
  readonly macs: readonly string[];
  readonly ips: readonly string[];
  readonly hostnames: readonly string[];
  /** `unknown` when the traffic does not tell. */
  readonly category: string;
  /** Best value of each attribute; one without a value is absent. */
  readonly attributes: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
}

/** An alert as others are told of it. */
export interface OutputAlert {
  readonly id: string;
  readonly kind: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly text: string;
  readonly state: 'open' | 'acknowledged' | 'closed';
  readonly count: number;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly cve: string | null;
  readonly reason: string | null;
}

interface Base {
  /** The same whenever it is sent: receivers know by it what they have. */
  readonly id: string;
  readonly organisation: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

export type OutputEvent = Base &
  (
    | { readonly kind: 'device.new' | 'device.changed'; readonly device: OutputDevice }
    | { readonly kind: 'device.removed'; readonly device: Pick<OutputDevice, 'id'> }
    | { readonly kind: 'alert.new' | 'alert.changed'; readonly alert: OutputAlert }
    | { readonly kind: 'audit.sign-in' | 'audit.act'; readonly entry: AuditEntry }
    | { readonly kind: 'test' }
  );

/** What a destination can ask for; `test` comes when a person asks for it. */
export type OutputKind = Exclude<OutputEvent['kind'], 'test'>;

/** Sign-in and what belongs to it; the rest of the audit log is `audit.act`. */
const SIGN_IN = /^(?:session|second-factor|sign-on)\./;

export const auditKind = ({ action }: AuditEntry): 'audit.sign-in' | 'audit.act' =>
  SIGN_IN.test(action) ? 'audit.sign-in' : 'audit.act';
