import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keptSecret, randomText } from './kept-secret.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-secret-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('a kept secret', () => {
  it('is made once, for its owner alone, and leaves nothing else behind', () => {
    const file = path.join(folder, 'one');
    const first = keptSecret(file, () => randomText(32));
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(keptSecret(file, () => 'another')).toBe(first);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(folder)).toEqual(['one']);
  });

  it('is that of the start that was quicker', () => {
    const file = path.join(folder, 'two');
    const ours = keptSecret(file, () => {
      fs.writeFileSync(file, 'theirs');
      return 'ours';
    });
    expect(ours).toBe('theirs');
  });

  it('replaces the draft of a start that was killed', () => {
    const file = path.join(folder, 'three');
    fs.writeFileSync(`${file}.draft-${process.pid}`, 'half');
    expect(keptSecret(file, () => 'whole')).toBe('whole');
  });
});
