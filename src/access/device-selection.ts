/**
 * The devices on which a person has a permission, as a value: those in any of some scopes and in none of others. The store
 * turns it into a condition of its queries; `isSelected` answers for one device, and both agree with `decide`.
 */

import {
  type Circumstances,
  covers,
  isEverything,
  type Person,
  type Resource,
  type Scope,
  unmetCondition,
} from './decide.ts';
import { PERMISSIONS_OF, type Permission } from './permissions.ts';

export interface DeviceSelection {
  /** A device must be in one of these; none of them, no device. */
  readonly any: readonly Scope[];
  /** And in none of these. */
  readonly except: readonly Scope[];
}

/** For work that no person asked for. */
export const EVERY_DEVICE: DeviceSelection = { any: [{}], except: [] };
const NO_DEVICE: DeviceSelection = { any: [], except: [] };

/** The devices for which `decide` says yes, here and now. */
export function selectDevices(
  permission: Permission,
  person: Person,
  circumstances: Circumstances,
): DeviceSelection {
  const grants = person.grants.filter(
    (grant) => grant.permission === permission && unmetCondition(grant, circumstances) === undefined,
  );
  const scopesOf = (effect: 'allow' | 'deny') =>
    grants.filter((grant) => grant.effect === effect).map(({ scope }) => scope);
  const ofRoles = person.roles.filter(({ role }) => PERMISSIONS_OF.get(role)?.has(permission));
  const any = [...ofRoles.map(({ scope }) => scope), ...scopesOf('allow')];
  const except = scopesOf('deny');
  if (any.length === 0 || except.some(isEverything)) return NO_DEVICE;
  return { any: any.some(isEverything) ? [{}] : any, except };
}

export function isSelected({ any, except }: DeviceSelection, resource: Resource): boolean {
  return any.some((scope) => covers(scope, resource)) && !except.some((scope) => covers(scope, resource));
}

/** Whether no device is left out. */
export function isEverySelected({ any, except }: DeviceSelection): boolean {
  return any.some(isEverything) && except.length === 0;
}
