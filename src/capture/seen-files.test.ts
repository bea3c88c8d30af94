import { describe, expect, test } from 'vitest';
import { type SeenFile, SeenFiles } from './seen-files.ts';

const file = (modifiedMs: number): SeenFile => ({
  inode: 1,
  size: 2,
  modifiedMs,
  packets: 3,
  head: undefined,
});

describe('SeenFiles', () => {
  test('at the limit the oldest is forgotten, and what is not newer counts as read', () => {
    const seen = new SeenFiles(3);
    for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) seen.add(name, file(1_000 + index));
    expect(seen.size).toBe(3);
    expect(seen.get('a')).toBeUndefined();
    expect(seen.isForgotten(1_000)).toBe(true);
    expect(seen.isForgotten(1_001)).toBe(false);
  });

  test('a file added again becomes the newest', () => {
    const seen = new SeenFiles(2);
    seen.add('a', file(1));
    seen.add('b', file(2));
    seen.add('a', file(3));
    seen.add('c', file(4));
    expect([seen.get('a')?.modifiedMs, seen.get('b'), seen.get('c')?.modifiedMs]).toEqual([3, undefined, 4]);
  });

  test('files that are gone are dropped without a trace', () => {
    const seen = new SeenFiles(5);
    seen.add('a', file(1));
    seen.add('b', file(2));
    seen.keepOnly(new Set(['b']));
    expect(seen.size).toBe(1);
    expect(seen.isForgotten(1)).toBe(false);
  });
});
