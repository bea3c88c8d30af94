/** A few frames through an engine of their own: what dissectors read in them. */

import type { DissectorTable } from '../dissectors/dissector-table.ts';
import type { Observation } from '../identify/observation-store.ts';
import { Frame } from '../wire/frame.ts';
import { octetsOf } from '../wire/octet-reader.ts';
import { PacketEngine } from './packet-engine.ts';

const ENGINE = { seed: 1, firstFlowSlots: 64, maxFlowSlots: 1 << 10, separateVlans: false };
const MICROS_BETWEEN = 1_000;

/** All observations of the frames, whomever they are about. */
export function replayFrames(
  frames: readonly Uint8Array[],
  linkType: number,
  dissectors: DissectorTable,
): Observation[] {
  const engine = new PacketEngine({ ...ENGINE, dissectors });
  const sink = engine.openCapture(0);
  for (const [index, octets] of frames.entries()) {
    const frame = new Frame(octetsOf(Buffer.from(octets.buffer, octets.byteOffset, octets.length)));
    frame.end = octets.length;
    frame.wireOctets = octets.length;
    frame.micros = index * MICROS_BETWEEN;
    frame.linkType = linkType;
    frame.number = index + 1;
    sink.frame(frame);
  }
  engine.finish();
  const subjects = [...engine.hosts.eachBinding()].map(({ id }) => id);
  return [...subjects, ...engine.observations.namedSubjects()].flatMap((id) => engine.observations.of(id));
}

/** Values of one fact (`<dissector id>/<field>`) among observations. */
export function observedValues(observations: readonly Observation[], factId: string): string[] {
  return observations
    .filter(({ protocol, field }) => `${protocol}/${field}` === factId)
    .map(({ value }) => value);
}
