/**
 * The options of a DHCPv4 message as values by code. RFC 2131 4.1 (overload), RFC 3396 (a repeated option is one value).
 *
 *   option   code1 length1 value     00 = pad, one octet     FF = end, one octet
 *
 * Option 52 moves further options to the fields `file` and `sname`, each with its own end; they follow the options
 * field in this order, although they lie before it in the packet.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { FIELD, OPTION } from './constants.ts';

/** Options read per message; a code may repeat, and 255 octets of one octet each would still fit. */
export const OPTION_LIMIT = 256;
/** Octets of one value after joining; what is longer is left as it is at that point. */
export const VALUE_LIMIT_OCTETS = 4_096;

const OVERLOADS_FILE = 1; // RFC 2132 9.3: 1 file, 2 sname, 3 both
const OVERLOADS_SNAME = 2;

export interface DhcpOptions {
  /** Copies of the values, parts joined. */
  readonly values: ReadonlyMap<number, Buffer>;
  /** Codes in order of first appearance. */
  readonly order: readonly number[];
}

interface Walk {
  readonly values: Map<number, Buffer>;
  readonly order: number[];
  count: number;
}

/** Reads all options; the reader must hold at least the fixed fields and the cookie. */
export function readOptions(octets: OctetReader, out: FactSink): DhcpOptions {
  const walk: Walk = { values: new Map(), order: [], count: 0 };
  readField(octets, FIELD.options, octets.length, walk, out);
  const overload = walk.values.get(OPTION.overload)?.[0] ?? 0;
  if ((overload & OVERLOADS_FILE) !== 0) readField(octets, FIELD.file, FIELD.cookie, walk, out);
  if ((overload & OVERLOADS_SNAME) !== 0) readField(octets, FIELD.sname, FIELD.file, walk, out);
  return walk;
}

function readField(octets: OctetReader, start: number, end: number, walk: Walk, out: FactSink): void {
  octets.seek(start);
  while (octets.position < end) {
    const code = octets.u8();
    if (code === OPTION.pad) continue;
    if (code === OPTION.end) return;
    if (++walk.count > OPTION_LIMIT) {
      out.anomaly('too-many-options');
      return;
    }
    const length = octets.peek();
    if (length < 0 || octets.position + 1 + length > end) {
      out.anomaly('truncated-option');
      return;
    }
    octets.skip(1);
    const value = octets.copy(length);
    const earlier = walk.values.get(code);
    if (!earlier) {
      walk.order.push(code);
      walk.values.set(code, value);
    } else if (earlier.length + length <= VALUE_LIMIT_OCTETS)
      walk.values.set(code, Buffer.concat([earlier, value]));
  }
}
