/** The weights of the scores, what others would move, and the versions that people saved. */

import {
  ModelVersion,
  ModelVersions,
  ModelVersionsQuery,
  ModelVersionWithDocument,
  Preview,
  PreviewRequest,
  RestoreModelRequest,
  RiskModel,
  SaveModelRequest,
} from '../../../src/contract/risk-model.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['risk_model_version'] as const;

export const readRiskModel = endpoint({
  method: 'GET',
  path: '/api/risk-model',
  response: RiskModel,
  concerns: CONCERNS,
});

export const previewRiskModel = endpoint({
  method: 'POST',
  path: '/api/risk-model/preview',
  body: PreviewRequest,
  response: Preview,
});

export const listRiskModels = endpoint({
  method: 'GET',
  path: '/api/risk-model/versions',
  query: ModelVersionsQuery,
  response: ModelVersions,
  concerns: CONCERNS,
});

export const findSavedModel = endpoint({
  method: 'GET',
  path: '/api/risk-model/versions/:id',
  response: ModelVersionWithDocument,
  concerns: CONCERNS,
});

export const saveRiskModel = endpoint({
  method: 'POST',
  path: '/api/risk-model/versions',
  body: SaveModelRequest,
  response: ModelVersion,
  concerns: [...CONCERNS, 'device', 'vulnerability'],
});

export const restoreRiskModel = endpoint({
  method: 'POST',
  path: '/api/risk-model/restore',
  body: RestoreModelRequest,
  response: ModelVersion,
  concerns: [...CONCERNS, 'device', 'vulnerability'],
});
