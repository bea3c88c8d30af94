/** Sign-on through a provider of the organisation (OpenID Connect), and the roles that groups give. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

const DOMAINS_LIMIT = 20;
const VALUES_LIMIT = 20;
const GROUPS_LIMIT = 1_000;
const URL_LIMIT = 500;

const ProviderFacts = {
  name: z.string().trim().min(1).max(NAME_LIMIT),
  issuer: z.url().max(URL_LIMIT).describe('As the provider states it; https, or http on this machine.'),
  clientId: z.string().min(1).max(NAME_LIMIT),
  domains: z
    .array(
      z
        .string()
        .toLowerCase()
        .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/)
        .max(253),
    )
    .min(1)
    .max(DOMAINS_LIMIT)
    .describe('Domains of the e-mail addresses that it vouches for; others are refused.'),
  groupClaim: z.string().min(1).max(NAME_LIMIT).describe('Claim that lists the groups of a person.'),
  createsPeople: z
    .boolean()
    .describe('Whether somebody new gets an account when a group of theirs gives a role.'),
  factorValues: z
    .array(z.string().min(1).max(NAME_LIMIT))
    .max(VALUES_LIMIT)
    .describe(
      'Values of amr or acr that say that a second factor was proven; the sign-in policy must allow it.',
    ),
};

export const ProviderRequest = z
  .object({
    ...ProviderFacts,
    clientSecret: z.string().min(1).max(1_000).describe('Is sealed, and never given out.'),
    groupClaim: ProviderFacts.groupClaim.default('groups'),
    createsPeople: ProviderFacts.createsPeople.default(false),
    factorValues: ProviderFacts.factorValues.default(['mfa']),
  })
  .meta({ id: 'ProviderRequest' });

export const Provider = z
  .object({ id: z.uuid(), ...ProviderFacts, domains: z.array(z.string()) })
  .meta({ id: 'Provider' });

export const Providers = z
  .object({
    providers: z.array(Provider),
    callback: z.string().describe('Redirect address to register with a provider.'),
  })
  .meta({ id: 'Providers' });

export const ProviderId = z.object({ id: z.uuid() }).meta({ id: 'ProviderId' });

export const GroupRoles = z
  .object({
    groups: z
      .array(z.object({ group: z.string().trim().min(1).max(NAME_LIMIT), role: z.string().max(NAME_LIMIT) }))
      .max(GROUPS_LIMIT)
      .describe('Roles that groups of providers and directories give; a group that is not here gives none.'),
  })
  .meta({ id: 'GroupRoles' });

export const SignOnRequest = z
  .object({
    email: z.email().max(NAME_LIMIT),
    fresh: z.boolean().default(false).describe('Whether the provider must ask for the secrets anew.'),
  })
  .meta({ id: 'SignOnRequest' });

export const SignOnStart = z
  .object({ url: z.string().describe('Send the browser there, within ten minutes.') })
  .meta({ id: 'SignOnStart' });

export const SignOnCallback = z.object({
  state: z.string().max(NAME_LIMIT).optional(),
  code: z.string().max(4_096).optional(),
  iss: z.string().max(URL_LIMIT).optional(),
  error: z.string().max(NAME_LIMIT).optional(),
});
