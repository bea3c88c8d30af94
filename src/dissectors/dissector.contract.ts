/**
 * The suite that every dissector must pass, run over its own vectors. A vector is a short conversation with the facts
 * that must come out, all of them and no others. Around it the suite truncates at every octet, overwrites every octet,
 * mutates at random, splits the stream anywhere, delivers twice and surrounds the octets with changing neighbours.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { octets, type Piece } from '../../test/support/octet-builder.ts';
import { printableText } from '../base/printable-text.ts';
import { HoldBudget } from '../flow/hold-budget.ts';
import { OctetReader, octetsOf } from '../wire/octet-reader.ts';
import { Dissection, type DissectionSink, type PacketContext } from './dissection.ts';
import type { Carrier, Dissector, Subject } from './dissector.ts';

export interface VectorMessage {
  /** Who sends it; the client is the initiator. */
  readonly from: 'client' | 'server';
  /** Payload above the carrier. For `ethernet` the octets after the EtherType (or after the SNAP header). */
  readonly hex: string;
}

export interface ExpectedFact {
  readonly field: string;
  readonly value: string;
  /** Sender of the packet; 'client' when left out. */
  readonly from?: 'client' | 'server';
  /** Compact subject as `subjectText` writes it: `sender`, `receiver`, `mac:…`, `ip:…`, `named:…`. Default `sender`. */
  readonly about?: string;
}

export interface Vector {
  readonly name: string;
  /** Carrier, when the dissector has several; its first otherwise. */
  readonly carrier?: Carrier;
  readonly clientPort?: number;
  readonly serverPort?: number;
  readonly messages: readonly VectorMessage[];
  /** Every fact that must come out, in order of first appearance; nothing else may. */
  readonly facts: readonly ExpectedFact[];
  readonly anomalies?: readonly string[];
  /** Who must be known to serve at the end, when the protocol shows it. */
  readonly server?: 'client' | 'server';
  /** The protocol does not recognise these octets at all. */
  readonly unrecognised?: true;
  /** Texts that must appear in nothing that comes out (planted patients, passwords, users). */
  readonly planted?: readonly string[];
  /** Octets of the vector are cut at the end of capture: `dissectCut` is then offered what is held. */
  readonly endsCut?: true;
}

/** A message of the client: its pieces in a row, where a text is Latin-1. */
export const clientSends = (...pieces: readonly Piece[]): VectorMessage => ({
  from: 'client',
  hex: octets(...pieces).toString('hex'),
});

/** A message of the server, as `clientSends`. */
export const serverSends = (...pieces: readonly Piece[]): VectorMessage => ({
  from: 'server',
  hex: octets(...pieces).toString('hex'),
});

/** A fact about the server that a message of its own shows. */
export const serverFact = (field: string, value: string): ExpectedFact => ({ field, value, from: 'server' });

export interface SeenFact {
  readonly field: string;
  readonly value: string;
  readonly from: 'client' | 'server';
  readonly about: string;
}

export interface Outcome {
  readonly facts: readonly SeenFact[];
  readonly anomalies: readonly string[];
  readonly recognised: boolean;
  readonly server: 'client' | 'server' | undefined;
}

const CLIENT = { mac: '02:00:5e:00:53:01', ip: '192.0.2.1' };
const SERVER = { mac: '02:00:5e:00:53:02', ip: '192.0.2.2' };

export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case 'mac':
      return `mac:${subject.mac}`;
    case 'ip':
      return `ip:${subject.ip}`;
    case 'named':
      return `named:${subject.name}`;
    default:
      return subject.kind;
  }
}

interface Segment {
  readonly from: 'client' | 'server';
  readonly octets: Buffer;
}

const messagesOf = (vector: Vector): Segment[] =>
  vector.messages.map((message) => ({ from: message.from, octets: Buffer.from(message.hex, 'hex') }));

