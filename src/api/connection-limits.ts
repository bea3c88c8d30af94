/** Limits on what a connection may bring before any route sees it, and the answer to what is no HTTP. */

import type { Socket } from 'node:net';

/** Octets of all headers of a request. */
export const HEADER_LIMIT = 16_384;
const HEADERS_MS = 30_000;
/** Silence on a connection. */
const SILENCE_MS = 120_000;
/** A whole request: several gigabytes over a slow line. */
const REQUEST_MS = 6 * 3_600_000;
const PATH_PARAMETER_LIMIT = 500;

export const CONNECTION_LIMITS = {
  http: { maxHeaderSize: HEADER_LIMIT, headersTimeout: HEADERS_MS },
  connectionTimeout: SILENCE_MS,
  requestTimeout: REQUEST_MS,
  routerOptions: { maxParamLength: PATH_PARAMETER_LIMIT },
  clientErrorHandler: refuseConnection,
};

/** Says in a problem document what was wrong, and hangs up. */
function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, code, detail] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [
          431,
          'Request Header Fields Too Large',
          'headers-too-long',
          `The headers are longer than ${HEADER_LIMIT} octets.`,
        ]
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'Request Timeout', 'request-timeout', 'The request did not come in time.']
        : [400, 'Bad Request', 'invalid-request', 'This is no HTTP request.'];
  const body = JSON.stringify({ type: `urn:wardlight:${code}`, status, code, detail });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
