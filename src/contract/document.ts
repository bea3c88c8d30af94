/** Documents: what makers and people wrote of a device or a product. */

import { z } from 'zod';
import { NAME_LIMIT, Page, PageLimit } from './limits.ts';
import { Sha256 } from './received-file.ts';

/** Longest document that is accepted. */
export const DOCUMENT_OCTETS_LIMIT = 64 * 2 ** 20;
const NOTE_LIMIT = 1_000;
const Name = z.string().trim().min(1).max(NAME_LIMIT);

const ProductNames = z.object({
  vendor: Name.optional().describe('Absent: of any maker that has such a model.'),
  model: Name.describe('As devices say it; letters in any case.'),
  version: Name.optional().describe('Of firmware or software. Absent: of any version.'),
});

export const DocumentRequest = z
  .object({
    file: Name.describe('Name of the document, for people.'),
    octets: z.int().min(1).max(DOCUMENT_OCTETS_LIMIT).describe('Its length.'),
    sha256: Sha256.optional().describe('When given, the document is refused unless it arrives like this.'),
    device: z.uuid().optional().describe('Of this device alone. Either this or `product` is needed.'),
    product: ProductNames.optional().describe('Of all devices of a model.'),
    note: z.string().trim().max(NOTE_LIMIT).optional(),
  })
  .meta({ id: 'DocumentRequest' });

export const Document = z
  .object({
    id: z.uuid(),
    file: z.string(),
    octets: z.int(),
    sha256: Sha256,
    device: z.uuid().nullable().describe('Null: of all devices of `product`.'),
    product: z
      .object({ vendor: z.string().nullable(), model: z.string(), version: z.string().nullable() })
      .nullable(),
    devices: z.int().describe('Devices that it holds for, among those that you may see.'),
    kind: z
      .enum(['sbom', 'mds2', 'other'])
      .nullable()
      .describe(
        'A bill of materials, a security disclosure form, or kept and not read; null until it was read.',
      ),
    format: z.string().nullable(),
    names: z.string().nullable().describe('The product, as the document itself names it.'),
    dated: z.string().nullable().describe('When it was made, as it says itself.'),
    items: z.int().nullable().describe('Components or answers that were read.'),
    skipped: z.int().nullable().describe('What of it could not be read.'),
    note: z.string().nullable(),
    state: z.enum(['received', 'reading', 'read', 'failed']),
    problem: z.string().nullable().describe('Why it could not be read.'),
    addedBy: z.string(),
    addedAt: z.iso.datetime(),
  })
  .meta({ id: 'Document' });
export type Document = z.input<typeof Document>;

export const DocumentsQuery = z.object({
  device: z.uuid().optional().describe('Those that hold for this device.'),
  kind: z.enum(['sbom', 'mds2', 'other']).optional(),
  ...Page,
});
export const Documents = z
  .object({ documents: z.array(Document), next: z.uuid().nullable() })
  .meta({ id: 'Documents' });

const Position = {
  after: z.coerce.number().int().min(0).max(1e6).default(0).describe('`next` of the page before.'),
  limit: PageLimit,
};
export const ComponentsQuery = z.object({
  text: z.string().max(NAME_LIMIT).optional().describe('Part of a name or a supplier.'),
  ...Position,
});
export const Components = z
  .object({
    components: z.array(
      z.object({
        position: z.int(),
        type: z.string(),
        name: z.string(),
        version: z.string().nullable(),
        supplier: z.string().nullable(),
        cpes: z.array(z.string()),
        purls: z.array(z.string()),
        supportEnds: z.iso.datetime().nullable(),
      }),
    ),
    next: z.int().nullable(),
  })
  .meta({ id: 'DocumentComponents' });

export const AnswersQuery = z.object(Position);
export const Answers = z
  .object({
    answers: z.array(
      z.object({
        position: z.int(),
        question: z.string().describe('Id of the form: `MPII-1`.'),
        text: z.string(),
        answer: z
          .enum(['yes', 'no', 'not-applicable', 'see-note'])
          .nullable()
          .describe('Null: another text, or left open.'),
        said: z.string().describe('As it stands there.'),
        note: z.string().nullable(),
      }),
    ),
    next: z.int().nullable(),
  })
  .meta({ id: 'DocumentAnswers' });

export const DocumentOctets = z.string().describe('The document as it was sent.');
export const RemovedDocument = z.object({ id: z.uuid() }).meta({ id: 'RemovedDocument' });
