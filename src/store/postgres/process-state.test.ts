import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isAlive } from './process-state.ts';

/** A shell that starts a child, never waits for it, and says its process id. */
const CARELESS = 'sleep 60 & echo $!; exec sleep 60';

describe('isAlive', () => {
  it('says so of this process and of the first one, whoever owns it', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(1)).toBe(true);
  });

  it('says no of a number that no process has', () => {
    expect(isAlive(2 ** 22 + 1)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('says no of what ended and is still listed', async () => {
    const parent = spawn('sh', ['-c', CARELESS], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const child = Number(line.toString());
      expect(isAlive(child)).toBe(true);
      process.kill(child, 'SIGKILL');
      await expect.poll(() => isAlive(child)).toBe(false);
      expect(() => process.kill(child, 0), 'the system lists it').not.toThrow();
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
