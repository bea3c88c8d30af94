/** Scopes, roles and answers about permissions. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

/** Most places, categories or vendors of one scope; most roles of one person. */
const SCOPE_LIMIT = 500;
export const ROLES_LIMIT = 20;

const Names = z.array(z.string().trim().min(1).max(NAME_LIMIT)).min(1).max(SCOPE_LIMIT);
const Ids = z.array(z.uuid()).min(1).max(SCOPE_LIMIT);

/** Strict: a misspelt member would silently mean "everywhere". */
export const Scope = z
  .strictObject({
    sites: Ids.optional(),
    units: Ids.optional(),
    categories: Names.optional(),
    vendors: Names.optional(),
    criticality: z.int().min(1).max(5).optional().describe('From this criticality upwards.'),
  })
  .describe('Devices that a rule is about: those that fit every member given; without any, all.')
  .meta({ id: 'Scope' });
export type Scope = z.input<typeof Scope>;

export const RoleAssignment = z
  .object({
    role: z.string().max(NAME_LIMIT).describe('One of GET /api/roles.'),
    scope: Scope.default({}),
  })
  .meta({ id: 'RoleAssignment' });
export type RoleAssignment = z.output<typeof RoleAssignment>;

export const RoleAssignments = z
  .array(RoleAssignment)
  .max(ROLES_LIMIT)
  .refine((roles) => new Set(roles.map(({ role }) => role)).size === roles.length, 'Name each role once.');

export const Roles = z
  .object({
    areas: z.record(z.string(), z.string()).describe('What each area is about.'),
    deviceAreas: z.array(z.string()).describe('Areas whose permissions are about devices.'),
    actions: z.array(z.string()),
    roles: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        function: z.string().describe('Two approvers of a life-sustaining device have different ones.'),
        privileged: z.boolean().describe('Nothing without a second factor.'),
        permissions: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'Roles' });

export const ExplainedPermission = z
  .object({
    permission: z.string(),
    words: z.string().describe('The permission in plain words.'),
    allowed: z.boolean(),
    sentence: z.string().describe('The answer with its cause.'),
    where: z.string().nullable().describe('Where it holds; null when it does not, or one device was named.'),
    until: z.iso.datetime().nullable().describe('Null when it has no end.'),
    rules: z
      .array(
        z.object({
          kind: z.enum(['role', 'grant']),
          name: z.string().describe('The role, or the id of the grant.'),
          effect: z.enum(['allow', 'deny']),
          counts: z.boolean(),
          sentence: z.string(),
        }),
      )
      .describe('Rules that speak about it, those that count first.'),
  })
  .meta({ id: 'ExplainedPermission' });
export type ExplainedPermission = z.input<typeof ExplainedPermission>;

export const EffectivePermissions = z
  .object({ person: z.string(), permissions: z.array(ExplainedPermission) })
  .meta({ id: 'EffectivePermissions' });

export const PermissionQuestion = z.object({
  permission: z.string().max(NAME_LIMIT),
  device: z.uuid().optional().describe('Without one: anywhere at all.'),
});
