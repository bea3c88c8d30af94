import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeDurably } from './durable-file.ts';
import { lookIntoSpool, Spool } from './spool.ts';

const LIMIT = 10 * 4_096;
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-spool-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const open = (limit = LIMIT, write = writeDurably) => Spool.open(folder, { limit, write });
const body = (text: string) => Buffer.from(text);
const counts = { devices: 2, packets: 10 };

/** Takes everything out, as a server that acknowledges all. */
function drain(spool: Spool): { sequence: number; text: string }[] {
  const all: { sequence: number; text: string }[] = [];
  for (let head = spool.head(); head; head = spool.head()) {
    all.push({ sequence: head.sequence, text: head.body.toString() });
    spool.acknowledge(head.sequence);
  }
  return all;
}

/** A disk that takes no new file while it is full. */
class Disk {
  isFull = false;
  readonly write = (file: string, octets: Uint8Array) => {
    if (this.isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    writeDurably(file, octets);
  };
}

describe('a spool', () => {
  it('gives batches in order, also after it was opened anew, each until it is acknowledged', () => {
    const first = open();
    for (const text of ['a', 'b', 'c']) expect(first.append(body(text), counts)).toBe(true);
    first.acknowledge(1);
    const again = open();
    expect(again.head()).toEqual({ sequence: 2, body: body('b') });
    expect(again.head()?.sequence).toBe(2);
    expect(drain(again).map(({ text }) => text)).toEqual(['b', 'c']);
    expect(open().append(body('d'), counts)).toBe(true);
    expect(open().head()?.sequence).toBe(4);
  });

  it('begins after what the server has', () => {
    const spool = open();
    spool.beginAfter(41);
    spool.append(body('a'), counts);
    expect(open().head()?.sequence).toBe(42);
  });

  it('keeps files for its owner alone', () => {
    open().append(body('a'), counts);
    for (const name of fs.readdirSync(folder))
      expect(fs.statSync(path.join(folder, name)).mode & 0o077).toBe(0);
  });

  it('remembers how far its source was read, also when the batch has gone', () => {
    const spool = open();
    spool.appendAll([{ body: body('a'), counts }], { file: 3 });
    expect(open().mark).toEqual({ file: 3 });
    spool.acknowledge(1);
    expect(open().mark).toEqual({ file: 3 });
  });

  it('shows what is in it without touching it', () => {
    const spool = open();
    spool.append(body('a'), counts);
    spool.append(body('b'), counts);
    spool.acknowledge(1);
    const names = fs.readdirSync(folder);
    expect(lookIntoSpool(folder)).toEqual({
      ...{ batches: 1, octets: 4_096, acknowledged: 1 },
      lost: { batches: 0, devices: 0, packets: 0 },
    });
    expect(fs.readdirSync(folder)).toEqual(names);
  });
});

describe('at its limit', () => {
  it('drops the oldest but the first, which may be on its way, and counts exactly', () => {
    const spool = open(3 * 4_096);
    for (const text of ['a', 'b', 'c', 'd', 'e']) expect(spool.append(body(text), counts)).toBe(true);
    expect(spool.lost).toEqual({ batches: 2, devices: 4, packets: 20 });
    expect(spool.octets).toBeLessThanOrEqual(3 * 4_096);
    const again = open(3 * 4_096);
    expect(again.lost).toEqual({ batches: 2, devices: 4, packets: 20 });
    expect(drain(again)).toEqual([
      { sequence: 1, text: 'a' },
      { sequence: 4, text: 'd' },
      { sequence: 5, text: 'e' },
    ]);
  });

  it('counts a batch that is larger than all', () => {
    const spool = open(4_096);
    expect(spool.append(Buffer.alloc(9_000), counts)).toBe(false);
    expect(open().lost).toEqual({ batches: 1, devices: 2, packets: 10 });
  });
});

describe('after a crash', () => {
  it.each(['0000000000000002.batch.new', 'state.json.new'])('ignores %s, which was being written', (name) => {
    open().append(body('a'), counts);
    fs.writeFileSync(path.join(folder, name), 'half');
    const spool = open();
    expect(drain(spool).map(({ sequence }) => sequence)).toEqual([1]);
    expect(spool.lost.batches).toBe(0);
    expect(fs.existsSync(path.join(folder, name))).toBe(false);
  });

  it('ignores a batch that is cut at any octet, and never takes it for another', () => {
    open().append(body('first'), counts);
    const whole = fs.readFileSync(path.join(folder, '0000000000000001.batch'));
    for (let length = 0; length < whole.length; length++) {
      fs.writeFileSync(path.join(folder, '0000000000000001.batch'), whole.subarray(0, length));
      fs.rmSync(path.join(folder, 'state.json'), { force: true });
      const spool = open();
      expect(spool.head()).toBeUndefined();
      expect(spool.lost.batches).toBe(1);
      expect(open().lost.batches).toBe(1);
      // Its number may have been sent: it is not used again.
      spool.append(body('second'), counts);
      expect(drain(spool)).toEqual([{ sequence: 2, text: 'second' }]);
      for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
    }
  });

  it('has all batches of a report or none, nor its mark, wherever it was cut', () => {
    const report = ['b', 'c', 'd'].map((text) => ({ body: body(text), counts }));
    for (let kept = 0; kept <= report.length; kept++) {
      const spool = open();
      spool.appendAll([{ body: body('a'), counts }], 'before');
      spool.appendAll(report, 'after');
      // The process died before it had written the rest.
      for (let part = kept; part < report.length; part++)
        fs.rmSync(path.join(folder, `000000000000000${part + 2}.batch`));
      const again = open();
      const isWhole = kept === report.length;
      expect(again.mark).toBe(isWhole ? 'after' : 'before');
      expect(drain(again).map(({ text }) => text)).toEqual(isWhole ? ['a', 'b', 'c', 'd'] : ['a']);
      expect(again.lost.batches).toBe(0);
      for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
    }
  });

  it('counts a batch whose octets changed on disk as lost', () => {
    const spool = open();
    spool.append(body('first'), counts);
    spool.append(body('second'), counts);
    const file = path.join(folder, '0000000000000001.batch');
    const octets = fs.readFileSync(file);
    octets[octets.length - 1] = 0;
    fs.writeFileSync(file, octets);
    expect(drain(spool).map(({ text }) => text)).toEqual(['second']);
    expect(spool.lost).toEqual({ batches: 1, devices: 2, packets: 10 });
  });
});

describe('on a full disk', () => {
  it('makes room with its own older batches, and goes on when there is room again', () => {
    const disk = new Disk();
    const spool = open(LIMIT, disk.write);
    for (const text of ['a', 'b', 'c']) spool.append(body(text), counts);
    disk.isFull = true;
    expect(spool.append(body('d'), counts)).toBe(false);
    expect(spool.lost).toEqual({ batches: 3, devices: 6, packets: 30 });
    // A crash now: what was dropped is in the names of what is left, the batch that never was is not.
    expect(open().lost).toEqual({ batches: 2, devices: 4, packets: 20 });
    disk.isFull = false;
    expect(spool.append(body('e'), counts)).toBe(true);
    expect(drain(spool)).toEqual([
      { sequence: 1, text: 'a' },
      { sequence: 4, text: 'e' },
    ]);
    expect(open().lost.batches).toBeGreaterThanOrEqual(2);
  });

  it('never sends again what was acknowledged, nor uses its number', () => {
    const disk = new Disk();
    const spool = open(LIMIT, disk.write);
    spool.append(body('a'), counts);
    disk.isFull = true;
    spool.acknowledge(1);
    const again = open();
    expect(again.head()).toBeUndefined();
    again.append(body('b'), counts);
    expect(again.head()?.sequence).toBe(2);
    expect(again.lost.batches).toBe(0);
  });
});

describe('whatever happens', () => {
  type Step = 'append' | 'deliver' | 'crash' | 'full' | 'free';
  it('each batch is delivered, waits or is counted as lost, once, and numbers rise', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Step>('append', 'append', 'deliver', 'crash', 'full', 'free'), {
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 5 }),
        (steps, blocks) => {
          for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
          const disk = new Disk();
          let spool = open(blocks * 4_096, disk.write);
          const delivered: number[] = [];
          let made = 0;
          /** Lost counts that only memory held, gone with a crash on a full disk. */
          let forgotten = 0;
          for (const step of steps) {
            if (step === 'append') {
              spool.append(body(`batch ${made}`), { devices: 1, packets: 1 });
              made++;
            } else if (step === 'deliver') {
              const head = spool.head();
              if (head) {
                delivered.push(head.sequence);
                spool.acknowledge(head.sequence);
              }
            } else if (step === 'crash') {
              const before = spool.lost.batches;
              spool = open(blocks * 4_096, disk.write);
              forgotten += before - spool.lost.batches;
            } else disk.isFull = step === 'full';
          }
          if (!steps.includes('full')) expect(forgotten).toBe(0);
          expect(forgotten).toBeGreaterThanOrEqual(0);
          expect(delivered).toEqual([...new Set(delivered)].sort((a, b) => a - b));
          expect(delivered.length + spool.batches + spool.lost.batches + forgotten).toBe(made);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
