/** How the address of a request reaches the library: a header that the server alone writes. */

import type { FastifyRequest } from 'fastify';

export const ADDRESS_HEADER = 'wardlight-address';

/** Headers for a call of the library on behalf of a request: its cookies, and the address as the server knows it. */
export function libraryHeaders(request: FastifyRequest): Headers {
  const headers = new Headers({ [ADDRESS_HEADER]: request.ip });
  for (const name of ['cookie', 'user-agent', 'origin'] as const) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}
