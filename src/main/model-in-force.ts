/** The risk model by which an organisation scores: the newest that a person saved there, else the shipped one. */

import type { RiskModel } from '../risk/risk-model.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { newestModel, type SavedModel } from '../store/risk-models.ts';
import { loadRiskModel, RiskDocumentError, readRiskModel } from './load-risk-model.ts';

export interface ModelInForce {
  readonly model: RiskModel;
  /** Undefined when the shipped model counts. */
  readonly saved: SavedModel | undefined;
  /** Why a saved model cannot be used by this Wardlight, so that the shipped one counts; undefined when it can. */
  readonly problem: string | undefined;
}

export async function modelInForce(database: Database, organisation: OrganisationId): Promise<ModelInForce> {
  const saved = await database.asOrganisation(organisation, newestModel);
  return checkedModel(saved);
}

/** A newer Wardlight may ask more of a model than the one that saved it: scores go on by the shipped one, and say so. */
export function checkedModel(saved: SavedModel | undefined, shipped = loadRiskModel()): ModelInForce {
  if (!saved) return { model: shipped, saved, problem: undefined };
  try {
    return { model: readRiskModel(saved.document), saved, problem: undefined };
  } catch (error) {
    if (!(error instanceof RiskDocumentError)) throw error;
    return { model: shipped, saved, problem: error.message };
  }
}

/** The version of what is saved as `number`: that of the numbers it was made of, and which saved one it is. */
export function versionOfSaved(version: string, number: number): string {
  const [base = version] = version.split('+');
  return `${base}+${number}`;
}
