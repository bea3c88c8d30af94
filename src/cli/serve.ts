/** `wardlight serve`: the server until it is told to stop. */

import { configOf } from '../config/config.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import { startServer } from '../main/start-server.ts';
import { StoreError } from '../store/store-error.ts';
import { FAILED, MISUSED } from './read-sources.ts';

/** Runs the command; returns the exit status. */
export async function serve(version: string): Promise<number> {
  try {
    const stopped = new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    });
    const server = await startServer(configOf(readEnvironment()), version);
    process.stdout.write(`Wardlight ${version} listens on ${server.address}. Press Ctrl-C to stop.\n`);
    if (server.setupLink !== undefined)
      process.stdout.write(
        `\nNobody has an account yet. Make the first one here, once, within a day:\n  ${server.setupLink}\n`,
      );
    const lost = await Promise.race([stopped, server.lost]);
    process.stdout.write('\nStopping.\n');
    await server.stop();
    if (lost) throw lost;
    return 0;
  } catch (error) {
    const message = explained(error);
    if (message === undefined) throw error;
    process.stderr.write(`wardlight: ${message}\n`);
    return error instanceof ConfigError ? MISUSED : FAILED;
  }
}

function explained(error: unknown): string | undefined {
  if (error instanceof StoreError || error instanceof ConfigError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'another program listens on this port; choose one with WARDLIGHT_PORT.';
  if (code === 'EACCES')
    return 'ports below 1024 need rights that this user does not have; choose one with WARDLIGHT_PORT.';
  if (code === 'EADDRNOTAVAIL') return 'this machine does not have the address of WARDLIGHT_HOST.';
  return undefined;
}
