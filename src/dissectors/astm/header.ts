/**
 * The header record of LIS2-A2 6 (ASTM E1394 6): who sends, for whom, in which version. Field 4 is a password: only that
 * it is there is stated. Addresses, telephone numbers and comments (fields 6 to 9 and 11) are not read.
 *
 *   H | repeat component escape | control id | password | sender | … | receiver(10) | comment | processing | version | time
 *   sender   maker^model^software^serial, or model^software^serial: usual, not specified
 */

import { type FactSink, RECEIVER, type Subject } from '../dissector.ts';

/** Longest component of a sender or receiver; makers, models and serial numbers are far shorter. */
export const COMPONENT_LIMIT = 64;
/** Components of the sender that are looked at. */
export const COMPONENT_COUNT_LIMIT = 16;

// Positions of the fields behind a split at the field delimiter (LIS2-A2 6.1: field 1 is the letter).
const PASSWORD = 3;
const SENDER_NAME = 4;
const RECEIVER_ID = 9;
const PROCESSING_ID = 11;
const VERSION = 12;

/** What may stand in a maker, model, version or serial number: no comma and no quotes, hence no name of a person. */
const DEVICE_TEXT = /^[\p{L}\p{N}][\p{L}\p{N} ._\-/:#+()*®™]*$/u;
const HAS_LETTER = /\p{L}/u;
const HAS_DIGIT = /\d/;
/** `06-03`, `1.2.3`, `V8.10b`, `00-08`: begins with a digit, or a letter and a digit. */
const VERSION_TEXT = /^(?:[vV](?:er)?\.? ?)?\d[\w.-]*$/;
const SERIAL_TEXT = /^[A-Za-z0-9][A-Za-z0-9\-/.]*$/;

/** States what a header record says; `record` begins with H and ends before its CR. */
export function readHeaderRecord(record: string, out: FactSink): void {
  const delimiter = record[1];
  const component = record[3];
  if (delimiter === undefined || component === undefined) return;
  const fields = record.split(delimiter, VERSION + 1);
  if ((fields[PASSWORD] ?? '').trim() !== '') out.fact('clear-text-credential', 'access-password');
  const parts = components(fields[SENDER_NAME], component);
  stateParts('H-5', parts, out);
  stateSender(parts, out);
  stateParts('H-10', components(fields[RECEIVER_ID], component), out, RECEIVER);
  const processing = fields[PROCESSING_ID]?.trim() ?? '';
  if (/^[A-Z]$/.test(processing)) out.fact('H-12', processing);
  const version = deviceText(fields[VERSION] ?? '');
  if (HAS_DIGIT.test(version)) out.fact('H-13', version);
}

function components(field: string | undefined, delimiter: string): readonly string[] {
  return (field ?? '').split(delimiter, COMPONENT_COUNT_LIMIT).map(deviceText);
}

/** `text` when it looks like a maker, model, version or serial number; empty otherwise. */
function deviceText(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= COMPONENT_LIMIT && DEVICE_TEXT.test(trimmed) ? trimmed : '';
}

/** The field as it stands, with `^` between its components and without empty ones at its end. */
function stateParts(name: string, parts: readonly string[], out: FactSink, about?: Subject): void {
  out.fact(name, parts.join('^').replace(/\^+$/, ''), about);
}

/** Takes the sender apart when its components have one of the two usual orders; otherwise nothing is stated. */
function stateSender(parts: readonly string[], out: FactSink): void {
  const [first = '', second = '', third = '', fourth = ''] = parts;
  const isName = (text: string) => HAS_LETTER.test(text) && !VERSION_TEXT.test(text);
  if (isName(first) && isName(second) && VERSION_TEXT.test(third) && isSerial(fourth)) {
    out.fact('H-5-vendor', first);
    out.fact('H-5-model', second);
    out.fact('H-5-software', third);
    out.fact('H-5-serial', fourth);
  } else if (isName(first) && VERSION_TEXT.test(second) && isSerial(third)) {
    out.fact('H-5-model', first);
    out.fact('H-5-software', second);
    out.fact('H-5-serial', third);
  }
}

const isSerial = (text: string) => SERIAL_TEXT.test(text) && HAS_DIGIT.test(text);
