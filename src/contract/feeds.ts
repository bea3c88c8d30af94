/** The vulnerability feeds of the server. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

const Update = z.object({
  id: z.uuid(),
  kind: z.enum(['bundle', 'online']),
  state: z.enum(['verified', 'applying', 'applied', 'refused']),
  by: z.string().nullable(),
  at: z.iso.datetime(),
  outcome: z.record(z.string(), z.unknown()),
});

/** Sources that one setting names. */
const SOURCE_LIMIT = 50;
const Source = z
  .string()
  .max(NAME_LIMIT)
  .regex(/^[a-z0-9][a-z0-9.-]*$/i);

export const Feeds = z
  .object({
    hasData: z.boolean(),
    compiledAt: z.iso.datetime().nullable(),
    records: z.int(),
    feeds: z.array(
      z.object({
        feed: z.string(),
        title: z.string(),
        condition: z.enum(['current', 'stale', 'undated', 'empty', 'absent']),
        items: z.int(),
        newestAt: z.iso.datetime().nullable(),
        checkedAt: z.iso.datetime().nullable(),
        ageDays: z.int().nullable().describe('Null: unknown.'),
        staleAfterDays: z.int().nullable(),
      }),
    ),
    caveats: z.array(z.string()),
    online: z.object({
      allowed: z.boolean(),
      sources: z.array(z.string()),
      setBy: z.string().nullable(),
      setAt: z.iso.datetime().nullable(),
    }),
    updates: z.array(Update).describe('Latest first.'),
  })
  .meta({ id: 'Feeds' });

export const FeedSettingsRequest = z
  .object({
    online: z.boolean().describe('Whether the server may fetch the sources each night.'),
    sources: z
      .array(Source)
      .max(SOURCE_LIMIT)
      .describe('`kev`, `epss`, `nvd` … or the domain of a CSAF provider.'),
  })
  .meta({ id: 'FeedSettingsRequest' });

export const BundlePreview = z
  .object({
    id: z.uuid().describe('Apply it with this.'),
    made: z.string(),
    added: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    feeds: z.array(
      z.object({ feed: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
    ),
  })
  .meta({ id: 'BundlePreview' });
export type BundlePreview = z.input<typeof BundlePreview>;
export const Applied = z.object({ id: z.uuid() }).meta({ id: 'BundleApplied' });
