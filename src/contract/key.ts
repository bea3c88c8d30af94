/** Keys of programs. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

const SCOPES_LIMIT = 100;
const ADDRESSES_LIMIT = 50;

const KeyFacts = {
  name: z.string().trim().min(1).max(NAME_LIMIT),
  kind: z
    .enum(['api', 'directory'])
    .describe('`api` acts with the scopes given; `directory` provisions people by SCIM and has none.'),
  scopes: z
    .array(z.string().max(NAME_LIMIT))
    .max(SCOPES_LIMIT)
    .describe('Permissions, such as `inventory:view`.'),
  addresses: z
    .array(z.string().max(64))
    .max(ADDRESSES_LIMIT)
    .describe('Addresses or networks (10.20.0.0/16) from which it may be used; empty for all.'),
};

export const KeyRequest = z
  .object({
    ...KeyFacts,
    kind: KeyFacts.kind.default('api'),
    addresses: KeyFacts.addresses.default([]),
    expiresAt: z.iso.datetime().describe('At most a year from now.'),
  })
  .meta({ id: 'KeyRequest' });

export const Key = z
  .object({
    id: z.uuid(),
    ...KeyFacts,
    owner: z.string().describe('Id of the person with whose permissions it acts.'),
    madeAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable().describe('To the minute; null when it never was.'),
    lastAddress: z.string().nullable(),
  })
  .meta({ id: 'Key' });

export const Keys = z.object({ keys: z.array(Key) }).meta({ id: 'Keys' });

export const KeysQuery = z.object({
  all: z.stringbool().default(false).describe('Those of everybody; needs administration:view.'),
});

export const NewKey = z
  .object({ id: z.uuid(), key: z.string().describe('Shown once. Send it as `Authorization: Bearer …`.') })
  .meta({ id: 'NewKey' });

export const RemovedKey = z.object({ id: z.uuid() }).meta({ id: 'RemovedKey' });
