/** Alerts, and decisions on them. */

import {
  AlertDecisionRequest,
  Alerts,
  AlertsDecided,
  AlertsQuery,
  SiteWatched,
  SiteWatchRequest,
} from '../../../src/contract/alert.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['alert'] as const;

export const listAlerts = endpoint({
  method: 'GET',
  path: '/api/alerts',
  query: AlertsQuery,
  response: Alerts,
  concerns: CONCERNS,
});

export const decideAlerts = endpoint({
  method: 'POST',
  path: '/api/alerts/decisions',
  body: AlertDecisionRequest,
  response: AlertsDecided,
  concerns: CONCERNS,
});

export const watchSite = endpoint({
  method: 'PUT',
  path: '/api/sites/:id/watch',
  body: SiteWatchRequest,
  response: SiteWatched,
  concerns: ['place'],
});
