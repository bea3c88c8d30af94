/** Systems that are told what happens: webhooks and receivers of syslog. */

import {
  ChangedWebhook,
  Deliveries,
  NewWebhook,
  RemovedOutput,
  SyslogChange,
  SyslogDestination,
  SyslogDestinations,
  SyslogRequest,
  SyslogTest,
  WebhookChange,
  WebhookRequest,
  Webhooks,
  WebhookTest,
} from '../../../src/contract/output.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['output'] as const;

export const listWebhooks = endpoint({
  method: 'GET',
  path: '/api/webhooks',
  response: Webhooks,
  concerns: CONCERNS,
});
export const addWebhook = endpoint({
  method: 'POST',
  path: '/api/webhooks',
  body: WebhookRequest,
  response: NewWebhook,
  concerns: CONCERNS,
});
export const changeWebhook = endpoint({
  method: 'PATCH',
  path: '/api/webhooks/:id',
  body: WebhookChange,
  response: ChangedWebhook,
  concerns: CONCERNS,
});
export const removeWebhook = endpoint({
  method: 'DELETE',
  path: '/api/webhooks/:id',
  response: RemovedOutput,
  concerns: CONCERNS,
});
export const testWebhook = endpoint({
  method: 'POST',
  path: '/api/webhooks/:id/test',
  response: WebhookTest,
  concerns: CONCERNS,
});
export const listDeliveries = endpoint({
  method: 'GET',
  path: '/api/webhooks/:id/deliveries',
  response: Deliveries,
  concerns: CONCERNS,
});

export const listSyslog = endpoint({
  method: 'GET',
  path: '/api/syslog-destinations',
  response: SyslogDestinations,
  concerns: CONCERNS,
});
export const addSyslog = endpoint({
  method: 'POST',
  path: '/api/syslog-destinations',
  body: SyslogRequest,
  response: SyslogDestination,
  concerns: CONCERNS,
});
export const changeSyslog = endpoint({
  method: 'PATCH',
  path: '/api/syslog-destinations/:id',
  body: SyslogChange,
  response: SyslogDestination,
  concerns: CONCERNS,
});
export const removeSyslog = endpoint({
  method: 'DELETE',
  path: '/api/syslog-destinations/:id',
  response: RemovedOutput,
  concerns: CONCERNS,
});
export const testSyslog = endpoint({
  method: 'POST',
  path: '/api/syslog-destinations/:id/test',
  response: SyslogTest,
  concerns: CONCERNS,
});
