/**
 * Whether a stream is a laboratory link: ENQ and a frame, a frame, or a header record without framing. A header is known
 * by its four delimiters, any other record by a good checksum (LIS1-A 6.3, LIS2-A2 5.4).
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { Recognition } from '../dissector.ts';

/** ENQs before a frame that are passed over: the sender repeats it until the other end answers. */
const ENQ_LIMIT = 6;
/** Octets of a frame that is not a header record within which it must end. */
export const FRAME_SEARCH_LIMIT = 2_048;

const STX = 0x02;
const ETX = 0x03;
const ENQ = 0x05;
const ETB = 0x17;
const LETTER_H = 0x48;
/** Record letters of LIS2-A2 5.1 besides the header: patient, order, result, comment, query, terminator, science, maker. */
const RECORD_LETTERS = 'PORCQLSM';
/** The delimiters that nearly every header record has; without framing no others are taken. */
const BARE_HEADER = 'H|\\^&';
const DELIMITER_COUNT = 4;

/** The answer to `recognise`. */
export function recogniseAstm(octets: OctetReader): Recognition {
  if (octets.peek() === LETTER_H) return recogniseText(octets, BARE_HEADER);
  let at = 0;
  while (at < ENQ_LIMIT && octets.peek(at) === ENQ) at++;
  if (octets.peek(at) < 0) return 'need-more';
  if (octets.peek(at) !== STX) return 'no';
  const number = octets.peek(at + 1);
  if (number < 0) return 'need-more';
  if (number < 0x30 || number > 0x37) return 'no';
  const letter = octets.peek(at + 2);
  if (letter < 0) return 'need-more';
  if (letter === LETTER_H) return recogniseDelimiters(octets, at + 3);
  return RECORD_LETTERS.includes(String.fromCharCode(letter)) ? recogniseFrame(octets, at) : 'no';
}

function recogniseText(octets: OctetReader, text: string): Recognition {
  for (let index = 0; index < text.length; index++) {
    const octet = octets.peek(index);
    if (octet < 0) return 'need-more';
    if (octet !== text.charCodeAt(index)) return 'no';
  }
  return 'yes';
}

/** Field, repeat, component and escape delimiter: punctuation, each different. */
function recogniseDelimiters(octets: OctetReader, start: number): Recognition {
  for (let at = start; at < start + DELIMITER_COUNT; at++) {
    const octet = octets.peek(at);
    if (octet < 0) return 'need-more';
    if (!isPunctuation(octet)) return 'no';
    for (let other = start; other < at; other++) if (octets.peek(other) === octet) return 'no';
  }
  return 'yes';
}

const isPunctuation = (octet: number) =>
  (octet >= 0x21 && octet <= 0x2f) ||
  (octet >= 0x3a && octet <= 0x40) ||
  (octet >= 0x5b && octet <= 0x60) ||
  (octet >= 0x7b && octet <= 0x7e);

/** A whole frame whose checksum is right. */
function recogniseFrame(octets: OctetReader, start: number): Recognition {
  let sum = 0;
  for (let at = start + 1; at < start + FRAME_SEARCH_LIMIT; at++) {
    const octet = octets.peek(at);
    if (octet < 0) return 'need-more';
    if (octet === STX) return 'no';
    sum += octet;
    if (octet !== ETX && octet !== ETB) continue;
    if (octets.remaining < at + 3) return 'need-more';
    octets.seek(at + 1);
    const digits = octets.latin1(2).toLowerCase();
    return digits === (sum % 256).toString(16).padStart(2, '0') ? 'yes' : 'no';
  }
  return 'no';
}
