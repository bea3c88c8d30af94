/** Runs in a worker thread: scores kinds of devices and describes vulnerabilities by the compiled catalogue. */

import { workerData } from 'node:worker_threads';
import { openCompiledCatalogue } from '../feeds/open-catalogue.ts';
import { type HousePaths, type HouseQuestion, housePaths } from '../risk/reach/house-paths.ts';
import type { RiskModel } from '../risk/risk-model.ts';
import type { VulnerabilityWords } from '../store/vulnerabilities.ts';
import { MemoryCatalogue } from '../vulnerability/memory-catalogue.ts';
import { describeVulnerability } from './describe-vulnerability.ts';
import { exploitsOfKinds, type KindsQuestion, type ScoredKind, scoreKinds } from './score-devices-alike.ts';
import { scoreKnowledge } from './score-knowledge.ts';
import { answerQuestions } from './worker-thread.ts';

export interface ScoreThreadInput {
  readonly feedFolder: string;
  readonly cacheFolder: string;
  readonly model: RiskModel;
}

export type ScoreThreadQuestion =
  | ({ readonly kind: 'score' } & KindsQuestion)
  | ({ readonly kind: 'exploits' } & KindsQuestion)
  | ({ readonly kind: 'paths'; readonly patienceMs: number } & Omit<HouseQuestion, 'model' | 'isTimeUp'>)
  | { readonly kind: 'describe'; readonly cves: readonly string[] };

export type ScoreThreadAnswer =
  | readonly ScoredKind[]
  | ReturnType<typeof exploitsOfKinds>
  | HousePaths
  | readonly VulnerabilityWords[];

const { feedFolder, cacheFolder, model } = workerData as ScoreThreadInput;
const catalogue = openCompiledCatalogue([feedFolder], cacheFolder) ?? new MemoryCatalogue([]);
const knowledge = scoreKnowledge(catalogue, model);

answerQuestions(async (question: ScoreThreadQuestion): Promise<ScoreThreadAnswer> => {
  if (question.kind === 'score') return scoreKinds(question, knowledge);
  if (question.kind === 'exploits') return exploitsOfKinds(question, knowledge);
  if (question.kind === 'paths') {
    const until = Date.now() + question.patienceMs;
    return housePaths({ ...question, model, isTimeUp: () => Date.now() > until });
  }
  return question.cves.map((cve) => describeVulnerability(cve, catalogue));
});
