/** Controls before a device. */

import { ControlRequest, Controls, DecisionMade } from '../../../src/contract/decision.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['device', 'controls'] as const;

export const listControls = endpoint({
  method: 'GET',
  path: '/api/devices/:id/controls',
  response: Controls,
  concerns: CONCERNS,
});

export const putControl = endpoint({
  method: 'POST',
  path: '/api/devices/:id/controls',
  body: ControlRequest,
  response: DecisionMade,
  concerns: CONCERNS,
});

export const dropControl = endpoint({
  method: 'DELETE',
  path: '/api/devices/:id/controls/:control',
  response: DecisionMade,
  concerns: CONCERNS,
});
