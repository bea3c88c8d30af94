/** GET and POST /api/webhooks, PATCH and DELETE /api/webhooks/:id, POST …/test, GET …/deliveries */

import { randomBytes } from 'node:crypto';
import { IdPath } from '../../contract/device.ts';
import {
  ChangedWebhook,
  Deliveries,
  NewWebhook,
  RemovedOutput,
  WebhookChange,
  WebhookRequest,
  Webhooks,
  WebhookTest,
} from '../../contract/output.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { refusedWebhook } from '../../outputs/address-policy.ts';
import {
  addOutput,
  changeOutput,
  findOutput,
  listOutputs,
  removeOutput,
  type StoredOutput,
} from '../../store/outputs.ts';
import { addTestDelivery, listDeliveries } from '../../store/webhook-deliveries.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { courseOf, requireAuthority } from '../output-rules.ts';
import { notFound, ProblemError } from '../problem.ts';

const SECRET_OCTETS = 32;

interface WebhookSettings {
  readonly url: string;
  readonly authority?: string;
}

export const webhookRoutes: Routes =
  ({ database, sealing, allowsLocalOutputs }) =>
  async (server) => {
    const requireUrl = (url: string) => {
      const why = refusedWebhook(url, allowsLocalOutputs);
      if (why !== undefined) throw new ProblemError(400, 'address-refused', why);
    };
    const webhookOf = async (organisation: string, id: string) => {
      const found = await findOutput(database, organisation, 'webhook', id);
      if (!found) throw notFound('webhook');
      return found;
    };

    server.get('/api/webhooks', {
      config: { access: 'administration:view' },
      schema: { summary: 'Webhooks, and how they go', response: { 200: Webhooks, ...PROBLEMS } },
      handler: async (request) => {
        const found = await listOutputs(database, callerOfRoute(request).organisation, 'webhook');
        return { webhooks: found.map(presentWebhook) };
      },
    });

    server.post('/api/webhooks', {
      config: { access: 'administration:edit', stepUp: true, audit: 'webhook.add' },
      schema: {
        summary: 'Tell another system what happens',
        body: WebhookRequest,
        response: { 201: NewWebhook, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { name, url, kinds, authority, fromStart, secret = newSecret() } = request.body;
        requireUrl(url);
        requireAuthority(authority);
        const added = await addOutput(database, callerOfRoute(request).organisation, {
          ...{ type: 'webhook', name, kinds: [...new Set(kinds)], fromStart },
          settings: { url, ...(authority !== null && { authority }) },
          sealedSecret: await sealing.seal(secret),
        });
        if (added === 'full')
          throw new ProblemError(409, 'too-many-webhooks', 'There are too many webhooks. Remove one first.');
        request.audited = {
          target: { kind: 'webhook', id: added.id },
          change: { name, host: new URL(url).host },
        };
        return reply.code(201).send({ webhook: presentWebhook(added), secret });
      },
    });

    server.patch('/api/webhooks/:id', {
      config: { access: 'administration:edit', stepUp: true, audit: 'webhook.change' },
      schema: {
        summary: 'Change a webhook, switch it off or on, or give it a new secret',
        params: IdPath,
        body: WebhookChange,
        response: { 200: ChangedWebhook, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        const { id } = request.params;
        const { url, authority, newSecret: wantsSecret, ...rest } = request.body;
        const { settings } = await webhookOf(organisation, id);
        if (url !== undefined) requireUrl(url);
        requireAuthority(authority ?? null);
        const secret = wantsSecret ? newSecret() : undefined;
        const { authority: known, ...kept } = settings as WebhookSettings;
        const nextAuthority = authority === undefined ? known : (authority ?? undefined);
        const changed = await changeOutput(database, organisation, 'webhook', id, {
          ...rest,
          settings: {
            ...{ ...kept, ...(url !== undefined && { url }) },
            ...(nextAuthority !== undefined && { authority: nextAuthority }),
          },
          sealedSecret: secret === undefined ? undefined : await sealing.seal(secret),
        });
        if (!changed) throw notFound('webhook');
        return { webhook: presentWebhook(changed), secret: secret ?? null };
      },
    });

    server.delete('/api/webhooks/:id', {
      config: { access: 'administration:edit', stepUp: true, audit: 'webhook.remove' },
      schema: {
        summary: 'Remove a webhook with its deliveries',
        params: IdPath,
        response: { 200: RemovedOutput, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = request.params;
        if (!(await removeOutput(database, callerOfRoute(request).organisation, 'webhook', id)))
          throw notFound('webhook');
        return { id };
      },
    });

    server.post('/api/webhooks/:id/test', {
      config: { access: 'administration:edit', audit: 'webhook.test' },
      schema: {
        summary: 'Send a test event',
        params: IdPath,
        response: { 202: WebhookTest, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const output = await webhookOf(callerOfRoute(request).organisation, request.params.id);
        return reply.code(202).send({ delivery: await addTestDelivery(database, output) });
      },
    });

    server.get('/api/webhooks/:id/deliveries', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'The last deliveries, latest first',
        params: IdPath,
        response: { 200: Deliveries, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        const { id } = await webhookOf(organisation, request.params.id);
        const found = await listDeliveries(database, organisation, id);
        return {
          deliveries: found.map(({ madeAt, lastTryAt, ...delivery }) => ({
            ...delivery,
            madeAt: madeAt.toISOString(),
            lastTryAt: lastTryAt?.toISOString() ?? null,
          })),
        };
      },
    });
  };

const newSecret = (): string => randomBytes(SECRET_OCTETS).toString('base64url');

function presentWebhook(output: StoredOutput) {
  const { url, authority } = output.settings as WebhookSettings;
  return { ...courseOf(output), url, authority: authority ?? null };
}
