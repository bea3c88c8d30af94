/**
 * How a sensor signs its requests (Ed25519, RFC 8032), and how the server checks it. The signature covers everything that
 * the server acts on: method, path with query, who asks, when, a number that counts once, and the hash of the body.
 */

import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Name and version of what is signed, so that a signature means nothing else. */
const PURPOSE = 'wardlight.sensor-request/1';
/** Names of the headers, in the order of `SignedRequest`. */
export const SIGNATURE_HEADERS = {
  organisation: 'wardlight-organisation',
  sensor: 'wardlight-sensor',
  at: 'wardlight-at',
  nonce: 'wardlight-nonce',
  bodySha256: 'wardlight-body-sha256',
  signature: 'wardlight-signature',
} as const;

/** Clocks may differ by this much. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** Octets of a raw public key. */
export const PUBLIC_KEY_OCTETS = 32;

export interface SignedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly organisation: string;
  readonly sensor: string;
  /** ISO 8601. */
  readonly at: string;
  /** Random, never used again. */
  readonly nonce: string;
  /** Hexadecimal, of the body as it is sent. */
  readonly bodySha256: string;
}

/** The signature in base64url. */
export function signRequest(request: SignedRequest, privateKey: KeyObject): string {
  return sign(null, textOf(request), privateKey).toString('base64url');
}

/** Whether the signature is of this request and this raw public key; false also for what is no key or signature. */
export function isSignedBy(request: SignedRequest, signature: string, publicKey: Uint8Array): boolean {
  const key = publicKeyOf(publicKey);
  return key !== undefined && verify(null, textOf(request), key, Buffer.from(signature, 'base64url'));
}

/** Proof that who brings a token and a public key also has the private key. */
export function signEnrolment(token: string, privateKey: KeyObject): string {
  return sign(null, enrolmentText(token), privateKey).toString('base64url');
}

export function isEnrolmentSignedBy(token: string, signature: string, publicKey: Uint8Array): boolean {
  const key = publicKeyOf(publicKey);
  return key !== undefined && verify(null, enrolmentText(token), key, Buffer.from(signature, 'base64url'));
}

function textOf({ method, path, organisation, sensor, at, nonce, bodySha256 }: SignedRequest): Buffer {
  const parts = [PURPOSE, method, path, organisation, sensor, at, nonce, bodySha256];
  // No part can hold a line feed that ends it early: a forged boundary would need one.
  return Buffer.from(parts.map((part) => part.replaceAll('\n', ' ')).join('\n'));
}

function enrolmentText(token: string): Buffer {
  return Buffer.from(`wardlight.sensor-enrolment/1\n${token}`);
}

function publicKeyOf(octets: Uint8Array): KeyObject | undefined {
  if (octets.length !== PUBLIC_KEY_OCTETS) return undefined;
  const x = Buffer.from(octets).toString('base64url');
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
