import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storedZip } from '../../../test/support/zip-writer.ts';
import { FeedUnreadableError } from '../feed-errors.ts';
import { listFeedFiles, MAX_FOLDER_DEPTH } from './feed-files.ts';
import { hashFile, type OctetsProblem, readFileOctets } from './file-octets.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-octets-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

async function read(content: Buffer, wanted = Number.POSITIVE_INFINITY, maxOctets?: number) {
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, content);
  const files: { name: string; text: string; problem: OctetsProblem | undefined }[] = [];
  let text = '';
  let name = '';
  const sha256 = await readFileOctets(
    file,
    {
      begin(its) {
        name = its;
        text = '';
      },
      take(octets) {
        text += octets.toString();
        return text.length < wanted;
      },
      async settle() {},
      end(problem) {
        files.push({ name, text, problem });
      },
    },
    maxOctets,
  );
  expect(sha256).toBe(await hashFile(file));
  return files;
}

describe('readFileOctets', () => {
  it.each([
    ['plain', Buffer.from('hello')],
    ['gzip', zlib.gzipSync('hello')],
    ['gzip in several members', Buffer.concat([zlib.gzipSync('hel'), zlib.gzipSync('lo')])],
    // zstd of "hello" in one raw block.
    ['zstd', Buffer.from('28b52ffd2005290000' + '68656c6c6f', 'hex')],
  ])('%s', async (_, content) => {
    expect(await read(content)).toEqual([{ name: 'file', text: 'hello', problem: undefined }]);
  });

  it('reads each file inside a zip, but no folders', async () => {
    expect(await read(storedZip({ 'a/': '', 'a/x.json': '{}', 'y.json': 'no' }))).toEqual([
      { name: 'a/x.json', text: '{}', problem: undefined },
      { name: 'y.json', text: 'no', problem: undefined },
    ]);
  });

  it('names damage', async () => {
    expect((await read(zlib.gzipSync('hello').subarray(0, 15)))[0]?.problem).toBe('compression-cut-short');
    const damaged = storedZip({ 'a.json': '{}' });
    expect((await read(damaged.subarray(0, -30)))[0]?.problem).toBe('zip-damaged');
  });

  it('ends what decompresses to more than is allowed', async () => {
    for (const bomb of [
      zlib.gzipSync(Buffer.alloc(5_000_000, 'x')),
      storedZip({ a: 'x'.repeat(2_000) }),
      Buffer.alloc(2_000, 'x'),
    ])
      expect((await read(bomb, Number.POSITIVE_INFINITY, 1_000))[0]?.problem).toBe('too-large');
  });

  it('does not call damaged what nobody wanted to the end', async () => {
    const [file] = await read(zlib.gzipSync(Buffer.alloc(5_000_000, 'x')), 10);
    expect(file?.problem).toBeUndefined();
  });

  it('says which file cannot be read', async () => {
    const sink = { begin() {}, take: () => true, async settle() {}, end() {} };
    await expect(readFileOctets(path.join(folder, 'none'), sink)).rejects.toThrow(FeedUnreadableError);
  });
});

describe('listFeedFiles', () => {
  it('finds files in one order, each once, without hidden ones and links in circles', () => {
    for (const name of ['b/2.json', 'a.json', '.hidden', '.git/x']) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), '');
    }
    fs.symlinkSync(folder, path.join(folder, 'b', 'circle'));
    fs.symlinkSync(path.join(folder, 'gone'), path.join(folder, 'dangling'));
    const names = listFeedFiles([folder, path.join(folder, 'a.json')]).map((file) =>
      path.relative(folder, file.path),
    );
    expect(names).toEqual(['a.json', 'b/2.json']);
  });

  it('goes down to a depth', () => {
    const deep = path.join(folder, ...Array.from({ length: MAX_FOLDER_DEPTH + 1 }, () => 'd'));
    fs.mkdirSync(deep, { recursive: true });
    fs.writeFileSync(path.join(deep, 'x'), '');
    fs.writeFileSync(path.join(deep, '..', 'y'), '');
    expect(listFeedFiles([folder]).map((file) => path.basename(file.path))).toEqual(['y']);
  });
});
