import { describe, expect, it } from 'vitest';
import {
  NAMED_LIMIT,
  OBSERVATION_LIMIT,
  OBSERVATIONS_PER_SUBJECT,
  ObservationStore,
  VALUES_PER_FIELD,
} from './observation-store.ts';

const note = (store: ObservationStore, subject: number, field: string, value: string, at = 0) =>
  store.record(subject, 'dhcp', field, value, 0, 1, at);

describe('an observation', () => {
  it('keeps where it was made first, and counts repeats', () => {
    const store = new ObservationStore();
    store.record(7, 'dhcp', 'vendor-class', 'MSFT 5.0', 0, 12, 100);
    store.record(7, 'dhcp', 'vendor-class', 'MSFT 5.0', 1, 3, 300);
    store.record(7, 'dhcp', 'vendor-class', 'MSFT 5.0', 1, 4, 200);
    expect(store.of(7)).toEqual([
      {
        ...{ protocol: 'dhcp', field: 'vendor-class', value: 'MSFT 5.0', count: 3, lastAt: 300 },
        first: { capture: 0, packet: 12, at: 100 },
      },
    ]);
  });

  it.each([
    ['subject', 8, 'dhcp', 'host-name', 'CT01'],
    ['protocol', 7, 'mdns', 'host-name', 'CT01'],
    ['field', 7, 'dhcp', 'vendor-class', 'CT01'],
    ['value', 7, 'dhcp', 'host-name', 'CT02'],
  ])('of another %s is another', (_name, subject, protocol, field, value) => {
    const store = new ObservationStore();
    store.record(7, 'dhcp', 'host-name', 'CT01', 0, 1, 0);
    store.record(subject, protocol, field, value, 0, 2, 0);
    expect(store.size).toBe(2);
  });

  it('of nobody is none', () => {
    const store = new ObservationStore();
    expect([store.of(7), store.size, store.dropped]).toEqual([[], 0, 0]);
  });
});

describe('named subjects', () => {
  it('are one for each name and the binding that names it', () => {
    const store = new ObservationStore();
    const first = store.namedSubject('serial:1', 5);
    expect(first).toBeLessThan(0);
    expect(store.namedSubject('serial:1', 5)).toBe(first);
    expect(store.namedSubject('serial:1', 6)).not.toBe(first);
    expect(store.namedSubject('serial:2', 5)).not.toBe(first);
    expect(store.namedOf(first ?? 0)).toEqual({ name: 'serial:1', via: 5 });
    expect([store.namedOf(5), store.namedOf(-99)]).toEqual([undefined, undefined]);
  });

  it('beyond the limit are dropped and counted; those known stay', () => {
    const store = new ObservationStore();
    for (let each = 0; each < NAMED_LIMIT; each++) store.namedSubject(`serial:${each}`, 1);
    expect(store.namedSubject('serial:x', 1)).toBeUndefined();
    expect(store.namedSubject('serial:0', 1)).toBe(-1);
    expect(store.dropped).toBe(1);
  });
});

describe('limits', () => {
  it('of values of one field: the first are kept, and still counted', () => {
    const store = new ObservationStore();
    for (let each = 0; each < VALUES_PER_FIELD + 5; each++) note(store, 1, 'host-name', `name-${each}`);
    note(store, 1, 'host-name', 'name-0', 9);
    note(store, 1, 'vendor-class', 'another field has room');
    expect(store.of(1)).toHaveLength(VALUES_PER_FIELD + 1);
    expect(store.of(1)[0]).toMatchObject({ value: 'name-0', count: 2, lastAt: 9 });
    expect(store.dropped).toBe(5);
  });

  it('of observations of one subject', () => {
    const store = new ObservationStore();
    for (let each = 0; each < OBSERVATIONS_PER_SUBJECT + 3; each++) note(store, 1, `field-${each}`, 'x');
    note(store, 2, 'field', 'another subject has room');
    expect([store.of(1).length, store.of(2).length, store.dropped]).toEqual([OBSERVATIONS_PER_SUBJECT, 1, 3]);
  });

  it('of observations in all: later subjects are not even listed', () => {
    const store = new ObservationStore();
    const perSubject = 16;
    const fields = Array.from({ length: perSubject }, (_, index) => `field-${index}`);
    const subjects = OBSERVATION_LIMIT / perSubject;
    for (let subject = 0; subject < subjects; subject++) {
      for (const field of fields) note(store, subject, field, 'x');
    }
    expect(store.dropped).toBe(0);
    note(store, subjects, 'field', 'too many');
    note(store, 0, 'field-0', 'x', 9);
    expect([store.dropped, store.of(subjects), store.of(0)[0]?.count]).toEqual([1, [], 2]);
    expect(store.size).toBe(OBSERVATION_LIMIT);
  });
});
