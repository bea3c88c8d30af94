/** Vulnerability feeds: their age. */

import { Feeds } from '../../../src/contract/feeds.ts';
import { endpoint } from '../endpoint.ts';

export const readFeeds = endpoint({
  method: 'GET',
  path: '/api/feeds',
  response: Feeds,
  concerns: ['vulnerability', 'feeds'],
});
