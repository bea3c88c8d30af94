import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf } from './config.ts';
import { ConfigError, readEnvironment } from './env.ts';
import { readWatchedFolders } from './watched-folders.ts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-folders-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const file = path.join(folder, 'folders.json');
  fs.writeFileSync(file, text);
  return file;
}
const ONE = { folder: '/srv/captures', organisation: 'St. Ann' };

describe('folders that the operator names', () => {
  it('are read with their organisation and site, and rest a minute by default', () => {
    const file = written(
      JSON.stringify([ONE, { folder: '/srv/b/', organisation: 'St. Ann', site: 'Main', restSeconds: 5 }]),
    );
    expect(configOf(readEnvironment({ WARDLIGHT_FOLDERS: file })).watchedFolders).toEqual([
      { path: '/srv/captures', organisation: 'St. Ann', site: undefined, restSeconds: 60 },
      { path: '/srv/b', organisation: 'St. Ann', site: 'Main', restSeconds: 5 },
    ]);
    expect(configOf(readEnvironment({})).watchedFolders).toEqual([]);
  });

  it.each([
    ['no JSON', '[', 'is not JSON'],
    ['no list', '{}', 'must be a list of at most 64 folders'],
    ['too many', JSON.stringify(Array(65).fill(ONE)), 'must be a list of at most 64 folders'],
    ['too long', ' '.repeat(70_000), 'is longer than 65536 octets'],
    ['no object', '["/srv"]', 'entry 1 must be an object'],
    ['a part of a path', JSON.stringify([{ ...ONE, folder: 'captures' }]), 'with a whole path'],
    ['no organisation', JSON.stringify([{ folder: '/srv' }]), 'entry 1 must name the "organisation"'],
    ['an empty site', JSON.stringify([{ ...ONE, site: '' }]), '"site" must be the name of one'],
    [
      'no time',
      JSON.stringify([{ ...ONE, restSeconds: 0 }]),
      '"restSeconds" must be a number from 1 to 86400',
    ],
    ['a misspelt member', JSON.stringify([{ ...ONE, sit: 'Main' }]), 'entry 1 has "sit"'],
    ['a folder twice', JSON.stringify([ONE, ONE]), 'names /srv/captures twice'],
  ])('with %s are refused, and it is said why', (_, text, sentence) => {
    const file = written(text);
    expect(() => readWatchedFolders(file)).toThrow(ConfigError);
    expect(() => readWatchedFolders(file)).toThrow(sentence);
  });

  it('in a file that is not there are refused', () => {
    expect(() => readWatchedFolders(path.join(folder, 'none.json'))).toThrow('cannot be read');
  });
});
