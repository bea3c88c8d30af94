/**
 * Whether two that claim the same identity are one device: a second interface, a changed network module, a new address; or
 * somebody who pretends. A claim is made by the device itself and can be copied, so makers and times must agree.
 */

import { formatInstant } from '../base/instant.ts';
import type { VendorDirectory } from './vendors.ts';

export interface Claimant {
  /** As the inventory prints it. */
  readonly id: string;
  /** Has a MAC or address of its own; without one it is only named by messages of others. */
  readonly isSeen: boolean;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Makers that it states or that its traffic shows, best first. */
  readonly makers: readonly string[];
  /** Registered makers of its MACs, those who make whole devices. */
  readonly macMakers: readonly string[];
  /** Blocks from which its MACs were taken, of MACs that their maker gave. */
  readonly macBlocks: readonly string[];
}

export interface SameIdentity {
  readonly kind: 'joined' | 'interface-moved' | 'kept-apart';
  readonly reason: string;
}

/** Serial numbers shorter than this are only unique together with a known maker (`serial ` is 7 of the key). */
const KEY_ALONE_MINIMUM = 'serial '.length + 6;

/**
 * What becomes of two that claim the identity `key`, called `text` for people. Undefined when they have nothing to do with
 * each other: two makers may use the same serial number.
 */
export function judgeSameIdentity(
  a: Claimant,
  b: Claimant,
  claim: { readonly key: string; readonly text: string },
  vendors: VendorDirectory,
): SameIdentity | undefined {
  const makersKnown = a.makers.length > 0 && b.makers.length > 0;
  if (makersKnown && !anySame(a.makers, b.makers, vendors)) return undefined;
  if (!makersKnown && claim.key.length < KEY_ALONE_MINIMUM) return undefined;
  if (!a.isSeen || !b.isSeen)
    return { kind: 'joined', reason: `messages of others name it with its ${claim.text}` };
  if (a.macMakers.length > 0 && b.macMakers.length > 0 && !anySame(a.macMakers, b.macMakers, vendors))
    return keptApart(a, b, claim.text, 'their MACs are of different makers');
  const [earlier, later] = a.firstAt <= b.firstAt ? [a, b] : [b, a];
  if (earlier.lastAt < later.firstAt)
    return {
      kind: 'interface-moved',
      reason:
        `${claim.text} was with ${earlier.id} until ${formatInstant(earlier.lastAt)} and is with ${later.id} ` +
        `since ${formatInstant(later.firstAt)}: its interface or address was changed`,
    };
  // Two interfaces of one device are of one maker; whoever copies an identity has a MAC of its own.
  const oneMaker =
    a.macBlocks.some((block) => b.macBlocks.includes(block)) || anySame(a.macMakers, b.macMakers, vendors);
  if (!oneMaker) return keptApart(a, b, claim.text, 'both were active at the same time');
  return {
    kind: 'joined',
    reason: `${earlier.id} and ${later.id} both state ${claim.text}: interfaces of one device`,
  };
}

function keptApart(a: Claimant, b: Claimant, text: string, because: string): SameIdentity {
  const [first, second] = a.id < b.id ? [a, b] : [b, a];
  return {
    kind: 'kept-apart',
    reason: `${first.id} and ${second.id} both claim ${text}, but ${because}: one of them may be a copy`,
  };
}

function anySame(a: readonly string[], b: readonly string[], vendors: VendorDirectory): boolean {
  return a.some((first) => b.some((second) => vendors.sameVendor(first, second)));
}