/** Runs one conversation through the real driver with `dissector` as the only candidate. */
export function converse(
  dissector: Dissector,
  vector: Vector,
  segments: readonly Segment[],
  guard?: number,
): Outcome {
  const carrier = vector.carrier ?? dissector.carriers[0] ?? 'tcp';
  const facts = new Map<string, SeenFact>();
  const anomalies = new Set<string>();
  let recognised = false;
  let server: 'client' | 'server' | undefined;
  let sender: 'client' | 'server' = 'client';
  const sink: DissectionSink = {
    fact(field, value, about = { kind: 'sender' }) {
      expect(Object.keys(dissector.facts), `field ${field} is declared`).toContain(field);
      const clean = printableText(value);
      if (clean === '') return;
      const fact = { field, value: clean, from: sender, about: subjectText(about) };
      facts.set(JSON.stringify(fact), fact);
    },
    anomaly(code) {
      if (code !== 'message-too-long')
        expect(dissector.anomalies, `anomaly ${code} is listed`).toContain(code);
      anomalies.add(code);
    },
    serverIs(end) {
      server = end === 'sender' ? sender : sender === 'client' ? 'server' : 'client';
    },
    recognised() {
      recognised = true;
    },
  };
  const dissection = new Dissection({ candidates: () => [dissector] }, new HoldBudget(64 << 20));
  const packetOf = (from: 'client' | 'server'): PacketContext => {
    const [source, destination] = from === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT];
    const clientPort = vector.clientPort ?? 40_000;
    const serverPort = vector.serverPort ?? dissector.hints[0] ?? 1;
    return {
      carrier,
      direction: from === 'client' ? 0 : 1,
      sourcePort: from === 'client' ? clientPort : serverPort,
      destinationPort: from === 'client' ? serverPort : clientPort,
      sourceMac: source.mac,
      sourceIp: carrier === 'ethernet' ? '' : source.ip,
      destinationIp: carrier === 'ethernet' ? '' : destination.ip,
      state: undefined,
    };
  };
  for (const segment of segments) {
    sender = segment.from;
    const before = guard === undefined ? 0 : 32;
    const padded =
      guard === undefined
        ? segment.octets
        : Buffer.concat([Buffer.alloc(32, guard), segment.octets, Buffer.alloc(64, guard)]);
    dissection.offer(octetsOf(padded), before, before + segment.octets.length, packetOf(segment.from), sink);
  }
  if (carrier === 'tcp') {
    for (const from of ['client', 'server'] as const) {
      sender = from;
      dissection.end(packetOf(from), sink);
    }
  }
  return { facts: [...facts.values()], anomalies: [...anomalies].sort(), recognised, server };
}

const sorted = (facts: readonly SeenFact[]) => facts.map((fact) => JSON.stringify(fact)).sort();

/** The segments of a vector cut anew: `cuts` are positions within the joined octets of each run of one sender. */
function resegment(segments: readonly Segment[], cutsOf: (length: number) => readonly number[]): Segment[] {
  const runs: Segment[] = [];
  for (const segment of segments) {
    const last = runs.at(-1);
    if (last && last.from === segment.from)
      runs[runs.length - 1] = { from: last.from, octets: Buffer.concat([last.octets, segment.octets]) };
    else runs.push(segment);
  }
  return runs.flatMap((run) => {
    const cuts = [0, ...cutsOf(run.octets.length), run.octets.length];
    const pieces: Segment[] = [];
    for (let index = 0; index + 1 < cuts.length; index++) {
      const octets = run.octets.subarray(cuts[index], cuts[index + 1]);
      if (octets.length > 0) pieces.push({ from: run.from, octets });
    }
    return pieces;
  });
}

/** At most this many positions are tried one by one; longer vectors are sampled evenly. */
const POSITION_LIMIT = 1_500;

function positions(length: number): number[] {
  const step = Math.max(1, Math.ceil(length / POSITION_LIMIT));
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);
}

function expectNothingPlanted(outcome: Outcome, planted: readonly string[]): void {
  const text = JSON.stringify(outcome).toLowerCase();
  for (const secret of planted) expect(text, `planted text ${secret}`).not.toContain(secret.toLowerCase());
}

