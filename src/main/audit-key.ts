/** The Ed25519 key that signs the days of the audit log; it never leaves the data folder. */

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { rawPublicKey } from '../audit/day-root.ts';
import { keptSecret } from '../store/kept-secret.ts';

const fileOf = (dataFolder: string): string => path.join(dataFolder, 'audit-key');

/** The key, made at the first start. */
export function auditKey(dataFolder: string): KeyObject {
  return createPrivateKey(keptSecret(fileOf(dataFolder), newKey));
}

function newKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** The public part of the key, 32 octets; undefined where no server was ever started. */
export function publicAuditKey(dataFolder: string): Buffer | undefined {
  const file = fileOf(dataFolder);
  if (!fs.existsSync(file)) return undefined;
  return rawPublicKey(createPublicKey(fs.readFileSync(file, 'utf8')));
}
