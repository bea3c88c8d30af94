/** Bounds that requests and pages keep. */

import { z } from 'zod';

export const PAGE_LIMIT = 500;
export const PAGE_DEFAULT = 50;
/** Longest name of an organisation, a person, a file. */
export const NAME_LIMIT = 200;
/** Longest note. */
export const NOTE_LIMIT = 10_000;

/** How many rows a page has. */
export const PageLimit = z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_DEFAULT);

/** A page of rows that have ids: where it begins and how many it has. */
export const Page = { cursor: z.uuid().optional().describe('`next` of the page before.'), limit: PageLimit };
