/** Whether the server works. */

import { z } from 'zod';

export const Health = z
  .object({ status: z.enum(['ok', 'failing']), version: z.string(), database: z.enum(['ok', 'failing']) })
  .meta({ id: 'Health' });

export const HealthDetails = z
  .object({
    status: z.enum(['ok', 'attention', 'failing']).describe('That of the worst check.'),
    version: z.string(),
    uptimeSeconds: z.number(),
    checks: z.array(
      z.object({
        name: z.enum(['database', 'jobs', 'failed-jobs', 'disk', 'sensors', 'folders', 'outputs']),
        status: z.enum(['ok', 'attention', 'failing', 'unknown']),
        detail: z.string().describe('What is the case.'),
        action: z.string().nullable().describe('What to do.'),
      }),
    ),
  })
  .meta({ id: 'HealthDetails' });

export type HealthCheck = z.infer<typeof HealthDetails>['checks'][number];

export const MetricsText = z.string().describe('Text format of Prometheus.');
