/** How long each class of data is kept, and what it takes on disk. */

import { z } from 'zod';

const CLASSES = [
  ...([
    'conversation-hours',
    'conversation-days',
    'alerts',
    'tasks',
    'captures',
    'imports',
    'active-queries',
    'device-history',
    'risk-history',
    'documents',
    'audit',
    'evidence',
    'sessions',
  ] as const),
] as const;
const Days = z.int().min(1);

export const RetentionRequest = z
  .object({ days: z.partialRecord(z.enum(CLASSES), Days).describe('Days by class; what is absent stays.') })
  .meta({ id: 'RetentionRequest' });

export const Retention = z
  .object({
    classes: z.array(
      z.object({
        id: z.enum(CLASSES),
        title: z.string(),
        days: Days,
        least: Days,
        most: Days,
        removed: z
          .boolean()
          .describe('Whether old data of this class is taken away already; if not, it is kept for longer.'),
        lastRun: z
          .object({
            ranAt: z.iso.datetime(),
            keptSince: z.iso.datetime().describe('What is older is gone.'),
            rows: z.int().describe('Rows that went one by one; whole partitions are not counted.'),
          })
          .nullable(),
        octets: z
          .int()
          .nullable()
          .describe('On disk, of all organisations of this server; null when there is no such data yet.'),
        forecast: z.object({
          octetsPerDay: z.int().nullable().describe('Null until the size of two days is known.'),
          octetsIn30Days: z.int().nullable(),
          octetsIn90Days: z.int().nullable(),
        }),
      }),
    ),
  })
  .meta({ id: 'Retention' });
export type Retention = z.input<typeof Retention>;
