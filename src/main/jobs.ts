/** Every kind of work that outlives a request. A new one is a file of its own and one line here. */

import { RUN_ACTIVE_QUERIES } from '../store/active-queries/runs.ts';
import { FIND_ATTACK_PATHS } from '../store/attack-paths.ts';
import { VERIFY_AUDIT } from '../store/audit-verification.ts';
import { READ_CAPTURE } from '../store/captures.ts';
import type { OrganisationId } from '../store/database.ts';
import { LOAD_DEMONSTRATION } from '../store/demonstrations.ts';
import { READ_DOCUMENT } from '../store/documents.ts';
import { READ_THREAT_HISTORY, UPDATE_FEEDS } from '../store/feeds-state.ts';
import { READ_IMPORT } from '../store/imports.ts';
import type { JobHandlers } from '../store/job-workers.ts';
import { isThere } from '../store/organisations.ts';
import { TEST_SYSLOG } from '../store/outputs.ts';
import { MATCH_PRODUCTS, SCORE_DEVICES } from '../store/products.ts';
import { APPLY_BATCHES } from '../store/sensor-batches.ts';
import { WATCH_SENSORS } from '../store/sensor-watch.ts';
import { FORGET_SESSIONS, forgetEnded } from '../store/sessions.ts';
import { WATCH_CHANGES } from '../store/watch-for-alerts.ts';
import { DELIVER_WEBHOOK } from '../store/webhook-deliveries.ts';
import { WATCH_FEEDS, watchAllChanges, watchFeeds } from './alert-jobs.ts';
import { type AuditJobContext, SIGN_AUDIT, signAudit, verifyAudit } from './audit-jobs.ts';
import {
  type ConversationJobContext,
  preparePartitionsJob,
  retentionJob,
  rollUpJob,
} from './conversation-jobs.ts';
import { EXPIRE_DECISIONS, expireDecisionsOfAll } from './expire-decisions-job.ts';
import { findAttackPaths, findPathsAnew } from './find-attack-paths-job.ts';
import { type DemonstrationContext, loadDemonstration } from './load-demonstration-job.ts';
import { matchProducts } from './match-products-job.ts';
import { type ReadCaptureContext, readCapture } from './read-capture-job.ts';
import { type ReadDocumentContext, readDocumentJob } from './read-document-job.ts';
import { type ReadImportContext, readImport } from './read-import-job.ts';
import { REVIEW_ACCESS, reviewAccess } from './review-access-job.ts';
import { type ActiveQueryContext, runActiveQueries } from './run-active-queries.ts';
import { scoreDevices } from './score-devices-job.ts';
import { deliverWebhook, type OutputContext, testSyslog } from './send-outputs.ts';
import { applyBatches, type SensorJobContext, watchAllSensors } from './sensor-jobs.ts';
import {
  type FeedsContext,
  keepThreatHistory,
  noticeWaiting,
  scoreAnew,
  updateServerFeeds,
} from './update-feeds-job.ts';

/** What jobs work with. */
export type JobContext = ActiveQueryContext &
  ReadCaptureContext &
  AuditJobContext &
  ConversationJobContext &
  DemonstrationContext &
  FeedsContext &
  OutputContext &
  ReadDocumentContext &
  ReadImportContext &
  SensorJobContext;

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
  { name: READ_DOCUMENT, run: readDocumentJob },
  { name: WATCH_SENSORS, run: watchAllSensors, at: '* * * * *' },
  { name: EXPIRE_DECISIONS, run: expireDecisionsOfAll, at: '*/15 * * * *' },
  { name: 'prepare-partitions', run: preparePartitionsJob, at: '5 * * * *' },
  { name: 'roll-up', run: rollUpJob, at: '10 * * * *' },
  { name: 'retention', run: retentionJob, at: '20 2 * * *' },
  { name: MATCH_PRODUCTS, run: matchProducts },
  { name: SCORE_DEVICES, run: scoreDevices },
  { name: FIND_ATTACK_PATHS, run: findAttackPaths },
  { name: 'find-paths-anew', run: findPathsAnew, at: '45 * * * *' },
  { name: UPDATE_FEEDS, run: updateServerFeeds, at: '30 4 * * *' },
  { name: READ_THREAT_HISTORY, run: keepThreatHistory },
  { name: 'notice-waiting', run: noticeWaiting, at: '* * * * *' },
  { name: 'score-anew', run: scoreAnew, at: '15 3 * * *' },
  { name: WATCH_CHANGES, run: watchAllChanges, at: '* * * * *' },
  { name: WATCH_FEEDS, run: (context) => watchFeeds(context), at: '40 5 * * *' },
  { name: DELIVER_WEBHOOK, run: deliverWebhook },
  { name: RUN_ACTIVE_QUERIES, run: runActiveQueries, at: '* * * * *' },
  { name: TEST_SYSLOG, run: testSyslog },
  { name: LOAD_DEMONSTRATION, run: loadDemonstration },
];

export function jobHandlers(context: JobContext): JobHandlers {
  return Object.fromEntries(
    JOBS.map(({ name, run }) => [
      name,
      async (payload) => {
        const { organisation } = payload as { readonly organisation?: OrganisationId };
        // A demonstration may be taken away while work for it waits.
        if (organisation !== undefined && !(await isThere(context.database, organisation))) return;
        await run(context, payload as never);
      },
    ]),
  );
}

/** The jobs that run by themselves, as lines of a crontab. */
export const SCHEDULE = JOBS.flatMap(({ name, at }) => (at === undefined ? [] : [`${at} ${name}`])).join(
  '\n',
);
