/** One look-up of a name: what it gives is checked and then used, so that no second answer leads elsewhere. */

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { refusedAddress } from '../outputs/address-policy.ts';
import { OutboundError, reasonOf } from './outbound-error.ts';

export interface Target {
  readonly address: string;
  readonly family: number;
}

/** The address of a host. Throws an OutboundError when there is none, or any that it has may not be reached. */
export async function resolveTarget(host: string, allowsLoopback: boolean): Promise<Target> {
  const bare = host.replace(/^\[|\]$/g, '');
  let found: readonly Target[];
  try {
    found = isIP(bare) ? [{ address: bare, family: isIP(bare) }] : await lookup(bare, { all: true });
  } catch (error) {
    throw new OutboundError(`${bare} was not found: ${reasonOf(error)}.`, null, error);
  }
  // A name with one forbidden address among others is a trap.
  for (const { address } of found) {
    const why = refusedAddress(address, allowsLoopback);
    if (why !== undefined) throw new OutboundError(`${bare} is not used: ${address} ${why}.`);
  }
  const [first] = found;
  if (!first) throw new OutboundError(`${bare} has no address.`);
  return first;
}
