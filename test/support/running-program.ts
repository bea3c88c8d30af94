/** Wardlight as a process of its own, as an operator starts it. */

import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export const LAUNCHER = new URL('../../bin/wardlight.js', import.meta.url).pathname;
const WAIT_LIMIT_MS = 120_000;
/** Ticks of the times in /proc (proc(5)); 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const POLL_MS = 25;

/** How long a server took until it listened. */
export interface StartTime {
  readonly ms: number;
  /** Time of the processor that it used itself, which does not depend on what else the machine does; undefined elsewhere than on Linux. */
  readonly cpuMs: number | undefined;
}

export class RunningProgram {
  private readonly begun = performance.now();
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

  /** Waits until a server listens. */
  async startTime(): Promise<StartTime> {
    await this.says('listens on');
    return { ms: performance.now() - this.begun, cpuMs: cpuMsOf(this.child.pid) };
  }

  /** Waits until a new server prints the link by which it is set up; returns its token. */
  async setupToken(): Promise<string> {
    await this.says('/setup#');
    const token = () => /\/setup#(\S+)\n/.exec(this.said)?.[1];
    await until(
      async () => token() !== undefined,
      () => `its link is whole: ${this.said}`,
    );
    return token() ?? '';
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    const { ended } = this;
    this.child.kill(signal);
    return ended;
  }
}

function cpuMsOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!fs.existsSync(file)) return undefined;
  // Fields 14 and 15, counted after the name in brackets.
  const fields = fs.readFileSync(file, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000;
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
