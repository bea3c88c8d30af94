/** The queue of uncertain matches. */

import { Review, ReviewAnswer, ReviewAnswered, ReviewQuery } from '../../../src/contract/review.ts';
import { endpoint } from '../endpoint.ts';

export const listMatches = endpoint({
  method: 'GET',
  path: '/api/review',
  query: ReviewQuery,
  response: Review,
  concerns: ['match_review'],
});

export const answerMatch = endpoint({
  method: 'POST',
  path: '/api/review/:id',
  body: ReviewAnswer,
  response: ReviewAnswered,
  concerns: ['match_review', 'vulnerability'],
});
