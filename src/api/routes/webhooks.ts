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
import { addTestDelivery, listDeliveries } from '../../store/webhook-deliveries.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { OutputDesk, presentOutput } from '../output-desk.ts';

const SECRET_OCTETS = 32;

interface WebhookSettings {
  readonly url: string;
}

const present = presentOutput<WebhookSettings>;

export const webhookRoutes: Routes =
  ({ database, sealing, allowsLocalOutputs }) =>
  async (server) => {
    const desk = new OutputDesk<WebhookSettings>(database, {
      ...{ type: 'webhook', noun: 'webhook', nouns: 'webhooks', fullCode: 'too-many-webhooks' },
      refused: ({ url }) => (url === undefined ? undefined : refusedWebhook(url, allowsLocalOutputs)),
    });

    server.get('/api/webhooks', {
      config: { access: 'administration:view' },
      schema: { summary: 'Webhooks, and how they go', response: { 200: Webhooks, ...PROBLEMS } },
      handler: async (request) => ({
        webhooks: (await desk.list(callerOfRoute(request).organisation)).map(present),
      }),
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
        const added = await desk.add(callerOfRoute(request).organisation, {
          ...{ name, kinds, fromStart, authority, settings: { url } },
          sealedSecret: await sealing.seal(secret),
        });
        request.audited = {
          target: { kind: 'webhook', id: added.id },
          change: { name, host: new URL(url).host },
        };
        return reply.code(201).send({ webhook: present(added), secret });
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
        const { url, authority, newSecret: wantsSecret, ...rest } = request.body;
        const secret = wantsSecret ? newSecret() : undefined;
        const changed = await desk.change(callerOfRoute(request).organisation, request.params.id, {
          ...{ ...rest, authority, settings: { url } },
          sealedSecret: secret === undefined ? undefined : await sealing.seal(secret),
        });
        return { webhook: present(changed), secret: secret ?? null };
      },
    });

    server.delete('/api/webhooks/:id', {
      config: { access: 'administration:edit', stepUp: true, audit: 'webhook.remove' },
      schema: {
        summary: 'Remove a webhook with its deliveries',
        params: IdPath,
        response: { 200: RemovedOutput, ...PROBLEMS },
      },
      handler: (request) => desk.remove(callerOfRoute(request).organisation, request.params.id),
    });

    server.post('/api/webhooks/:id/test', {
      config: { access: 'administration:edit', audit: 'webhook.test' },
      schema: {
        summary: 'Send a test event',
        params: IdPath,
        response: { 202: WebhookTest, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const output = await desk.find(callerOfRoute(request).organisation, request.params.id);
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
        const { id } = await desk.find(organisation, request.params.id);
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
