import { expect, it } from 'vitest';
import { aboutSerialDevice } from './serial-place.ts';

it.each([
  ['the port that one connects to', 1, 4_001, 40_000, 'dri:192.0.2.2:4001'],
  ['a capture that begins in mid-stream', 0, 4_001, 40_000, 'dri:192.0.2.2:4001'],
  ['a terminal server that connects itself', 0, 40_000, 4_001, 'dri:192.0.2.2'],
] as const)('names a serial device by %s', (_, direction, sourcePort, destinationPort, name) => {
  const flow = { direction, sourceIp: '192.0.2.2', sourcePort, destinationPort };
  expect(aboutSerialDevice('dri', flow)).toEqual({ kind: 'named', name });
});
