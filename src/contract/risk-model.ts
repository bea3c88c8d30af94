/** The weights of the scores: the model that counts, what others would move, and versions that people saved. */

import { z } from 'zod';
import { PageLimit } from './limits.ts';
import { Band, Score } from './verdict.ts';

/** Longest reason. */
const REASON_LIMIT = 1_000;
const Reason = z.string().trim().min(3).max(REASON_LIMIT);

const RiskModelDocument = z.record(z.string(), z.unknown()).meta({ id: 'RiskModelDocument' });

const WeightChange = z.object({
  weight: z.string().describe('Where the number stands: `threat.ceiling`, `applicability.model.1`.'),
  from: z.number().nullable(),
  to: z.number().nullable(),
});
export type WeightChange = z.output<typeof WeightChange>;

export const ModelVersion = z
  .object({
    id: z.uuid(),
    number: z.int().describe('From 1.'),
    version: z.string().describe('Part of every score that it gives.'),
    changed: z.int().describe('Numbers that differ from the version before.'),
    changes: z.array(WeightChange).describe('The first 200 of them.'),
    restoredFrom: z
      .int()
      .nullable()
      .describe('Number of the version whose weights it has again, 0 for those that ship with Wardlight.'),
    reason: z.string(),
    savedBy: z.string(),
    savedAt: z.iso.datetime(),
  })
  .meta({ id: 'RiskModelVersion' });
export type ModelVersion = z.input<typeof ModelVersion>;

export const RiskModel = z
  .object({
    number: z.int().describe('Of the saved version that counts; 0 for the model that ships with Wardlight.'),
    version: z.string(),
    document: RiskModelDocument,
    policy: z.string(),
    saved: ModelVersion.nullable(),
    problem: z
      .string()
      .nullable()
      .describe('Why the saved version cannot be used, so that the shipped model counts.'),
    shipped: z.object({ version: z.string(), document: RiskModelDocument }),
  })
  .meta({ id: 'RiskModel' });

export const ModelVersionsQuery = z.object({
  limit: PageLimit,
});
export const ModelVersions = z
  .object({ versions: z.array(ModelVersion).describe('Newest first.') })
  .meta({ id: 'RiskModelVersions' });
export const ModelVersionWithDocument = ModelVersion.extend({
  document: RiskModelDocument.describe('What the command line reads as `--model`.'),
}).meta({ id: 'RiskModelVersionWithDocument' });

const BasedOn = z
  .int()
  .min(0)
  .describe('Number of the version that you saw; when another counts by now, nothing is saved.');
export const SaveModelRequest = z
  .object({
    document: RiskModelDocument.describe('A whole model, changed.'),
    basedOn: BasedOn,
    reason: Reason,
  })
  .meta({ id: 'SaveRiskModelRequest' });
export const RestoreModelRequest = z
  .object({
    version: z.uuid().nullable().describe('Null for the model that ships with Wardlight.'),
    basedOn: BasedOn,
    reason: Reason,
  })
  .meta({ id: 'RestoreRiskModelRequest' });

export const PreviewRequest = z
  .object({ document: RiskModelDocument.describe('A whole model, changed.') })
  .meta({ id: 'RiskModelPreviewRequest' });
export const Preview = z
  .object({
    devices: z.int().describe('Devices that were scored with both models.'),
    before: z.record(Band, z.int()),
    after: z.record(Band, z.int()),
    moved: z.int().describe('Devices in another band.'),
    changes: z.array(
      z.object({
        device: z.uuid(),
        category: z.string(),
        before: z.object({ score: Score, band: Band }),
        after: z.object({ score: Score, band: Band }),
      }),
    ),
  })
  .meta({ id: 'RiskModelPreview' });
export type Preview = z.input<typeof Preview>;
