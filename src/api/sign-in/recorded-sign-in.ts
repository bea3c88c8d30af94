/**
 * What the sign-in library answers, written down in the audit log of each organisation of the person before it leaves: who
 * came in, who was refused and why, second factors, sign-out, changes of an account. It looks at requests and answers from
 * outside, so what the library refuses early, or learns to do later, is written down too.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { recordAct } from '../../store/audit.ts';
import type { Database } from '../../store/database.ts';
import { findPerson, findPersonByEmail, membershipsOf, type PersonName } from '../../store/people.ts';
import { RecentKeys } from '../record/recent-keys.ts';
import { hashOfSession, notRecorded, resultOf } from '../record/recorded-calls.ts';
import { UnknownCallers } from '../record/unknown-callers.ts';
import type { Authentication } from './authentication.ts';

/** A refused sign-in takes at least so long to write down: whether the account exists must not show in the time. */
const REFUSED_FLOOR_MS = 50;
/** "Too many requests" is written down once in so long for each person and address. */
const TOO_MANY_WINDOW_MS = 15 * 60_000;
const TOO_MANY = 429;

/** Who stood behind a request before the library answered it. */
interface Before {
  readonly person: PersonName | undefined;
  /** The session that the request came with. */
  readonly session: string | undefined;
}

interface Answered {
  readonly status: number;
  readonly body: { readonly code?: unknown; readonly twoFactorRedirect?: unknown };
  /** The cookie of a session that begins with the answer. */
  readonly cookie: string | undefined;
}

export class RecordedSignIn {
  private readonly authentication: Authentication;
  private readonly database: Database;
  private readonly unknown: UnknownCallers;
  private readonly tooMany = new RecentKeys(TOO_MANY_WINDOW_MS);

  constructor(authentication: Authentication, database: Database) {
    this.authentication = authentication;
    this.database = database;
    this.unknown = new UnknownCallers(database);
  }

  /** The library's answer to a request, when it is written down. Throws a ProblemError when it cannot be. */
  async answer(request: FastifyRequest, asked: Request, path: string): Promise<Response> {
    const before = asked.method === 'POST' ? await this.before(asked.headers, request.body) : NOBODY;
    const answer = await this.authentication.handler(asked);
    const answered = await this.answered(answer);
    if (asked.method !== 'POST' && answered.cookie === undefined) return answer;
    try {
      await this.record(request.ip, path, before, answered);
    } catch (error) {
      request.log.error({ err: error, path }, 'the audit log cannot be written');
      throw notRecorded();
    }
    return answer;
  }

  private async before(headers: Headers, body: unknown): Promise<Before> {
    const found = await this.authentication.api.getSession({ headers });
    if (found) return { person: found.user, session: found.session.id };
    const pending = await this.pending(headers);
    if (pending !== undefined)
      return { person: await findPerson(this.database, pending), session: undefined };
    const { email } = parsed(body) as { readonly email?: unknown };
    const person =
      typeof email === 'string' ? await findPersonByEmail(this.database.kysely, email) : undefined;
    return { person, session: undefined };
  }

  /** Id of the person who has given a right password, and whose second factor is asked for. */
  private async pending(headers: Headers): Promise<string | undefined> {
    const context = await this.authentication.$context;
    const { name } = context.createAuthCookie('two_factor');
    const cookie = headers
      .get('cookie')
      ?.split(/;\s*/)
      .find((pair) => pair.startsWith(`${name}=`));
    if (cookie === undefined) return undefined;
    const value = unescaped(cookie.slice(name.length + 1));
    // The signature behind the point is the library's concern: the value is a random number that nobody can guess.
    const identifier = value.slice(0, Math.max(0, value.lastIndexOf('.')));
    if (identifier === '') return undefined;
    return (await context.internalAdapter.findVerificationValue(identifier))?.value;
  }

  private async answered(answer: Response): Promise<Answered> {
    const { authCookies } = await this.authentication.$context;
    const isBegun = (line: string) =>
      line.startsWith(`${authCookies.sessionToken.name}=`) && !/^[^=]*=;|max-age=0(?:;|$)/i.test(line);
    const [cookie] = answer.headers.getSetCookie().find(isBegun)?.split(';') ?? [];
    return { status: answer.status, body: parsed(await answer.clone().text()), cookie };
  }

  private async record(ip: string, path: string, before: Before, answered: Answered): Promise<void> {
    const { status, body, cookie } = answered;
    const refused = status >= 400;
    const begun =
      cookie === undefined
        ? null
        : await this.authentication.api.getSession({ headers: new Headers({ cookie }) });
    const person = begun?.user ?? before.person;
    const action = actionOf(path, before.session !== undefined, body.twoFactorRedirect === true);
    const code = refused ? codeOf(body.code, status) : null;
    const recorded = person
      ? this.recordPerson(person, { action, code, status, ip, session: begun?.session.id ?? before.session })
      : refused && action === SESSION_BEGIN && this.unknown.record(action, code ?? '', ip);
    await Promise.all([recorded, refused && before.session === undefined && delay(REFUSED_FLOOR_MS)]);
  }

  private async recordPerson(
    { id, name }: PersonName,
    how: {
      readonly action: string;
      readonly code: string | null;
      readonly status: number;
      readonly ip: string;
      readonly session: string | undefined;
    },
  ): Promise<void> {
    const { action, code, status, ip, session } = how;
    if (status === TOO_MANY && !this.tooMany.note(`${id} ${ip} ${action}`, Date.now())) return;
    const result = resultOf(status);
    for (const organisation of await membershipsOf(this.database, id))
      await recordAct(this.database, organisation.id, {
        ...{
          who: { kind: 'person', id, name },
          roles: [...new Set(organisation.assignments.map(({ role }) => role))],
        },
        ...{ action, target: null, result, code, reason: null, change: null, ip },
        session: session === undefined ? null : hashOfSession(session),
      });
  }
}

const NOBODY: Before = { person: undefined, session: undefined };
/** What the log calls a session that begins, however its person signs in. */
export const SESSION_BEGIN = 'session.begin';
const PATH_LIMIT = 100;

/** What the log calls a path of the library. */
function actionOf(path: string, isSignedIn: boolean, asksForSecondFactor: boolean): string {
  if (path === '/sign-out') return 'session.end';
  if (path.startsWith('/two-factor/verify-'))
    return isSignedIn ? 'second-factor.confirm' : 'session.second-factor';
  if (path.startsWith('/sign-in/')) return asksForSecondFactor ? 'session.password' : SESSION_BEGIN;
  if (path === '/passkey/verify-authentication' || path.includes('/callback')) return SESSION_BEGIN;
  return `account.${path.slice(1, PATH_LIMIT).replaceAll('/', '-')}`;
}

/** `INVALID_PASSWORD` as our own codes are written. */
function codeOf(code: unknown, status: number): string {
  return typeof code === 'string' ? code.toLowerCase().replaceAll('_', '-') : `http-${status}`;
}

/** The members of a JSON text or its octets; none when it is none. */
function parsed(body: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : String(body));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
