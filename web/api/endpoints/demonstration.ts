/** The demonstration hospital. */

import {
  Demonstration,
  DemonstrationState,
  RemovedDemonstration,
} from '../../../src/contract/demonstration.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['demonstration'] as const;

export const readDemonstration = endpoint({
  method: 'GET',
  path: '/api/demonstration',
  response: DemonstrationState,
  concerns: CONCERNS,
});
export const addDemonstration = endpoint({
  method: 'POST',
  path: '/api/demonstration',
  response: Demonstration,
  concerns: CONCERNS,
});
export const removeDemonstration = endpoint({
  method: 'DELETE',
  path: '/api/demonstration',
  response: RemovedDemonstration,
  concerns: CONCERNS,
});
