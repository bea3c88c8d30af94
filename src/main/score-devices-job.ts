/**
 * The job that scores the devices that are marked, counts and ranks vulnerabilities and writes history. A portion is one
 * transaction: marks, verdicts, scores and counts change together, so a crash leaves either both or none.
 */

import { type ThreatReading, threatCauses } from '../risk/changes/rank-change.ts';
import type { RiskModel } from '../risk/risk-model.ts';
import { addFindPaths } from '../store/attack-paths.ts';
import type { Database, OrganisationId, OrganisationTransaction } from '../store/database.ts';
import {
  finishScored,
  newestSighting,
  type ScoreBatch,
  waitingDevices,
  writeDeviceRisks,
} from '../store/device-risk.ts';
import { addHistoryJob, type CatalogueState } from '../store/feeds-state.ts';
import { DecisionBook, decisionsThatHold, lapseDecisions } from '../store/finding-decisions.ts';
import {
  type FindingToScore,
  findingsOfProducts,
  writeCommonStandings,
  writeExceptions,
} from '../store/findings.ts';
import type { OrganisationJob } from '../store/products.ts';
import {
  describeVulnerabilities,
  rankVulnerabilities,
  refreshVulnerabilities,
  type VulnerabilityWords,
  vulnerabilitiesToDescribe,
  writeVulnerabilityHistory,
} from '../store/vulnerabilities.ts';
import { raiseExploited } from '../store/watch-for-alerts.ts';
import { catalogueOf } from './catalogue-of.ts';
import { kindsOf, sightingFacts, standingsOf } from './device-kinds.ts';
import type { FindingsContext } from './match-products-job.ts';
import { modelInForce } from './model-in-force.ts';
import type { ScoredKind } from './score-devices-alike.ts';
import { countFleetToday } from './score-fleet.ts';
import type { ScoreThreadAnswer, ScoreThreadInput, ScoreThreadQuestion } from './score-thread.ts';
import { THREADS, WorkerThread } from './worker-thread.ts';

/** Devices of a portion, about; kinds that one question holds; vulnerabilities described at a time. */
const DEVICES = 5_000;
const KINDS = 250;
const DESCRIBED = 500;
const MICROS_PER_MILLI = 1_000;

type ScoreThread = WorkerThread<ScoreThreadQuestion, ScoreThreadAnswer>;

export async function scoreDevices(
  context: FindingsContext,
  { organisation }: OrganisationJob,
): Promise<void> {
  const { database, threads = THREADS } = context;
  await database.asOrganisation(organisation, (transaction) => lapseDecisions(transaction, organisation));
  const { state, feedFolder, cacheFolder } = await catalogueOf(context, organisation);
  const hasData = state !== undefined && state.records > 0;
  const { model } = await modelInForce(database, organisation);
  // Without data nothing is computed.
  const input: ScoreThreadInput = { feedFolder, cacheFolder, model };
  const thread: ScoreThread | undefined = hasData
    ? new WorkerThread(threads, 'score-thread.js', input)
    : undefined;
  try {
    while (await scorePortion(database, organisation, thread, model));
    if (thread && hasData) await describe(database, organisation, thread, model, state);
    await database.asOrganisation(organisation, async (transaction) => {
      await rankVulnerabilities(transaction);
      await writeVulnerabilityHistory(transaction, organisation, model.changes.topRanks, new Date());
      await countFleetToday(transaction, organisation, model, new Date());
      if (hasData) await raiseExploited(transaction, organisation);
      await addFindPaths(transaction, organisation);
    });
    if (hasData) await addHistoryJob(database);
  } finally {
    await thread?.close();
  }
}

/** Scores a portion of what waits; false when nothing did. Nothing is locked while it is computed. No thread: no data. */
async function scorePortion(
  database: Database,
  organisation: OrganisationId,
  thread: ScoreThread | undefined,
  model: RiskModel,
): Promise<boolean> {
  const now = new Date();
  const hasData = thread !== undefined;
  const portion = await database.asOrganisation(organisation, (transaction) =>
    readPortion(transaction, model, hasData, now),
  );
  if (portion.batch.devices.length === 0) return false;
  const { findings, kinds, asOfMicros } = portion;
  const scored = new Map<string, ScoredKind>();
  const list = thread ? [...kinds.values()].map(({ kind }) => kind) : [];
  for (let at = 0; at < list.length; at += KINDS) {
    const asked = list.slice(at, at + KINDS);
    const their = new Set(asked.map(({ product }) => product));
    const answer = (await thread?.ask({
      ...{ kind: 'score', kinds: asked, asOfMicros, nowMicros: now.getTime() * MICROS_PER_MILLI },
      findings: [...findings].filter(([product]) => their.has(product)),
    })) as readonly ScoredKind[] | undefined;
    for (const each of answer ?? []) scored.set(each.key, each);
  }
  await database.asOrganisation(organisation, (transaction) =>
    keep(transaction, organisation, { ...portion, scored, model, hasData, now }),
  );
  return true;
}

