/** Every kind of work that outlives a request. A new one is a file of its own and one line here. */

import { VERIFY_AUDIT } from '../store/audit-verification.ts';
import { READ_CAPTURE } from '../store/captures.ts';
import { READ_IMPORT } from '../store/imports.ts';
import type { JobHandlers } from '../store/jobs.ts';
import { APPLY_BATCHES } from '../store/sensor-batches.ts';
import { WATCH_SENSORS } from '../store/sensor-watch.ts';
import { FORGET_SESSIONS, forgetEnded } from '../store/sessions.ts';
import { type AuditJobContext, SIGN_AUDIT, signAudit, verifyAudit } from './audit-jobs.ts';
import { type ReadCaptureContext, readCapture } from './read-capture-job.ts';
import { type ReadImportContext, readImport } from './read-import-job.ts';
import { REVIEW_ACCESS, reviewAccess } from './review-access-job.ts';
import { applyBatches, type SensorJobContext, watchAllSensors } from './sensor-jobs.ts';

/** What jobs work with. */
export type JobContext = ReadCaptureContext & ReadImportContext & AuditJobContext & SensorJobContext;

interface Job {
  readonly name: string;
  /** Must bear to be run twice. */
  readonly run: (context: JobContext, payload: never) => Promise<void>;
  /** When it runs by itself, as crontab writes times (UTC); absent for a job that only others add. */
  readonly at?: string;
}

const JOBS: readonly Job[] = [
  { name: READ_CAPTURE, run: readCapture },
  // Every hour, so that a server that slept over midnight catches up.
  { name: SIGN_AUDIT, run: signAudit, at: '5 * * * *' },
  { name: VERIFY_AUDIT, run: verifyAudit, at: '30 1 * * *' },
  { name: REVIEW_ACCESS, run: reviewAccess, at: '17 3 * * *' },
  { name: FORGET_SESSIONS, run: ({ database }) => forgetEnded(database), at: '17 * * * *' },
  { name: APPLY_BATCHES, run: applyBatches },
  { name: READ_IMPORT, run: readImport },
  { name: WATCH_SENSORS, run: watchAllSensors, at: '* * * * *' },
];

export function jobHandlers(context: JobContext): JobHandlers {
  return Object.fromEntries(JOBS.map(({ name, run }) => [name, (payload) => run(context, payload as never)]));
}

/** The jobs that run by themselves, as lines of a crontab. */
export const SCHEDULE = JOBS.flatMap(({ name, at }) => (at === undefined ? [] : [`${at} ${name}`])).join(
  '\n',
);
