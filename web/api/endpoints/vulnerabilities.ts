/** Vulnerabilities, what they mean here, and decisions on findings. */

import { DecisionMade, DecisionRequest, Decisions, DecisionsQuery } from '../../../src/contract/decision.ts';
import {
  Affected,
  AffectedQuery,
  ConcernedDevices,
  ConcernedQuery,
  Vulnerabilities,
  VulnerabilitiesQuery,
  VulnerabilityDetail,
} from '../../../src/contract/vulnerability.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['vulnerability', 'finding_decision'] as const;

export const listVulnerabilities = endpoint({
  method: 'GET',
  path: '/api/vulnerabilities',
  query: VulnerabilitiesQuery,
  response: Vulnerabilities,
  concerns: CONCERNS,
});

export const findVulnerability = endpoint({
  method: 'GET',
  path: '/api/vulnerabilities/:cve',
  response: VulnerabilityDetail,
  concerns: CONCERNS,
});

export const listConcernedDevices = endpoint({
  method: 'GET',
  path: '/api/vulnerabilities/:cve/devices',
  query: ConcernedQuery,
  response: ConcernedDevices,
  concerns: CONCERNS,
});

export const askAffected = endpoint({
  method: 'GET',
  path: '/api/affected',
  query: AffectedQuery,
  response: Affected,
  concerns: CONCERNS,
});

export const listDecisions = endpoint({
  method: 'GET',
  path: '/api/finding-decisions',
  query: DecisionsQuery,
  response: Decisions,
  concerns: ['finding_decision'],
});

export const makeDecision = endpoint({
  method: 'POST',
  path: '/api/finding-decisions',
  body: DecisionRequest,
  response: DecisionMade,
  concerns: ['finding_decision', 'vulnerability'],
});

export const endDecision = endpoint({
  method: 'DELETE',
  path: '/api/finding-decisions/:id',
  response: DecisionMade,
  concerns: ['finding_decision', 'vulnerability'],
});
