/** Outputs: webhooks and syslog receivers that are told what happens. */

import { z } from 'zod';
import { NAME_LIMIT } from './limits.ts';

const OUTPUT_KINDS = [
  ...(['device.new', 'device.changed', 'device.removed', 'alert.new', 'alert.changed'] as const),
  ...(['audit.sign-in', 'audit.act'] as const),
] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];
const URL_LIMIT = 2_000;
const HOST_LIMIT = 255;
/** A handful of certificates. */
const AUTHORITY_LIMIT = 32_768;
const SHORTEST_SECRET = 16;

const Kinds = z.array(z.enum(OUTPUT_KINDS)).min(1).max(OUTPUT_KINDS.length);
const Name = z.string().trim().min(1).max(NAME_LIMIT);
const Url = z.string().max(URL_LIMIT).describe('Begins with https://; redirects are not followed.');
const Authority = z
  .string()
  .max(AUTHORITY_LIMIT)
  .describe('Certificates of a private authority, PEM; null for those that the system knows.');
const FromStart = z
  .boolean()
  .default(false)
  .describe('Whether it is also told of devices that are known already; else it begins now.');

/** How it goes. */
const Course = {
  sent: z.int().describe('Events that arrived.'),
  dropped: z.int().describe('Events that were given up.'),
  lastSentAt: z.iso.datetime().nullable(),
  failingSince: z.iso.datetime().nullable().describe('Null while it works.'),
  lastError: z.string().nullable(),
  madeAt: z.iso.datetime(),
};

export const Webhook = z
  .object({
    ...{ id: z.uuid(), name: z.string(), url: z.string(), kinds: z.array(z.string()) },
    ...{ enabled: z.boolean(), authority: z.string().nullable(), ...Course },
  })
  .meta({ id: 'Webhook' });

export const Webhooks = z.object({ webhooks: z.array(Webhook) }).meta({ id: 'Webhooks' });

export const WebhookRequest = z
  .object({
    ...{ name: Name, url: Url, kinds: Kinds, authority: Authority.nullable().default(null) },
    ...{ fromStart: FromStart, secret: z.string().min(SHORTEST_SECRET).max(NAME_LIMIT).optional() },
  })
  .meta({ id: 'WebhookRequest' });

export const NewWebhook = z
  .object({ webhook: Webhook, secret: z.string().describe('Signs deliveries. It is shown this once.') })
  .meta({ id: 'NewWebhook' });

export const WebhookChange = z
  .object({
    ...{
      name: Name.optional(),
      url: Url.optional(),
      kinds: Kinds.optional(),
      enabled: z.boolean().optional(),
    },
    ...{ authority: Authority.nullable().optional(), newSecret: z.literal(true).optional() },
  })
  .meta({ id: 'WebhookChange' });

export const ChangedWebhook = z
  .object({
    webhook: Webhook,
    secret: z.string().nullable().describe('The new secret where one was asked for.'),
  })
  .meta({ id: 'ChangedWebhook' });

export const WebhookTest = z
  .object({ delivery: z.uuid().describe('Look at the deliveries for how it ends.') })
  .meta({ id: 'WebhookTest' });

export const Deliveries = z
  .object({
    deliveries: z.array(
      z.object({
        id: z.uuid(),
        state: z.enum(['waiting', 'delivered', 'dead']).describe('`dead` is not tried again.'),
        events: z.int(),
        attempts: z.int(),
        madeAt: z.iso.datetime(),
        lastTryAt: z.iso.datetime().nullable(),
        status: z.int().nullable().describe('Of the last answer.'),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Deliveries' });

export const RemovedOutput = z.object({ id: z.uuid() }).meta({ id: 'RemovedOutput' });

const Receiver = {
  host: z.string().min(1).max(HOST_LIMIT).describe('Name or address.'),
  port: z.int().min(1).max(65_535),
  transport: z.enum(['udp', 'tcp', 'tls']),
  format: z.enum(['cef', 'ocsf']),
};

export const SyslogDestination = z
  .object({
    ...{ id: z.uuid(), name: z.string(), ...Receiver, kinds: z.array(z.string()) },
    ...{ enabled: z.boolean(), authority: z.string().nullable(), ...Course },
  })
  .meta({ id: 'SyslogDestination' });

export const SyslogDestinations = z
  .object({ destinations: z.array(SyslogDestination) })
  .meta({ id: 'SyslogDestinations' });

export const SyslogRequest = z
  .object({
    ...{ name: Name, ...Receiver, kinds: Kinds, authority: Authority.nullable().default(null) },
    fromStart: FromStart,
  })
  .meta({ id: 'SyslogRequest' });

export const SyslogChange = z
  .object({
    ...{ name: Name.optional(), kinds: Kinds.optional(), enabled: z.boolean().optional() },
    ...{ host: Receiver.host.optional(), port: Receiver.port.optional() },
    ...{ transport: Receiver.transport.optional(), format: Receiver.format.optional() },
    authority: Authority.nullable().optional(),
  })
  .meta({ id: 'SyslogChange' });

export const SyslogTest = z
  .object({ id: z.uuid().describe('The receiver: `lastSentAt` or `lastError` says how the test went.') })
  .meta({ id: 'SyslogTest' });
