import { describe, expect, it } from 'vitest';
import { weightsOf, withWeights } from './model-weights.ts';

const MODEL = { version: '1', threat: { none: 0.01, known: 0.8 }, spread: [0.2, 0.7, 1] };

describe('weights of a risk model', () => {
  it('are its numbers, each with its path', () => {
    expect(weightsOf(MODEL)).toEqual([
      { path: 'threat.none', value: 0.01 },
      { path: 'threat.known', value: 0.8 },
      { path: 'spread.0', value: 0.2 },
      { path: 'spread.1', value: 0.7 },
      { path: 'spread.2', value: 1 },
    ]);
  });

  it('are changed in a copy, and lists stay lists', () => {
    const changed = withWeights(MODEL, new Map([['spread.1', 0.5]]));
    expect(changed).toEqual({ ...MODEL, spread: [0.2, 0.5, 1] });
    expect(MODEL.spread).toEqual([0.2, 0.7, 1]);
  });
});
