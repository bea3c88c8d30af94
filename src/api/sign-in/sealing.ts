/** Secrets that the database keeps for others, sealed with the server's own (XChaCha20-Poly1305). */

import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';

export type SealingKey = Parameters<typeof symmetricEncrypt>[0]['key'];

export interface Sealing {
  seal(text: string): Promise<string>;
  /** Throws when it was sealed with another secret. */
  open(sealed: string): Promise<string>;
}

export function sealingWith(key: SealingKey): Sealing {
  return {
    seal: (data) => symmetricEncrypt({ key, data }),
    open: (data) => symmetricDecrypt({ key, data }),
  };
}
