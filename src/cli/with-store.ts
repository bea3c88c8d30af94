/** Commands that work on the database: opened, closed again, with failures as sentences. */

import { AuditDocumentError } from '../audit/audit-document.ts';
import { configOf } from '../config/config.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import { type OpenStore, openStore } from '../main/open-store.ts';
import { RescueError } from '../store/rescue.ts';
import { StoreError } from '../store/store-error.ts';
import { FAILED } from './read-sources.ts';

const EXPECTED = [StoreError, ConfigError, AuditDocumentError, RescueError];

/** Runs work with the open database of the settings; returns the exit status. */
export function withStore(
  work: (store: OpenStore) => Promise<void>,
  options: { asGuest?: boolean } = {},
): Promise<number> {
  return explained(async () => {
    const store = await openStore(configOf(readEnvironment()), options);
    try {
      await work(store);
    } finally {
      await store.close();
    }
  });
}

/** Runs work whose expected failures are sentences for people; returns the exit status. */
export async function explained(work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
    process.stderr.write(`wardlight: ${(error as Error).message}\n`);
    return FAILED;
  }
}
