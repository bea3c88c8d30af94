/**
 * The manifest of an offline bundle: a tar whose first entry is the manifest, whose second is its Ed25519 signature
 * (RFC 8032, 64 octets over the octets of the manifest), and whose other entries are the files that it lists.
 *
 *   manifest.json      { schema, made, feeds: [ { feed, newest, checked } ], files: [ { path, octets, sha256 } ] }
 *   manifest.json.sig  64 octets
 *   nvd/nvdcve-2.0-2026.json.gz …
 */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { microsOf, nameOf, numberOf, objectsOf, present } from '../../advisories/json-value.ts';
import { isObject } from '../../base/json-object.ts';

export const BUNDLE_SCHEMA = 'wardlight.feeds-bundle/1';
export const MANIFEST_NAME = 'manifest.json';
export const SIGNATURE_NAME = 'manifest.json.sig';
export const SIGNATURE_OCTETS = 64;
/** Largest manifest that is read: some 300,000 files. */
export const MAX_MANIFEST_OCTETS = 64 * 1_048_576;
/** Longest path inside a bundle. */
export const MAX_PATH_LENGTH = 240;

export interface BundleFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly octets: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface BundleFeed {
  readonly feed: string;
  /** Instant of its newest data, where it has one. */
  readonly newest?: string;
  /** When it was last found complete where the bundle was made. */
  readonly checked?: string;
}

export interface BundleManifest {
  readonly schema: typeof BUNDLE_SCHEMA;
  /** ISO 8601 in UTC. */
  readonly made: string;
  readonly feeds: readonly BundleFeed[];
  readonly files: readonly BundleFile[];
}

/** A bundle that is not imported, or a key that cannot be used; the message says why. */
export class BundleRefusedError extends Error {
  readonly code = 'bundle-refused';
  override readonly name = 'BundleRefusedError';
}

/** Parses a manifest whose signature was verified. Throws BundleRefusedError for one that breaks its form. */
export function parseManifest(octets: Buffer): BundleManifest {
  let value: unknown;
  try {
    value = JSON.parse(octets.toString('utf8'));
  } catch {
    throw new BundleRefusedError('Its manifest is no valid JSON.');
  }
  if (!isObject(value) || value['schema'] !== BUNDLE_SCHEMA)
    throw new BundleRefusedError(`Its manifest is not of the form ${BUNDLE_SCHEMA}.`);
  const made = nameOf(value['made']);
  if (made === undefined || microsOf(made) === undefined)
    throw new BundleRefusedError('Its manifest has no date.');
  const files = objectsOf(value['files']).map((file): BundleFile => {
    const path = nameOf(file['path']) ?? '';
    const octetsOf = numberOf(file['octets']) ?? -1;
    const sha256 = nameOf(file['sha256']) ?? '';
    if (
      !isSafePath(path) ||
      !Number.isSafeInteger(octetsOf) ||
      octetsOf < 0 ||
      !/^[0-9a-f]{64}$/.test(sha256)
    )
      throw new BundleRefusedError(`Its manifest lists a file that cannot be: "${path}".`);
    return { path, octets: octetsOf, sha256 };
  });
  const feeds = objectsOf(value['feeds']).flatMap((its) => {
    const feed = nameOf(its['feed']);
    if (feed === undefined) return [];
    return present({ feed, newest: nameOf(its['newest']), checked: nameOf(its['checked']) });
  });
  return { schema: BUNDLE_SCHEMA, made, feeds, files };
}

/** A path that stays inside the folder into which it is imported, and is no hidden file. */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || path.length > MAX_PATH_LENGTH || /[\\:\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((segment) => segment !== '' && !segment.startsWith('.'));
}

export function signManifest(manifest: Buffer, privateKeyPem: string): Buffer {
  return sign(
    null,
    manifest,
    ed25519Key(() => createPrivateKey(privateKeyPem), 'private'),
  );
}

/** One of the keys signed the manifest. */
export function isSignedBy(manifest: Buffer, signature: Buffer, publicKeyPems: readonly string[]): boolean {
  return publicKeyPems.some((pem) =>
    verify(
      null,
      manifest,
      ed25519Key(() => createPublicKey(pem), 'public'),
      signature,
    ),
  );
}

function ed25519Key(create: () => KeyObject, kind: 'private' | 'public'): KeyObject {
  let key: KeyObject;
  try {
    key = create();
  } catch {
    throw new BundleRefusedError(`The ${kind} key cannot be read; an Ed25519 key in PEM is needed.`);
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new BundleRefusedError(`The ${kind} key is of type ${key.asymmetricKeyType}; Ed25519 is needed.`);
  return key;
}
