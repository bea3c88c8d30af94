/** A browser as far as the API sees it: keeps cookies, signs in with password and one-time code. */

import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';

const STEP_MS = 30_000;
/** How long a stream without an end is listened to. */
const STREAM_MS = 300;

export interface Answer {
  readonly status: number;
  /** The JSON of the answer; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests compare its parts
  readonly body: any;
  /** The answer as it came. */
  readonly text: string;
  readonly headers: Headers;
}

export interface BrowserPlace {
  /** What the server calls itself, where that is not its address. */
  readonly origin?: string;
  /** The browser's address behind a proxy on this machine; absent: there is no proxy. */
  readonly from?: string;
}

export class Browser {
  private readonly address: string;
  private readonly place: BrowserPlace;
  private readonly cookies = new Map<string, string>();

  constructor(address: string, place: BrowserPlace = {}) {
    this.address = address;
    this.place = place;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: object): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body), 'application/json');
  }

  put(path: string, body: object): Promise<Answer> {
    return this.call('PUT', path, body);
  }

  change(path: string, body: object): Promise<Answer> {
    return this.call('PATCH', path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.call('DELETE', path);
  }

  /** Sends octets as they are. */
  postOctets(path: string, octets: Uint8Array): Promise<Answer> {
    return this.send('POST', path, Buffer.from(octets), 'application/octet-stream');
  }

  patch(path: string, octets: Uint8Array): Promise<Answer> {
    return this.send('PATCH', path, Buffer.from(octets), 'application/octet-stream');
  }

  /** Any method, with a JSON body when given. */
  call(method: string, path: string, body?: object): Promise<Answer> {
    return body === undefined
      ? this.send(method, path)
      : this.send(method, path, JSON.stringify(body), 'application/json');
  }

  /** A browser with the same cookies, which go their own way from now on. */
  copy(): Browser {
    const other = new Browser(this.address, this.place);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  /** Signs in with a password; who has a second factor is not in yet. */
  signIn(email: string, password: string): Promise<Answer> {
    return this.post('/api/auth/sign-in/email', { email, password });
  }

  /** Sets up one-time codes for who is signed in; returns the address from which `oneTimeCode` makes them. */
  async enrol(password: string): Promise<string> {
    const { body } = await this.post('/api/auth/two-factor/enable', { password });
    // The code of the last step, so that the present one can still be used; a step may end on the way.
    for (let tries = 0; tries < 2; tries++) {
      const code = await oneTimeCode(body.totpURI, -1);
      if ((await this.post('/api/auth/two-factor/verify-totp', { code })).status === 200) break;
    }
    return body.totpURI;
  }

  /** Proves the second factor anew, by a code of `enrol`'s address that was not used yet. */
  async stepUp(uri: string, step = 0): Promise<Answer> {
    return this.post('/api/session/step-up', { code: await oneTimeCode(uri, step) });
  }

  /** Its cookies, for a real browser that is to be signed in as well. */
  cookieList(): readonly { readonly name: string; readonly value: string; readonly url: string }[] {
    return [...this.cookies].map(([name, value]) => ({
      name,
      value,
      url: this.place.origin ?? this.address,
    }));
  }

  /** Takes over the cookies of a real browser. */
  take(cookies: readonly { readonly name: string; readonly value: string }[]): void {
    for (const { name, value } of cookies) this.cookies.set(name, value);
  }

  private async send(
    method: string,
    path: string,
    payload?: string | Buffer,
    type?: string,
  ): Promise<Answer> {
    const { origin = this.address, from } = this.place;
    const response = await fetch(`${this.address}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        origin,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(type && { 'content-type': type }),
        ...(from !== undefined && { 'x-forwarded-for': from }),
      },
      ...(payload !== undefined && { body: new Uint8Array(Buffer.from(payload)) }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const kind = response.headers.get('content-type') ?? '';
    const text = kind.includes('event-stream') ? await beginningOf(response) : await response.text();
    return {
      status: response.status,
      text,
      body: /[/+]json\b/.test(kind) && text.startsWith('{') ? JSON.parse(text) : undefined,
      headers: response.headers,
    };
  }

  private keep(line: string): void {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** The one-time code of a time step: 0 is the present one. */
export async function oneTimeCode(uri: string, step = 0): Promise<string> {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const key = new TextDecoder().decode(base32.decode(secret));
  return createOTP(key).hotp(Math.floor(Date.now() / STEP_MS) + step);
}

/** What a stream that does not end by itself says at first. */
async function beginningOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const timer = setTimeout(() => reader?.cancel(), STREAM_MS);
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) break;
    chunks.push(value);
  }
  clearTimeout(timer);
  return Buffer.concat(chunks).toString('utf8');
}
