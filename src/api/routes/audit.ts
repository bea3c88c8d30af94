/** GET /api/audit, GET /api/audit/verification, POST /api/audit/verify */

import { AuditEntries, AuditQuery, AuditVerification } from '../../contract/audit.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { listEntries } from '../../store/audit.ts';
import {
  askForVerification,
  lastVerification,
  type AuditVerification as StoredVerification,
} from '../../store/audit-verification.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { ProblemError } from '../problem.ts';

export const auditRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/audit', {
      config: { access: 'audit:view' },
      schema: {
        summary: 'What people did, latest first',
        querystring: AuditQuery,
        response: { 200: AuditEntries, ...PROBLEMS },
      },
      handler: async (request) => {
        const { cursor, from, until, ...query } = request.query;
        const { organisation } = callerOfRoute(request);
        const asked = { ...query, before: cursor, from: instant(from), until: instant(until) };
        const entries = await listEntries(database, organisation, asked);
        const next = entries.length < query.limit ? undefined : entries.at(-1)?.sequence;
        return {
          entries: entries.map((entry) => ({ ...entry, roles: [...entry.roles] })),
          next: next ?? null,
        };
      },
    });

    server.get('/api/audit/verification', {
      config: { access: 'audit:view' },
      schema: {
        summary: 'Whether the audit log was whole when it was last verified',
        response: { 200: AuditVerification, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        return presentVerification(await lastVerification(database, organisation));
      },
    });

    server.post('/api/audit/verify', {
      config: { access: 'audit:view', audit: 'audit.verify' },
      schema: {
        summary: 'Verify the whole audit log; the result is at /api/audit/verification',
        response: { 202: AuditVerification, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { organisation } = callerOfRoute(request);
        if (!(await askForVerification(database, organisation)))
          throw new ProblemError(
            409,
            'verification-running',
            'The log is being verified. Look again in a while.',
          );
        return reply.code(202).send(presentVerification(await lastVerification(database, organisation)));
      },
    });
  };

/** As entries write instants, to the millisecond and in UTC: they are compared as texts. */
const instant = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : new Date(text).toISOString();

function presentVerification(found: StoredVerification | undefined): AuditVerification {
  const { begun_at, ended_at, verified_to, signed_to, broken_at, problem } = found ?? {};
  const finished = broken_at == null ? ('whole' as const) : ('broken' as const);
  const running = begun_at && !ended_at ? ('running' as const) : finished;
  return {
    state: found ? running : 'never',
    at: ended_at?.toISOString() ?? null,
    ...{ verifiedTo: verified_to ?? null, signedTo: signed_to ?? null },
    ...{ brokenAt: broken_at ?? null, problem: problem ?? null },
  };
}
