/**
 * How sure the score of a device is: the rounds of `uncertainty.ts` over the worst finding of each correlation group,
 * combined as the score itself is. The groups share what belongs to the device, how it is reached; everything else is drawn
 * for each. With one finding this is the interval of that finding.
 */

import { LIKELIEST } from './likelihood.ts';
import type { RiskDevice, RiskFinding } from './risk-facts.ts';
import type { RiskModel, Spread } from './risk-model.ts';
import { combineGroups, displayScore, riskOfFinding } from './score.ts';
import { drawAll, FACTORS, factorSpreads, type ScoreRange, triangular } from './uncertainty.ts';

/** Groups that are drawn; the others, which weigh least, stay at their likeliest value. */
const GROUP_LIMIT = 6;
const REACH = FACTORS.indexOf('reach');

/** The same draws for every device: one array for each seed and length. */
const drawn = new Map<string, Float64Array>();

/** 10th and 90th percentile of the score; undefined without a finding of any risk. */
export function deviceScoreRange(
  device: RiskDevice,
  findings: readonly RiskFinding[],
  model: RiskModel,
): ScoreRange | undefined {
  const groups = worstOfGroups(device, findings, model);
  if (groups.length === 0) return undefined;
  const { rounds, seed } = model.uncertainty;
  const spreads = groups.slice(0, GROUP_LIMIT).map(({ finding }) => {
    const of = factorSpreads(finding, device, model);
    return FACTORS.map((factor) => of[factor]);
  });
  const fixed = combineGroups(groups.slice(GROUP_LIMIT).map(({ risk }) => risk));
  const draws = drawsOf(seed, rounds * FACTORS.length * spreads.length);
  const risks = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    let none = 1 - fixed;
    for (const [group, factors] of spreads.entries())
      none *=
        1 - productOf(factors, draws, (group * rounds + round) * FACTORS.length, round * FACTORS.length);
    risks[round] = 1 - none;
  }
  risks.sort();
  const element = (share: number) => displayScore(risks[Math.floor(rounds * share)] ?? 0);
  return { from: element(0.1), to: element(0.9) };
}

/** One draw of a finding; `shared` is where the draws of the first group stand. */
function productOf(factors: readonly Spread[], draws: Float64Array, own: number, shared: number): number {
  let product = 1;
  for (const [at, spread] of factors.entries()) {
    const draw = draws[(at === REACH ? shared : own) + at] ?? 0;
    product *= spread[0] === spread[2] ? spread[LIKELIEST] : triangular(spread, draw);
  }
  return product;
}

function worstOfGroups(device: RiskDevice, findings: readonly RiskFinding[], model: RiskModel) {
  const worst = new Map<string, { readonly finding: RiskFinding; readonly risk: number }>();
  for (const finding of findings) {
    const risk = riskOfFinding(finding, device, model);
    if (risk > (worst.get(finding.group)?.risk ?? 0)) worst.set(finding.group, { finding, risk });
  }
  return [...worst.values()].sort((a, b) => b.risk - a.risk);
}

function drawsOf(seed: number, count: number): Float64Array {
  const key = `${seed} ${count}`;
  const known = drawn.get(key);
  if (known) return known;
  const draws = drawAll(seed, count);
  if (drawn.size >= GROUP_LIMIT) drawn.clear();
  drawn.set(key, draws);
  return draws;
}
