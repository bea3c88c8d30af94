/** Whether a process of this machine still does anything. */

import fs from 'node:fs';

/** What has ended but was not waited for by who started it; some containers never do. */
const ENDED_STATES = ['Z', 'X'];

/** Whether a process lives, also one of another user. One that ended counts as ended, even while it is still listed. */
export function isAlive(pid: number): boolean {
  return isListed(pid) && !ENDED_STATES.includes(stateOf(pid) ?? '');
}

/** Whether the system has a process of this number, be it one that ended and that nobody waited for. */
export function isListed(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Letter of the state as Linux lists it (proc(5), after the name in brackets); undefined where there is no such list. */
function stateOf(pid: number): string | undefined {
  try {
    return /\) (\S)[^)]*$/.exec(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
  } catch {
    return undefined;
  }
}
