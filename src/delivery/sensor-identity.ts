/** Who a sensor is: its key, made here and never sent, and what the server said at enrolment. In files for the owner alone. */

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writeDurably } from './durable-file.ts';

const KEY_FILE = 'key.pem';
const IDENTITY_FILE = 'identity.json';

export interface SensorIdentity {
  /** Origin of the server. */
  readonly server: string;
  readonly organisation: string;
  readonly sensor: string;
  readonly name: string;
}

/** The private key of the folder, made when there is none. */
export function keptKey(folder: string): KeyObject {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, KEY_FILE);
  if (fs.existsSync(file)) return createPrivateKey(fs.readFileSync(file));
  return renewKey(folder);
}

/** A new private key in the place of an earlier one. */
export function renewKey(folder: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeDurably(path.join(folder, KEY_FILE), Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  return privateKey;
}

/** Raw public key in base64url. */
export function publicKeyText(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
}

/** Undefined before the first enrolment. */
export function readIdentity(folder: string): SensorIdentity | undefined {
  const file = path.join(folder, IDENTITY_FILE);
  if (!fs.existsSync(file)) return undefined;
  return JSON.parse(fs.readFileSync(file, 'utf8')) as SensorIdentity;
}

export function keepIdentity(folder: string, identity: SensorIdentity): void {
  writeDurably(path.join(folder, IDENTITY_FILE), Buffer.from(`${JSON.stringify(identity, null, 2)}\n`));
}
