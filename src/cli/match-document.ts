/** The JSON document of `wardlight match` (schema `wardlight.matches/1`): one entry per question, also without a finding. */

import type { Catalogue } from '../vulnerability/catalogue.ts';
import type { Finding } from '../vulnerability/finding.ts';
import type { Remediation } from '../vulnerability/vulnerability-record.ts';
import type { Output } from './output.ts';

export const MATCHES_SCHEMA = 'wardlight.matches/1';

export interface MatchedQuestion {
  readonly id: string;
  readonly findings: readonly Finding[];
}

/** Characters of the words of a remediation. */
const DETAIL_LIMIT = 400;

/** Writes the document; `results` are asked for one after the other. */
export function writeMatches(catalogue: Catalogue, results: Iterable<MatchedQuestion>, output: Output): void {
  const feeds = catalogue.feeds.map(({ feed, items, newestMicros, staleAfterDays }) => ({
    feed,
    items,
    newestAt: newestMicros === undefined ? null : new Date(newestMicros / 1_000).toISOString(),
    staleAfterDays: staleAfterDays ?? null,
  }));
  output.write(`{"schema":"${MATCHES_SCHEMA}",\n"feeds":${JSON.stringify(feeds)},\n"results":[`);
  let separator = '\n';
  for (const { id, findings } of results) {
    const shown = findings.map((finding) => presentFinding(finding, catalogue));
    output.write(separator + JSON.stringify({ id, findings: shown }));
    separator = ',\n';
  }
  output.write('\n]}\n');
}

function presentFinding(finding: Finding, catalogue: Catalogue): Record<string, unknown> {
  const { cve, status, conditional, needs, confidence, sources, because, justification, conflict } = finding;
  const prediction = catalogue.prediction(cve);
  return {
    cve,
    status,
    conditional,
    needs,
    confidence,
    sources,
    because,
    ...(justification && { justification }),
    ...(conflict && { conflict }),
    ...(catalogue.knownExploited(cve) && { knownExploited: true }),
    ...(prediction && { epss: prediction.probability }),
    remediations: finding.remediations.map(presentRemediation),
  };
}

function presentRemediation({ category, details, url }: Remediation): Record<string, unknown> {
  return { category, details: details.slice(0, DETAIL_LIMIT), ...(url !== undefined && { url }) };
}
