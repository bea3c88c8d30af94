import { describe, expect, it } from 'vitest';
import { settingsFor } from './server-process.ts';

const GIGABYTE = 2 ** 30;

describe('the settings of the database', () => {
  it.each([
    [1, 256],
    [4, 256],
    [8, 512],
    [12, 768],
    [16, 1_024],
    [256, 1_024],
  ])('of a machine with %i GB share %i MB', (gigabytes, shared) => {
    expect(settingsFor(gigabytes * GIGABYTE, 8)['shared_buffers']).toBe(`${shared}MB`);
  });

  it.each([
    [1, '0'],
    [2, '0'],
    [4, undefined],
    [64, undefined],
  ])('with %i cores let so many help with a question: %s', (cores, helpers) => {
    expect(settingsFor(8 * GIGABYTE, cores)['max_parallel_workers_per_gather']).toBe(helpers);
  });
});
