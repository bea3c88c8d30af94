/** The audit log: entries and the state of their chain. */

import { z } from 'zod';
import { NAME_LIMIT, PageLimit } from './limits.ts';

const Name = z.string().min(1).max(NAME_LIMIT);

export const AuditQuery = z.object({
  who: Name.optional().describe('Id of a person, a key or a sensor.'),
  action: Name.optional().describe('`upload.begin`, or with a point at its end all that begin so: `upload.`'),
  targetKind: Name.optional(),
  targetId: Name.optional(),
  from: z.iso.datetime().optional(),
  until: z.iso.datetime().optional().describe('This instant is not part of it.'),
  cursor: z.coerce.number().int().min(1).optional().describe('`next` of the page before.'),
  limit: PageLimit,
});

export const AuditEntry = z
  .object({
    sequence: z.int().describe('From 1, without gaps.'),
    at: z.iso.datetime(),
    who: z
      .object({
        kind: z.enum(['person', 'api-key', 'sensor', 'system', 'unknown']),
        id: z.string().nullable(),
        name: z.string().nullable().describe('As it was then.'),
      })
      .describe('`unknown` tried to sign in as nobody that is known here.'),
    roles: z.array(z.string()),
    action: z.string().describe('A refused call that has no name of its own stands as method and route.'),
    target: z.object({ kind: z.string(), id: z.string() }).nullable(),
    result: z.enum(['done', 'refused', 'failed']),
    code: z.string().nullable().describe('Code of the problem that was answered.'),
    reason: z.string().nullable(),
    change: z.unknown().describe('What changed; null when the action says it all.'),
    ip: z.string().nullable(),
    session: z.string().nullable().describe('SHA-256 of the id of the session.'),
    hash: z.string().describe('SHA-256 of the chain up to here.'),
  })
  .meta({ id: 'AuditEntry' });

export const AuditEntries = z
  .object({ entries: z.array(AuditEntry), next: z.int().nullable().describe('Null on the last page.') })
  .meta({ id: 'AuditEntries' });
export type AuditEntries = z.input<typeof AuditEntries>;

export const AuditVerification = z
  .object({
    state: z.enum(['never', 'running', 'whole', 'broken']),
    at: z.iso.datetime().nullable().describe('When the last verification ended.'),
    verifiedTo: z.int().nullable().describe('Number of the last entry that it found in order.'),
    signedTo: z.int().nullable().describe('Number of the last entry under a signed root.'),
    brokenAt: z.int().nullable().describe('Number of the first entry that is not as it was written.'),
    problem: z.string().nullable(),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.input<typeof AuditVerification>;
