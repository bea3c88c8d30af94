import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Courier, waitAfter } from './courier.ts';
import { DeliveryError } from './delivery-error.ts';
import { Spool } from './spool.ts';

let folder: string;
let spool: Spool;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-courier-'));
  spool = Spool.open(folder, { limit: 1e6 });
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const append = (text: string) => spool.append(Buffer.from(text), { devices: 1, packets: 1 });

describe('waiting', () => {
  it('grows to five minutes and is never the same for all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        (n, random) => {
          const wait = waitAfter(n, random);
          expect(wait).toBeGreaterThanOrEqual(500);
          expect(wait).toBeLessThanOrEqual(300_000);
        },
      ),
    );
    expect(waitAfter(1, 1)).toBe(1_000);
    expect(waitAfter(3, 1)).toBe(4_000);
    expect(waitAfter(3, 0)).toBe(2_000);
  });
});

describe('a courier', () => {
  it('delivers in order, what waits and what comes, and ends when it is told to finish', async () => {
    const delivered: string[] = [];
    const courier = new Courier(spool, {
      deliver: async ({ body }) => {
        delivered.push(body.toString());
      },
      random: () => 0,
    });
    append('a');
    append('b');
    const running = courier.run(new AbortController().signal);
    await expect.poll(() => delivered).toEqual(['a', 'b']);
    append('c');
    courier.notify();
    courier.finish();
    await running;
    expect(delivered).toEqual(['a', 'b', 'c']);
    expect(spool.batches).toBe(0);
  });

  it('keeps a batch until it was delivered, and sends it again before any later one', async () => {
    const attempts: number[] = [];
    const failures: string[] = [];
    let isAway = true;
    const courier = new Courier(spool, {
      deliver: async ({ sequence }) => {
        attempts.push(sequence);
        if (isAway) throw new DeliveryError('unreachable', 'nobody answers');
      },
      random: () => 0,
      onFailed: ({ message }) => {
        failures.push(message);
        isAway = failures.length < 2;
      },
    });
    append('a');
    append('b');
    courier.finish();
    await courier.run(new AbortController().signal);
    expect(attempts).toEqual([1, 1, 1, 2]);
    expect(failures).toEqual(['nobody answers', 'nobody answers']);
  });

  it('ends at once when it is told to stop, also while it waits', async () => {
    const stop = new AbortController();
    const courier = new Courier(spool, {
      deliver: async () => {
        setTimeout(() => stop.abort(), 10);
        throw new DeliveryError('unreachable', 'nobody answers');
      },
      random: () => 1,
    });
    append('a');
    const begun = performance.now();
    await courier.run(stop.signal);
    expect(performance.now() - begun).toBeLessThan(900);
    expect(spool.batches).toBe(1);
  });
});
