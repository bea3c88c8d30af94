/**
 * What a device is: votes for categories, strongest first from what it does (services, roles, modality), then from what
 * fingerprints and its model name say. Below the threshold it stays unknown: no guess is shown as a fact.
 */

import { FUNCTION_RULES } from './category-rules.ts';
import type { CategoryVote } from './category-vote.ts';
import type { DeviceView } from './device-view.ts';
import { noisyOr } from './fuse-evidence.ts';
import type { Knowledge } from './knowledge.ts';
import type { CategoryHint } from './weigh-observations.ts';

export interface CategoryDecision {
  /** Category id, `unknown` below the threshold. */
  readonly value: string;
  /** 0 to 100; 0 for unknown. */
  readonly confidence: number;
  /** Why, for people, best first. */
  readonly reasons: readonly string[];
  /** A person has set it. */
  readonly setByPerson?: true;
}

const UNKNOWN = 'unknown';
/** Least combined confidence of a category that is shown. */
export const CATEGORY_THRESHOLD = 50;

export function categorise(
  device: DeviceView,
  hints: readonly CategoryHint[],
  knowledge: Knowledge,
): CategoryDecision {
  const votes: CategoryVote[] = [];
  for (const rule of FUNCTION_RULES) {
    const vote = rule(device);
    if (vote) votes.push(vote);
  }
  for (const hint of hints) {
    // Some fingerprints know the function of a device for which there is no category.
    if (hint.category === UNKNOWN) continue;
    const { protocol, field, value } = hint.observation;
    votes.push({
      category: hint.category,
      confidence: hint.confidence,
      reason: `${protocol} ${field}: ${value}`,
      origin: protocol,
    });
  }
  votes.push(...modelVotes(device, knowledge));
  return decide(votes);
}

function modelVotes(device: DeviceView, knowledge: Knowledge): CategoryVote[] {
  const vendor = device.attributes.vendor?.[0]?.value;
  return (device.attributes.model ?? []).slice(0, 3).flatMap((model) => {
    const family = knowledge.models.classifyModel(vendor, model.value);
    if (!family || family.category === UNKNOWN) return [];
    // A model that is itself uncertain makes an uncertain category.
    return [
      {
        category: family.category,
        confidence: (family.confidence * model.confidence) / 95,
        reason: `model ${model.value}`,
        origin: 'model',
      },
    ];
  });
}

function decide(votes: readonly CategoryVote[]): CategoryDecision {
  const byCategory = new Map<string, Map<string, number>>();
  for (const vote of votes) {
    const origins = byCategory.get(vote.category) ?? new Map<string, number>();
    byCategory.set(vote.category, origins);
    origins.set(vote.origin, Math.max(origins.get(vote.origin) ?? 0, Math.min(vote.confidence, 98)));
  }
  const scored = [...byCategory]
    .map(([category, origins]) => ({ category, score: noisyOr([...origins.values()]) }))
    .sort((a, b) => b.score - a.score || (a.category < b.category ? -1 : 1));
  const [first, second] = scored;
  if (!first) return { value: UNKNOWN, confidence: 0, reasons: [] };
  const confidence = Math.round(first.score * (1 - ((second?.score ?? 0) / first.score) * 0.25));
  if (confidence < CATEGORY_THRESHOLD) return { value: UNKNOWN, confidence: 0, reasons: [] };
  const reasons = votes
    .filter((vote) => vote.category === first.category)
    .sort((a, b) => b.confidence - a.confidence);
  return {
    value: first.category,
    confidence,
    reasons: [...new Set(reasons.map((vote) => vote.reason))].slice(0, 4),
  };
}
