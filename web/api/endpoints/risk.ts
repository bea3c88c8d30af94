/** Scores of devices and the fleet, and what would change them. */

import { ChokePoints, DeviceAttackPaths } from '../../../src/contract/attack-path.ts';
import { DeviceRisk, FleetRisk, WhatIf, WhatIfRequest } from '../../../src/contract/risk.ts';
import { DeviceFindings, DeviceFindingsQuery } from '../../../src/contract/vulnerability.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['vulnerability', 'finding_decision', 'device'] as const;

export const findDeviceRisk = endpoint({
  method: 'GET',
  path: '/api/devices/:id/risk',
  response: DeviceRisk,
  concerns: CONCERNS,
  about: 'device',
});

export const listDeviceFindings = endpoint({
  method: 'GET',
  path: '/api/devices/:id/findings',
  query: DeviceFindingsQuery,
  response: DeviceFindings,
  concerns: CONCERNS,
  about: 'device',
});

export const askWhatIf = endpoint({
  method: 'POST',
  path: '/api/devices/:id/what-if',
  body: WhatIfRequest,
  response: WhatIf,
});

export const findFleetRisk = endpoint({
  method: 'GET',
  path: '/api/risk',
  response: FleetRisk,
  concerns: CONCERNS,
});

export const findChokePoints = endpoint({
  method: 'GET',
  path: '/api/risk/choke-points',
  response: ChokePoints,
  concerns: ['vulnerability'],
});

export const findAttackPaths = endpoint({
  method: 'GET',
  path: '/api/devices/:id/attack-paths',
  response: DeviceAttackPaths,
  concerns: ['vulnerability'],
});
