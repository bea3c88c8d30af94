/** Who talks with whom: of one device, and of the whole network. */

import {
  Conversations,
  ConversationsQuery,
  MapQuery,
  ObservedPath,
  ObservedReach,
  PathQuery,
  Peers,
  PeersQuery,
  ReachQuery,
  Traffic,
  TrafficMap,
  TrafficQuery,
} from '../../../src/contract/conversation.ts';
import { endpoint } from '../endpoint.ts';

/** Conversations come with captures; what a sensor sends shows as changed devices. */
const CONCERNS = ['capture'] as const;

export const readMap = endpoint({
  method: 'GET',
  path: '/api/map',
  query: MapQuery,
  response: TrafficMap,
  concerns: CONCERNS,
});
export const findPath = endpoint({
  method: 'GET',
  path: '/api/map/path',
  query: PathQuery,
  response: ObservedPath,
  concerns: CONCERNS,
});
export const findReach = endpoint({
  method: 'GET',
  path: '/api/map/reach',
  query: ReachQuery,
  response: ObservedReach,
  concerns: CONCERNS,
});
export const listConversations = endpoint({
  method: 'GET',
  path: '/api/conversations',
  query: ConversationsQuery,
  response: Conversations,
  concerns: CONCERNS,
});
export const listPeers = endpoint({
  method: 'GET',
  path: '/api/devices/:id/peers',
  query: PeersQuery,
  response: Peers,
  concerns: CONCERNS,
});
export const readTraffic = endpoint({
  method: 'GET',
  path: '/api/devices/:id/traffic',
  query: TrafficQuery,
  response: Traffic,
  concerns: CONCERNS,
  about: 'device',
});
