import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { letProcessGiveWay } from './give-way.ts';

const THREAD = new URL('../../test/support/thread-that-gives-way.mjs', import.meta.url);
const LOWEST = 19;

describe('work that gives way', () => {
  it.runIf(process.platform === 'linux')('is that of one thread, and of threads that it starts', async () => {
    const before = os.getPriority(0);
    const worker = new Worker(THREAD);
    const [told] = await once(worker, 'message');
    expect(told).toEqual([Math.min(LOWEST, before + 10), Math.min(LOWEST, before + 10)]);
    expect(os.getPriority(0)).toBe(before);
    await worker.terminate();
  });

  it('is that of another process, never below the lowest', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    try {
      const before = os.getPriority(child.pid);
      letProcessGiveWay(Number(child.pid));
      expect(os.getPriority(child.pid)).toBe(Math.min(LOWEST, before + 10));
      for (let again = 0; again < 3; again++) letProcessGiveWay(Number(child.pid));
      expect(os.getPriority(child.pid)).toBe(LOWEST);
    } finally {
      child.kill();
      await once(child, 'exit');
    }
    expect(() => letProcessGiveWay(Number(child.pid))).not.toThrow();
  });
});
