/** Which side of a flow is the server: said once for each direction. */

import type { FactSink } from '../dissector.ts';

/** What was said of the sender in each direction; empty for nothing yet. */
export type SaidRoles = [string, string];

/** States the role of the sender as fact `role`, unless it was said last in this direction. */
export function sayRole(role: 'server' | 'client', roles: SaidRoles, direction: 0 | 1, out: FactSink): void {
  if (roles[direction] === role) return;
  roles[direction] = role;
  out.serverIs(role === 'server' ? 'sender' : 'receiver');
  out.fact('role', role);
}
