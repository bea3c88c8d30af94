/** An engine with dissectors that do not exist outside of tests, and captures made of frames. */

import type { CaptureFrame } from '../../test/support/capture-writer.ts';
import { octets } from '../../test/support/octet-builder.ts';
import { type Dissector, defineDissector, HAND_OVER, NEED_MORE } from '../dissectors/dissector.ts';
import { DissectorTable } from '../dissectors/dissector-table.ts';
import type { Observation } from '../identify/observation-store.ts';
import { Frame } from '../wire/frame.ts';
import { octetsOf } from '../wire/octet-reader.ts';
import { type CaptureSink, PacketEngine, type PacketEngineOptions } from './packet-engine.ts';

const fact = { label: 'Text', help: 'What the message says.' };

/**
 * Lines that begin with `HI `: one fact each. The texts `throw` and `serve` make it throw and name the sender as server,
 * `over` hands over to another protocol; a line that is cut by the end of the flow is a fact `cut`, and throws when it reads `throw`.
 */
export const greeting: Dissector = defineDissector({
  id: 'greeting',
  title: 'A protocol that does not exist',
  carriers: ['tcp', 'udp'],
  hints: [104],
  facts: { text: fact, cut: fact },
  anomalies: ['odd-greeting'],
  limits: { messagesPerFlow: 1_000, heldOctets: 4_096 },
  recognise: (input) => {
    if (input.remaining >= 3) return input.startsWith('HI ') ? 'yes' : 'no';
    return input.remaining === 0 || 'HI '.startsWith(latin1(input.peek(), input.peek(1)))
      ? 'need-more'
      : 'no';
  },
  dissect(input, _flow, out) {
    const length = input.distanceTo(0x0a);
    if (length < 0) return NEED_MORE;
    const text = input.latin1(length).slice(3);
    if (text === 'throw') throw new Error('a defect');
    if (text === 'serve') out.serverIs('sender');
    if (text === 'odd') out.anomaly('odd-greeting');
    out.fact('text', text);
    return text === 'over' ? HAND_OVER : length + 1;
  },
  dissectCut(input, _flow, out) {
    const text = input.latin1(input.remaining).slice(3);
    if (text === 'throw') throw new Error('a defect');
    out.fact('cut', text);
  },
});

function latin1(...codes: readonly number[]): string {
  return String.fromCharCode(...codes.filter((code) => code >= 0));
}

/** Octets that begin with `YO `: one fact for all of them. */
export const inner: Dissector = defineDissector({
  ...{ id: 'inner', title: 'A protocol that another one carries', carriers: ['tcp'], hints: [] },
  ...{ facts: { text: fact }, anomalies: [], limits: { messagesPerFlow: 1, heldOctets: 64 } },
  recognise: (input) => {
    if (input.remaining >= 3) return input.startsWith('YO ') ? 'yes' : 'no';
    return input.peek() === 0x59 ? 'need-more' : 'no';
  },
  dissect(input, _flow, out) {
    out.fact('text', input.latin1(input.remaining));
    return input.length;
  },
});

/** Frames of type 88B5 (for local experiments), and neighbour solicitations: their payload is a fact. */
export const experiment: Dissector = {
  ...{ id: 'experiment', title: 'A protocol that does not exist', carriers: ['ethernet', 'icmpv6'] },
  ...{
    hints: [0x88b5, 135],
    facts: { text: fact },
    anomalies: [],
    limits: { messagesPerFlow: 1, heldOctets: 0 },
  },
  recognise: () => 'yes',
  dissect(input, _flow, out) {
    if (input.startsWith('throw')) throw new Error('a defect');
    out.fact('text', input.latin1(4));
    return input.length;
  },
};

export const line = (text: string) => octets(`HI ${text}\n`);

export function newEngine(options: Partial<PacketEngineOptions> = {}): PacketEngine {
  return new PacketEngine({
    dissectors: new DissectorTable([experiment, greeting, inner]),
    ...{ seed: 0x5eed, firstFlowSlots: 64, maxFlowSlots: 1 << 14, separateVlans: false },
    ...options,
  });
}

/** Gives frames to a capture, in memory that is used again. Numbers go on where `first` says. */
export function feed(sink: CaptureSink, frames: Iterable<CaptureFrame>, linkType = 1): void {
  const memory = Buffer.alloc(70_000);
  const frame = new Frame(octetsOf(memory));
  for (const { micros, octets: content, wireOctets } of frames) {
    memory.fill(0xff, 0, content.length + 200); // neighbours that a defect would read
    memory.set(content, 100);
    frame.start = 100;
    frame.end = 100 + content.length;
    frame.wireOctets = wireOctets ?? content.length;
    frame.micros = micros;
    frame.linkType = linkType;
    frame.number = sink.tally.packets + 1;
    sink.frame(frame);
  }
}

interface Said {
  /** `mac ip`, either of which may be `-`. */
  readonly about: string;
  readonly observation: Observation;
}

/** What dissectors observed, and about whom. */
export function observations(engine: PacketEngine): Said[] {
  return allObservations(engine).filter(({ observation }) => observation.protocol !== 'tcp');
}

/** The same with the forms of TCP headers. */
export function allObservations(engine: PacketEngine): Said[] {
  return [...engine.hosts.eachBinding()].flatMap(({ id, station, address }) => {
    const mac = station < 0 ? '-' : engine.hosts.station(station).mac;
    const ip = address < 0 ? '-' : engine.hosts.ipOf(address);
    return engine.observations.of(id).map((observation) => ({ about: `${mac} ${ip}`, observation }));
  });
}

/** Values of all observations, sorted. */
export function values(engine: PacketEngine): string[] {
  return observations(engine)
    .map(({ observation }) => observation.value)
    .sort();
}

/** Services as `ip transport/port protocol role`. */
export function services(engine: PacketEngine): string[] {
  const { hosts } = engine;
  return [...hosts.services.each()]
    .map(({ address, transport, port, protocol, role }) =>
      [
        hosts.ipOf(address),
        `${transport}/${port}`,
        ['-', 'experiment', 'greeting', 'inner'][protocol],
        role,
      ].join(' '),
    )
    .sort();
}
