/** Devices: a page of a list, one whole, and what people say of them. */

import { z } from 'zod';
import { DEVICE_FIELDS, FIELD_NAMES } from '../query/device-fields.ts';
import { QUERY_LIMIT } from '../query/filter.ts';
import { NAME_LIMIT, NOTE_LIMIT, PAGE_LIMIT, PageLimit } from './limits.ts';

const Confidence = z.int().min(0).max(100);
const Category = z.object({
  value: z.string(),
  confidence: Confidence,
  reasons: z.array(z.string()),
  setByPerson: z.literal(true).optional(),
});
const IdentityDecision = z.object({
  kind: z.string(),
  by: z.enum(['inference', 'person']),
  reason: z.string(),
  about: z.array(z.string()),
});

/** How openly a device can be reached; the words of the risk model. */
export const ZONES = [
  ...(['internet-exposed', 'guest-reachable', 'flat-enterprise', 'shared-clinical', 'department'] as const),
  ...(['micro-segment', 'isolated', 'physical-only'] as const),
] as const;
/** What patient data a device holds. */
export const SENSITIVITIES = ['none', 'passes-through', 'stored', 'archive'] as const;
export const USE_STATES = ['in-use', 'spare', 'in-repair', 'retired'] as const;

const Said = z.string().trim().min(1).max(NAME_LIMIT).nullable();

const PlaceFields = {
  site: z.uuid().nullable(),
  unit: z.uuid().nullable(),
  room: Said,
  zone: z.enum(ZONES).nullable().describe('How openly it can be reached.'),
  owner: Said.describe('Who is responsible for it.'),
  assetTag: Said.describe('Its number in the asset register.'),
  criticality: z.int().min(1).max(5).nullable().describe('1 administrative to 5 life-sustaining.'),
  sensitivity: z.enum(SENSITIVITIES).nullable().describe('What patient data it holds.'),
  use: z.enum(USE_STATES).nullable(),
  contract: Said.describe('Service contract.'),
  supportEnds: z.iso.date().nullable().describe('When the maker stops to support it.'),
};

const DeviceFacts = {
  id: z.uuid(),
  macs: z.array(z.string()),
  ips: z.array(z.string()),
  vlans: z.array(z.int()),
  hostnames: z.array(z.object({ value: z.string(), protocol: z.string() })),
  category: Category.describe('`unknown` when the traffic does not tell.'),
  inferredCategory: Category.optional().describe('What traffic says, beside what a person has set.'),
  firstAt: z.string(),
  lastAt: z.string(),
  packets: z.int(),
  octets: z.int(),
  peers: z.int(),
  conversations: z
    .object({ bothWays: z.int(), oneWay: z.int() })
    .describe('TCP conversations seen in both directions, and in one though they carried data.'),
  seenAs: z.enum(['sender', 'peer', 'named']),
  profile: z.string().nullable(),
  place: z
    .object({
      ...PlaceFields,
      zone: z.string().nullable(),
      sensitivity: z.string().nullable(),
      use: z.string().nullable(),
      criticality: z
        .object({ value: z.int(), inferred: z.boolean() })
        .nullable()
        .describe('As people say, or inferred from its category; null when neither is known.'),
    })
    .describe('As people say; null is not recorded.'),
  version: z
    .int()
    .describe('Send it with an edit, so that nobody overwrites what another says at the same time.'),
};

export const DeviceSummary = z
  .object({
    ...DeviceFacts,
    attributes: z
      .record(
        z.string(),
        z.object({
          value: z.string(),
          confidence: Confidence,
          setByPerson: z.literal(true).optional(),
        }),
      )
      .describe('Best value of each attribute; one without a value is absent.'),
  })
  .meta({ id: 'DeviceSummary' });
export type DeviceSummary = z.input<typeof DeviceSummary>;

const Texts = z.union([z.string().max(QUERY_LIMIT), z.array(z.string().max(QUERY_LIMIT)).max(100)]);
const FieldParameters: Readonly<Record<string, z.ZodOptional<typeof Texts>>> = Object.fromEntries(
  FIELD_NAMES.flatMap((name) => [
    [name, Texts.optional().describe(DEVICE_FIELDS[name].help)],
    [`-${name}`, Texts.optional().describe(`Not: ${DEVICE_FIELDS[name].help}`)],
  ]),
);

/** Which devices: a query in one line, and any of its conditions as parameters. */
const FilterParameters = {
  query: z
    .string()
    .max(QUERY_LIMIT)
    .optional()
    .describe('As in docs/device-queries.md: `category:infusion-pump os:windows seen<7d -vendor:unknown`.'),
  ...FieldParameters,
};
const Sort = z
  .string()
  .max(NAME_LIMIT)
  .default('-seen')
  .describe('A field; with - before it downwards. What is not known comes last.');

export const DevicesQuery = z.strictObject({
  ...FilterParameters,
  sort: Sort,
  cursor: z.string().max(QUERY_LIMIT).optional().describe('`next` of the page before.'),
  limit: PageLimit,
});

export const Devices = z
  .object({
    devices: z.array(DeviceSummary),
    next: z.string().nullable().describe('Null on the last page.'),
    total: z
      .object({ count: z.int(), exact: z.boolean().describe('False: there are more than `count`.') })
      .nullable()
      .describe('On the first page alone.'),
    query: z.string().describe('The filter in one line, with the parameters.'),
  })
  .meta({ id: 'Devices' });
