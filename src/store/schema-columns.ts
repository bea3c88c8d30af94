/** Kinds of columns that tables of several topics have, as kysely types them. */

import type { ColumnType } from 'kysely';

/** Read as a date, written as one or as its text. */
export type Instant = ColumnType<Date, Date | string, Date | string>;
