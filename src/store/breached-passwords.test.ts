import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BreachedPasswords } from './breached-passwords.ts';

let folder = '';
beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-breached-'))));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const hashOf = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase();
let files = 0;
function listOf(text: string): string {
  const file = path.join(folder, `${files++}.txt`);
  fs.writeFileSync(file, text);
  return file;
}

describe('a list of breached passwords', () => {
  it.each([
    ['\n', (at: number) => `:${at * 7919}`],
    ['\r\n', (at: number) => `:${at}`],
    ['\n', () => ''],
  ])('finds each of its passwords and no other (ending %j)', async (end, count) => {
    const passwords = Array.from({ length: 500 }, (_, at) => `password number ${at}`);
    const lines = passwords
      .map(hashOf)
      .sort()
      .map((hash, at) => hash + count(at));
    const list = await BreachedPasswords.open(listOf(lines.join(end)));
    for (const password of passwords) expect(await list.has(password), password).toBe(true);
    for (let at = 0; at < 200; at++) expect(await list.has(`another ${at}`)).toBe(false);
    await list.close();
  });

  it('of any size finds what is in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string(), { maxLength: 40 }),
        fc.string(),
        async (passwords, other) => {
          const lines = passwords.map(hashOf).sort();
          const list = await BreachedPasswords.open(listOf(lines.map((line) => `${line}:1\r\n`).join('')));
          for (const password of passwords) expect(await list.has(password)).toBe(true);
          expect(await list.has(other)).toBe(passwords.includes(other));
          await list.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('may hold beginnings of hashes', async () => {
    const list = await BreachedPasswords.open(listOf(`${hashOf('one').slice(0, 12)}\n`));
    expect(await list.has('one')).toBe(true);
    expect(await list.has('two')).toBe(false);
    await list.close();
  });

  it.each([
    ['is not there', () => path.join(folder, 'missing')],
    ['holds passwords', () => listOf('password\nletmein\n')],
    ['is ordered by count', () => listOf(['one', 'two'].map(hashOf).sort().reverse().join('\n'))],
  ])('that %s is refused', async (_, file) => {
    await expect(BreachedPasswords.open(file())).rejects.toMatchObject({ name: 'StoreError' });
  });
});
