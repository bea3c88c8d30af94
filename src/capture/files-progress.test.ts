import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FrameSink } from '../wire/frame.ts';
import { FilesProgress } from './files-progress.ts';
import { readCaptureFile } from './read-capture.ts';
import type { SavedFiles } from './seen-files.ts';
import { FolderProgress, watchCaptureFolder } from './watch-folder.ts';

const SAMPLE = fs.readFileSync(new URL('../../sample/small-hospital.pcap', import.meta.url));
const PACKETS = 213;
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-progress-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** As it goes to disk and back. */
const kept = (saved: SavedFiles) => JSON.parse(JSON.stringify(saved)) as SavedFiles;

/** Counts frames by number, and calls back after one of them. */
function counter(seen: number[], after: number, call: () => void): FrameSink {
  return {
    frame: ({ number }) => {
      seen.push(number);
      if (seen.length === after) call();
    },
    resolvedName: () => undefined,
  };
}

const ALL = Array.from({ length: PACKETS }, (_, index) => index + 1);

describe('files that are read on by a later start', () => {
  it('give each packet once, wherever the first start ended', async () => {
    const file = path.join(folder, 'ward.pcap');
    fs.writeFileSync(file, SAMPLE);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: PACKETS }), async (after) => {
        const first = new FilesProgress();
        const seen: number[] = [];
        let saved: SavedFiles = {};
        const sink = first.begin(
          file,
          counter(seen, after, () => {
            saved = kept(first.current());
          }),
        );
        // Killed here: what comes later was never kept.
        if (sink) await readCaptureFile(file, sink);
        const before = seen.slice(0, after);
        const second = new FilesProgress(saved);
        const rest: number[] = [];
        const on = second.begin(
          file,
          counter(rest, 0, () => undefined),
        );
        if (on) await readCaptureFile(file, on);
        second.end(true);
        expect([...before, ...rest]).toEqual(ALL);
        expect(
          new FilesProgress(kept(second.current())).begin(
            file,
            counter([], 0, () => undefined),
          ),
        ).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('are read anew when they hold something else', async () => {
    const file = path.join(folder, 'ward.pcap');
    fs.writeFileSync(file, SAMPLE);
    const progress = new FilesProgress();
    progress.begin(
      file,
      counter([], 0, () => undefined),
    );
    progress.end(true);
    const other = Buffer.from(SAMPLE);
    other.writeUInt32LE(other.readUInt32LE(24) + 1, 24); // the time of the first packet
    fs.writeFileSync(file, other);
    const seen: number[] = [];
    const sink = new FilesProgress(progress.current()).begin(
      file,
      counter(seen, 0, () => undefined),
    );
    if (sink) await readCaptureFile(file, sink);
    expect(seen).toEqual(ALL);
  });
});

describe('a folder that is watched on by a later start', () => {
  /** Watches until so many packets came, and keeps what is known then, as a kill would leave it. */
  async function watch(saved: SavedFiles, after: number) {
    const stop = new AbortController();
    const progress = new FolderProgress(saved);
    const seen: number[] = [];
    let atEnd: SavedFiles = saved;
    const call = () => {
      atEnd = kept(progress.current());
      stop.abort();
    };
    const idle = setTimeout(call, 600);
    await watchCaptureFolder(folder, () => counter(seen, after, call), {
      ...{ signal: stop.signal, pollMs: 20, progress },
    });
    clearTimeout(idle);
    return { seen: seen.slice(0, after), saved: atEnd };
  }

  it('gives each packet of a compressed file once, wherever a start ended', async () => {
    fs.writeFileSync(path.join(folder, 'ward.pcap.gz'), gzipSync(SAMPLE));
    const first = await watch({}, 100);
    const second = await watch(first.saved, 80);
    const third = await watch(second.saved, PACKETS);
    const fourth = await watch(third.saved, PACKETS);
    expect([...first.seen, ...second.seen, ...third.seen]).toEqual(ALL);
    expect(fourth.seen).toEqual([]);
  });

  it('reads on a file that has grown meanwhile, from the packet that was cut', async () => {
    const file = path.join(folder, 'ward.pcap');
    const cuts = [0, 9_000, 9_001, 20_000, SAMPLE.length];
    const seen: number[] = [];
    let saved: SavedFiles = {};
    for (const [index, end] of cuts.slice(1).entries()) {
      fs.appendFileSync(file, SAMPLE.subarray(cuts[index], end));
      const part = await watch(saved, PACKETS);
      seen.push(...part.seen);
      saved = part.saved;
    }
    expect(seen).toEqual(ALL);
    expect((await watch(saved, PACKETS)).seen).toEqual([]);
  });
});
