/** Quarterly reviews of access. */

import {
  RecertificationBegun,
  RecertificationDecision,
  RecertificationItem,
  RecertificationItems,
  RecertificationItemsQuery,
  Recertifications,
} from '../../../src/contract/recertification.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['recertification'] as const;

export const listReviews = endpoint({
  method: 'GET',
  path: '/api/recertifications',
  response: Recertifications,
  concerns: CONCERNS,
});
export const beginReview = endpoint({
  method: 'POST',
  path: '/api/recertifications',
  response: RecertificationBegun,
  concerns: CONCERNS,
});
export const listReviewItems = endpoint({
  method: 'GET',
  path: '/api/recertifications/:id/items',
  query: RecertificationItemsQuery,
  response: RecertificationItems,
  concerns: CONCERNS,
});
export const decideReviewItem = endpoint({
  method: 'POST',
  path: '/api/recertification-items/:id/decision',
  body: RecertificationDecision,
  response: RecertificationItem,
  concerns: [...CONCERNS, 'person'],
});
