/** What is read of a document: the components of a bill of materials, the answers of a disclosure form, or nothing. */

import fs from 'node:fs';
import { formOf, HEAD_OCTETS } from '../documents/document-form.ts';
import { type Mds2Form, readMds2 } from '../documents/mds2/form-reader.ts';
import { sharedStrings, sheetRows } from '../documents/spreadsheet/sheet-rows.ts';
import { textRows } from '../documents/spreadsheet/text-rows.ts';
import { type OctetsProblem, readFileOctets } from '../feeds/reading/file-octets.ts';
import { readFeedFile } from '../feeds/reading/read-feed-file.ts';
import type { SbomDocument } from '../vulnerability/vulnerability-record.ts';
import { ThreadProblem } from './worker-thread.ts';

export type ReadDocument =
  | { readonly kind: 'other' }
  | { readonly kind: 'mds2'; readonly form: Mds2Form }
  | { readonly kind: 'sbom'; readonly format: string; readonly bill: SbomDocument; readonly skipped: number };

/** Octets of one part of a workbook, and of all that are read. */
const PART_OCTETS = 32 * 2 ** 20;
const WORKBOOK_OCTETS = 64 * 2 ** 20;
const STRINGS_PART = 'xl/sharedStrings.xml';
const SHEET_PART = /^xl\/worksheets\/[^/]+\.xml$/;

/** Reads the file at `path`, which people call `name`. Throws a ThreadProblem with a sentence for people. */
export async function readDocument(path: string, name: string): Promise<ReadDocument> {
  const form = formOf(headOf(path));
  if (form === 'pdf') return { kind: 'other' };
  if (form === 'json') return readBill(path, name);
  const rows = form === 'spreadsheet' ? await workbookRows(path) : textRows(fs.readFileSync(path));
  const found = readMds2(rows);
  if (found) return { kind: 'mds2', form: found };
  throw new ThreadProblem(
    'This is no form that is known: a spreadsheet or a table in text must be an MDS2 of 2013 or 2019.',
  );
}

function headOf(path: string): Uint8Array {
  const file = fs.openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_OCTETS);
    return head.subarray(0, fs.readSync(file, head, 0, head.length, 0));
  } finally {
    fs.closeSync(file);
  }
}

async function readBill(path: string, name: string): Promise<ReadDocument> {
  let bill: SbomDocument | undefined;
  let format = '';
  let skipped = 0;
  const { problems } = await readFeedFile(
    path,
    {
      openDocument: ({ title }) => ({
        take: (item) => {
          if (item.kind !== 'sbom') return;
          // Another bill in the same file is another product.
          if (bill) skipped++;
          else [bill, format] = [item, title];
        },
        skip: () => skipped++,
        dated: () => undefined,
      }),
    },
    () => undefined,
  );
  if (bill)
    return { kind: 'sbom', format, skipped, bill: { ...bill, source: { ...bill.source, document: name } } };
  throw new ThreadProblem(
    problems.has('document-too-large')
      ? 'The document is larger than is read at once.'
      : 'This JSON is no bill of materials in CycloneDX or SPDX 2 with components.',
  );
}

async function workbookRows(path: string): Promise<string[][]> {
  const parts = new Map<string, Buffer[]>();
  const problems = new Set<OctetsProblem>();
  let current: Buffer[] | undefined;
  let octets = 0;
  await readFileOctets(
    path,
    {
      begin: (entry = '') => {
        const isWanted = entry === STRINGS_PART || SHEET_PART.test(entry);
        current = isWanted && !parts.has(entry) ? [] : undefined;
        if (current) parts.set(entry, current);
      },
      take: (block) => {
        octets += current ? block.length : 0;
        if (octets > WORKBOOK_OCTETS) problems.add('too-large');
        else current?.push(block);
        return current !== undefined && octets <= WORKBOOK_OCTETS;
      },
      settle: async () => undefined,
      end: (problem) => problem && problems.add(problem),
    },
    PART_OCTETS,
  );
  if (problems.has('too-large')) throw new ThreadProblem('The spreadsheet unpacks to more than is read.');
  if (problems.size > 0) throw new ThreadProblem('The spreadsheet is damaged.');
  const textOf = (name: string) => Buffer.concat(parts.get(name) ?? []).toString('utf8');
  const strings = sharedStrings(textOf(STRINGS_PART));
  return [...parts.keys()]
    .filter((name) => SHEET_PART.test(name))
    .sort()
    .flatMap((name) => sheetRows(textOf(name), strings));
}
