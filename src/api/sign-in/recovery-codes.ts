/**
 * Recovery codes as the library keeps them: one sealed list (XChaCha20-Poly1305 under the server's secret), from which a
 * used code is taken out in one statement.
 */

import { randomInt } from 'node:crypto';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { RECOVERY_CODES } from './authentication.ts';
import type { SealingKey } from './one-time-codes.ts';

const SIGNS = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** Signs before and after the hyphen: 10 of 57 are 58 bits. */
const HALF = 5;

export async function makeRecoveryCodes(
  key: SealingKey,
): Promise<{ readonly codes: string[]; readonly sealed: string }> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => `${randomText(HALF)}-${randomText(HALF)}`);
  return { codes, sealed: await symmetricEncrypt({ key, data: JSON.stringify(codes) }) };
}

export async function recoveryCodesLeft(key: SealingKey, sealed: string): Promise<number> {
  return (JSON.parse(await symmetricDecrypt({ key, data: sealed })) as string[]).length;
}

function randomText(length: number): string {
  return Array.from({ length }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');
}
