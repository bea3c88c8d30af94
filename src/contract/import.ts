/** Imports: records of other tools, begun here, sent as uploads are, read. */

import { z } from 'zod';
import { NAME_LIMIT, Page } from './limits.ts';
import { receivedFile, Sha256 } from './received-file.ts';

/** Longest file of records that is accepted (16 GiB). */
const OCTETS_LIMIT = 16 * 2 ** 30;
const COLUMNS_LIMIT = 128;

/** What a column of an asset register can hold. */
export const IMPORT_COLUMNS = [
  ...(['maker', 'model', 'serial', 'host-name', 'software-version', 'firmware-version', 'os'] as const),
  ...(['udi', 'ae-title', 'asset-tag', 'device-type', 'site', 'building', 'unit', 'room', 'owner'] as const),
  ...(['criticality', 'status', 'installed-on', 'warranty-end', 'support-end', 'mac', 'ip'] as const),
  'ignore',
] as const;

export const ImportRequest = z
  .object({
    file: z.string().trim().min(1).max(NAME_LIMIT).describe('Name of the file, for people.'),
    octets: z.int().min(1).max(OCTETS_LIMIT).describe('Its length. Send the octets to /api/uploads/:id.'),
    sha256: Sha256.optional().describe('When given, the file is refused unless it arrives like this.'),
    format: z
      .string()
      .max(NAME_LIMIT)
      .optional()
      .describe('Id of the format, such as zeek-tsv; told by the content when absent.'),
    columns: z
      .record(z.string().min(1).max(NAME_LIMIT), z.string().min(1).max(NAME_LIMIT))
      .refine((columns) => Object.keys(columns).length <= COLUMNS_LIMIT)
      .optional()
      .describe(
        'Of an asset register: what a column holds, by its heading, such as {"Inv.-Nr.": "asset-tag"}.',
      ),
  })
  .meta({ id: 'ImportRequest' });

export const Import = z
  .object({
    ...receivedFile('Why it could not be read, or not to its end.'),
    format: z.string().nullable().describe('Id of the format; null until it is read.'),
    read: z.int().nullable().describe('Records read.'),
    skipped: z.record(z.string(), z.int()).describe('Records left out, by reason.'),
    ignoredFields: z.record(z.string(), z.int()).describe('Fields of the file that are not read.'),
    firstAt: z.string().nullable(),
    lastAt: z.string().nullable(),
    devices: z.int().nullable().describe('Devices that it tells of.'),
    conflicts: z.int().nullable().describe('Values that contradict what was known.'),
    unmatched: z.int().nullable().describe('Rows whose device nobody knows.'),
  })
  .meta({ id: 'Import' });
export type Import = z.input<typeof Import>;

export const Imports = z.object({ imports: z.array(Import) }).meta({ id: 'Imports' });

export const ImportConflictsQuery = z.object({
  ...Page,
});

export const ImportConflicts = z
  .object({
    conflicts: z.array(
      z.object({
        id: z.uuid(),
        device: z.uuid(),
        attribute: z.string(),
        import: z.object({ value: z.string(), confidence: z.int().nullable(), line: z.int().nullable() }),
        known: z.object({ value: z.string(), confidence: z.int().nullable() }),
        kept: z
          .enum(['known', 'import'])
          .describe('Which of both stands first; the other one is kept beside it.'),
        why: z.string(),
      }),
    ),
    next: z.uuid().nullable(),
  })
  .meta({ id: 'ImportConflicts' });
export type ImportConflicts = z.input<typeof ImportConflicts>;
