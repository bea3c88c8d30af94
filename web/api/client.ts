/** The only place that fetches. Answers are checked against the contract; refusals become ApiError. */

import { config } from 'zod';
import { statesText } from '../text/states.ts';
import { addressOf } from './address.ts';
import { fetchFor, takeAhead } from './ahead.ts';
import { ApiError, ContractError, UnreachableError } from './api-error.ts';
import type { AnswerOf, Endpoint, RequestOf } from './endpoint.ts';

// Compiling checks needs eval, which the content security policy forbids.
config({ jitless: true });

let organisation: string | undefined;

/** The organisation for which all later requests act; undefined for the person's first. */
export function actFor(chosen: string | undefined): void {
  organisation = chosen;
}

/** Refusals that end when a person proves their second factor anew, or with a passkey. */
const CONFIRMABLE: ReadonlySet<string> = new Set([
  'step-up-required',
  'second-factor-too-old',
  'passkey-required',
]);

/** Asks the person to confirm; false when they did not. `isRead`: nothing would be changed by the call. */
export type Confirm = (refusal: ApiError, isRead: boolean) => Promise<boolean>;

let confirmer: Confirm | undefined;

/** Who asks for the second factor when a call needs it; undefined while nobody can. */
export function confirmWith(confirm: Confirm | undefined): void {
  confirmer = confirm;
}

/**
 * Calls an endpoint; one that needs a fresh second factor is repeated once a person has proven it. Throws ApiError,
 * UnreachableError, ContractError; an AbortError when `signal` ends it.
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  request: RequestOf<E>,
  signal?: AbortSignal,
): Promise<AnswerOf<E>> {
  try {
    return await callOnce(endpoint, request, signal);
  } catch (error) {
    const isConfirmable = error instanceof ApiError && error.status === 403 && CONFIRMABLE.has(error.code);
    if (!isConfirmable || !confirmer) throw error;
    if (!(await confirmer(error, endpoint.method === 'GET'))) throw error;
    return callOnce(endpoint, request, signal);
  }
}

async function callOnce<E extends Endpoint>(
  endpoint: E,
  request: RequestOf<E>,
  signal: AbortSignal | undefined,
): Promise<AnswerOf<E>> {
  const { path, query, body } = request as unknown as LooseRequest;
  const response = await send(addressOf(endpoint.path, path, query), {
    method: endpoint.method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
    ...(endpoint.method === 'POST' &&
      body === undefined && { body: '{}', headers: { 'content-type': 'application/json' } }),
    ...(signal && { signal }),
  });
  const parsed = endpoint.response.safeParse(await readJson(response));
  if (parsed.success) return parsed.data as AnswerOf<E>;
  throw new ContractError(statesText.notUnderstood, { cause: parsed.error });
}

/** Sends octets of a file; the answer is JSON of a shape that the caller checks. */
export async function sendOctets(
  address: string,
  octets: Blob,
  signal: AbortSignal,
  method: 'PATCH' | 'POST' = 'PATCH',
): Promise<unknown> {
  const headers = { 'content-type': 'application/octet-stream' };
  return readJson(await send(address, { method, body: octets, headers, signal }));
}

/** Fetches a file; the whole of it is in memory until the browser has written it. */
export async function fetchFile(path: string, query: Readonly<Record<string, unknown>>): Promise<Blob> {
  return (await send(addressOf(path, {}, query), { method: 'GET' })).blob();
}

/** Opens an answer that does not end by itself. Throws ApiError, UnreachableError; an AbortError when `signal` ends it. */
export async function openStream(
  address: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { body } = await send(address, { method: 'GET', signal, headers: { accept: 'text/event-stream' } });
  if (!body) throw new UnreachableError(statesText.unreachable);
  return body;
}

interface LooseRequest {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

async function send(address: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    const ahead = init.method === 'GET' ? takeAhead(organisation, address) : undefined;
    response = await (ahead ?? fetchFor(organisation, address, init));
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new UnreachableError(statesText.unreachable, { cause: error });
  }
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ContractError(statesText.notUnderstood, { cause: error });
  }
}

/** Problem documents of the API, and the sign-in library's own `{ code, message }`. */
async function refusalOf(response: Response): Promise<ApiError> {
  const { status } = response;
  const text = await response.text();
  try {
    const { code, detail, message, errors } = JSON.parse(text) as Record<string, unknown>;
    const sentence = typeof detail === 'string' ? detail : typeof message === 'string' ? message : undefined;
    const fields = (Array.isArray(errors) ? errors : []).map(
      ({ path, message: why }: { path?: unknown; message?: unknown }) => [String(path), String(why)] as const,
    );
    if (sentence !== undefined) return new ApiError(status, String(code ?? ''), sentence, new Map(fields));
  } catch {
    // A proxy between may answer with something else.
  }
  if (status === 429) return new ApiError(status, 'too-many-requests', statesText.tooManyRequests);
  if (status >= 502) return new ApiError(status, 'unreachable', statesText.unreachable);
  return new ApiError(status, '', `${status} ${response.statusText}`);
}
