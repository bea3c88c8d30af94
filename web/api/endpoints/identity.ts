/** What people decide about who a device is. */

import {
  DecisionMade,
  JoinRequest,
  KeepApartRequest,
  SplitRequest,
  ValueRequest,
  WithdrawRequest,
} from '../../../src/contract/identity.ts';
import { endpoint } from '../endpoint.ts';

const concerns = ['device'];

export const joinDevices = endpoint({
  method: 'POST',
  path: '/api/devices/:id/join',
  body: JoinRequest,
  response: DecisionMade,
  concerns,
});

export const keepApart = endpoint({
  method: 'POST',
  path: '/api/devices/:id/keep-apart',
  body: KeepApartRequest,
  response: DecisionMade,
  concerns,
});

export const splitDevice = endpoint({
  method: 'POST',
  path: '/api/devices/:id/split',
  body: SplitRequest,
  response: DecisionMade,
  concerns,
});

export const setValue = endpoint({
  method: 'POST',
  path: '/api/devices/:id/values',
  body: ValueRequest,
  response: DecisionMade,
  concerns,
});

export const withdrawDecision = endpoint({
  method: 'POST',
  path: '/api/decisions/:id/withdraw',
  body: WithdrawRequest,
  response: DecisionMade,
  concerns,
});
