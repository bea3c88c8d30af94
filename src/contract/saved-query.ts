/** Queries that people keep. */

import { z } from 'zod';
import { QUERY_LIMIT } from '../query/filter.ts';
import { NAME_LIMIT } from './limits.ts';

const Content = {
  name: z.string().trim().min(1).max(NAME_LIMIT),
  query: z.string().max(QUERY_LIMIT).describe('As in docs/device-queries.md.'),
  sort: z.string().max(NAME_LIMIT).default('-seen'),
  shared: z.boolean().default(false).describe('Everybody of the organisation sees it; only you change it.'),
};

export const SavedQueryRequest = z.strictObject(Content).meta({ id: 'SavedQueryRequest' });

export const SavedQueryChange = z
  .strictObject({
    version: z.int().min(1),
    name: Content.name.optional(),
    query: Content.query.optional(),
    sort: z.string().max(NAME_LIMIT).optional(),
    shared: z.boolean().optional(),
  })
  .meta({ id: 'SavedQueryChange' });

export const SavedQuery = z
  .object({
    id: z.uuid(),
    name: z.string(),
    query: z.string(),
    sort: z.string(),
    shared: z.boolean(),
    own: z.boolean(),
    owner: z.string(),
    version: z.int(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'SavedQuery' });
export type SavedQuery = z.input<typeof SavedQuery>;

export const SavedQueries = z.object({ queries: z.array(SavedQuery) }).meta({ id: 'SavedQueries' });
