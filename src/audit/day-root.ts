/**
 * The entries of a day under one signature: the Merkle root over their hashes, signed with Ed25519 (RFC 8032). Each root
 * names the one before, so that a day cannot be dropped from the middle; a copy of one root kept elsewhere proves the log
 * up to that day.
 */

import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

export interface DayRoot {
  readonly organisation: string;
  /** `2026-11-21`, in UTC. */
  readonly day: string;
  /** Sequence numbers of the first and the last entry. */
  readonly first: number;
  readonly last: number;
  /** Merkle root over the hashes of the entries, and the hash of the last one; hexadecimal, as all hashes here. */
  readonly root: string;
  readonly head: string;
  /** SHA-256 of the root before; null for the first. */
  readonly before: string | null;
}

export interface SignedRoot {
  readonly root: DayRoot;
  /** Ed25519 over the canonical JSON of the root. */
  readonly signature: Buffer;
  /** The public key, 32 octets. */
  readonly key: Buffer;
}

/** What the next root names as `before`. */
export function hashOfRoot(root: DayRoot): string {
  return createHash('sha256').update(canonicalJson(root)).digest('hex');
}

export function signRoot(root: DayRoot, privateKey: KeyObject): SignedRoot {
  return {
    root,
    signature: sign(null, Buffer.from(canonicalJson(root)), privateKey),
    key: rawPublicKey(createPublicKey(privateKey)),
  };
}

/** Whether the key that a root names signed it. That this key is the right one, the caller decides. */
export function isSigned({ root, signature, key }: SignedRoot): boolean {
  if (key.length !== KEY_OCTETS) return false;
  return verify(null, Buffer.from(canonicalJson(root)), publicKeyOf(key), signature);
}

const KEY_OCTETS = 32;
/** SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410 section 4). */
const KEY_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

/** The 32 octets of an Ed25519 public key. */
export function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(KEY_HEADER.length);
}

function publicKeyOf(octets: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([KEY_HEADER, octets]), format: 'der', type: 'spki' });
}
