/** The audit log and whether its chain is whole. */

import { AuditEntries, AuditQuery, AuditVerification } from '../../../src/contract/audit.ts';
import { endpoint } from '../endpoint.ts';

export const listAuditEntries = endpoint({
  method: 'GET',
  path: '/api/audit',
  query: AuditQuery,
  response: AuditEntries,
  concerns: ['audit'],
});
export const readVerification = endpoint({
  method: 'GET',
  path: '/api/audit/verification',
  response: AuditVerification,
  concerns: ['audit'],
});
export const verifyAudit = endpoint({
  method: 'POST',
  path: '/api/audit/verify',
  response: AuditVerification,
  concerns: ['audit'],
});
