import { describe, expect, it } from 'vitest';
import {
  clientSends,
  converse,
  describeDissector,
  type ExpectedFact,
  serverFact,
  serverSends,
} from '../dissector.contract.ts';
import { bcc, FRAMES_LIMIT, PUMP_LIMIT, RECORD_LIMIT } from './dissector.ts';
import { FRAME_LIMIT } from './frame.ts';

const digits = (value: number) => `${value}`.padStart(5, '0');

/** A frame; `ends` is ETX for the last of a message, ETB for others. */
function frame(bed: string, text: string, ends = '\u0003', checksum?: number): string {
  const content = `${bed}>${text}`;
  const head = `\u0001${digits(content.length + 14)}\u0002${content}${ends}`;
  const sum = Buffer.from(head, 'latin1').reduce((total, octet) => total + octet, 0) % 256;
  return `${head}${digits(checksum ?? sum)}\u0004`;
}
const doubled = (text: string) =>
  text.replace(/[DdEe]/g, (letter) => ({ D: 'EX', d: 'ex', E: 'EE', e: 'ee' })[letter] ?? '');
const records = (...list: readonly (readonly [address: string, parameter: string, value: string])[]) =>
  list.map((record) => ['8492', ...record].join(',')).join('\u001e');

const ALIVE = frame('1/1/1', 'ADMIN:ALIVE');
const ANSWER = records(['50100', 'GNACK', '0'], ['50100', 'FMNOR', '1']);
const PUMP_1 = records(
  ['50113', 'GNMODEL', '686N030004'],
  ['50113', 'INRT', '12.50'],
  ['50113', 'INSOL', 'PLANTED DRUG'],
  ['50113', 'PATID', 'PLANTED1'],
  ['50113', 'INNR', '68088FFF'],
);
const PUMP_2 = records(
  ['50113', 'INSERNUM', '561151'],
  ['50114', 'GNMODEL', '688N030005'],
  ['50114', 'INSERNUM', '0'],
  ['50114', 'INDTNR', '17'],
  ['50114', 'NURSEID', 'PLANTED2'],
);
const PLANTED = ['PLANTED', '12.50'];
const about = (name: string, ...facts: (readonly [string, string])[]): ExpectedFact[] =>
  facts.map(([field, value]) => ({ ...serverFact(field, value), about: `named:${name}` }));

const PUMPS = [
  serverFact('role', 'pump-gateway'),
  serverFact('bed', 'SpaceCom9'),
  ...about('serial:bcc/561151', ['GNMODEL', '686N030004'], ['INNR', '68088FFF'], ['INSERNUM', '561151']),
  ...about('bcc:192.0.2.2/50114', ['GNMODEL', '688N030005'], ['INDTNR', '17']),
];

describeDissector(bcc, [
  {
    name: 'a gateway and its pumps, an answer in two frames',
    messages: [
      clientSends(ALIVE),
      serverSends(frame('SpaceCom9/1/1', ANSWER)),
      clientSends('\u0006', frame('SpaceCom9/1/1', 'MEM:GET')),
      serverSends(frame('SpaceCom9/1/1', PUMP_1, '\u0017')),
      clientSends('\u0006'),
      serverSends(frame('SpaceCom9/1/1', PUMP_2)),
    ],
    facts: [{ field: 'role', value: 'reader' }, ...PUMPS],
    planted: PLANTED,
    server: 'server',
  },
  {
    name: 'letters doubled for the serial line',
    messages: [
      clientSends(doubled(ALIVE)),
      serverSends(doubled(frame('SpaceCom9/1/1', PUMP_1, '\u0017')), doubled(frame('SpaceCom9/1/1', PUMP_2))),
    ],
    facts: [{ field: 'role', value: 'reader' }, ...PUMPS],
    planted: PLANTED,
  },
  {
    name: 'a wrong checksum, a wrong length and a bed that looks like a person',
    messages: [
      serverSends(
        frame('A/1/1', PUMP_2, '\u0003', 0),
        frame('A/1/1', PUMP_2).replace(/\d{5}/, '00099'),
        frame('A', 'x').replace('>', '<'),
        frame('PLANTED, JANE/1/1', records(['50114', 'INDTNR', '18'])),
        frame('', 'no record'),
      ),
    ],
    facts: [serverFact('role', 'pump-gateway'), ...about('bcc:192.0.2.2/50114', ['INDTNR', '18'])],
    anomalies: ['broken-frame'],
    planted: PLANTED,
  },
  ...[
    ['MEDIBUS', '\u0001528800\u0027Evita\u002702.50:06.009B\r'],
    ['letters in the length', '\u00010003x\u0002'],
    ['no STX', '\u0001000311'],
  ].map(([name, text = '']) => ({
    name: `not BCC: ${name}`,
    messages: [clientSends(text)],
    facts: [],
    unrecognised: true as const,
  })),
]);

describe('bcc limits', () => {
  const run = (...texts: string[]) =>
    converse(
      bcc,
      { name: '', messages: [], facts: [] },
      texts.map((text) => ({ from: 'server', octets: Buffer.from(text, 'latin1') })),
    );
  const pump = (index: number) => [`${50_000 + index}`, 'INSERNUM', `${700_000 + index}`] as const;
  const serials = (outcome: ReturnType<typeof run>) =>
    outcome.facts.filter(({ field }) => field === 'INSERNUM').length;

  it('states PUMP_LIMIT pumps of an answer', () => {
    const list = Array.from({ length: PUMP_LIMIT + 3 }, (_, index) => pump(index));
    expect(serials(run(frame('A/1/1', records(...list))))).toBe(PUMP_LIMIT);
  });

  it('looks at RECORD_LIMIT records of a frame', () => {
    const filler = '1,2,AB,x\u001e';
    const within = (count: number) => frame('A/1/1', `${filler.repeat(count)}${records(pump(1))}`);
    expect(serials(run(within(RECORD_LIMIT - 1)))).toBe(1);
    expect(serials(run(within(RECORD_LIMIT)))).toBe(0);
  });

  it('gives a frame up after FRAME_LIMIT octets', () => {
    const long = `\u000100031\u0002${'x'.repeat(FRAME_LIMIT)}`;
    const outcome = run(long, frame('A/1/1', records(pump(1))));
    expect(outcome.anomalies).toContain('long-frame');
    expect(serials(outcome)).toBe(1);
  });

  it('leaves a flow alone after FRAMES_LIMIT frames', () => {
    const frames = Array.from({ length: FRAMES_LIMIT + 5 }, (_, index) =>
      frame('A/1/1', records(pump(index))),
    );
    expect(serials(run(...frames))).toBe(FRAMES_LIMIT);
  });
});
