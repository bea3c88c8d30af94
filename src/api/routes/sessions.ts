/** /api/sessions, /api/session/…: own sessions, step-up, password, second factors */

import { PROBLEMS } from '../../contract/problem.ts';
import {
  EndedSessions,
  PasswordChange,
  RecoveryCodes,
  SecondFactors,
  SessionPath,
  Sessions,
  StepUpRequest,
  StepUpResult,
} from '../../contract/session.ts';
import { organisationNames } from '../../store/organisations.ts';
import {
  changePassword,
  passwordHashOf,
  replaceRecoveryCodes,
  secondFactorsOf,
} from '../../store/second-factors.ts';
import { endSession, endSessions, type StoredSession, sessionsOf } from '../../store/sessions.ts';
import { callerOfRoute, sessionOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { notFound, ProblemError } from '../problem.ts';
import { attempt } from '../sign-in/attempts.ts';
import { hashPassword, isPassword } from '../sign-in/authentication.ts';
import { requireStrongPassword } from '../sign-in/password-policy.ts';
import { makeRecoveryCodes, recoveryCodesLeft } from '../sign-in/recovery-codes.ts';
import { requireRecentFactor, STEP_UP_MINUTES } from '../sign-in/second-factor.ts';
import { stepUpByCode, stepUpByPasskey } from '../sign-in/step-up.ts';

/** Attempts of one address in a minute at what tries a secret. */
const SECRET_LIMIT = { max: 20, timeWindow: 60_000 };

export const sessionRoutes: Routes = (context) => async (server) => {
  const { database, authentication, breachedPasswords } = context;
  const sealingKey = async () => (await authentication.$context).secretConfig;

  server.get('/api/sessions', {
    config: { access: 'signed-in' },
    schema: { summary: 'Own sessions, used last first', response: { 200: Sessions, ...PROBLEMS } },
    handler: async (request) => {
      const { id } = sessionOfRoute(request);
      const found = await sessionsOf(database, callerOfRoute(request).userId);
      return { sessions: found.map((session) => presentSession(session, id)) };
    },
  });

  server.delete('/api/sessions/:id', {
    config: { access: 'signed-in', audit: 'session.end' },
    schema: {
      summary: 'End one of the own sessions',
      params: SessionPath,
      response: { 200: EndedSessions, ...PROBLEMS },
    },
    handler: async (request) => {
      sessionOfRoute(request);
      if (!(await endSession(database, callerOfRoute(request).userId, request.params.id)))
        throw notFound('session');
      return { ended: 1 };
    },
  });

  server.delete('/api/sessions', {
    config: { access: 'signed-in', audit: 'session.end-others' },
    schema: { summary: 'End all own sessions but this one', response: { 200: EndedSessions, ...PROBLEMS } },
    handler: async (request) => {
      const { id } = sessionOfRoute(request);
      return { ended: await endSessions(database.kysely, callerOfRoute(request).userId, id) };
    },
  });

  server.post('/api/session/step-up', {
    config: { access: 'signed-in', unconfirmed: true, audit: 'session.step-up', rateLimit: SECRET_LIMIT },
    schema: {
      summary: 'Prove the second factor, for sensitive actions; the session gets a new cookie',
      body: StepUpRequest,
      response: { 200: StepUpResult, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      sessionOfRoute(request);
      const { body } = request;
      const factor =
        'code' in body
          ? await stepUpByCode(context, request, reply, body.code)
          : await stepUpByPasskey(context, request, reply, body.passkey);
      return { factor, until: new Date(Date.now() + STEP_UP_MINUTES * 60_000).toISOString() };
    },
  });

  server.post('/api/session/password', {
    config: { access: 'signed-in', audit: 'password.change', rateLimit: SECRET_LIMIT },
    schema: {
      summary: 'Change the password; all other sessions end',
      body: PasswordChange,
      response: { 200: EndedSessions, ...PROBLEMS },
    },
    handler: async (request) => {
      const session = sessionOfRoute(request);
      const { userId, name, email, hasSecondFactor, organisations } = callerOfRoute(request);
      if (hasSecondFactor) requireRecentFactor(session, hasSecondFactor);
      const { current, new: wanted } = request.body;
      const kept = await passwordHashOf(database, userId);
      if (kept === undefined)
        throw new ProblemError(
          409,
          'no-password',
          'You sign on through a provider and have no password here.',
        );
      const isRight = () => isPassword(kept, current);
      await attempt(database, email, session.id, isRight, 'The present password is not right.');
      const names = await organisationNames(
        database,
        organisations.map(({ id }) => id),
      );
      await requireStrongPassword(wanted, [...names, name, email], breachedPasswords);
      const others = await sessionsOf(database, userId);
      await changePassword(database, userId, await hashPassword(wanted), session.id);
      return { ended: others.filter(({ id }) => id !== session.id).length };
    },
  });

  server.get('/api/session/second-factors', {
    config: { access: 'signed-in', unconfirmed: true },
    schema: { summary: 'Own second factors', response: { 200: SecondFactors, ...PROBLEMS } },
    handler: async (request) => {
      sessionOfRoute(request);
      const found = await secondFactorsOf(database, callerOfRoute(request).userId);
      const sealed = found.sealedRecoveryCodes;
      return {
        oneTimeCodes: found.oneTimeCodes,
        passkeys: found.passkeys.map(({ id, name, madeAt }) => ({
          id,
          name,
          madeAt: madeAt?.toISOString() ?? null,
        })),
        recoveryCodes:
          sealed === undefined
            ? null
            : {
                left: await recoveryCodesLeft(await sealingKey(), sealed),
                usedAt: found.recoveryUsedAt?.toISOString() ?? null,
              },
      };
    },
  });

  server.post('/api/session/recovery-codes', {
    config: { access: 'signed-in', stepUp: true, audit: 'recovery-codes.make' },
    schema: {
      summary: 'Make new recovery codes; the old ones end',
      response: { 201: RecoveryCodes, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { codes, sealed } = await makeRecoveryCodes(await sealingKey());
      if (!(await replaceRecoveryCodes(database, callerOfRoute(request).userId, sealed)))
        throw new ProblemError(409, 'no-one-time-codes', 'Set up one-time codes first.');
      return reply.code(201).send({ codes });
    },
  });
};

function presentSession(session: StoredSession, present: string) {
  const { id, address, userAgent, factor } = session;
  return {
    ...{ id, present: id === present, factor },
    begunAt: session.createdAt.toISOString(),
    usedAt: session.lastUsedAt.toISOString(),
    endsAt: session.expiresAt.toISOString(),
    ...{ address: address || null, browser: userAgent || null },
    factorAt: session.factorAt?.toISOString() ?? null,
  };
}
