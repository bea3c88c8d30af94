/**
 * Lets work that nobody waits for give way to answers: the scheduler of the system runs it with what others leave. Where the
 * system refuses, the work goes on as it is.
 */

import fs from 'node:fs';
import os from 'node:os';

/** Added to the niceness: against one that gives way, work that does not gets about nine tenths of a core. */
const STEP = os.constants.priority.PRIORITY_BELOW_NORMAL;
const MOST = os.constants.priority.PRIORITY_LOW;

/** The calling thread, and threads that it starts. Only Linux gives threads a niceness of their own. */
export function letThreadGiveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    os.setPriority(0, Math.min(MOST, os.getPriority(0) + STEP)); // 0 names the calling thread: setpriority(2)
  } catch {
    // The system refuses.
  }
}

/** A process of this machine. */
export function letProcessGiveWay(pid: number): void {
  try {
    const niceness = Math.min(MOST, os.getPriority(pid) + STEP);
    os.setPriority(pid, niceness);
    // Between sessions Linux compares the niceness of the groups (sched(7), "The autogroup feature"), and each process of the
    // database is a session.
    if (process.platform === 'linux') fs.writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // It has ended, or the system refuses.
  }
}
