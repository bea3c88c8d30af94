/**
 * The header of an SNMPv3 message with the User-based Security Model (RFC 3412 6, RFC 3414 2.4). It stays readable when
 * the PDU is encrypted. The user name is skipped.
 *
 *   3  SEQ { id, maxSize, OCTETS flags1, model }  OCTETS { SEQ { OCTETS engine, boots, time, OCTETS user, … } }
 *   SEQ { OCTETS contextEngine, OCTETS contextName, PDU }   or, encrypted, OCTETS
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink, FlowContext } from '../dissector.ts';
import {
  BER_INTEGER,
  BER_OCTET_STRING,
  BER_SEQUENCE,
  enterBer,
  readBerInteger,
  skipBer,
} from '../encodings/ber.ts';
import {
  AGENT_PORT,
  ENGINE_ID_FORMAT_MAC,
  ENGINE_ID_LIMIT_OCTETS,
  ENGINE_ID_MINIMUM_OCTETS,
  ENGINE_ID_WITH_MAC_OCTETS,
  ENTERPRISE_CISCO,
  FLAG_AUTHENTICATED,
  FLAG_ENCRYPTED,
  FLAG_REPORTABLE,
  USER_BASED_SECURITY_MODEL,
} from './constants.ts';

/** What a flow has said of its engine. */
export interface Version3State {
  engineSaid: boolean;
  /** Bits of the security levels that have been said. */
  levelsSaid: number;
}

/** Nothing more can be read, although the message is sound: it is encrypted or of another security model. */
export const UNREADABLE = -1;
/** The message is broken. */
export const BROKEN = -2;

/** Reads up to the PDU; returns the position where the part that holds it ends, or one of the answers above. */
export function readVersion3(
  octets: OctetReader,
  end: number,
  flow: FlowContext<unknown>,
  state: Version3State,
  out: FactSink,
): number {
  const headerEnd = enterBer(octets, BER_SEQUENCE, end);
  if (headerEnd < 0) return BROKEN;
  for (let field = 0; field < 2; field++) {
    if (octets.peek() !== BER_INTEGER || !skipBer(octets, headerEnd)) return BROKEN;
  }
  const flagsEnd = enterBer(octets, BER_OCTET_STRING, headerEnd);
  if (flagsEnd < 0 || flagsEnd - octets.position !== 1) return BROKEN;
  const flags = octets.u8();
  const model = readBerInteger(octets, headerEnd);
  octets.seek(headerEnd);
  const securityEnd = enterBer(octets, BER_OCTET_STRING, end);
  if (securityEnd < 0) return BROKEN;
  if (model === USER_BASED_SECURITY_MODEL) {
    // RFC 3412 6.4, 7.1: the engine of whoever answers or notifies is authoritative; only the others are reportable.
    const isSenders = flow.sourcePort === AGENT_PORT || (flags & FLAG_REPORTABLE) === 0;
    if (!readSecurity(octets, securityEnd, flags, isSenders, state, out)) return BROKEN;
  }
  octets.seek(securityEnd);
  if ((flags & FLAG_ENCRYPTED) !== 0) return UNREADABLE;
  const scopedEnd = enterBer(octets, BER_SEQUENCE, end);
  if (scopedEnd < 0) return BROKEN;
  for (let field = 0; field < 2; field++) {
    if (octets.peek() !== BER_OCTET_STRING || !skipBer(octets, scopedEnd)) return BROKEN;
  }
  return scopedEnd;
}

/** UsmSecurityParameters; false when they are broken. */
function readSecurity(
  octets: OctetReader,
  end: number,
  flags: number,
  isSenders: boolean,
  state: Version3State,
  out: FactSink,
): boolean {
  const listEnd = enterBer(octets, BER_SEQUENCE, end);
  const idEnd = listEnd < 0 ? -1 : enterBer(octets, BER_OCTET_STRING, listEnd);
  if (idEnd < 0) return false;
  const at = octets.position;
  const length = idEnd - at;
  octets.seek(idEnd);
  const boots = readBerInteger(octets, listEnd);
  const time = readBerInteger(octets, listEnd);
  if (boots === undefined || time === undefined) return false;
  if (length < ENGINE_ID_MINIMUM_OCTETS || length > ENGINE_ID_LIMIT_OCTETS) return true;
  // A discovery report is never protected, a user name of no octets marks it and its question.
  const userEnd = enterBer(octets, BER_OCTET_STRING, listEnd);
  if (userEnd < 0) return false;
  if (userEnd > octets.position) saySecurityLevel(flags, state, out);
  if (!isSenders || state.engineSaid) return true;
  state.engineSaid = true;
  octets.seek(at);
  sayEngine(octets, length, out);
  out.fact('engine-boots', String(boots));
  out.fact('engine-time', String(time));
  return true;
}

function saySecurityLevel(flags: number, state: Version3State, out: FactSink): void {
  const level = flags & (FLAG_AUTHENTICATED | FLAG_ENCRYPTED);
  if ((state.levelsSaid & (1 << level)) !== 0) return;
  state.levelsSaid |= 1 << level;
  const name = ['noAuthNoPriv', 'authNoPriv', '', 'authPriv'][level] ?? '';
  out.fact('security-level', name);
}

/** RFC 3411 5: top bit 1, then enterprise number, format octet and its content; top bit 0 is the old form of 12 octets. */
function sayEngine(octets: OctetReader, length: number, out: FactSink): void {
  const start = octets.position;
  out.fact('engine-id', octets.hex(length));
  octets.seek(start);
  const first = octets.u32();
  const enterprise = (first & 0x7fff_ffff) >>> 0;
  if (enterprise > 0) out.fact('engine-enterprise', String(enterprise));
  if (first >>> 31 === 0 || octets.u8() !== ENGINE_ID_FORMAT_MAC) return;
  // Cisco IOS puts an octet of zero before the MAC address.
  if (enterprise === ENTERPRISE_CISCO && length === ENGINE_ID_WITH_MAC_OCTETS + 1 && octets.peek() === 0)
    octets.skip(1);
  else if (length !== ENGINE_ID_WITH_MAC_OCTETS) return;
  out.fact('engine-mac', octets.mac());
}
