import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Environment, readEnvironment } from './env.ts';
import { knowledgeFolderOf } from './user-folders.ts';

const environment = (more: Partial<Environment> = {}): Environment => ({ ...readEnvironment({}), ...more });

describe('knowledgeFolderOf', () => {
  it.each([
    ['what the operator says', environment({ knowledge: '/srv/knowledge' }), 'linux', '/srv/knowledge'],
    ['XDG_DATA_HOME', environment({ xdgDataHome: '/data' }), 'linux', '/data/wardlight/knowledge'],
    [
      'no relative XDG_DATA_HOME',
      environment({ xdgDataHome: 'data' }),
      'linux',
      path.join(os.homedir(), '.local/share/wardlight/knowledge'),
    ],
    [
      'macOS',
      environment({ xdgDataHome: '/data' }),
      'darwin',
      path.join(os.homedir(), 'Library/Application Support/Wardlight/knowledge'),
    ],
    ['Windows', environment({ localAppData: '/local' }), 'win32', '/local/Wardlight/knowledge'],
  ])('follows %s', (_, given, platform, folder) => {
    expect(knowledgeFolderOf(given, platform)).toBe(folder);
  });
});
