/** Vulnerability feeds: their age, bundles, settings. */

import { Applied, BundlePreview, FeedSettingsRequest, Feeds } from '../../../src/contract/feeds.ts';
import { statesText } from '../../text/states.ts';
import { ContractError } from '../api-error.ts';
import { sendOctets } from '../client.ts';
import { endpoint } from '../endpoint.ts';

export const readFeeds = endpoint({
  method: 'GET',
  path: '/api/feeds',
  response: Feeds,
  concerns: ['vulnerability', 'feeds'],
});

export const setFeeds = endpoint({
  method: 'PUT',
  path: '/api/feeds/settings',
  body: FeedSettingsRequest,
  response: FeedSettingsRequest,
  concerns: ['feeds'],
});

export const applyBundle = endpoint({
  method: 'POST',
  path: '/api/feeds/bundle/:id',
  response: Applied,
  concerns: ['feeds'],
});

/** Sends a bundle; nothing changes until it is applied. Throws as `call` does. */
export async function sendBundle(file: Blob, signal: AbortSignal): Promise<BundlePreview> {
  const answer = BundlePreview.safeParse(await sendOctets('/api/feeds/bundle', file, signal, 'POST'));
  if (answer.success) return answer.data;
  throw new ContractError(statesText.notUnderstood, { cause: answer.error });
}
