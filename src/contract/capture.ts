/** Captures: begun, sent in any number of parts, read. */

import { z } from 'zod';
import { Document } from './document.ts';
import { Import } from './import.ts';
import { NAME_LIMIT } from './limits.ts';
import { receivedFile, Sha256 } from './received-file.ts';

/** Longest capture that is accepted (1 TB). */
const OCTETS_LIMIT = 1e12;

export const UploadRequest = z
  .object({
    file: z.string().trim().min(1).max(NAME_LIMIT).describe('Name of the capture, for people.'),
    octets: z.int().min(1).max(OCTETS_LIMIT).describe('Its length.'),
    sha256: Sha256.optional().describe('When given, the capture is refused unless it arrives like this.'),
  })
  .meta({ id: 'UploadRequest' });

export const Upload = z
  .object({
    id: z.uuid(),
    octets: z.int(),
    received: z.int().describe('Send the rest from here. What is counted is safe on disk.'),
  })
  .meta({ id: 'Upload' });

export const UploadOffset = z.object({ offset: z.coerce.number().int().min(0) });

export const Capture = z
  .object({
    ...receivedFile('Why it could not be read.'),
    source: z.enum(['upload', 'folder']).describe('Sent, or taken in from a folder that the operator named.'),
    site: z.uuid().nullable().describe('Where it was captured, when the folder says so.'),
    packets: z.int().nullable(),
    firstAt: z.string().nullable(),
    lastAt: z.string().nullable(),
    anomalies: z.record(z.string(), z.int()).describe('Oddities by code, with their count.'),
    damagedAt: z.object({ octet: z.int(), packet: z.int(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'Capture' });
export type Capture = z.input<typeof Capture>;

/** An upload that is whole has become a capture, or an import or a document when it was begun as one. */
export const UploadProgress = z
  .object({
    received: z.int(),
    capture: Capture.nullable(),
    import: Import.nullable(),
    document: Document.nullable(),
  })
  .meta({ id: 'UploadProgress' });
export type UploadProgress = z.input<typeof UploadProgress>;

export const Captures = z.object({ captures: z.array(Capture) }).meta({ id: 'Captures' });
