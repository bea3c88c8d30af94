/** What another risk model would make of the scores of the own fleet, without changing any. Computed in a thread. */

import type { ModelPreview } from '../api/risk-desk.ts';
import type { Band, RiskModel } from '../risk/risk-model.ts';
import type { OrganisationId } from '../store/database.ts';
import { allDevicesToScore, newestSighting } from '../store/device-risk.ts';
import { DecisionBook, decisionsThatHold } from '../store/finding-decisions.ts';
import { findingsOfProducts } from '../store/findings.ts';
import { catalogueOf } from './catalogue-of.ts';
import { kindsOf, sightingFacts } from './device-kinds.ts';
import type { FindingsContext } from './match-products-job.ts';
import type { ScoredKind } from './score-devices-alike.ts';
import type { ScoreThreadAnswer, ScoreThreadInput, ScoreThreadQuestion } from './score-thread.ts';
import { THREADS, WorkerThread } from './worker-thread.ts';

const KINDS = 250;
/** Devices that are named, those that move farthest first; all are counted. */
const NAMED_LIMIT = 200;
const MICROS_PER_MILLI = 1_000;
const NONE: Readonly<Record<Band, number>> = { critical: 0, high: 0, medium: 0, low: 0, minimal: 0 };

export async function previewModel(
  context: FindingsContext,
  organisation: OrganisationId,
  model: RiskModel,
  changed: RiskModel,
): Promise<ModelPreview> {
  const now = new Date();
  const { state, ...folders } = await catalogueOf(context, organisation);
  const { devices, findings, decisions, sighting } = await context.database.asOrganisation(
    organisation,
    async (transaction) => {
      const all = state && state.records > 0 ? await allDevicesToScore(transaction) : [];
      const products = [...new Set(all.flatMap(({ product }) => product ?? []))];
      return {
        devices: all,
        findings: await findingsOfProducts(transaction, products),
        decisions: new DecisionBook(await decisionsThatHold(transaction)),
        sighting: (await newestSighting(transaction)) ?? now,
      };
    },
  );
  const asOfMicros = sighting.getTime() * MICROS_PER_MILLI;
  const categories = new Map(devices.map(({ device, category }) => [device, category]));
  const scoresOf = async (its: RiskModel) => {
    const kinds = kindsOf(devices, findings, decisions, sightingFacts(asOfMicros, its), now);
    const scores = new Map<string, { readonly score: number; readonly band: Band }>();
    const list = [...kinds.values()];
    const thread = openThread({ ...context, ...folders }, its);
    try {
      for (let at = 0; at < list.length; at += KINDS) {
        const asked = list.slice(at, at + KINDS);
        const their = new Set(asked.map(({ kind }) => kind.product));
        const answer = (await thread.ask({
          ...{ kind: 'score', kinds: asked.map(({ kind }) => kind), asOfMicros },
          nowMicros: now.getTime() * MICROS_PER_MILLI,
          findings: [...findings].filter(([product]) => their.has(product)),
        })) as readonly ScoredKind[];
        for (const { key, score, band } of answer)
          for (const device of kinds.get(key)?.devices ?? []) scores.set(device, { score, band });
      }
    } finally {
      await thread.close();
    }
    return scores;
  };
  return compared(await scoresOf(model), await scoresOf(changed), categories);
}

function openThread({ feedFolder, cacheFolder, threads = THREADS }: FindingsContext, model: RiskModel) {
  return new WorkerThread<ScoreThreadQuestion, ScoreThreadAnswer>(threads, 'score-thread.js', {
    ...{ feedFolder, cacheFolder, model },
  } satisfies ScoreThreadInput);
}

type Scores = ReadonlyMap<string, { readonly score: number; readonly band: Band }>;

function compared(before: Scores, after: Scores, categories: ReadonlyMap<string, string>): ModelPreview {
  const count = (scores: Scores) => {
    const bands = { ...NONE };
    for (const { band } of scores.values()) bands[band]++;
    return bands;
  };
  const moved = [...before].flatMap(([device, was]) => {
    const now = after.get(device);
    if (!now || now.band === was.band) return [];
    return [{ device, category: categories.get(device) ?? 'unknown', before: was, after: now }];
  });
  moved.sort((a, b) => Math.abs(b.after.score - b.before.score) - Math.abs(a.after.score - a.before.score));
  return {
    ...{ devices: before.size, before: count(before), after: count(after), moved: moved.length },
    changes: moved.slice(0, NAMED_LIMIT),
  };
}
