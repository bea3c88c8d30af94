/** Quarterly reviews of access. */

import { z } from 'zod';
import { Page } from './limits.ts';

export const Recertification = z
  .object({
    id: z.uuid(),
    quarter: z.string().describe('`2026-Q4`'),
    begunAt: z.iso.datetime(),
    dueAt: z.iso.datetime().describe('What is undecided then lapses.'),
    items: z.int(),
    undecided: z.int(),
  })
  .meta({ id: 'Recertification' });

export const Recertifications = z
  .object({ recertifications: z.array(Recertification) })
  .meta({ id: 'Recertifications' });

export const RecertificationBegun = z.object({ id: z.uuid() }).meta({ id: 'RecertificationBegun' });

export const RecertificationItem = z
  .object({
    id: z.uuid(),
    person: z.object({ id: z.string(), name: z.string() }),
    what: z.string().describe('The role with its scope, or the rule, in words.'),
    role: z.string().nullable(),
    grant: z.uuid().nullable(),
    reviewer: z.string().nullable().describe('Name; null when whoever may decides.'),
    decision: z.enum(['keep', 'remove']).nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    lapse: z
      .enum(['suspended', 'withdrawn', 'left'])
      .nullable()
      .describe(
        'What became of it undecided: a role is suspended until kept, a grant withdrawn, a denial left.',
      ),
  })
  .meta({ id: 'RecertificationItem' });
export type RecertificationItem = z.input<typeof RecertificationItem>;

export const RecertificationItemsQuery = z.object({
  mine: z.stringbool().default(false).describe('Only those that I am to decide.'),
  undecided: z.stringbool().default(false),
  ...Page,
});

export const RecertificationItems = z
  .object({
    items: z.array(RecertificationItem),
    next: z.string().nullable().describe('Null on the last page.'),
  })
  .meta({ id: 'RecertificationItems' });

export const RecertificationDecision = z
  .strictObject({ decision: z.enum(['keep', 'remove']) })
  .meta({ id: 'RecertificationDecision' });
