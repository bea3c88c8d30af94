/**
 * How sure a score is: 2,000 seeded Monte-Carlo rounds over the triangular spreads of its six factors, so that the same
 * facts give the same interval everywhere, and the factor that would narrow it most if it were known. For single findings
 * on demand, never for a whole fleet.
 */

import { impactFactor } from './impact.ts';
import {
  type Corner,
  HIGHEST,
  LIKELIEST,
  LIKELIHOOD_FACTORS,
  type LikelihoodFactor,
  LOWEST,
  likelihoodFactor,
} from './likelihood.ts';
import type { RiskDevice, RiskFinding } from './risk-facts.ts';
import type { RiskModel, Spread } from './risk-model.ts';
import { displayScore } from './score.ts';

export type Factor = LikelihoodFactor | 'impact';
/** In the order in which each round draws. */
export const FACTORS: readonly Factor[] = [...LIKELIHOOD_FACTORS, 'impact'];

export type FactorSpreads = Readonly<Record<Factor, Spread>>;

/** A range of display scores. */
export interface ScoreRange {
  readonly from: number;
  readonly to: number;
}

export interface Uncertainty {
  readonly score: number;
  /** 10th to 90th percentile. */
  readonly likely: ScoreRange;
  /** All factors at their lowest, and at their highest. */
  readonly outer: ScoreRange;
  /** The factor that would narrow `likely` most, and to what; absent when nothing is uncertain. */
  readonly settleFirst?: { readonly factor: Factor; readonly likely: ScoreRange };
}

export function factorSpreads(finding: RiskFinding, device: RiskDevice, model: RiskModel): FactorSpreads {
  const spread = (factor: Factor): Spread => {
    const at = (corner: Corner) =>
      factor === 'impact'
        ? impactFactor(device, finding.vulnerability, model, corner)
        : likelihoodFactor(factor, finding, device, model, corner);
    return [at(LOWEST), at(LIKELIEST), at(HIGHEST)];
  };
  return Object.fromEntries(FACTORS.map((factor) => [factor, spread(factor)])) as Record<Factor, Spread>;
}

export function uncertaintyOf(spreads: FactorSpreads, { uncertainty }: RiskModel): Uncertainty {
  const { seed, rounds } = uncertainty;
  const all = FACTORS.map((factor) => spreads[factor]);
  const draws = drawAll(seed, rounds * all.length);
  const likely = likelyRange(all, draws, rounds);
  const product = (corner: Corner) => displayScore(all.reduce((value, spread) => value * spread[corner], 1));
  let settleFirst: Uncertainty['settleFirst'];
  let narrowest = width(likely);
  for (const [at, factor] of FACTORS.entries()) {
    if (isPoint(spreads[factor])) continue;
    const settled = likelyRange(all.with(at, pointAt(spreads[factor][LIKELIEST])), draws, rounds);
    if (width(settled) < narrowest) {
      narrowest = width(settled);
      settleFirst = { factor, likely: settled };
    }
  }
  return {
    score: product(LIKELIEST),
    likely,
    outer: { from: product(LOWEST), to: product(HIGHEST) },
    ...(settleFirst && { settleFirst }),
  };
}

function pointAt(value: number): Spread {
  return [value, value, value];
}

function isPoint([lo, , hi]: Spread): boolean {
  return lo === hi;
}

function width({ from, to }: ScoreRange): number {
  return to - from;
}

/** 10th and 90th percentile of the product of all factors. */
function likelyRange(spreads: readonly Spread[], draws: Float64Array, rounds: number): ScoreRange {
  const products = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    let product = 1;
    for (const [at, spread] of spreads.entries()) {
      product *= triangular(spread, draws[round * spreads.length + at] ?? 0);
    }
    products[round] = product;
  }
  products.sort();
  const element = (share: number) => displayScore(products[Math.floor(rounds * share)] ?? 0);
  return { from: element(0.1), to: element(0.9) };
}

/** Value of a triangular distribution below which the share `u` lies. */
export function triangular([lo, mode, hi]: Spread, u: number): number {
  if (lo === hi) return mode;
  const width = hi - lo;
  return u < (mode - lo) / width
    ? lo + Math.sqrt(u * width * (mode - lo))
    : hi - Math.sqrt((1 - u) * width * (hi - mode));
}

/** Numbers from 0 to 1 of the generator mulberry32 (Tommy Ettinger, public domain). */
export function drawAll(seed: number, count: number): Float64Array {
  const draws = new Float64Array(count);
  let state = seed | 0;
  for (let at = 0; at < count; at++) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    draws[at] = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return draws;
}
