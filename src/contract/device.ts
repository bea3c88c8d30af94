/** Devices: a page of a list, and one whole. */

import { z } from 'zod';
import { NAME_LIMIT, PAGE_DEFAULT, PAGE_LIMIT } from './limits.ts';

const Confidence = z.int().min(0).max(100);
const Category = z.object({ value: z.string(), confidence: Confidence, reasons: z.array(z.string()) });

const DeviceFacts = {
  id: z.uuid(),
  macs: z.array(z.string()),
  ips: z.array(z.string()),
  vlans: z.array(z.int()),
  hostnames: z.array(z.object({ value: z.string(), protocol: z.string() })),
  category: Category.describe('`unknown` when the traffic does not tell.'),
  firstAt: z.string(),
  lastAt: z.string(),
  packets: z.int(),
  octets: z.int(),
  peers: z.int(),
};

export const DeviceSummary = z
  .object({
    ...DeviceFacts,
    attributes: z
      .record(z.string(), z.object({ value: z.string(), confidence: Confidence }))
      .describe('Best value of each attribute; one without a value is absent.'),
  })
  .meta({ id: 'DeviceSummary' });

export const DevicesQuery = z.object({
  category: z.string().max(NAME_LIMIT).optional(),
  text: z
    .string()
    .trim()
    .min(1)
    .max(NAME_LIMIT)
    .optional()
    .describe('Part of an address or of any best value.'),
  cursor: z.string().max(NAME_LIMIT).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(PAGE_DEFAULT),
});

export const Devices = z
  .object({ devices: z.array(DeviceSummary), next: z.string().nullable().describe('Null on the last page.') })
  .meta({ id: 'Devices' });
export type Devices = z.input<typeof Devices>;

export const Device = z
  .object({
    ...DeviceFacts,
    viaDevice: z.uuid().nullable().describe('The gateway whose messages name it.'),
    attributes: z
      .record(
        z.string(),
        z.array(
          z.object({
            value: z.string(),
            confidence: Confidence,
            evidence: z.array(
              z.object({
                protocol: z.string(),
                field: z.string(),
                value: z.string(),
                source: z.object({ kind: z.enum(['capture', 'sensor', 'import']), id: z.uuid() }),
                packet: z.int(),
                at: z.string(),
              }),
            ),
          }),
        ),
      )
      .describe('Values best first.'),
    services: z.array(
      z.object({
        transport: z.enum(['tcp', 'udp']),
        port: z.int(),
        protocol: z.string(),
        role: z.enum(['server', 'client']),
      }),
    ),
  })
  .meta({ id: 'Device' });
export type Device = z.input<typeof Device>;

export const IdPath = z.object({ id: z.uuid() });