/** Registers the whole suite for one dissector. */
export function describeDissector(dissector: Dissector, vectors: readonly Vector[]): void {
  describe(`${dissector.id}: ${dissector.title}`, () => {
    it('declares itself completely', () => {
      expect(dissector.id).toMatch(/^[a-z0-9-]+$/);
      expect(dissector.carriers.length).toBeGreaterThan(0);
      expect(dissector.limits.messagesPerFlow).toBeGreaterThan(0);
      expect(dissector.limits.heldOctets).toBeGreaterThanOrEqual(0);
      for (const [field, declaration] of Object.entries(dissector.facts)) {
        expect(declaration.label, field).not.toBe('');
        expect(declaration.help, field).toMatch(/\.$/);
      }
      expect(vectors.some((vector) => vector.facts.length > 0)).toBe(true);
    });

    it('emits every field that it declares in some vector', () => {
      const seen = new Set(vectors.flatMap((vector) => vector.facts.map((fact) => fact.field)));
      expect(Object.keys(dissector.facts).filter((field) => !seen.has(field))).toEqual([]);
    });

    for (const vector of vectors) {
      const segments = messagesOf(vector);
      const tcp = (vector.carrier ?? dissector.carriers[0]) === 'tcp';

      describe(vector.name, () => {
        it('yields exactly the expected facts and anomalies', () => {
          const outcome = converse(dissector, vector, segments);
          expect(outcome.recognised).toBe(vector.unrecognised !== true);
          expect(sorted(outcome.facts)).toEqual(
            sorted(
              vector.facts.map((fact) => ({
                field: fact.field,
                value: fact.value,
                from: fact.from ?? 'client',
                about: fact.about ?? 'sender',
              })),
            ),
          );
          expect(outcome.anomalies).toEqual([...(vector.anomalies ?? [])].sort());
          if (vector.server) expect(outcome.server).toBe(vector.server);
          expectNothingPlanted(outcome, vector.planted ?? []);
        });

        it('survives truncation at every octet', () => {
          for (const [index, segment] of segments.entries()) {
            for (const length of positions(segment.octets.length)) {
              const cut = segments.map((other, at) =>
                at === index ? { from: other.from, octets: other.octets.subarray(0, length) } : other,
              );
              expectNothingPlanted(
                converse(dissector, vector, cut.slice(0, index + 1)),
                vector.planted ?? [],
              );
            }
          }
        });

        it('survives every octet set to 00 and FF', () => {
          for (const [index, segment] of segments.entries()) {
            for (const at of positions(segment.octets.length)) {
              for (const octet of [0x00, 0xff]) {
                const octets = Buffer.from(segment.octets);
                octets[at] = octet;
                converse(
                  dissector,
                  vector,
                  segments.map((other, place) => (place === index ? { from: other.from, octets } : other)),
                );
              }
            }
          }
        });

        it('survives random mutation', () => {
          fc.assert(
            fc.property(
              fc.array(
                fc.record({
                  segment: fc.nat(),
                  at: fc.nat(),
                  octets: fc.uint8Array({ maxLength: 8 }),
                  insert: fc.boolean(),
                }),
                { maxLength: 6 },
              ),
              (edits) => {
                const mutated = segments.map((segment) => ({
                  from: segment.from,
                  octets: Buffer.from(segment.octets),
                }));
                for (const edit of edits) {
                  const target = mutated[edit.segment % Math.max(1, mutated.length)];
                  if (!target) continue;
                  const at = edit.at % (target.octets.length + 1);
                  const after = edit.insert ? at : Math.min(target.octets.length, at + edit.octets.length);
                  target.octets = Buffer.concat([
                    target.octets.subarray(0, at),
                    edit.octets,
                    target.octets.subarray(after),
                  ]);
                }
                converse(dissector, vector, mutated);
              },
            ),
            { numRuns: 60 },
          );
        });

        it('reads nothing outside the slice that it is given', () => {
          const plain = converse(dissector, vector, segments);
          for (const guard of [0x00, 0x41, 0xff])
            expect(converse(dissector, vector, segments, guard)).toEqual(plain);
        });

        it('says the same when everything is delivered twice', () => {
          const once = converse(dissector, vector, segments);
          if (!tcp) {
            const twice = converse(dissector, vector, [...segments, ...segments]);
            expect(sorted(twice.facts)).toEqual(sorted(once.facts));
          } else converse(dissector, vector, [...segments, ...segments]);
        });

        const flow = {
          carrier: vector.carrier ?? dissector.carriers[0] ?? 'tcp',
          sourcePort: 40_000,
          destinationPort: vector.serverPort ?? dissector.hints[0] ?? 1,
        } as const;

        it('begins a datagram with an octet that it states', () => {
          const { datagramStarts } = dissector;
          if (!datagramStarts || flow.carrier !== 'udp') return;
          const recognised = segments.filter(
            ({ octets }) => dissector.recognise(OctetReader.over(octets), flow) === 'yes',
          );
          for (const { octets } of recognised) expect(datagramStarts).toContain(octets[0]);
        });

        it('answers recognition the same way however much has arrived', () => {
          const first = segments[0];
          if (!first) return;
          let settled: string | undefined;
          for (const length of positions(first.octets.length + 1).slice(0, 300)) {
            const answer = dissector.recognise(OctetReader.over(first.octets.subarray(0, length)), flow);
            if (tcp && settled) expect(answer, `after ${length} octets`).toBe(settled);
            if (answer !== 'need-more') settled = answer;
          }
        });

        if (tcp) {
          it('says the same for every way to cut the stream', () => {
            const whole = converse(
              dissector,
              vector,
              resegment(segments, () => []),
            );
            const same = (outcome: Outcome, how: string) => {
              expect(sorted(outcome.facts), how).toEqual(sorted(whole.facts));
              expect(outcome.anomalies, how).toEqual(whole.anomalies);
            };
            const longest = Math.max(0, ...resegment(segments, () => []).map((run) => run.octets.length));
            for (const at of positions(longest)) {
              same(
                converse(
                  dissector,
                  vector,
                  resegment(segments, (length) => (at > 0 && at < length ? [at] : [])),
                ),
                `cut at ${at}`,
              );
            }
            if (longest <= 4_096) {
              const each = (length: number) =>
                Array.from({ length: Math.max(0, length - 1) }, (_, index) => index + 1);
              same(converse(dissector, vector, resegment(segments, each)), 'one octet a segment');
            }
            fc.assert(
              fc.property(fc.array(fc.nat({ max: Math.max(1, longest) }), { maxLength: 12 }), (cuts) => {
                const ordered = [...new Set(cuts)].sort((a, b) => a - b);
                same(
                  converse(
                    dissector,
                    vector,
                    resegment(segments, (length) => ordered.filter((cut) => cut > 0 && cut < length)),
                  ),
                  ordered.join(),
                );
              }),
              { numRuns: 40 },
            );
          });
        }
      });
    }
  });
}
