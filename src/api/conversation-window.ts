/** Who asks for conversations, and of which time. */

import type { FastifyRequest } from 'fastify';
import type { ConversationReader, Window } from '../store/conversations/reader.ts';
import type { Database } from '../store/database.ts';
import { callerOfRoute } from './access.ts';
import { devicesOf } from './caller.ts';
import { invalidRequest } from './problem.ts';

const DAY_MS = 86_400_000;

/** The caller as a reader of conversations, with the devices that they may see. */
export function readerOf(database: Database, request: FastifyRequest): ConversationReader {
  const caller = callerOfRoute(request);
  return { database, organisation: caller.organisation, selection: devicesOf(caller, 'inventory:view') };
}

interface AskedWindow {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly newSince?: string | undefined;
}

/** The window asked for; up to now and `length` (milliseconds) long where it does not say. Throws a ProblemError. */
export function windowOf(asked: AskedWindow, length: number): Window {
  const to = asked.to === undefined ? new Date() : new Date(asked.to);
  const from = asked.from === undefined ? new Date(to.getTime() - length) : new Date(asked.from);
  if (from >= to) throw invalidRequest('The window ends before it begins.');
  return { from, to };
}

/** Since when a conversation is new. */
export function newSinceOf({ newSince }: AskedWindow, { to }: Window): Date {
  return newSince === undefined ? new Date(to.getTime() - DAY_MS) : new Date(newSince);
}
