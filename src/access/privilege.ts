/** Who must have a second factor before anything else. */

import type { Person } from './decide.ts';
import { type Permission, PRIVILEGED_ROLES } from './permissions.ts';

/** True for privileged roles, and for whom a grant lets change, approve or carry out something or see evidence. */
export function isPrivileged({ roles, grants }: Person): boolean {
  return (
    roles.some(({ role }) => PRIVILEGED_ROLES.has(role)) ||
    grants.some(({ effect, permission }) => effect === 'allow' && isHarmful(permission))
  );
}

/** Whether a permission is more than to look, or lets see what may hold patient data. */
export function isHarmful(permission: Permission): boolean {
  return !permission.endsWith(':view') || permission === 'evidence:view';
}
