/** Every kind of work that outlives a request. A new one is a file of its own and one line here. */

import { READ_CAPTURE } from '../store/captures.ts';
import { READ_THREAT_HISTORY, UPDATE_FEEDS } from '../store/feeds-state.ts';
import type { JobHandlers } from '../store/jobs.ts';
import { MATCH_PRODUCTS, SCORE_DEVICES } from '../store/products.ts';
import { matchProducts } from './match-products-job.ts';
import { type ReadCaptureContext, readCapture } from './read-capture-job.ts';
import { scoreDevices } from './score-devices-job.ts';
import {
  type FeedsContext,
  keepThreatHistory,
  noticeWaiting,
  scoreAnew,
  updateServerFeeds,
} from './update-feeds-job.ts';

/** What jobs work with. */
export type JobContext = ReadCaptureContext & FeedsContext;

interface Job {
  readonly name: string;
  /** Must bear to be run twice. */
  readonly run: (context: JobContext, payload: never) => Promise<void>;
  /** When it runs by itself, as crontab writes times (UTC); absent for a job that only others add. */
  readonly at?: string;
}

const JOBS: readonly Job[] = [
  { name: READ_CAPTURE, run: readCapture },
  { name: MATCH_PRODUCTS, run: matchProducts },
  { name: SCORE_DEVICES, run: scoreDevices },
  { name: UPDATE_FEEDS, run: updateServerFeeds, at: '30 4 * * *' },
  { name: READ_THREAT_HISTORY, run: keepThreatHistory },
  { name: 'notice-waiting', run: noticeWaiting, at: '* * * * *' },
  { name: 'score-anew', run: scoreAnew, at: '15 3 * * *' },
];

export function jobHandlers(context: JobContext): JobHandlers {
  return Object.fromEntries(JOBS.map(({ name, run }) => [name, (payload) => run(context, payload as never)]));
}

/** The jobs that run by themselves, as lines of a crontab. */
export const SCHEDULE = JOBS.flatMap(({ name, at }) => (at === undefined ? [] : [`${at} ${name}`])).join(
  '\n',
);
