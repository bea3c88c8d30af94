/** Documents of the feeds as they stand in the compiled catalogue, and which devices they concern. */

import { z } from 'zod';
import { LISTED_LIMIT, ProductStatus, Score, VerdictGroup } from './verdict.ts';

/** Longest name of a document that can be asked for. */
const DOCUMENT_LIMIT = 400;

export const AdvisoryPath = z.object({
  feed: z
    .string()
    .max(40)
    .regex(/^[a-z][a-z0-9-]*$/),
  document: z.string().trim().min(1).max(DOCUMENT_LIMIT),
});
export const AdvisoryQuery = z.object({
  publisher: z
    .string()
    .trim()
    .min(1)
    .max(DOCUMENT_LIMIT)
    .optional()
    .describe('Whose document it is, where several publishers have one of this name.'),
});
export const AdvisoriesQuery = z.object({
  text: z.string().trim().min(3).max(DOCUMENT_LIMIT).describe('How the name of the document begins.'),
  limit: z.coerce.number().int().min(1).max(LISTED_LIMIT).default(10),
});
export const AdvisoryDevicesQuery = AdvisoryQuery.extend({
  limit: z.coerce.number().int().min(1).max(LISTED_LIMIT).default(50),
});

/** Who says it, in which revision. Every text is the document's own. */
export const AdvisorySource = z
  .object({
    feed: z.string(),
    document: z.string(),
    publisher: z.string().nullable().describe('Null: the document does not state it.'),
    role: z.enum(['maker', 'coordinator', 'analyst', 'database', 'unknown']),
    title: z.string().nullable(),
    status: z
      .enum(['draft', 'interim', 'final', 'withdrawn', 'superseded'])
      .nullable()
      .describe('Null: the format does not tell.'),
    revision: z.string().describe('Empty: the document tells none.'),
    publishedAt: z.iso.datetime().nullable(),
    revisedAt: z.iso.datetime().nullable(),
    sharing: z.string().nullable().describe('Label of the Traffic Light Protocol as written.'),
  })
  .meta({ id: 'AdvisorySource' });
export type AdvisorySource = z.input<typeof AdvisorySource>;

export const Advisories = z
  .object({ hasData: z.boolean(), advisories: z.array(AdvisorySource) })
  .meta({ id: 'Advisories' });

const Statement = z.object({
  product: z.string(),
  versions: z.string(),
  status: ProductStatus,
  isPlatform: z.boolean().describe('Needed beside the vulnerable product, and not vulnerable itself.'),
  justification: z.string().nullable(),
  impact: z.string().nullable(),
});

const Remedy = z.object({
  category: z.string(),
  details: z.string(),
  url: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  restart: z.string().nullable(),
  products: z.array(z.string()).describe('Empty: for every product that the document names.'),
});

const Named = z.object({
  id: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  notes: z.array(z.string()),
  isRejected: z.boolean().describe('The document takes back that it is a vulnerability.'),
  severities: z.array(z.object({ version: z.string(), vector: z.string(), scoredBy: z.string() })),
  statements: z.array(Statement),
  statementsLeftOut: z.int(),
  remedies: z.array(Remedy),
  remediesLeftOut: z.int(),
});

export const Advisory = z
  .object({
    source: AdvisorySource,
    namesakes: z.array(z.string().nullable()).describe('Other publishers of a document of this name.'),
    history: z
      .array(
        z.object({
          revision: z.string(),
          at: z.iso.datetime().nullable(),
          summary: z.string().nullable(),
        }),
      )
      .nullable()
      .describe('Latest first; null: the format of the document keeps none.'),
    notes: z.array(
      z.object({ category: z.string().nullable(), title: z.string().nullable(), text: z.string() }),
    ),
    references: z.array(z.object({ url: z.string(), summary: z.string().nullable(), isSelf: z.boolean() })),
    failings: z
      .array(z.string())
      .nullable()
      .describe('Tests of its standard that it fails; null: documents of this feed are not tested.'),
    vulnerabilities: z.array(Named),
    vulnerabilitiesLeftOut: z.int(),
  })
  .meta({ id: 'Advisory' });
export type Advisory = z.input<typeof Advisory>;

/** How a product stands by the word of one document alone. */
export const AdvisoryStanding = z
  .enum(['affected', 'cannot-tell', 'fixed', 'not-affected'])
  .describe('`cannot-tell`: the version, the conditions or the word of the document leave it open.');
export type AdvisoryStanding = z.output<typeof AdvisoryStanding>;

export const AdvisoryDevices = z
  .object({
    counts: z.object({
      affected: z.int(),
      cannotTell: z.int(),
      fixed: z.int(),
      notAffected: z.int(),
      notCompared: z.int().describe('Nothing was compared: their product is not known.'),
    }),
    isComplete: z.boolean().describe('False: more products have its vulnerabilities than were compared.'),
    devices: z.array(
      z.object({
        device: z.uuid(),
        label: z.string().nullable(),
        address: z.string().nullable(),
        category: z.string(),
        site: z.string().nullable(),
        standing: AdvisoryStanding,
        because: z.string().describe('What of the document fits the device.'),
        vulnerabilities: z.array(z.string()).describe('Those of the document that give it this standing.'),
        group: VerdictGroup.nullable().describe('After all documents, decisions and use; null: not scored.'),
        score: Score.nullable(),
      }),
    ),
    more: z.int().describe('Devices beyond those listed.'),
  })
  .meta({ id: 'AdvisoryDevices' });
export type AdvisoryDevices = z.input<typeof AdvisoryDevices>;
