/** Active queries: the switch, which probes there are, permits for single devices, and what was sent packet by packet. */

import { z } from 'zod';
import { NAME_LIMIT, Page } from './limits.ts';

const REASON_SHORTEST = 5;
const REASON_LIMIT = 500;
const MAKERS_LIMIT = 100;
const PORT_LIMIT = 65_535;

export const PROBE_IDS = [
  ...(['snmp-get', 'tls-handshake', 'http-head', 'dicom-echo'] as const),
  ...(['bacnet-read-property', 'enip-list-identity'] as const),
] as const;
const ProbeId = z.enum(PROBE_IDS);
const Setting = z.enum(['community', 'calledAe', 'callingAe']);
const Port = z.int().min(1).max(PORT_LIMIT);
/** PS3.5 6.2: no backslash and no control character, no space at the ends. */
const AeTitle = z.string().regex(/^[!-[\]-~](?:[ -[\]-~]{0,14}[!-[\]-~])?$/);

const Probe = z.object({
  id: ProbeId,
  title: z.string(),
  about: z.string(),
  transport: z.enum(['tcp', 'udp']),
  port: Port,
  needs: z.array(Setting).describe('What must be stated with it.'),
  messages: z.int().describe('Packets that are sent at most.'),
  octets: z.int().describe('Octets that are sent at most, in all packets together.'),
});
export type Probe = z.input<typeof Probe>;

const BarredMakers = z
  .array(z.string().trim().min(1).max(NAME_LIMIT))
  .max(MAKERS_LIMIT)
  .describe('Makers whose devices are never asked, as the inventory names them.');

export const ActiveQueryPolicy = z
  .object({
    enabled: z.boolean().describe('Off unless a person has switched it on.'),
    barredMakers: BarredMakers,
    changedAt: z.iso.datetime().nullable().describe('Null when nobody has ever changed it.'),
    changedBy: z.string().nullable(),
    probes: z.array(Probe),
    neverAsked: z
      .array(z.string())
      .describe('Categories of devices that are only listened to, by their ids.'),
  })
  .meta({ id: 'ActiveQueryPolicy' });
export type ActiveQueryPolicy = z.input<typeof ActiveQueryPolicy>;

export const ActiveQueryPolicyChange = z
  .object({ enabled: z.boolean().optional(), barredMakers: BarredMakers.optional() })
  .meta({ id: 'ActiveQueryPolicyChange' });

export const ActiveQueryRequest = z
  .object({
    device: z.uuid(),
    probe: ProbeId,
    port: Port.optional().describe(
      'That of the probe when absent; another only if the device was seen to serve it.',
    ),
    community: z
      .string()
      .regex(/^[!-~]{1,64}$/)
      .optional()
      .describe('SNMP community. It is sealed, used once and forgotten.'),
    calledAe: AeTitle.optional().describe('AE title of the device, as agreed with who runs it.'),
    callingAe: AeTitle.optional().describe('AE title under which Wardlight asks, as agreed.'),
    from: z.iso.datetime().optional().describe('Now when absent; at most 30 days ahead.'),
    until: z.iso.datetime().describe('At most 24 hours after the beginning.'),
    reason: z.string().trim().min(REASON_SHORTEST).max(REASON_LIMIT),
  })
  .meta({ id: 'ActiveQueryRequest' });
export type ActiveQueryRequest = z.input<typeof ActiveQueryRequest>;

const PermitState = z.enum([
  ...(['waiting', 'allowed', 'running', 'done'] as const),
  ...(['declined', 'withdrawn', 'lapsed', 'stopped'] as const),
]);
const Outcome = z.enum([
  ...(['answered', 'foreign', 'silent', 'closed', 'refused', 'reset', 'unreachable'] as const),
  ...(['too-much', 'broken-off'] as const),
]);

const Run = z.object({
  id: z.uuid(),
  address: z.string(),
  port: Port,
  begunAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  outcome: Outcome.nullable().describe('Null while it runs.'),
  remark: z.string().nullable().describe('What the device said instead of what was asked for.'),
  answerMillis: z.number().nullable().describe('Until the first octet came; null when none did.'),
  facts: z.int().nullable().describe('Values that the answer stated; null when it was not read.'),
});

const PermitFields = {
  id: z.uuid(),
  device: z.object({
    id: z.uuid(),
    category: z.string(),
    name: z.string().nullable().describe('Best host name, else model.'),
    ip: z.string().nullable(),
  }),
  probe: ProbeId,
  port: Port,
  calledAe: z.string().nullable(),
  callingAe: z.string().nullable(),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  reason: z.string(),
  state: PermitState.describe(
    '`waiting` for another person; `allowed`; `done`: sent, once; `lapsed`: its window ended before it was sent; `stopped`: the device showed strain, or queries were switched off.',
  ),
  note: z.string().nullable().describe('Why it is not sent, or ended.'),
  missing: z.string().nullable().describe('Whose agreement is missing.'),
  askedBy: z.object({ id: z.string(), name: z.string() }),
  isOwn: z.boolean().describe('You asked for it, so that others must agree where somebody must.'),
  askedAt: z.iso.datetime(),
  approvals: z.array(z.object({ id: z.string(), name: z.string(), at: z.iso.datetime() })),
  run: Run.nullable().describe('What was sent under it; null when nothing was.'),
};

export const ActiveQuery = z.object(PermitFields).meta({ id: 'ActiveQuery' });
export type ActiveQuery = z.input<typeof ActiveQuery>;

export const ActiveQueryWithPackets = z
  .object({
    ...PermitFields,
    packets: z
      .array(
        z.object({
          number: z.int().describe('As evidence names it.'),
          direction: z.enum(['sent', 'received']),
          at: z.iso.datetime(),
          octets: z.int(),
          head: z
            .string()
            .describe('First octets in hexadecimal digits, up to where a name or a credential may stand.'),
        }),
      )
      .describe('Every packet with octets, in order.'),
  })
  .meta({ id: 'ActiveQueryWithPackets' });
export type ActiveQueryWithPackets = z.input<typeof ActiveQueryWithPackets>;

export const ActiveQueriesQuery = z.object({
  state: z.enum(['all', 'open']).default('all').describe('`open`: not over yet.'),
  ...Page,
});

export const ActiveQueries = z
  .object({ queries: z.array(ActiveQuery), next: z.uuid().nullable() })
  .meta({ id: 'ActiveQueries' });

export const ActiveQueryVerdict = z
  .object({
    verdict: z.enum(['agree', 'decline']),
    note: z.string().trim().min(1).max(REASON_LIMIT).optional(),
  })
  .meta({ id: 'ActiveQueryVerdict' });

const ShutGate = z.object({
  gate: z.string(),
  lasting: z.boolean().describe('Stays so until something about the device or the policy changes.'),
  why: z.string(),
});

export const DeviceQueries = z
  .object({
    mayAsk: z.boolean().describe('You may ask for one on this device.'),
    maySend: z
      .boolean()
      .describe('What you ask for counts at once, unless the device needs another person too.'),
    needsAnother: z.boolean().describe('Another person must agree to what you ask for.'),
    probes: z.array(
      z.object({
        ...Probe.shape,
        port: Port.describe('The port of the protocol, or the one that the device was seen to serve.'),
        shut: z.array(ShutGate).describe('What keeps it from being sent now; empty when nothing does.'),
      }),
    ),
    queries: z.array(ActiveQuery).describe('The last ones, latest first.'),
  })
  .meta({ id: 'DeviceQueries' });
export type DeviceQueries = z.input<typeof DeviceQueries>;
