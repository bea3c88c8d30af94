import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CaptureUnreadableError } from './capture-errors.ts';
import { NEWEST_RESTS_TIMES, type RestingFile, RestingFiles } from './resting-files.ts';

const SAMPLE = fs.readFileSync(new URL('../../sample/small-hospital.pcap', import.meta.url));
const REST_MS = 1_000;
const NEWEST_MS = REST_MS * NEWEST_RESTS_TIMES;
let folder = '';
let now = 0;
/** Seconds of the files' own times, which only have to differ. */
let written = 0;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-rest-'));
  [now, written] = [0, 1_700_000_000];
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(name: string, octets: Uint8Array = SAMPLE): void {
  const file = path.join(folder, name);
  fs.writeFileSync(file, octets);
  written += 10;
  fs.utimesSync(file, written, written);
}

/** What rests after so long; it is taken in. */
async function restingAfter(files: RestingFiles, ms: number): Promise<readonly string[]> {
  now += ms;
  const { resting } = await files.look(now);
  for (const file of resting) files.taken(file);
  return resting.map(({ name }: RestingFile) => name);
}
const opened = (saved = {}) => new RestingFiles(folder, REST_MS, saved);

describe('files of a folder', () => {
  it('are whole when they have rested; the newest rests longer', async () => {
    const files = opened();
    write('a.pcap');
    write('b.pcap');
    expect(await restingAfter(files, 0)).toEqual([]);
    expect(await restingAfter(files, REST_MS)).toEqual(['a.pcap']);
    expect(await restingAfter(files, NEWEST_MS - REST_MS - 1)).toEqual([]);
    expect(await restingAfter(files, 1)).toEqual(['b.pcap']);
    expect(await restingAfter(files, 10 * NEWEST_MS)).toEqual([]);
  });

  it('that grow are not whole, however long ago they appeared', async () => {
    const files = opened();
    for (let octets = 1_000; octets < 6_000; octets += 1_000) {
      write('a.pcap', SAMPLE.subarray(0, octets));
      expect(await restingAfter(files, NEWEST_MS - 1)).toEqual([]);
    }
    expect(await restingAfter(files, NEWEST_MS)).toEqual(['a.pcap']);
  });

  it('of a recorder that rotates are taken one by one, those of a used name anew', async () => {
    const files = opened();
    write('ring0.pcap');
    await restingAfter(files, 0);
    write('ring1.pcap');
    expect(await restingAfter(files, REST_MS)).toEqual(['ring0.pcap']);
    // Another capture under the name of the first: its first packet is another one.
    const other = Buffer.from(SAMPLE);
    other[30] = (other[30] ?? 0) ^ 1;
    write('ring0.pcap', Buffer.concat([other, other.subarray(24)]));
    expect(await restingAfter(files, 0)).toEqual([]);
    expect(await restingAfter(files, REST_MS)).toEqual(['ring1.pcap']);
    expect(await restingAfter(files, NEWEST_MS)).toEqual(['ring0.pcap']);
  });

  it('that grow after they were taken are told once and not taken again', async () => {
    const files = opened();
    write('a.pcap', SAMPLE.subarray(0, 4_000));
    await restingAfter(files, 0);
    expect(await restingAfter(files, NEWEST_MS)).toEqual(['a.pcap']);
    write('a.pcap');
    await files.look(now);
    const { resting, passedOver } = await files.look(now + NEWEST_MS);
    expect(resting).toEqual([]);
    const problem = expect.stringContaining('grew after it was taken in');
    expect(passedOver).toEqual([{ name: 'a.pcap', problem }]);
    const present = new Set(['a.pcap']);
    expect(await files.look(now + 3 * NEWEST_MS)).toEqual({ present, resting: [], passedOver: [] });
  });

  it('that are no captures are told once; hidden ones, folders and compressed captures are as they are', async () => {
    const files = opened();
    write('readme.txt', Buffer.from('not a capture'));
    write('.hidden.pcap');
    fs.mkdirSync(path.join(folder, 'sub'));
    write('a.pcap.gz', gzipSync(SAMPLE));
    await files.look(0);
    const { resting, passedOver } = await files.look(NEWEST_MS);
    expect(resting.map(({ name }) => name)).toEqual(['a.pcap.gz']);
    const problem = expect.stringMatching(/readme\.txt is not a capture: it is text/);
    expect(passedOver).toEqual([{ name: 'readme.txt', problem }]);
    expect((await files.look(3 * NEWEST_MS)).passedOver).toEqual([]);
  });

  it('are known again after a restart, and forgotten when they are removed', async () => {
    const files = opened();
    write('a.pcap');
    await restingAfter(files, 0);
    expect(await restingAfter(files, NEWEST_MS)).toEqual(['a.pcap']);
    const again = opened(JSON.parse(JSON.stringify(files.save())));
    await restingAfter(again, 0);
    expect(await restingAfter(again, NEWEST_MS)).toEqual([]);
    fs.rmSync(path.join(folder, 'a.pcap'));
    await restingAfter(again, 0);
    expect(again.save()).toEqual({});
  });

  it('in a folder that is away are no files: it is said, and the next look goes on', async () => {
    const files = opened();
    write('a.pcap');
    await restingAfter(files, 0);
    fs.renameSync(folder, `${folder}-away`);
    await expect(files.look(now)).rejects.toThrow(CaptureUnreadableError);
    fs.renameSync(`${folder}-away`, folder);
    expect(await restingAfter(files, NEWEST_MS)).toEqual(['a.pcap']);
  });
});
