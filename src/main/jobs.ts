/** Every kind of work that outlives a request. A new one is a file of its own and one line here. */

import { READ_CAPTURE } from '../store/captures.ts';
import type { JobHandlers } from '../store/jobs.ts';
import {
  type ConversationJobContext,
  preparePartitionsJob,
  retentionJob,
  rollUpJob,
} from './conversation-jobs.ts';
import { type ReadCaptureContext, readCapture } from './read-capture-job.ts';

/** What jobs work with. */
export type JobContext = ReadCaptureContext & ConversationJobContext;

interface Job {
  readonly name: string;
  /** Must bear to be run twice. */
  readonly run: (context: JobContext, payload: never) => Promise<void>;
  /** When it runs by itself, as crontab writes times (UTC); absent for a job that only others add. */
  readonly at?: string;
}

const JOBS: readonly Job[] = [
  { name: READ_CAPTURE, run: readCapture },
  { name: 'prepare-partitions', run: preparePartitionsJob, at: '5 * * * *' },
  { name: 'roll-up', run: rollUpJob, at: '10 * * * *' },
  { name: 'retention', run: retentionJob, at: '20 2 * * *' },
];

export function jobHandlers(context: JobContext): JobHandlers {
  return Object.fromEntries(JOBS.map(({ name, run }) => [name, (payload) => run(context, payload as never)]));
}

/** The jobs that run by themselves, as lines of a crontab. */
export const SCHEDULE = JOBS.flatMap(({ name, at }) => (at === undefined ? [] : [`${at} ${name}`])).join(
  '\n',
);
