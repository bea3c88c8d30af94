/**
 * What every reader of records must hold to, whatever the file: it recognises its own and no other does, gives the same in
 * any pieces, survives truncation at each octet and random changes, states only declared facts, counts what it leaves out.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISSECTORS } from '../dissectors/registry.ts';
import { DECLARED_FACTS } from './declared-facts.ts';
import type {
  DocumentRow,
  Party,
  ReadingOptions,
  RecordReader,
  RecordSink,
  SkipReason,
  Traffic,
} from './record-reader.ts';
import { RECORD_READERS } from './registry.ts';

export interface GatheredFact {
  readonly party: Party;
  /** `protocol/field`. */
  readonly fact: string;
  readonly value: string;
  readonly line: number;
  readonly micros: number | undefined;
}

/** Gathers what a reader says. */
export class GatheredRecords implements RecordSink {
  readonly facts: GatheredFact[] = [];
  readonly parties: Party[] = [];
  readonly services: string[] = [];
  readonly traffics: Traffic[] = [];
  readonly rows: (DocumentRow & { readonly line: number })[] = [];
  readonly frames: string[] = [];
  readonly skipped: SkipReason[] = [];
  readonly ignored: string[] = [];
  records = 0;
  private line = 0;
  private micros: number | undefined;

  at(position: number, micros: number | undefined): void {
    this.line = position;
    this.micros = micros;
  }

  present(party: Party): void {
    this.parties.push(party);
  }

  framed(mac: string, ip: string): void {
    this.frames.push(`${mac} ${ip}`);
  }

  fact(party: Party, protocol: string, field: string, value: string): void {
    this.facts.push({ party, fact: `${protocol}/${field}`, value, line: this.line, micros: this.micros });
  }

  serves({ ip }: Party, transport: 'tcp' | 'udp', port: number, protocol: string | undefined): void {
    this.services.push(`${ip} serves ${transport}/${port} ${protocol ?? 'unknown'}`);
  }

  uses({ ip }: Party, transport: 'tcp' | 'udp', port: number, protocol: string): void {
    this.services.push(`${ip} uses ${transport}/${port} ${protocol}`);
  }

  traffic(traffic: Traffic): void {
    this.traffics.push(traffic);
  }

  document(protocol: string, row: DocumentRow): void {
    this.rows.push({ ...row, line: this.line });
    for (const { field, value } of row.facts) this.fact(row.party, protocol, field, value);
  }

  read(): void {
    this.records++;
  }

  skip(reason: SkipReason): void {
    this.skipped.push(reason);
  }

  ignore(field: string): void {
    this.ignored.push(field);
  }

  /** `protocol/field: value`, each once. */
  get told(): string[] {
    return [...new Set(this.facts.map(({ fact, value }) => `${fact}: ${value}`))];
  }
}

/** What the reader says of a file; `piece` octets are given at a time. */
export function readOctets(
  reader: RecordReader,
  octets: Uint8Array,
  options: ReadingOptions = {},
  piece = octets.length,
): GatheredRecords {
  const gathered = new GatheredRecords();
  const taker = reader.open(gathered, options);
  for (let at = 0; at < octets.length; at += Math.max(piece, 1))
    taker.take(octets.subarray(at, at + Math.max(piece, 1)));
  taker.end();
  return gathered;
}

const DECLARED: ReadonlySet<string> = new Set(
  [...DISSECTORS, ...DECLARED_FACTS].flatMap(({ id, facts }) =>
    Object.keys(facts).map((field) => `${id}/${field}`),
  ),
);
const PROTOCOLS: ReadonlySet<string> = new Set(DISSECTORS.map(({ id }) => id));
const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** Runs the contract over `reader` with whole files that it must recognise and read records from. */
export function describeRecordReader(
  reader: RecordReader,
  examples: Readonly<Record<string, string | Uint8Array>>,
): void {
  const files = Object.entries(examples).map(([name, file]) => [name, Buffer.from(file)] as const);

  describe(`contract of the reader of ${reader.format}`, () => {
    it('is registered once', () => {
      expect(RECORD_READERS.filter(({ format }) => format === reader.format)).toEqual([reader]);
    });

    it.each(files)('recognises and reads, in pieces of any length: %s', (_, octets) => {
      expect(RECORD_READERS.find((other) => other.recognises(octets, {}))).toBe(reader);
      const whole = readOctets(reader, octets);
      expect(whole.records).toBeGreaterThan(0);
      expectSound(whole);
      for (const piece of [1, 7, 64]) expect(readOctets(reader, octets, {}, piece)).toEqual(whole);
    });

    it.each(files)('survives truncation at each octet: %s', (_, octets) => {
      for (let length = 0; length < octets.length; length++) {
        const cut = octets.subarray(0, length);
        expect(typeof reader.recognises(cut, {})).toBe('boolean');
        expectSound(readOctets(reader, cut));
      }
    });

    it.each(files)('survives random changes: %s', (_, octets) => {
      const change = fc.tuple(fc.nat(octets.length - 1), fc.nat(255));
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 24 }), (changes) => {
          const changed = Buffer.from(octets);
          for (const [at, value] of changes) changed[at] = value;
          expect(typeof reader.recognises(changed, {})).toBe('boolean');
          expectSound(readOctets(reader, changed));
        }),
        { numRuns: 150 },
      );
    });

    it.each(files)('survives random octets behind it: %s', (_, octets) => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (more) => {
          expectSound(readOctets(reader, Buffer.concat([octets, more])));
        }),
        { numRuns: 50 },
      );
    });

    it('reads nothing out of nothing', () => {
      expect(reader.recognises(new Uint8Array(0), {})).toBe(false);
      expect(readOctets(reader, new Uint8Array(0)).records).toBe(0);
    });
  });
}

function expectSound(gathered: GatheredRecords): void {
  const parties = [
    ...gathered.parties,
    ...gathered.facts.map(({ party }) => party),
    ...gathered.traffics.flatMap(({ from, to }) => [from, to]),
  ];
  expect(parties.filter(({ mac }) => mac !== undefined && !MAC.test(mac))).toEqual([]);
  expect(gathered.facts.filter(({ fact }) => !DECLARED.has(fact))).toEqual([]);
  const named = gathered.traffics.flatMap(({ protocol }) => protocol ?? []);
  expect(named.filter((protocol) => !PROTOCOLS.has(protocol))).toEqual([]);
  const numbers = gathered.traffics.flatMap(({ packets, octets, packetsBack, octetsBack, toPort = 1 }) => [
    ...[packets, octets, packetsBack, octetsBack, toPort],
  ]);
  expect(numbers.filter((number) => !Number.isFinite(number) || number < 0)).toEqual([]);
}
