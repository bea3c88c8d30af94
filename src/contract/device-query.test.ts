import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseValues,
  chosenValues,
  conditionsOf,
  DEVICE_FIELD_HELP,
  DEVICES_IN_QUERY,
  mistakeIn,
  queryForDevices,
  queryForText,
  queryForTexts,
} from './device-query.ts';

/** What a device may be called: no control character, not longer than a value may be. */
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => text.trim() !== '' && !/[\p{Cc}\p{Surrogate}]/u.test(text));

describe('a query that people edit', () => {
  it('says what is wrong, and where', () => {
    expect(mistakeIn('category:ct seen<7d')).toBeUndefined();
    expect(mistakeIn('category:ct vendr:x')).toEqual({
      problem: 'Devices have no field "vendr". Did you mean vendor?',
      at: 12,
    });
    expect(mistakeIn('"open')?.at).toBe(0);
  });

  it('has values chosen by menus beside what was typed', () => {
    const typed = 'plum -vendor:unknown';
    const chosen = chooseValues(typed, 'vendor', ['B. Braun', null]);
    expect(chosen).toBe('plum -vendor:unknown vendor="B. Braun",unknown');
    expect(chosenValues(chosen, 'vendor')).toEqual(['B. Braun', null]);
    expect(chooseValues(chosen, 'vendor', [])).toBe(typed);
    expect(chosenValues('vendor:bra', 'vendor')).toEqual([]);
    expect(chosenValues('criticality:5,4', 'criticality')).toEqual(['5', '4']);
  });

  it('gives its conditions one by one', () => {
    expect(conditionsOf('plum seen<8d -zone:guest-reachable')).toEqual([
      'plum',
      'seen<8d',
      '-zone:guest-reachable',
    ]);
    expect(conditionsOf('"open')).toEqual([]);
  });

  it('finds again what was chosen, whatever it is called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(words, { minLength: 1, maxLength: 5 }), (values) => {
        const query = chooseValues('seen<7d', 'model', values);
        expect(mistakeIn(query)).toBeUndefined();
        expect(chosenValues(query, 'model')).toEqual(values);
      }),
    );
  });

  it('takes any text as text', () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(mistakeIn(queryForText(text))).toBeUndefined();
        expect(conditionsOf(queryForText(text))).toHaveLength(1);
      }),
    );
    expect(queryForText('')).toBe('');
    expect(queryForText('aa:bb:cc:00:11:22')).toBe('"aa:bb:cc:00:11:22"');
    expect(queryForTexts(['SN 1', 'SN2'])).toBe('text:"SN 1",SN2');
    expect(queryForTexts([])).toBe('');
  });

  it('names as many devices as fit into a query', () => {
    const ids = Array.from(
      { length: DEVICES_IN_QUERY },
      (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    );
    expect(mistakeIn(queryForDevices(ids))).toBeUndefined();
    expect(chosenValues(queryForDevices(ids), 'id')).toEqual(ids);
  });

  it('explains every field', () => {
    expect(DEVICE_FIELD_HELP.length).toBeGreaterThan(30);
    expect(DEVICE_FIELD_HELP.filter(({ help }) => help.length < 4)).toEqual([]);
  });
});
