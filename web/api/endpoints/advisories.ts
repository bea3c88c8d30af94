/** Documents of the feeds. */

import {
  Advisories,
  AdvisoriesQuery,
  Advisory,
  AdvisoryDevices,
  AdvisoryDevicesQuery,
  AdvisoryQuery,
} from '../../../src/contract/advisory.ts';
import { endpoint } from '../endpoint.ts';

export const listAdvisories = endpoint({
  method: 'GET',
  path: '/api/advisories',
  query: AdvisoriesQuery,
  response: Advisories,
  concerns: ['vulnerability'],
});

export const findAdvisory = endpoint({
  method: 'GET',
  path: '/api/advisories/:feed/:document',
  query: AdvisoryQuery,
  response: Advisory,
  concerns: ['vulnerability'],
});

export const listAdvisoryDevices = endpoint({
  method: 'GET',
  path: '/api/advisories/:feed/:document/devices',
  query: AdvisoryDevicesQuery,
  response: AdvisoryDevices,
  concerns: ['vulnerability', 'finding_decision'],
});
