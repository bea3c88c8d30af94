/** Requests of SCIM 2.0 (RFC 7644). Resources are read by their own rules, which answer with errors of SCIM. */

import { z } from 'zod';

const OPERATIONS_LIMIT = 100;
const TEXT_LIMIT = 500;
/** Objects on a page. */
export const SCIM_PAGE_LIMIT = 200;

export const ScimList = z.object({
  filter: z.string().max(TEXT_LIMIT).optional(),
  // Below 1 counts as 1, and a negative count as 0 (RFC 7644 3.4.2.4).
  startIndex: z.coerce.number().int().min(-1e9).max(1e9).default(1),
  count: z.coerce.number().int().min(-1e9).max(1e9).default(100),
  excludedAttributes: z.string().max(TEXT_LIMIT).optional(),
});

export const ScimRead = z.object({ excludedAttributes: z.string().max(TEXT_LIMIT).optional() });

export const ScimPath = z.object({ id: z.string().max(64) });

export const ScimResource = z.record(z.string(), z.json());

export const ScimPatch = z.looseObject({
  Operations: z
    .array(
      z.looseObject({
        op: z.string().max(16),
        path: z.string().max(TEXT_LIMIT).optional(),
        value: z.json().optional(),
      }),
    )
    .min(1)
    .max(OPERATIONS_LIMIT),
});
