import { describe, expect, it } from 'vitest';
import { CaptureClock } from './capture-clock.ts';

const SECOND = 1e6;
const DAY = 86_400 * SECOND;
const START = 1_750_000_000 * SECOND;

function clockAfter(...times: number[]): CaptureClock {
  const clock = new CaptureClock();
  for (const time of times) clock.see(START + time);
  return clock;
}

describe('CaptureClock', () => {
  it.each([
    { name: 'follows the packets', times: [0, 5 * SECOND], second: 5, packetSecond: 5 },
    {
      name: 'does not go back for a late packet',
      times: [0, 9 * SECOND, 4 * SECOND],
      second: 9,
      packetSecond: 4,
    },
    {
      name: 'does not believe one packet far ahead',
      times: [0, DAY, 2 * SECOND],
      second: 2,
      packetSecond: 2,
    },
    { name: 'believes two in a row', times: [0, DAY, DAY + SECOND], second: 86_401, packetSecond: 86_401 },
    {
      name: 'does not believe two that are not in a row',
      times: [0, DAY, SECOND, DAY],
      second: 1,
      packetSecond: 86_400,
    },
    {
      name: 'stays within 32 bits',
      times: [0, 4e9 * SECOND, 4e9 * SECOND],
      second: 0x7fff_ffff,
      packetSecond: 0x7fff_ffff,
    },
  ])('$name', ({ times, second, packetSecond }) => {
    const clock = clockAfter(...times);
    expect([clock.second, clock.packetSecond]).toEqual([second, packetSecond]);
  });

  it('gives the instant of a second', () => {
    expect(clockAfter(0, 5 * SECOND).instantOf(3)).toBe(START + 3 * SECOND);
  });

  it('starts again for a capture that begins long before', () => {
    const clock = clockAfter(0, 10 * SECOND);
    expect([clock.isLongBefore(START + SECOND), clock.isLongBefore(START - DAY)]).toEqual([false, true]);
    clock.restart();
    clock.see(START - DAY);
    expect([clock.second, clock.instantOf(0)]).toEqual([0, START - DAY]);
  });
});
