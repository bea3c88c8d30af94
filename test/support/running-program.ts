/** Wardlight as a process of its own, as an operator starts it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const LAUNCHER = new URL('../../bin/wardlight.js', import.meta.url).pathname;
const WAIT_LIMIT_MS = 60_000;
const POLL_MS = 25;

export class RunningProgram {
  /** What it has written to its outputs so far. */
  said = '';
  readonly child: ChildProcess;

  /** `settings` are its whole environment beside the search path. */
  constructor(settings: Readonly<Record<string, string>>, ...given: readonly string[]) {
    this.child = spawn(process.execPath, [LAUNCHER, ...given], {
      env: { PATH: process.env['PATH'], ...settings },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Its exit status; null when a signal ended it. */
  get ended(): Promise<number | null> {
    if (this.hasEnded) return Promise.resolve(this.child.exitCode);
    return new Promise((resolve) => this.child.once('exit', resolve));
  }

  /** Waits until it has written a text. Throws when it ends without, or when that takes too long. */
  async says(text: string, limitMs = WAIT_LIMIT_MS): Promise<void> {
    await until(
      async () => {
        if (this.said.includes(text)) return true;
        if (this.hasEnded) throw new Error(`it ended without "${text}": ${this.said}`);
        return false;
      },
      () => `it says "${text}", and not: ${this.said}`,
      limitMs,
    );
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    const { ended } = this;
    this.child.kill(signal);
    return ended;
  }
}

/** Waits until something is so. Throws with what was waited for when it takes too long. */
export async function until(
  condition: () => Promise<boolean>,
  what: () => string,
  limitMs = WAIT_LIMIT_MS,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`it did not come to pass: ${what()}`);
    await delay(POLL_MS);
  }
}
