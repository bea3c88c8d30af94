import { expect, it } from 'vitest';
import { writePcap as expected } from '../../test/support/capture-writer.ts';
import { octets } from '../../test/support/octet-builder.ts';
import { writePcap } from './write-pcap.ts';

it('writes frames with invented times', () => {
  const frames = [octets('one'), octets('second')];
  const start = 946_684_800e6;
  expect(Buffer.from(writePcap(frames, 1))).toEqual(
    expected(frames.map((each, index) => ({ micros: start + index * 1_000, octets: each }))),
  );
});

it('writes frames with their times', () => {
  const frames = [octets('one'), octets('second')];
  const times = [1_777_881_600_000_001, 1_777_881_601_999_999];
  expect(Buffer.from(writePcap(frames, 101, times))).toEqual(
    expected(
      frames.map((each, index) => ({ micros: times[index] ?? 0, octets: each })),
      { linkType: 101 },
    ),
  );
});
