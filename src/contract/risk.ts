/** Scores of devices and the fleet, explained; what would change them. */

import { z } from 'zod';
import { Control } from './decision.ts';
import { Band, FeedCaveats, GroupCounts, Score } from './verdict.ts';
import { FindingExplanation } from './vulnerability.ts';

const Standing = z
  .enum(['scored', 'nothing-found', 'product-unknown', 'no-data', 'waiting'])
  .describe('`waiting`: not computed yet. Only the first two have a score.');

export const DeviceRisk = z
  .object({
    standing: Standing,
    score: Score.nullable(),
    likely: z.object({ from: Score, to: Score }).nullable().describe('10th to 90th percentile.'),
    band: Band.nullable(),
    findings: GroupCounts,
    model: z.string().nullable(),
    inputs: z.string().nullable().describe('Hash of what it was computed from.'),
    computedAt: z.iso.datetime().nullable(),
    caveats: FeedCaveats,
    drivers: z
      .array(z.object({ cve: z.string(), score: Score, because: z.string() }))
      .describe('The findings that weigh most, one for each cause.'),
    worst: FindingExplanation.nullable(),
    moves: z
      .array(z.object({ move: z.string(), score: Score, lowersBy: z.number() }))
      .describe('What would change it most.'),
    controls: z.array(Control),
    history: z.array(
      z.object({
        at: z.iso.datetime(),
        standing: Standing,
        score: Score.nullable(),
        band: Band.nullable(),
        causes: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'DeviceRisk' });
export type DeviceRisk = z.input<typeof DeviceRisk>;

const FleetDay = z.object({
  day: z.string(),
  score: Score.nullable(),
  band: Band.nullable(),
  perBand: z.record(Band, z.int()),
  unknown: z.int().describe('Devices of which nothing is known; they are in no band.'),
  model: z.string(),
});

export const FleetRisk = z
  .object({
    hasData: z.boolean(),
    caveats: FeedCaveats,
    isWhole: z
      .boolean()
      .describe('False: counted over the devices alone that you may see, without score and trend.'),
    today: FleetDay.nullable(),
    trend: z.array(FleetDay),
    unknowns: z.array(z.object({ reason: Standing, category: z.string(), devices: z.int() })),
    vulnerabilities: z.record(z.string(), z.int()).describe('By verdict group.'),
  })
  .meta({ id: 'FleetRisk' });

/** Moves of one question. */
const MOVE_LIMIT = 20;
const Transport = z.enum(['tcp', 'udp']);
export const Move = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('patch'),
    cve: z.string().max(100).optional().describe('Without: all that have a fix.'),
  }),
  z.object({ kind: z.literal('close-port'), transport: Transport, port: z.int().min(1).max(65_535) }),
  z.object({ kind: z.literal('segment'), zone: z.enum(['department', 'micro-segment', 'isolated']) }),
  z.object({ kind: z.literal('control'), countermeasure: z.string().max(4), isVerified: z.boolean() }),
]);
export type Move = z.output<typeof Move>;
export const WhatIfRequest = z
  .object({ moves: z.array(Move).min(1).max(MOVE_LIMIT) })
  .meta({ id: 'WhatIfRequest' });
const Outcome = z.object({ score: Score, band: Band, likely: z.object({ from: Score, to: Score }) });
export const WhatIf = z
  .object({
    before: Outcome,
    after: Outcome,
    steps: z.array(Outcome).describe('After each move, the ones before it made.'),
  })
  .meta({ id: 'WhatIf' });
export type WhatIf = z.input<typeof WhatIf>;
