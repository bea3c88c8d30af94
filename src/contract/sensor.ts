/** Sensors: made by a person, enrolled with a token that counts once, watched afterwards. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';
import { SensorHealth } from './sensor-batch.ts';

export const SensorRequest = z
  .object({
    name: z.string().trim().min(1).max(NAME_LIMIT).describe('Unique in the organisation.'),
    site: z.string().trim().min(1).max(NAME_LIMIT).optional().describe('Where it stands.'),
  })
  .meta({ id: 'SensorRequest' });

const State = z
  .enum(['never-connected', 'live', 'silent', 'interface-silent', 'revoked'])
  .describe('`interface-silent`: it delivers, but sees no packets.');

const Dark = z
  .object({
    vlans: z.array(z.int()).describe('VLANs that no other live sensor sees.'),
    devices: z.int().describe('Devices that no other live sensor sees.'),
  })
  .meta({ id: 'DarkNetworks' });

export const Sensor = z
  .object({
    id: z.uuid(),
    name: z.string(),
    site: z.string().nullable(),
    state: State,
    silentSince: z.iso.datetime().nullable(),
    dark: Dark.nullable().describe('What nobody sees since it is silent.'),
    enrolledAt: z.iso.datetime().nullable(),
    tokenExpiresAt: z.iso.datetime().nullable().describe('Of a token that was not used yet.'),
    lastBatchAt: z.iso.datetime().nullable(),
    lastPacketAt: z.iso.datetime().nullable(),
    clockSkewMs: z.int().nullable().describe('Its clock less that of the server, journey included.'),
    received: z.int().describe('Number of the last batch that is safe here.'),
    applied: z.int().describe('Number of the last batch whose devices are in the inventory.'),
    missing: z.int().describe('Batches that never came: the sensor dropped them.'),
    refused: z.int().describe('Batches that could not be read.'),
    lastError: z.object({ at: z.iso.datetime(), message: z.string() }).nullable(),
    health: SensorHealth.nullable().describe('As it said last.'),
  })
  .meta({ id: 'Sensor' });
export type Sensor = z.input<typeof Sensor>;

export const Sensors = z.object({ sensors: z.array(Sensor) }).meta({ id: 'Sensors' });

export const SensorDetail = Sensor.extend({
  hours: z
    .array(
      z.object({
        hour: z.iso.datetime(),
        batches: z.int(),
        packets: z.int(),
        octets: z.int(),
        dropped: z.int().nullable(),
        devices: z.int().nullable(),
        greatestRate: z.number().describe('Packets per second of the busiest period.'),
      }),
    )
    .describe('Latest last. An hour without a batch is absent.'),
}).meta({ id: 'SensorDetail' });
export type SensorDetail = z.input<typeof SensorDetail>;

export const Enrolment = z
  .object({
    id: z.uuid(),
    token: z.string().describe('Shown once; only its hash is kept.'),
    expiresAt: z.iso.datetime(),
    command: z.string().describe('To run on the sensor, with the interface of the mirror port.'),
  })
  .meta({ id: 'Enrolment' });

const OCTETS_32 = /^[A-Za-z0-9_-]{43}$/;
const OCTETS_64 = /^[A-Za-z0-9_-]{86}$/;

export const EnrolRequest = z
  .object({
    token: z.string().regex(OCTETS_64),
    publicKey: z.string().regex(OCTETS_32).describe('Ed25519, raw, base64url.'),
    proof: z.string().regex(OCTETS_64).describe('Signature of the token by the private key.'),
  })
  .meta({ id: 'EnrolRequest' });

export const EnrolResult = z
  .object({
    organisation: z.uuid(),
    sensor: z.uuid(),
    name: z.string(),
    received: z.int().describe('The first batch has the number after this.'),
  })
  .meta({ id: 'EnrolResult' });
export type EnrolResult = z.output<typeof EnrolResult>;

export const BatchQuery = z.object({ sequence: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

export const BatchReceipt = z
  .object({ sequence: z.int().describe('This batch is safe here and need not be sent again.') })
  .meta({ id: 'BatchReceipt' });
