/**
 * A WebAuthn authenticator in software: one ES256 key for each registration, attestation "none", a signature counter, and
 * switches for what a real one might do wrong.
 */

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Browser } from './browser.ts';

/** Flags of authenticator data (WebAuthn 6.1). */
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

interface Ceremony {
  /** Where the page says that it is. */
  readonly origin?: string;
  readonly userVerified?: boolean;
  /** The counter that is signed; by default one more than before. */
  readonly counter?: number;
}

interface Options {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
}

export class SoftwareAuthenticator {
  private readonly origin: string;
  private readonly credentialId = randomBytes(32);
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private counter = 0;

  constructor(origin: string) {
    this.origin = origin;
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = pair.privateKey;
    this.publicKey = pair.publicKey;
  }

  /** Registers for who is signed in. */
  async register(browser: Browser, ceremony: Ceremony = {}) {
    const { body } = await browser.get('/api/auth/passkey/generate-register-options');
    return browser.post('/api/auth/passkey/verify-registration', {
      name: 'software',
      response: this.registration(body, ceremony),
    });
  }

  /** Signs in without a password. */
  async signIn(browser: Browser, ceremony: Ceremony = {}) {
    return browser.post('/api/auth/passkey/verify-authentication', {
      response: await this.answer(browser, ceremony),
    });
  }

  /** The answer to a fresh challenge. */
  async answer(browser: Browser, ceremony: Ceremony = {}): Promise<object> {
    const { body } = await browser.get('/api/auth/passkey/generate-authenticate-options');
    return this.assertion(body, ceremony);
  }

  registration(options: Options, { origin = this.origin, userVerified = true }: Ceremony): object {
    const { x = '', y = '' } = this.publicKey.export({ format: 'jwk' });
    const key = map([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    const data = Buffer.concat([
      this.head(options.rp?.id ?? '', ATTESTED | flags(userVerified), this.counter),
      Buffer.alloc(16),
      Buffer.from([0, this.credentialId.length]),
      this.credentialId,
      key,
    ]);
    const attestation = map([
      ['fmt', 'none'],
      ['attStmt', map([])],
      ['authData', data],
    ]);
    return this.credential({
      clientDataJSON: clientData('webauthn.create', options.challenge, origin).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  assertion(options: Options, { origin = this.origin, userVerified = true, counter }: Ceremony): object {
    this.counter = counter ?? this.counter + 1;
    const data = this.head(options.rpId ?? '', flags(userVerified), this.counter);
    const client = clientData('webauthn.get', options.challenge, origin);
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
    return this.credential({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, this.privateKey).toString('base64url'),
    });
  }

  private credential(response: object): object {
    const id = this.credentialId.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  private head(rpId: string, flag: number, counter: number): Buffer {
    const head = Buffer.alloc(37);
    createHash('sha256').update(rpId).digest().copy(head);
    head.writeUInt8(flag, 32);
    head.writeUInt32BE(counter, 33);
    return head;
  }
}

const flags = (userVerified: boolean) => USER_PRESENT | (userVerified ? USER_VERIFIED : 0);

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

/** CBOR (RFC 8949) of a map with the few kinds of values that WebAuthn has here; a map within comes encoded. */
function map(entries: readonly (readonly [string | number, string | number | Buffer])[]): Buffer {
  const parts = entries.flatMap(([key, value]) => [
    item(key),
    key === 'attStmt' ? (value as Buffer) : item(value),
  ]);
  return Buffer.concat([header(5, entries.length), ...parts]);
}

function item(value: string | number | Buffer): Buffer {
  if (typeof value === 'number') return value >= 0 ? header(0, value) : header(1, -1 - value);
  const octets = Buffer.from(value as string);
  return Buffer.concat([header(typeof value === 'string' ? 3 : 2, octets.length), octets]);
}

function header(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  return value < 256
    ? Buffer.from([(major << 5) | 24, value])
    : Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}
