/** Findings, vulnerabilities and decisions as the contract has them. */

import type { Decision as DecisionContract } from '../contract/decision.ts';
import type { VulnerabilitySummary } from '../contract/vulnerability.ts';
import type { Decision } from '../store/finding-decisions.ts';
import type { ConcernedDevice } from '../store/findings.ts';
import type { GroupCounts } from '../store/schema-findings.ts';
import type { ListedVulnerability } from '../store/vulnerabilities.ts';
import type { FeedsCondition, RiskDesk } from './risk-desk.ts';

const NO_FEEDS: FeedsCondition = {
  ...{ hasData: false, compiledAt: null, records: 0, feeds: [] },
  caveats: ['No vulnerability data is loaded. This is not the same as no vulnerabilities.'],
};

/** What is known of the feeds; without a desk, that there is none. */
export async function feedsOf(desk: RiskDesk | undefined, organisation: string): Promise<FeedsCondition> {
  return desk ? desk.feeds(organisation) : NO_FEEDS;
}

export function presentCounts({ act_now, plan, cannot_tell, watch, not_exploitable }: GroupCounts) {
  return { actNow: act_now, plan, cannotTell: cannot_tell, watch, notExploitable: not_exploitable };
}

/** The database keeps scores in single precision; they have one decimal. */
export function oneDecimal(score: number): number {
  return Math.round(score * 10) / 10;
}

export function scoreOrNull(score: number | null): number | null {
  return score === null ? null : oneDecimal(score);
}

/** A probability of single precision, as the list wrote it. */
function probability(value: number): number {
  return Number(value.toPrecision(6));
}

export function presentVulnerability(row: ListedVulnerability): VulnerabilitySummary {
  const { id, cve, title, rank, band, categories, ransomware, exploit, remedy } = row;
  return {
    ...{ id, cve, title, rank, band, categories: [...categories], ransomware, exploit, remedy },
    ...{ score: oneDecimal(row.score), group: row.verdict_group, devices: presentCounts(row) },
    knownExploited: row.known_exploited,
    epss:
      row.epss === null
        ? null
        : {
            probability: probability(row.epss),
            percentile: row.epss_percentile === null ? null : probability(row.epss_percentile),
            on: row.epss_on,
          },
    cvss:
      row.cvss === null || row.cvss_version === null
        ? null
        : { score: oneDecimal(row.cvss), version: row.cvss_version },
    since: row.since.toISOString(),
  };
}

export function presentConcerned({ score, ...device }: ConcernedDevice) {
  const { label, address, category, site, product, standing, status, confidence, because, group } = device;
  return {
    ...{
      device: device.device,
      label,
      address,
      category,
      site,
      product,
      standing,
      status,
      confidence,
      because,
    },
    ...{ group, exploitability: device.exploitability, score: scoreOrNull(score) },
  };
}

export function presentDecision(decision: Decision): DecisionContract {
  const { id, cve, device, product, kind, justification, reason, owner, decidedBy, endedBy, holds } =
    decision;
  return {
    ...{ id, cve, device, product, kind, justification, reason, owner, decidedBy, endedBy, holds },
    decidedAt: decision.decidedAt.toISOString(),
    expiresAt: decision.expiresAt?.toISOString() ?? null,
    endedAt: decision.endedAt?.toISOString() ?? null,
  };
}