interface Portion {
  readonly batch: ScoreBatch;
  readonly findings: ReadonlyMap<number, readonly FindingToScore[]>;
  readonly decisions: DecisionBook;
  readonly kinds: ReturnType<typeof kindsOf>;
  readonly asOfMicros: number;
}

async function readPortion(
  transaction: OrganisationTransaction,
  model: RiskModel,
  hasData: boolean,
  now: Date,
): Promise<Portion> {
  const batch = await waitingDevices(transaction, DEVICES);
  const products = [...new Set(batch.devices.flatMap(({ product }) => product ?? []))];
  const findings = await findingsOfProducts(transaction, hasData ? products : []);
  const decisions = new DecisionBook(await decisionsThatHold(transaction));
  const sighting = (await newestSighting(transaction)) ?? now;
  const asOfMicros = sighting.getTime() * MICROS_PER_MILLI;
  const sightingOf = sightingFacts(asOfMicros, model);
  return {
    batch,
    findings,
    decisions,
    asOfMicros,
    kinds: kindsOf(batch.devices, findings, decisions, sightingOf, now),
  };
}

interface ScoredPortion extends Portion {
  readonly scored: ReadonlyMap<string, ScoredKind>;
  readonly model: RiskModel;
  readonly hasData: boolean;
  readonly now: Date;
}

async function keep(
  transaction: OrganisationTransaction,
  organisation: OrganisationId,
  { batch, findings, decisions, kinds, scored, model, hasData, now }: ScoredPortion,
): Promise<void> {
  const { common, exceptions, risks } = standingsOf(
    batch,
    findings,
    decisions,
    kinds,
    scored,
    model,
    hasData,
  );
  await writeCommonStandings(transaction, common);
  const ids = batch.devices.map(({ device }) => device);
  await writeExceptions(transaction, organisation, ids, exceptions);
  const causes = new Map(batch.devices.map(({ device, causes: its }) => [device, its]));
  await writeDeviceRisks(transaction, organisation, risks, (device) => causes.get(device) ?? [], now);
  const cves = [...new Set([...findings.values()].flatMap((list) => list.map(({ cve }) => cve)))];
  const why = [...new Set([...causes.values()].flat())];
  await refreshVulnerabilities(transaction, organisation, cves, model.bands, why);
  await finishScored(transaction, batch);
}

/** Lets each vulnerability say what the catalogue says, and notes why it moves where attackers moved. */
async function describe(
  database: Database,
  organisation: OrganisationId,
  thread: ScoreThread,
  model: RiskModel,
  { revision }: CatalogueState,
): Promise<void> {
  // What lost its last finding is counted no more; what has none yet is counted first.
  await database.asOrganisation(organisation, (transaction) =>
    refreshVulnerabilities(transaction, organisation, undefined, model.bands, []),
  );
  for (;;) {
    const count = await database.asOrganisation(organisation, async (transaction) => {
      const before = await vulnerabilitiesToDescribe(transaction, revision, DESCRIBED);
      if (before.length === 0) return 0;
      const words = (await thread.ask({
        kind: 'describe',
        cves: before.map(({ cve }) => cve),
      })) as readonly VulnerabilityWords[];
      const described = words.map((now, at) => {
        const was = before[at];
        const causes = was && !was.isNew ? threatCauses(readingOf(was), readingOf(now), model) : [];
        return { ...now, causes };
      });
      await describeVulnerabilities(transaction, organisation, described, revision);
      return before.length;
    });
    if (count === 0) return;
  }
}

function readingOf(words: VulnerabilityWords): ThreatReading {
  const { knownExploited, ransomware, exploit, epss, epssPercentile, epssModel } = words;
  return {
    ...(knownExploited !== null && { knownExploited }),
    ...(ransomware !== null && { ransomware }),
    ...((exploit === 'none' || exploit === 'proof-of-concept' || exploit === 'weaponised') && { exploit }),
    ...(epss !== null && { prediction: epss }),
    ...(epssPercentile !== null && { percentile: epssPercentile }),
    ...(epssModel !== null && { predictionModel: epssModel }),
  };
}
