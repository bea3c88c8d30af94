/**
 * The log: a JSON line for each request and each failure, with the number of the request that its problem carries as well.
 * No line holds a query, a body, a header or a value of a path: they can hold patient data and secrets.
 */

import type { FastifyReply, FastifyRequest } from 'fastify';

export interface LogOptions {
  readonly level: 'info' | 'warn' | 'silent';
  /** Where lines go; stdout when absent. */
  readonly stream?: { write(line: string): unknown } | undefined;
}

const NAME_LIMIT = 100;
const FRAMES = 12;
/** What quotes a value in a message: of a parser, a database, a person. */
const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`|\([^()]*\)=\([^()]*\)/g;
const MESSAGE_LIMIT = 300;

export function loggerOf({ level, stream }: LogOptions) {
  return {
    level,
    ...(stream && { stream: { write: (line: string) => void stream.write(line) } }),
    serializers: { req: shownRequest, res: shownReply, err: shownError },
  };
}

/** The route and not the path, which can hold anything. */
const shownRequest = (request: Partial<FastifyRequest>) => ({
  method: request.method ?? '',
  route: request.routeOptions?.url ?? 'none',
  ...(request.ip !== undefined && { remoteAddress: request.ip }),
});

const shownReply = ({ statusCode }: Partial<FastifyReply>) => ({ status: statusCode });

/** Kind, code and place of an error; its message without what it quotes, for a database says which value was wrong. */
export function shownError(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error, message: 'no error', stack: '' };
  const { name, message, stack = '' } = error;
  const code =
    'code' in error && typeof error.code === 'string' ? error.code.slice(0, NAME_LIMIT) : undefined;
  const isOfDatabase = 'severity' in error;
  return {
    type: name.slice(0, NAME_LIMIT),
    ...(code !== undefined && { code }),
    message:
      isOfDatabase || error instanceof SyntaxError
        ? 'see the code'
        : message.replace(QUOTED, '…').slice(0, MESSAGE_LIMIT),
    stack: stack
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, FRAMES)
      .join('\n'),
  };
}
