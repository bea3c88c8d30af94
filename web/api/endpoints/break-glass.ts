/** Permissions taken in an emergency. */

import {
  BreakGlass,
  BreakGlassList,
  BreakGlassQuery,
  BreakGlassRequest,
  BreakGlassReview,
  RunningBreakGlass,
} from '../../../src/contract/break-glass.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['break_glass'] as const;

export const listBreakGlass = endpoint({
  method: 'GET',
  path: '/api/break-glass',
  query: BreakGlassQuery,
  response: BreakGlassList,
  concerns: CONCERNS,
});
export const findRunningBreakGlass = endpoint({
  method: 'GET',
  path: '/api/break-glass/running',
  response: RunningBreakGlass,
  concerns: CONCERNS,
});
export const beginBreakGlass = endpoint({
  method: 'POST',
  path: '/api/break-glass',
  body: BreakGlassRequest,
  response: BreakGlass,
  concerns: CONCERNS,
});
export const endBreakGlass = endpoint({
  method: 'POST',
  path: '/api/break-glass/:id/end',
  response: BreakGlass,
  concerns: CONCERNS,
});
export const reviewBreakGlass = endpoint({
  method: 'POST',
  path: '/api/break-glass/:id/review',
  body: BreakGlassReview,
  response: BreakGlass,
  concerns: CONCERNS,
});
