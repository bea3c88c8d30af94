/** Notices: alerts that a person must see because of their role. */

import { z } from 'zod';
import { AlertKind } from './alert.ts';
import { Page } from './limits.ts';

export const NoticesQuery = z.object({
  unseen: z
    .stringbool()
    .default(false)
    .describe('Only those that you have not seen, of alerts that are not closed.'),
  ...Page,
});

export const Notice = z
  .object({
    id: z.uuid(),
    kind: AlertKind,
    subject: z.uuid().nullable().describe('What it is about: a break-glass, a sensor.'),
    text: z.string(),
    at: z.iso.datetime(),
    seenAt: z.iso.datetime().nullable().describe('When you saw it.'),
  })
  .meta({ id: 'Notice' });

export const Notices = z
  .object({ notices: z.array(Notice), next: z.uuid().nullable() })
  .meta({ id: 'Notices' });

export const NoticeSeen = z.object({ id: z.uuid() }).meta({ id: 'NoticeSeen' });
