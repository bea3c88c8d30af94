/** One POST to one address: no redirects, no second look-up, limits on time and answer. */

import http from 'node:http';
import https from 'node:https';
import { OutboundError, reasonOf } from './outbound-error.ts';
import { resolveTarget } from './resolve-target.ts';

/** For the whole exchange. */
const TIMEOUT_MS = 10_000;
/** Octets of an answer that are read; what it says is not used. */
export const ANSWER_LIMIT = 1 << 16;

export interface PostOptions {
  readonly allowsLoopback: boolean;
  /** Certificates of a private authority, PEM. */
  readonly authority?: string | undefined;
  readonly timeoutMs?: number;
}

/** Sends a body; returns the status when it is 2xx. Throws an OutboundError for every other end. */
export async function post(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  { allowsLoopback, authority, timeoutMs = TIMEOUT_MS }: PostOptions,
): Promise<number> {
  const url = new URL(address);
  const target = await resolveTarget(url.hostname, allowsLoopback);
  const status = await send(url, target, headers, body, authority, timeoutMs);
  if (status >= 200 && status < 300) return status;
  if (status >= 300 && status < 400)
    throw new OutboundError(
      `It answered ${status} and wants to send elsewhere, which is not followed.`,
      status,
    );
  throw new OutboundError(`It answered ${status}.`, status);
}

function send(
  url: URL,
  { address, family }: { readonly address: string; readonly family: number },
  headers: Readonly<Record<string, string>>,
  body: string,
  authority: string | undefined,
  timeoutMs: number,
): Promise<number> {
  const open = url.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const fail = (error: unknown) => {
      const reason = signal.aborted ? 'no answer in time' : reasonOf(error);
      reject(new OutboundError(`${url.host} cannot be reached: ${reason}.`, null, error));
    };
    const request = open(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        lookup: (_host, { all }, done) =>
          all ? done(null, [{ address, family }]) : done(null, address, family),
        ...(authority !== undefined && { ca: authority }),
      },
      (response) => {
        let octets = 0;
        const answered = () => resolve(response.statusCode ?? 0);
        response.on('data', (chunk: Buffer) => {
          octets += chunk.length;
          if (octets <= ANSWER_LIMIT) return;
          // What it has to say beyond is not waited for.
          answered();
          response.destroy();
        });
        response.on('end', answered);
        response.on('error', fail);
      },
    );
    request.on('error', fail);
    request.end(body);
  });
}
