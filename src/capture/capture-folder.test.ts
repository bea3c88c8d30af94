import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildPcap } from '../wire/capture-decoder.arbitrary.ts';
import { type ReadFolderOptions, readCaptureFolder } from './capture-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardlight-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const capture = (...seconds: number[]) =>
  buildPcap(seconds.map((each) => ({ seconds: each, fraction: 0, octets: Buffer.from([each]) })));
const put = (name: string, content: Buffer) => writeFileSync(join(folder, name), content);

async function read(options: ReadFolderOptions = {}) {
  const seconds: number[] = [];
  const files: string[] = [];
  const passedOver: string[] = [];
  const outcome = await readCaptureFolder(
    folder,
    () => ({ frame: (frame) => seconds.push(frame.micros / 1e6), resolvedName() {} }),
    {
      onFile: ({ path }) => files.push(basename(path)),
      onPassedOver: (error) => passedOver.push(error.code),
      ...options,
    },
  );
  return { outcome, seconds, files, passedOver };
}

describe('readCaptureFolder', () => {
  test('the order is that of the first packets, whatever the names and the times of the files', async () => {
    put('ring2', capture(1, 2));
    put('ring0', capture(5, 6));
    put('ring1.pcap.gz', gzipSync(capture(3, 4)));
    const { outcome, seconds, files } = await read();
    expect(seconds).toEqual([1, 2, 3, 4, 5, 6]);
    expect(files).toEqual(['ring2', 'ring1.pcap.gz', 'ring0']);
    expect(outcome).toEqual({ files: 3, packets: 6, passedOver: 0, stopped: false });
  });

  test('at the same time, and without packets, names are compared with numbers as numbers', async () => {
    for (const name of ['c.pcap10', 'c.pcap', 'c.pcap2']) put(name, capture(7));
    for (const name of ['e10', 'e9']) put(name, capture());
    expect((await read()).files).toEqual(['c.pcap', 'c.pcap2', 'c.pcap10', 'e9', 'e10']);
  });

  test('what is no capture, hidden or a folder is passed over', async () => {
    put('notes.pcap', Buffer.from('not a capture at all'));
    put('empty.pcap', Buffer.alloc(0));
    put('.partial.pcap', capture(1));
    mkdirSync(join(folder, 'older'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    put('real', capture(1));
    const { outcome, passedOver } = await read();
    expect(outcome).toEqual({ files: 1, packets: 1, passedOver: 2, stopped: false });
    expect(passedOver).toEqual(['not-a-capture', 'not-a-capture']);
  });

  test('damage in one file does not stop the others', async () => {
    put('a', capture(1, 2).subarray(0, -1));
    put('b', capture(3));
    expect((await read()).seconds).toEqual([1, 3]);
  });

  test('a signal stops it between files', async () => {
    put('a', capture(1));
    put('b', capture(2));
    const stop = new AbortController();
    const { outcome } = await read({ signal: stop.signal, onFile: () => stop.abort() });
    expect(outcome).toMatchObject({ files: 1, packets: 1, stopped: true });
  });

  test('a folder that is not there', async () => {
    rmSync(folder, { recursive: true });
    await expect(read()).rejects.toThrow(/cannot be read: there is no such file\.$/);
    mkdirSync(folder);
  });
});
