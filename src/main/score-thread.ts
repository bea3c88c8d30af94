/** Runs in a worker thread: scores kinds of devices and describes vulnerabilities by the compiled catalogue. */

import { workerData } from 'node:worker_threads';
import { openCompiledCatalogue } from '../feeds/open-catalogue.ts';
import type { RiskModel } from '../risk/risk-model.ts';
import type { VulnerabilityWords } from '../store/vulnerabilities.ts';
import { MemoryCatalogue } from '../vulnerability/memory-catalogue.ts';
import { describeVulnerability } from './describe-vulnerability.ts';
import { type KindsQuestion, type ScoredKind, scoreKinds } from './score-devices-alike.ts';
import { scoreKnowledge } from './score-knowledge.ts';
import { answerQuestions } from './worker-thread.ts';

export interface ScoreThreadInput {
  readonly feedFolder: string;
  readonly cacheFolder: string;
  readonly model: RiskModel;
}

export type ScoreThreadQuestion =
  | ({ readonly kind: 'score' } & KindsQuestion)
  | { readonly kind: 'describe'; readonly cves: readonly string[] };

export type ScoreThreadAnswer = readonly ScoredKind[] | readonly VulnerabilityWords[];

const { feedFolder, cacheFolder, model } = workerData as ScoreThreadInput;
const catalogue = openCompiledCatalogue([feedFolder], cacheFolder) ?? new MemoryCatalogue([]);
const knowledge = scoreKnowledge(catalogue, model);

answerQuestions(async (question: ScoreThreadQuestion): Promise<ScoreThreadAnswer> => {
  if (question.kind === 'score') return scoreKinds(question, knowledge);
  return question.cves.map((cve) => describeVulnerability(cve, catalogue));
});
