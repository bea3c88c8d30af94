/** Exports: lines that are sent while they are still being found. */

import type { PassThrough } from 'node:stream';
import type { FastifyRequest } from 'fastify';

/** Ends the lines when `writing` is done; when it fails, says so in the log and breaks them off, never ends them short. */
export function endAfter(
  writing: Promise<unknown>,
  lines: PassThrough,
  request: FastifyRequest,
): Promise<void> {
  return writing.then(
    () => {
      lines.end();
    },
    (error: unknown) => {
      request.log.error({ err: error }, 'an export failed');
      lines.destroy(error instanceof Error ? error : new Error(String(error)));
    },
  );
}
