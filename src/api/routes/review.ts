/** GET /api/review, POST /api/review/:id */

import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { Review, ReviewAnswer, ReviewAnswered, ReviewQuery } from '../../contract/review.ts';
import { answerReview, listReview, type ReviewItem } from '../../store/match-review.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { readerOf, requireEveryDevice } from '../devices/read-filter.ts';
import { notFound } from '../problem.ts';

const ANSWERS = { yes: 'same', no: 'different', 'cannot-tell': 'cannot-tell' } as const;
const SAID = { same: 'yes', different: 'no', 'cannot-tell': 'cannot-tell' } as const;

export const reviewRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/review', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Uncertain matches that wait for an answer, oldest first',
        querystring: ReviewQuery,
        response: { 200: Review, ...PROBLEMS },
      },
      handler: async (request) => {
        const { answered, limit } = request.query;
        const { organisation, selection } = readerOf(request, 'risk:view');
        const { items, waiting } = await database.asOrganisation(organisation, (transaction) =>
          listReview(transaction, selection, answered, limit),
        );
        return { waiting, items: items.map(presentItem) };
      },
    });

    server.post('/api/review/:id', {
      config: { access: 'risk:edit', audit: 'review.answer' },
      schema: {
        summary: 'Answer: the same product, or not; matching follows',
        params: IdPath,
        body: ReviewAnswer,
        response: { 200: ReviewAnswered, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = request.params;
        const { answer, note } = request.body;
        requireEveryDevice(request, 'risk:edit');
        const { name, organisation } = callerOfRoute(request);
        const found = await database.asOrganisation(organisation, (transaction) =>
          answerReview(transaction, organisation, id, ANSWERS[answer], name, note ?? null),
        );
        if (!found) throw notFound('question');
        return { id };
      },
    });
  };

function presentItem(item: ReviewItem) {
  const { id, ours, stated, confidence, reason, cves, devices, answer, answeredBy } = item;
  const name = ({ vendor, product }: ReviewItem['ours']) => [vendor, product].filter(Boolean).join(' ');
  return {
    ...{
      id,
      confidence,
      reason,
      cves: [...cves],
      devices,
      answeredBy,
      ours: { ...ours },
      stated: { ...stated },
    },
    question: `Documents say "${name(stated)}". Is that your "${name(ours)}"?`,
    firstAt: item.firstAt.toISOString(),
    answer: answer && SAID[answer],
    answeredAt: item.answeredAt?.toISOString() ?? null,
  };
}
