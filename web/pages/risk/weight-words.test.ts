import { describe, expect, it } from 'vitest';
import { weightWords, wholeWeightWords } from './weight-words.ts';

describe('words of a weight', () => {
  it.each([
    ['applicability.notAffected.1', 'Not affected, likeliest', 'Applicability: not affected, likeliest'],
    ['reach.zones.flat-enterprise', 'Zones, flat enterprise', 'Reach: zones, flat enterprise'],
    ['reach.zoneSpread.0', 'Zone spread, 1', 'Reach: zone spread, 1'],
    ['controls.effectiveness.M16', 'Effectiveness, M16', 'Controls: effectiveness, M16'],
    ['bands.critical', 'Critical', 'Where bands begin: critical'],
    ['lateral', 'From device to device', 'From device to device'],
  ])('%s', (path, words, whole) => {
    expect(weightWords(path)).toBe(words);
    expect(wholeWeightWords(path)).toBe(whole);
  });
});
