/** CVSS vectors as NVD, CVE 5 and CSAF write them: the vector with its version, who scored, the score as published. */

import type { JsonObject } from '../base/json-object.ts';
import type { SeverityVector } from '../vulnerability/vulnerability-record.ts';
import { nameOf, numberOf, present } from './json-value.ts';

const PREFIX = /^CVSS:(3\.0|3\.1|4\.0)\//;
const VERSION_2 = /^\(?AV:[LAN]\/AC:[HML]\/Au:[MSN]\//;

export interface Scoring {
  readonly scoredBy: string;
  readonly primary: boolean;
  readonly productIds: readonly string[];
}

/** The vector of a `cvssData` object; undefined when it holds none. The version is that of the vector. */
export function severityOf(data: JsonObject, scoring: Scoring): SeverityVector | undefined {
  return severityOfVector(data['vectorString'], scoring, numberOf(data['baseScore']));
}

export function severityOfVector(
  text: unknown,
  { scoredBy, primary, productIds }: Scoring,
  publishedScore?: number,
): SeverityVector | undefined {
  const vector = nameOf(text);
  const version = vector === undefined ? undefined : versionOf(vector);
  if (vector === undefined || version === undefined) return undefined;
  return present({ version, vector, scoredBy, primary, publishedScore, productIds });
}

function versionOf(vector: string): SeverityVector['version'] | undefined {
  return (
    (PREFIX.exec(vector)?.[1] as SeverityVector['version'] | undefined) ??
    (VERSION_2.test(vector) ? '2.0' : undefined)
  );
}
