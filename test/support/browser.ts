/** A browser as far as the API sees it: keeps cookies, signs in with password and one-time code. */

import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';

const STEP_MS = 30_000;

export interface Answer {
  readonly status: number;
  /** The JSON of the answer; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests compare its parts
  readonly body: any;
  readonly headers: Headers;
}

export class Browser {
  private readonly origin: string;
  private readonly cookies = new Map<string, string>();

  constructor(origin: string) {
    this.origin = origin;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: object): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body), 'application/json');
  }

  put(path: string, body: object): Promise<Answer> {
    return this.send('PUT', path, JSON.stringify(body), 'application/json');
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  /** Sends octets as they are. */
  postOctets(path: string, octets: Uint8Array): Promise<Answer> {
    return this.send('POST', path, Buffer.from(octets), 'application/octet-stream');
  }

  patch(path: string, octets: Uint8Array): Promise<Answer> {
    return this.send('PATCH', path, Buffer.from(octets), 'application/octet-stream');
  }

  /** Signs in with a password; who has a second factor is not in yet. */
  signIn(email: string, password: string): Promise<Answer> {
    return this.post('/api/auth/sign-in/email', { email, password });
  }

  /** Sets up one-time codes for who is signed in; returns the address from which `oneTimeCode` makes them. */
  async enrol(password: string): Promise<string> {
    const { body } = await this.post('/api/auth/two-factor/enable', { password });
    // The code of the last step, so that the present one can still be used.
    await this.post('/api/auth/two-factor/verify-totp', { code: await oneTimeCode(body.totpURI, -1) });
    return body.totpURI;
  }

  private async send(
    method: string,
    path: string,
    payload?: string | Buffer,
    type?: string,
  ): Promise<Answer> {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        origin: this.origin,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(type && { 'content-type': type }),
      },
      ...(payload !== undefined && { body: new Uint8Array(Buffer.from(payload)) }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') ? JSON.parse(text) : undefined,
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
