/**
 * Downloads one file over HTTP: only when it has changed (RFC 9110 section 13: ETag, Last-Modified), going on where an
 * earlier attempt broke off (section 14: Range, If-Range), within limits of size and time, with patience for servers
 * that are busy. What is on disk under the final name is always whole.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { nameOf } from '../../advisories/json-value.ts';
import { isObject } from '../../base/json-object.ts';
import { FetchError } from './fetch-errors.ts';

/** Largest file that is fetched; a zip of the CVE list has 0.5 GB. */
export const MAX_DOWNLOAD_OCTETS = 4 * 2 ** 30;
/** Time without a single octet after which an attempt ends. */
const SILENCE_MS = 30_000;
/** Time for one file in all. */
const WHOLE_MS = 2 * 3_600_000;
export const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 1_000;
/** Longest pause between attempts, also where a server asks for more. */
const LONGEST_PAUSE_MS = 120_000;
const MAX_REDIRECTS = 5;

const PARTIAL = 206;
const NOT_MODIFIED = 304;
const RANGE_NOT_SATISFIABLE = 416;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Statuses that pass: timeout, too early, too many requests, and all that is the server's own fault. */
const MAY_PASS = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500;

/** What a server says of a version of a file, by which it is asked whether there is a newer one. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface DownloadOptions {
  /** What is known of the file at hand; it is not fetched again while it stays the same. */
  readonly known?: Validators;
  readonly maxOctets?: number;
  readonly silenceMs?: number;
  readonly wholeMs?: number;
  /** Waits between attempts. */
  readonly pause: (ms: number) => Promise<void>;
}

export type Downloaded =
  | { readonly kind: 'not-modified' }
  | {
      readonly kind: 'fetched';
      readonly validators: Validators;
      readonly octets: number;
      readonly sha256: string;
    };

/**
 * Downloads `url` into `file`, which holds what came so far when it breaks off. Throws FetchError when it cannot be had.
 */
export async function download(url: string, file: string, options: DownloadOptions): Promise<Downloaded> {
  const deadline = AbortSignal.timeout(options.wholeMs ?? WHOLE_MS);
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptDownload(url, file, options, deadline);
    } catch (error) {
      if (!(error instanceof FetchError) || !error.mayPass || attempt >= MAX_ATTEMPTS || deadline.aborted)
        throw error;
      const asked = error instanceof BusyError ? error.pauseMs : undefined;
      await options.pause(Math.min(asked ?? FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
    }
  }
}

