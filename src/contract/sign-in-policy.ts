/** How an organisation wants its people to sign in. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

/** More than there are roles. */
const ROLES_LIMIT = 50;
const Roles = z.array(z.string().max(NAME_LIMIT)).max(ROLES_LIMIT);

export const SignInPolicy = z
  .object({
    factorRoles: Roles.describe('Roles that need a second factor besides the privileged ones.'),
    passkeyRoles: Roles.describe('Roles whose second factor must be a passkey.'),
    providerFactor: z.boolean().describe('Whether a second factor that a sign-on provider states counts.'),
    idleMinutes: z.int().min(5).max(30).describe('A session ends after so long without a request.'),
  })
  .meta({ id: 'SignInPolicy' });

export const SignInPolicyView = SignInPolicy.extend({
  privilegedRoles: z.array(z.string()).describe('Always need a second factor.'),
}).meta({ id: 'SignInPolicyView' });
