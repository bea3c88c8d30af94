/** `wardlight assess`: the risk of every device of a capture or an inventory, ranked, with reasons. */

import {
  loadPolicyPack,
  loadRiskKnowledge,
  loadRiskModel,
  RiskDocumentError,
} from '../main/load-risk-model.ts';
import { assessFleet, type FleetAssessment, type FleetQuestion } from '../risk/assess-fleet.ts';
import {
  causesBetween,
  type EarlierAssessment,
  earlierAssessment,
  type ReadFinding,
} from '../risk/changes/earlier-assessment.ts';
import { type RankChange, rankChanges } from '../risk/changes/rank-change.ts';
import { type RiskModel, ZONES, type Zone } from '../risk/risk-model.ts';
import { rankedFinding, readFinding, writeAssessment } from './assessment-document.ts';
import { readJsonFile } from './match.ts';
import { openMatchedFleet } from './matched-fleet.ts';
import type { NamedFeeds } from './open-feed-catalogue.ts';
import { Output } from './output.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';
import {
  csvOfAssessment,
  renderAssessment,
  renderChanges,
  renderExplanation,
  renderPreview,
} from './render-assessment.ts';

export interface AssessOptions extends NamedFeeds {
  readonly explain?: readonly string[];
  readonly model?: string;
  readonly preview?: string;
  readonly since?: string;
  readonly policy?: string;
  readonly zone?: string;
  readonly top?: number;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly table?: boolean;
  readonly out?: string;
}

const DEFAULT_ZONE: Zone = 'flat-enterprise';
const DEFAULT_POLICY = 'hospital';
const DEFAULT_TOP = 20;
const MICROS_PER_MILLI = 1_000;

/** Runs the command; returns the exit status. */
export async function assess(source: string, options: AssessOptions): Promise<number> {
  const zone = ZONES.find((name) => name === (options.zone ?? DEFAULT_ZONE));
  if (zone === undefined) return refuse(`no zone ${options.zone}: ${ZONES.join(', ')}`, MISUSED).status;
  if (options.explain && options.explain.length !== 2)
    return refuse('--explain takes a device and a vulnerability', MISUSED).status;
  try {
    const model = loadRiskModel(options.model);
    const preview = options.preview === undefined ? undefined : loadRiskModel(options.preview);
    const policy = loadPolicyPack(options.policy ?? DEFAULT_POLICY);
    const { criticality, ...knowledge } = loadRiskKnowledge();
    const earlier = options.since === undefined ? undefined : readEarlier(options.since);
    if (earlier && 'status' in earlier) return earlier.status;
    const fleet = await openMatchedFleet(source, options, criticality);
    if ('status' in fleet) return fleet.status;
    const nowMicros = Date.now() * MICROS_PER_MILLI;
    const question: FleetQuestion = { ...fleet, ...knowledge, model, policy, zone, nowMicros };
    const status = answer(question, preview, earlier, options);
    fleet.close();
    return status;
  } catch (error) {
    if (error instanceof RiskDocumentError) return refuse(error.message, MISUSED).status;
    throw error;
  }
}

function readEarlier(file: string): EarlierAssessment | { readonly status: number } {
  const document = readJsonFile(file);
  return earlierAssessment(document) ?? refuse(`${file} is no document of assess --json`, MISUSED);
}

function answer(
  question: FleetQuestion,
  preview: RiskModel | undefined,
  earlier: EarlierAssessment | undefined,
  options: AssessOptions,
): number {
  const assessment = assessFleet(question);
  if (options.explain) return explain(assessment, question.model, options);
  const output = Output.open(options.out);
  if (!output) return FAILED;
  if (preview) {
    const changes = rankChanges(
      assessment.findings.map((finding) => rankedFinding(finding, question.model)),
      assessFleet({ ...question, model: preview }).findings.map((finding) => rankedFinding(finding, preview)),
      () => ['model-changed'],
      preview,
    );
    output.write(options.json ? `${JSON.stringify(changes, undefined, 2)}\n` : renderPreview(changes));
  } else if (earlier) {
    const changes = changesSince(earlier, assessment, question);
    output.write(options.json ? `${JSON.stringify(changes, undefined, 2)}\n` : renderChanges(changes));
  } else if (options.json) writeAssessment(assessment, question, output);
  else if (options.csv) for (const line of csvOfAssessment(assessment)) output.write(line);
  else output.write(renderAssessment(assessment, question.catalogue, options.top ?? DEFAULT_TOP));
  output.close();
  return 0;
}

/** What moved since an earlier assessment, and why. */
function changesSince(
  earlier: EarlierAssessment,
  assessment: FleetAssessment,
  question: FleetQuestion,
): RankChange[] {
  const now = assessment.findings.map((finding) => readFinding(finding, question));
  const byKey = (findings: readonly ReadFinding[]) =>
    new Map(findings.map((finding) => [`${finding.device}\n${finding.vulnerability}`, finding]));
  const [before, after] = [byKey(earlier.findings), byKey(now)];
  const models = earlier.modelVersion === assessment.modelVersion ? 'same' : 'different';
  return rankChanges(
    earlier.findings,
    now,
    (vulnerability, device) => {
      const key = `${device}\n${vulnerability}`;
      return causesBetween(before.get(key), after.get(key), models, question.model);
    },
    question.model,
  );
}

/** One finding in words; the device by its id, an address, or the text after `mac:` of its id. */
function explain(assessment: FleetAssessment, model: RiskModel, options: AssessOptions): number {
  const [name = '', vulnerability = ''] = options.explain ?? [];
  const found = assessment.findings.find(
    ({ device: { facts }, match }) =>
      match.cve.toLowerCase() === vulnerability.toLowerCase() &&
      [facts.id, facts.address, facts.id.replace(/^[a-z]+:/, ''), ...facts.ips].includes(name.toLowerCase()),
  );
  if (!found) return refuse(`no finding ${vulnerability} on ${name}`, MISUSED).status;
  const output = Output.open(options.out);
  if (!output) return FAILED;
  output.write(renderExplanation(found, assessment, model, options.json === true));
  output.close();
  return 0;
}