/** Downloads a small text beside `file` and reads it: an index, a checksum, provider metadata. */
export async function downloadText(
  url: string,
  file: string,
  maxOctets: number,
  options: DownloadOptions,
): Promise<string> {
  try {
    await download(url, file, { pause: options.pause, maxOctets });
    return fs.readFileSync(file, 'utf8');
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** A server that says when to come back. */
class BusyError extends FetchError {
  readonly pauseMs: number | undefined;

  constructor(message: string, pauseMs: number | undefined) {
    super('refused-by-server', message, { mayPass: true });
    this.pauseMs = pauseMs;
  }
}

async function attemptDownload(
  url: string,
  file: string,
  options: DownloadOptions,
  deadline: AbortSignal,
): Promise<Downloaded> {
  const begun = begunPart(file, url);
  const silence = new Silence(options.silenceMs ?? SILENCE_MS);
  try {
    const response = await request(
      url,
      headersFor(begun, options.known),
      AbortSignal.any([deadline, silence.signal]),
    );
    if (response.status === NOT_MODIFIED) return { kind: 'not-modified' };
    if (response.status === RANGE_NOT_SATISFIABLE) {
      forgetPart(file);
      throw new FetchError('refused-by-server', `${url} has changed while it was fetched.`, {
        mayPass: true,
      });
    }
    if (!response.ok) throw statusError(url, response);
    return await receive(
      url,
      file,
      response,
      response.status === PARTIAL ? begun : undefined,
      options,
      silence,
    );
  } catch (error) {
    if (error instanceof FetchError) throw error;
    if (deadline.aborted || silence.signal.aborted)
      throw new FetchError('too-slow', `${url} takes too long.`, {
        cause: error,
        mayPass: !deadline.aborted,
      });
    throw new FetchError('unreachable', `${url} cannot be reached: ${causeOf(error)}.`, {
      cause: error,
      mayPass: true,
    });
  } finally {
    silence.end();
  }
}

function headersFor(begun: BegunPart | undefined, known: Validators | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'wardlight' };
  if (begun) {
    headers['range'] = `bytes=${begun.octets}-`;
    headers['if-range'] = begun.etag;
  } else {
    if (known?.etag !== undefined) headers['if-none-match'] = known.etag;
    if (known?.lastModified !== undefined) headers['if-modified-since'] = known.lastModified;
  }
  return headers;
}

/** Follows redirects by hand: few, and never from HTTPS down to HTTP. */
async function request(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  let at = new URL(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetch(at, { headers, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (!REDIRECTS.includes(response.status) || location === null) return response;
    await response.body?.cancel();
    const next = new URL(location, at);
    const isSecure = next.protocol === 'https:' || (next.protocol === 'http:' && at.protocol === 'http:');
    if (!isSecure)
      throw new FetchError('insecure-redirect', `${url} leads to ${next.protocol}//, which is not safe.`);
    at = next;
  }
  throw new FetchError('too-many-redirects', `${url} leads from one address to the next without end.`);
}

async function receive(
  url: string,
  file: string,
  response: Response,
  begun: BegunPart | undefined,
  options: DownloadOptions,
  silence: Silence,
): Promise<Downloaded> {
  const validators = validatorsOf(response);
  const maxOctets = options.maxOctets ?? MAX_DOWNLOAD_OCTETS;
  let octets = begun?.octets ?? 0;
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  const tooLarge = () =>
    new FetchError('too-large', `${url} has more than the ${maxOctets} octets that are fetched.`);
  if (octets + announced > maxOctets) throw tooLarge();
  if (!begun) beginPart(file, url, validators.etag);
  const descriptor = fs.openSync(file, begun ? 'a' : 'w');
  try {
    for await (const piece of response.body ?? []) {
      silence.broken();
      octets += piece.length;
      if (octets > maxOctets) throw tooLarge();
      fs.writeSync(descriptor, piece);
    }
  } finally {
    fs.closeSync(descriptor);
  }
  forgetBeginning(file);
  return { kind: 'fetched', validators, octets, sha256: await sha256Of(file) };
}

function validatorsOf({ headers }: Response): Validators {
  const etag = headers.get('etag');
  const lastModified = headers.get('last-modified');
  return { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) };
}

function statusError(url: string, { status, headers }: Response): FetchError {
  const message = `${url} answers with status ${status}.`;
  if (!MAY_PASS(status)) return new FetchError('refused-by-server', message);
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new BusyError(message, seconds >= 0 ? seconds * 1_000 : undefined);
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of fs.createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** Aborts when nothing has come for a while. */
class Silence {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.timer = setTimeout(() => this.controller.abort(), ms);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  broken(): void {
    this.timer.refresh();
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

/** A download that broke off; it can go on only against a strong ETag. */
interface BegunPart {
  readonly octets: number;
  readonly etag: string;
}

const beginningOf = (file: string) => `${file}.begun`;

function begunPart(file: string, url: string): BegunPart | undefined {
  try {
    const octets = fs.statSync(file).size;
    const begun: unknown = JSON.parse(fs.readFileSync(beginningOf(file), 'utf8'));
    const etag = isObject(begun) && begun['url'] === url ? nameOf(begun['etag']) : undefined;
    return etag !== undefined && octets > 0 ? { octets, etag } : undefined;
  } catch {
    // Nothing was begun, or what tells of it is damaged: it begins anew.
    return undefined;
  }
}

function beginPart(file: string, url: string, etag: string | undefined): void {
  if (etag === undefined || etag.startsWith('W/')) forgetBeginning(file);
  else fs.writeFileSync(beginningOf(file), JSON.stringify({ url, etag }));
}

function forgetBeginning(file: string): void {
  fs.rmSync(beginningOf(file), { force: true });
}

function forgetPart(file: string): void {
  forgetBeginning(file);
  fs.rmSync(file, { force: true });
}
