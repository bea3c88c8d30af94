/** The organisation and its places: sites, units (wards and departments), network zones. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

/** Most subnets of a zone. */
const SUBNETS_LIMIT = 256;
const Name = z.string().trim().min(1).max(NAME_LIMIT);
const Subnets = z.array(z.union([z.cidrv4(), z.cidrv6()])).max(SUBNETS_LIMIT);

/** Whether the runtime knows a time zone by this name. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const Organisation = z
  .object({ id: z.uuid(), name: z.string(), timeZone: z.string().describe('Such as `Europe/Berlin`.') })
  .meta({ id: 'Organisation' });

export const OrganisationChange = z
  .strictObject({
    name: Name.optional(),
    timeZone: z
      .string()
      .max(NAME_LIMIT)
      .refine(isTimeZone, 'No time zone of the IANA database has this name.')
      .optional(),
  })
  .meta({ id: 'OrganisationChange' });

export const Sites = z
  .object({
    sites: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        watched: z.boolean().describe('Devices that were never seen before raise an alert there.'),
        units: z.array(z.object({ id: z.uuid(), name: z.string() })),
      }),
    ),
  })
  .meta({ id: 'Sites' });

export const Zones = z
  .object({
    zones: z.array(
      z.object({ id: z.uuid(), name: z.string(), site: z.uuid(), subnets: z.array(z.string()) }),
    ),
  })
  .meta({ id: 'Zones' });

export const PlaceRequest = z.strictObject({ name: Name }).meta({ id: 'PlaceRequest' });
export const ZoneRequest = z
  .strictObject({
    name: Name,
    subnets: Subnets.describe('Such as `10.20.0.0/16`. A subnet is in one zone.'),
  })
  .meta({ id: 'ZoneRequest' });
export const ZoneChange = z
  .strictObject({ name: Name.optional(), subnets: Subnets.optional() })
  .meta({ id: 'ZoneChange' });
export const PlaceMade = z.object({ id: z.uuid() }).meta({ id: 'PlaceMade' });
