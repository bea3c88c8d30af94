/**
 * Reads risk models and policy packs: those that ship with Wardlight, or a copy that a hospital has changed. Each is held
 * against its JSON schema before a number of it is used.
 */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { riskModelProblems } from '../risk/check-risk-model.ts';
import { type PolicyPack, tableOf } from '../risk/decisions/policy-pack.ts';
import type { DeviceRoles } from '../risk/device-profile.ts';
import type { CuratedRule } from '../risk/preconditions/extract-preconditions.ts';
import type { RiskModel } from '../risk/risk-model.ts';

const FOLDER = fileURLToPath(new URL('../../risk-model/', import.meta.url));
/** Octets of a model or a pack; the shipped ones have fewer than 5,000. */
const DOCUMENT_LIMIT = 1_048_576;

/** A document that cannot be used; the message is for people and says where it is wrong. */
export class RiskDocumentError extends Error {}

/** The model in `file`, else the shipped one. Throws RiskDocumentError. */
export function loadRiskModel(file?: string): RiskModel {
  const named = file ?? path.join(FOLDER, 'default.json');
  const model = readChecked<RiskModel>(named, 'schema.json');
  const [problem] = riskModelProblems(model);
  if (problem !== undefined) throw new RiskDocumentError(`${named}: ${problem}`);
  return model;
}

/** The model in a document that somebody sent. Throws RiskDocumentError. */
export function readRiskModel(document: object): RiskModel {
  const model = checked<RiskModel>('The model', document, 'schema.json');
  const [problem] = riskModelProblems(model);
  if (problem !== undefined) throw new RiskDocumentError(`The model: ${problem}`);
  return model;
}

/** A shipped pack by its id, or the pack in a file. Throws RiskDocumentError. */
export function loadPolicyPack(idOrFile: string): PolicyPack {
  const shipped = path.join(FOLDER, 'policies', `${path.basename(idOrFile)}.json`);
  const named = fs.existsSync(shipped) ? shipped : idOrFile;
  const pack = readChecked<PolicyPack>(named, 'policy-schema.json');
  try {
    tableOf(pack);
  } catch (error) {
    throw new RiskDocumentError(`${named}: ${(error as Error).message}`);
  }
  return pack;
}

function readChecked<Shape>(file: string, schemaName: string): Shape {
  return checked(file, readJson(file), schemaName);
}

function checked<Shape>(name: string, document: unknown, schemaName: string): Shape {
  const schema = JSON.parse(fs.readFileSync(path.join(FOLDER, schemaName), 'utf8')) as object;
  const ajv = new Ajv({ strictTuples: false });
  if (ajv.validate<Shape>(schema, document)) return document;
  throw new RiskDocumentError(`${name}: ${ajv.errorsText(ajv.errors, { dataVar: 'document' })}`);
}

function readJson(file: string): unknown {
  try {
    if (fs.statSync(file).size > DOCUMENT_LIMIT) throw new RangeError(`larger than ${DOCUMENT_LIMIT} octets`);
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RiskDocumentError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** What scoring knows beforehand. */
export interface RiskKnowledge {
  readonly roles: DeviceRoles;
  readonly rules: readonly CuratedRule[];
  /** 1 to 5 by category id; none for the category `unknown`. */
  readonly criticality: ReadonlyMap<string, number>;
}

/** What ships beside the model: device roles, curated preconditions, categories. A broken file is a defect and throws. */
export function loadRiskKnowledge(): RiskKnowledge {
  const shipped = (name: string) => readJson(path.join(FOLDER, name));
  const { categories } = readJson(path.join(FOLDER, '..', 'fingerprints', 'categories.json')) as {
    categories: readonly { readonly id: string; readonly criticality: number }[];
  };
  return {
    roles: shipped('device-roles.json') as DeviceRoles,
    rules: (shipped('preconditions.json') as { rules: readonly CuratedRule[] }).rules,
    criticality: new Map(
      categories.filter(({ id }) => id !== 'unknown').map(({ id, criticality }) => [id, criticality]),
    ),
  };
}
