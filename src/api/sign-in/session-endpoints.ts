/**
 * Sessions that the library's own routes do not begin: after a sign-on through a provider, and a new one in place of the
 * old after a step-up. The library makes the session and its cookie; nothing here is reached over HTTP.
 */

import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import type { Factor } from '../../store/schema-people.ts';

export interface SessionStart {
  readonly userId: string;
  readonly factor: Factor | undefined;
  readonly factorAt: Date | undefined;
  /** The one organisation that it may act for. */
  readonly organisationId: string | undefined;
  /** When it replaces another one: the end of that. */
  readonly expiresAt: Date | undefined;
}

export function sessionEndpoints() {
  return {
    id: 'wardlight-sessions',
    endpoints: {
      beginSession: createAuthEndpoint.serverOnly(
        { method: 'POST', requireHeaders: true },
        async (context) => {
          const { userId, factor, factorAt, organisationId, expiresAt } =
            context.body as unknown as SessionStart;
          const { internalAdapter } = context.context;
          const user = await internalAdapter.findUserById(userId);
          if (!user) throw new Error('a session begins for somebody who is there');
          const fields = {
            factor: factor ?? null,
            factorAt: factorAt ?? null,
            organisationId: organisationId ?? null,
            lastUsedAt: new Date(),
            ...(expiresAt && { expiresAt }),
          };
          const session = await internalAdapter.createSession(userId, false, fields, true);
          await setSessionCookie(context, { session, user });
          return { id: session.id };
        },
      ),
    },
  };
}