export type Devices = z.input<typeof Devices>;

export const FacetsQuery = z.strictObject({
  ...FilterParameters,
  facets: z.string().max(NAME_LIMIT).optional().describe('Names with commas between; all when absent.'),
});

export const Facets = z
  .object({
    facets: z.record(
      z.string(),
      z.object({
        values: z
          .array(
            z.object({
              value: z.string().nullable().describe('As a query takes it; null is not known.'),
              label: z.string().nullable(),
              count: z.int(),
            }),
          )
          .describe('The most frequent first.'),
        others: z.int().describe('Devices with further values.'),
      }),
    ),
  })
  .meta({ id: 'Facets' });

export const ExportQuery = z.strictObject({
  ...FilterParameters,
  sort: Sort,
  format: z.enum(['csv', 'ndjson']),
});

/** One line a device. */
export const ExportFile = z.unknown().describe('The file.');

export const Decision = z
  .object({
    id: z.uuid(),
    kind: z.enum(['joined', 'kept-apart', 'split', 'value-set']),
    by: z.enum(['inference', 'person']),
    device: z.uuid(),
    other: z.uuid().nullable(),
    attribute: z.string().nullable(),
    value: z.string().nullable(),
    reason: z.string(),
    until: z.iso.datetime().nullable(),
    madeBy: z.string().nullable(),
    madeAt: z.iso.datetime(),
    withdrawnAt: z.iso.datetime().nullable(),
    withdrawnBy: z.string().nullable(),
    withdrawnReason: z.string().nullable(),
  })
  .meta({ id: 'IdentityDecision' });

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
            setByPerson: z.literal(true).optional(),
            kept: z.literal(true).optional().describe('The latest sighting does not show it.'),
            evidence: z.array(
              z.object({
                protocol: z.string(),
                field: z.string(),
                value: z.string(),
                source: z.object({
                  kind: z.enum(['capture', 'sensor', 'import', 'active-query']),
                  id: z.uuid(),
                }),
                packet: z.int(),
                at: z.string(),
                fingerprint: z.string().optional(),
              }),
            ),
          }),
        ),
      )
      .describe('Values best first.'),
    contradictions: z
      .array(z.object({ attribute: z.string(), set: z.string(), seen: z.string(), confidence: Confidence }))
      .describe('Where traffic says otherwise than a person.'),
    services: z.array(
      z.object({
        transport: z.enum(['tcp', 'udp']),
        port: z.int(),
        protocol: z.string(),
        role: z.enum(['server', 'client']),
      }),
    ),
    decisions: z.array(IdentityDecision).describe('What was decided while its traffic was read.'),
    identity: z.array(Decision).describe('What was decided since; latest first.'),
    parts: z
      .array(z.object({ id: z.uuid(), macs: z.array(z.string()), ips: z.array(z.string()) }))
      .describe('Records that were taken for this device; each can be split off.'),
    history: z
      .array(
        z.object({
          attribute: z.string(),
          outcome: z.enum(['learnt', 'changed', 'kept']),
          from: z.string().nullable(),
          to: z.string().nullable(),
          reason: z.string(),
          at: z.iso.datetime(),
          source: z.object({
            kind: z.enum(['capture', 'sensor', 'import', 'active-query', 'person']),
            id: z.string(),
            name: z.string().nullable(),
          }),
        }),
      )
      .describe('Latest first.'),
    notes: z
      .array(z.object({ id: z.uuid(), text: z.string(), author: z.string(), at: z.iso.datetime() }))
      .describe('Latest first.'),
  })
  .meta({ id: 'Device' });
export type Device = z.input<typeof Device>;

const Version = z.int().min(1);

const Edit = z
  .strictObject(PlaceFields)
  .partial()
  .describe('What is absent stays; null takes it back.')
  .refine((edit) => Object.keys(edit).length > 0, 'Name at least one thing to set.');
export type DeviceEdit = z.output<typeof Edit>;

export const DeviceEditRequest = z
  .strictObject({ version: Version, set: Edit })
  .meta({ id: 'DeviceEditRequest' });

export const BulkEditRequest = z
  .strictObject({
    devices: z
      .array(z.strictObject({ id: z.uuid(), version: Version }))
      .min(1)
      .max(PAGE_LIMIT)
      .optional(),
    query: z.string().max(QUERY_LIMIT).optional().describe('Instead of devices: all that fit.'),
    expected: z.int().min(1).max(10_000).optional().describe('With a query: as many as you saw.'),
    set: Edit,
  })
  .refine(
    ({ devices, query, expected }) =>
      devices ? query === undefined && expected === undefined : query !== undefined && expected !== undefined,
    'Give devices, or a query with the number expected.',
  )
  .meta({ id: 'BulkEditRequest' });

export const BulkEditResult = z.object({ edited: z.int() }).meta({ id: 'BulkEditResult' });

export const NoteRequest = z
  .strictObject({ text: z.string().trim().min(1).max(NOTE_LIMIT) })
  .meta({ id: 'NoteRequest' });
export const NoteResult = z.object({ id: z.uuid() }).meta({ id: 'NoteResult' });

export const IdPath = z.object({ id: z.uuid() });
