/**
 * Header, software and outcome of an HL7 v2 message: what it says of the application that sends it.
 * HL7 v2.9 2.14.9 (MSH), 2.14.12 (SFT), 2.14.8 (MSA); IHE PCD TF-2 appendix B.1 (MSH-3 with EUI-64).
 */

import { macFromEui64 } from '../../base/mac-address.ts';
import { type FactSink, RECEIVER } from '../dissector.ts';
import { parseEui64 } from '../encodings/eui64.ts';
import type { Said } from './said.ts';
import type { Segments } from './segments.ts';

/** Software that a message names as its sender (SFT). */
export interface Software {
  readonly vendor: string;
  readonly version: string;
  readonly product: string;
  readonly binary: string;
}

/** Reads the MSH segment that `segments` stands on; fields that the message before had too cost nothing. */
export function readHeader(segments: Segments, said: Said, out: FactSink): void {
  if (!said.isRepeated(segments, 3)) readApplication(segments, said, out);
  if (!said.isRepeated(segments, 4)) said.say(out, 'MSH-4', segments.first(4));
  if (!said.isRepeated(segments, 5)) said.say(out, 'MSH-5', segments.first(5), RECEIVER);
  if (!said.isRepeated(segments, 6)) said.say(out, 'MSH-6', segments.first(6), RECEIVER);
  if (!said.isRepeated(segments, 9)) {
    const type = segments.field(9);
    const event = segments.componentOf(type, 2);
    said.say(out, 'MSH-9', `${segments.componentOf(type, 1)}${event === '' ? '' : '^'}${event}`);
  }
  if (!said.isRepeated(segments, 12)) said.say(out, 'MSH-12', segments.first(12));
  if (!said.isRepeated(segments, 21)) {
    for (const profile of segments.repetitions(21)) said.say(out, 'MSH-21', segments.componentOf(profile, 1));
  }
}

function readApplication(segments: Segments, said: Said, out: FactSink): void {
  const application = segments.field(3);
  said.say(out, 'MSH-3', segments.componentOf(application, 1));
  if (segments.componentOf(application, 3).toUpperCase() !== 'EUI-64') return;
  const eui64 = parseEui64(segments.componentOf(application, 2)) ?? '';
  said.say(out, 'MSH-3-eui64', eui64);
  said.say(out, 'MSH-3-mac', macFromEui64(eui64) ?? '');
}

/** Reads the SFT segment that `segments` stands on. */
export function readSoftware(segments: Segments, said: Said, out: FactSink): Software {
  const software = {
    vendor: segments.first(1),
    version: segments.first(2),
    product: segments.first(3),
    binary: segments.first(4),
  };
  said.say(out, 'SFT-1', software.vendor);
  said.say(out, 'SFT-2', software.version);
  said.say(out, 'SFT-3', software.product);
  said.say(out, 'SFT-4', software.binary);
  said.say(out, 'SFT-6', segments.first(6));
  return software;
}

/** Reads the MSA segment that `segments` stands on: every outcome is stated, so that they can be counted. */
export function readOutcome(segments: Segments, out: FactSink): void {
  const outcome = segments.first(1);
  if (/^[AC][AER]$/.test(outcome)) out.fact('MSA-1', outcome); // HL7 table 0008
  out.serverIs('sender');
}
