import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildPcap } from '../wire/capture-decoder.arbitrary.ts';
import type { CaptureOutcome } from './read-capture.ts';
import { MAX_FOLLOWED_FILES, watchCaptureFolder } from './watch-folder.ts';

const POLL_MS = 5;
const header = buildPcap([]);
const record = (seconds: number) =>
  buildPcap([{ seconds, fraction: 0, octets: Buffer.from('wardlight') }]).subarray(header.length);
const capture = (...seconds: number[]) => Buffer.concat([header, ...seconds.map(record)]);

let folder = '';
let stop = new AbortController();
let seconds: number[] = [];
let outcomes: CaptureOutcome[] = [];
let watching: ReturnType<typeof watchCaptureFolder>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardlight-watch-'));
  stop = new AbortController();
  seconds = [];
  outcomes = [];
});
afterEach(async () => {
  stop.abort();
  await watching;
  rmSync(folder, { recursive: true, force: true });
});

const path = (name: string) => join(folder, name);
const put = (name: string, content: Buffer) => writeFileSync(path(name), content);
const append = (name: string, content: Buffer) => appendFileSync(path(name), content);

function watch() {
  watching = watchCaptureFolder(
    folder,
    () => ({ frame: (frame) => seconds.push(frame.micros / 1e6), resolvedName() {} }),
    { signal: stop.signal, pollMs: POLL_MS, onFile: (outcome) => outcomes.push(outcome) },
  );
}

/** Waits until so many files are finished. */
const expectFinished = (files: number) =>
  expect.poll(() => outcomes.length, { timeout: 10_000, interval: POLL_MS }).toBe(files);

/** Waits for these packets, and a little longer, in case more come that should not. */
async function expectPackets(...expected: number[]) {
  for (let turn = 0; turn < 2_000 && seconds.length < expected.length; turn++) await sleep(POLL_MS);
  await sleep(POLL_MS * 8);
  expect(seconds).toEqual(expected);
}

describe('watchCaptureFolder', () => {
  test('existing files come in order, then the newest is followed as it grows', async () => {
    put('b.pcap', capture(1, 2));
    put('a.pcap', capture(3));
    watch();
    await expectPackets(1, 2, 3);
    append('a.pcap', record(4).subarray(0, 7));
    await expectPackets(1, 2, 3);
    append('a.pcap', Buffer.concat([record(4).subarray(7), record(5)]));
    await expectPackets(1, 2, 3, 4, 5);
    stop.abort();
    expect(await watching).toEqual({ files: 2, packets: 5, passedOver: 0, stopped: true });
  });

  test('rotation as by tcpdump -G and dumpcap -b: a file is read on until a newer one is there and it rests', async () => {
    put('ward_00001.pcap', capture(1));
    watch();
    await expectPackets(1);
    put('ward_00002.pcap', header);
    append('ward_00001.pcap', record(2));
    await expectPackets(1, 2);
    append('ward_00002.pcap', record(3));
    await expectPackets(1, 2, 3);
    await expectFinished(1);
    expect(outcomes.map((outcome) => [basename(outcome.path), outcome.packets, outcome.damagedAt])).toEqual([
      ['ward_00001.pcap', 2, undefined],
    ]);
  });

  test('a file that grows after it was closed goes on where it was', async () => {
    put('one', capture(1));
    put('two', capture(2));
    watch();
    await expectPackets(1, 2);
    await expectFinished(1);
    append('one', record(3));
    await expectPackets(1, 2, 3);
    append('two', record(4));
    await expectPackets(1, 2, 3, 4);
  });

  test('a ring as by tcpdump -C -W: a name that is written anew is read anew', async () => {
    put('ring0', capture(1, 2));
    put('ring1', capture(3));
    watch();
    await expectPackets(1, 2, 3);
    truncateSync(path('ring0'));
    append('ring0', capture(4));
    await expectPackets(1, 2, 3, 4);
    put('ring1', capture(5, 6, 7));
    await expectPackets(1, 2, 3, 4, 5, 6, 7);
  });

  test('a name that is taken by another file', async () => {
    put('current', capture(1));
    watch();
    await expectPackets(1);
    put('.next', capture(2));
    renameSync(path('.next'), path('current'));
    await expectPackets(1, 2);
  });

  test('a file that is compressed after rotation (tcpdump -z) is not read again', async () => {
    put('a.pcap', capture(1));
    put('b.pcap', capture(2));
    watch();
    await expectPackets(1, 2);
    put('a.pcap.gz', gzipSync(capture(1)));
    unlinkSync(path('a.pcap'));
    await expectPackets(1, 2);
    put('c.pcap.gz', gzipSync(capture(3)));
    await expectPackets(1, 2, 3);
  });

  test('a compressed file is read when it rests, and only once', async () => {
    const content = gzipSync(capture(1, 2, 3));
    put('late.gz', content.subarray(0, 30));
    watch();
    await sleep(1);
    append('late.gz', content.subarray(30));
    for (let turn = 0; turn < 2_000 && seconds.length < 3; turn++) await sleep(POLL_MS);
    await expectPackets(1, 2, 3);
  });

  test('a file that is removed is finished; more files than are followed at a time', async () => {
    watch();
    const all = Array.from({ length: MAX_FOLLOWED_FILES + 5 }, (_, index) => index + 1);
    for (const each of all) put(`f${each}`, capture(each));
    await expectPackets(...all);
    for (const each of all) unlinkSync(path(`f${each}`));
    await expectFinished(all.length);
  });

  test('what is no capture is told once, also while it grows; an empty file may become one', async () => {
    put('notes.txt', Buffer.from('the log of a capture program, line one\n'));
    put('new.pcap', Buffer.alloc(0));
    watch();
    await sleep(POLL_MS * 4);
    append('notes.txt', Buffer.from('line two\n'));
    put('new.pcap', capture(9));
    await expectPackets(9);
    stop.abort();
    expect(await watching).toMatchObject({ files: 1, packets: 1, passedOver: 1 });
  });

  test('the folder may be away for a while, but not at the start', async () => {
    put('a', capture(1));
    watch();
    await expectPackets(1);
    renameSync(folder, `${folder}-away`);
    await sleep(POLL_MS * 4);
    renameSync(`${folder}-away`, folder);
    append('a', record(2));
    await expectPackets(1, 2);
    const absent = watchCaptureFolder(join(folder, 'absent'), () => ({ frame() {}, resolvedName() {} }), {
      signal: stop.signal,
    });
    await expect(absent).rejects.toThrow('cannot be read');
  });
});
