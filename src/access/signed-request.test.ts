import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isEnrolmentSignedBy,
  isSignedBy,
  type SignedRequest,
  signEnrolment,
  signRequest,
} from './signed-request.ts';

const rawKey = (key: KeyObject) => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const REQUEST: SignedRequest = {
  method: 'POST',
  path: '/api/sensor/batches?sequence=7',
  organisation: '11111111-1111-4111-8111-111111111111',
  sensor: '22222222-2222-4222-8222-222222222222',
  at: '2026-11-22T12:00:00.000Z',
  nonce: 'abcdefghijklmnopqrstuv',
  bodySha256: 'a'.repeat(64),
};

describe('a signed request', () => {
  const signature = signRequest(REQUEST, privateKey);

  it('is known by its key', () => {
    expect(isSignedBy(REQUEST, signature, rawKey(publicKey))).toBe(true);
    expect(isSignedBy(REQUEST, signature, rawKey(other.publicKey))).toBe(false);
  });

  it('is another one when any part of it changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(REQUEST) as (keyof SignedRequest)[])),
        fc.string(),
        (part, text) => {
          fc.pre(text.replaceAll('\n', ' ') !== REQUEST[part]);
          expect(isSignedBy({ ...REQUEST, [part]: text }, signature, rawKey(publicKey))).toBe(false);
        },
      ),
    );
  });

  it('does not confuse where one part ends and the next begins', () => {
    const moved = {
      ...REQUEST,
      method: `${REQUEST.method}\n${REQUEST.path}`,
      path: REQUEST.organisation,
      organisation: REQUEST.sensor,
      sensor: REQUEST.at,
      at: REQUEST.nonce,
      nonce: REQUEST.bodySha256,
      bodySha256: '',
    };
    expect(isSignedBy(moved, signRequest(REQUEST, privateKey), rawKey(publicKey))).toBe(false);
  });

  it('is refused, not thrown upon, with anything for key and signature', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.string(), (key, text) => {
        expect(isSignedBy(REQUEST, text, key)).toBe(false);
      }),
    );
  });
});

it('proves at enrolment that the private key is there, and is no signature of a request', () => {
  const proof = signEnrolment('token', privateKey);
  expect(isEnrolmentSignedBy('token', proof, rawKey(publicKey))).toBe(true);
  expect(isEnrolmentSignedBy('token', proof, rawKey(other.publicKey))).toBe(false);
  expect(isEnrolmentSignedBy('other', proof, rawKey(publicKey))).toBe(false);
  expect(isSignedBy(REQUEST, proof, rawKey(publicKey))).toBe(false);
});
