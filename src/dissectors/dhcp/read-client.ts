/**
 * What a DHCPv4 client says of itself in DISCOVER, REQUEST, INFORM and the like. RFC 2132, RFC 3004 (user class),
 * RFC 3925 (vendor identifying options), RFC 4361 (client identifier with DUID), RFC 4578 (PXE), RFC 8520 (MUD).
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink, Subject } from '../dissector.ts';
import { readDuid, uuidText } from '../encodings/duid.ts';
import { printableOctets } from '../encodings/opaque-text.ts';
import { OPTION } from './constants.ts';
import type { DhcpOptions } from './read-options.ts';

/** Parts read of a value that holds several (user classes, vendor options, fields of a vendor text). */
export const PART_LIMIT = 32;
/** A vendor text that is longer than a fact can hold (256) is said field by field. */
const WHOLE_TEXT_LIMIT = 256;

const TYPE_DUID = 255; // RFC 4361 6.1
const TYPE_TEXT = 0; // RFC 2132 9.14: not a hardware address
const TYPE_SMBIOS_UUID = 0; // RFC 4578 2.3
/** An encapsulated vendor option or a string part shorter than this tells nothing. */
const PART_LEAST_OCTETS = 2;

/** Emits the client facts; `ciaddr` is the address that the client says it has, `type` the message type by name. */
export function readClient(
  ciaddr: number,
  options: DhcpOptions,
  type: string | undefined,
  about: Subject,
  out: FactSink,
): void {
  const values = options.values;
  if (type !== undefined) out.fact('message-type', type, about);
  readAddresses(ciaddr, values, type, about, out);
  readLists(options, type, about, out);
  const vendorClass = values.get(OPTION.vendorClass);
  if (vendorClass) out.fact('vendor-class', vendorClass.toString('utf8'), about);
  const mudUrl = values.get(OPTION.mudUrl);
  if (mudUrl) out.fact('mud-url', mudUrl.toString('utf8'), about);
  const clientId = values.get(OPTION.clientIdentifier);
  if (clientId) readClientIdentifier(clientId, about, out);
  const uuid = values.get(OPTION.clientUuid);
  if (uuid?.length === 17 && uuid[0] === TYPE_SMBIOS_UUID)
    out.fact('client-uuid', uuidText(uuid.toString('hex', 1)), about);
  const userClass = values.get(OPTION.userClass);
  if (userClass) readUserClass(userClass, about, out);
  const vendorData = values.get(OPTION.vendorSpecific);
  if (vendorData) readVendorData(vendorData, about, out);
  const viClass = values.get(OPTION.viVendorClass);
  if (viClass) readIdentifyingVendorClass(viClass, about, out);
  const viData = values.get(OPTION.viVendorSpecific);
  if (viData) readIdentifyingVendorData(viData, about, out);
}

function readAddresses(
  ciaddr: number,
  values: DhcpOptions['values'],
  type: string | undefined,
  about: Subject,
  out: FactSink,
): void {
  if (isUnicastIpv4(ciaddr) && (type === 'request' || type === 'inform'))
    out.fact('address', formatIpv4(ciaddr), about);
  const option = values.get(OPTION.requestedAddress);
  if (option?.length !== 4) return;
  const wanted = option.readUInt32BE();
  if (!isUnicastIpv4(wanted)) return;
  if (type === 'decline') out.fact('declined-address', formatIpv4(wanted), about);
  else if (type === 'discover' || type === 'request')
    out.fact('requested-address', formatIpv4(wanted), about);
}

function readLists(options: DhcpOptions, type: string | undefined, about: Subject, out: FactSink): void {
  const requested = options.values.get(OPTION.parameterRequestList);
  if (requested) out.fact('parameter-request-list', requested.join(','), about);
  if (type === 'discover') out.fact('option-order', options.order.join(','), about);
  const size = options.values.get(OPTION.maximumMessageSize);
  if (size?.length === 2) out.fact('maximum-message-size', `${size.readUInt16BE()}`, about);
  const architecture = options.values.get(OPTION.clientArchitecture);
  if (!architecture) return;
  const kinds: number[] = [];
  for (let at = 0; at + 2 <= architecture.length && kinds.length < PART_LIMIT; at += 2)
    kinds.push(architecture.readUInt16BE(at));
  out.fact('client-architecture', kinds.join(','), about);
}

function readClientIdentifier(value: Buffer, about: Subject, out: FactSink): void {
  if (value.length < 2) return;
  const text =
    value[0] === TYPE_TEXT ? printableOctets(OctetReader.over(value.subarray(1)), value.length - 1) : '';
  out.fact('client-id', text || value.toString('hex'), about);
  if (value[0] !== TYPE_DUID || value.length < 5) return;
  const duid = readDuid(OctetReader.over(value.subarray(5)));
  if (!duid) return;
  out.fact('client-duid', duid.hex, about);
  if (duid.enterprise !== undefined) out.fact('duid-enterprise', `${duid.enterprise}`, about);
  if (duid.identifier) out.fact('duid-identifier', duid.identifier, about);
}

/** RFC 3004 wants parts with a length each; many clients send plain text. */
function readUserClass(value: Buffer, about: Subject, out: FactSink): void {
  const parts = lengthPrefixed(value, 1);
  if (parts.length === 0) out.fact('user-class', printable(value), about);
  for (const part of parts) out.fact('user-class', printable(part), about);
}

/** Option 43 of a client: a text, or encapsulated options (RFC 2132 8.4) of which the texts are read. */
function readVendorData(value: Buffer, about: Subject, out: FactSink): void {
  const whole = printable(value);
  if (whole === '') {
    for (const part of lengthPrefixed(value, 2)) out.fact('vendor-specific', printable(part), about);
  } else if (whole.length <= WHOLE_TEXT_LIMIT) out.fact('vendor-specific', whole, about);
  else for (const field of whole.split(';', PART_LIMIT)) out.fact('vendor-specific', field, about);
}

function readIdentifyingVendorClass(value: Buffer, about: Subject, out: FactSink): void {
  const octets = OctetReader.over(value);
  for (let part = 0; part < PART_LIMIT && octets.remaining >= 5; part++) {
    const enterprise = octets.u32();
    const length = octets.u8();
    if (length > octets.remaining) return;
    out.fact('vendor-class-enterprise', `${enterprise}`, about);
    // RFC 3925 leaves the data open; the usual form is that of DHCPv6, a text behind its length.
    const inner = octets.peek() === length - 1 ? 1 : 0;
    octets.skip(inner);
    out.fact('vi-vendor-class', printableOctets(octets, length - inner), about);
  }
}

function readIdentifyingVendorData(value: Buffer, about: Subject, out: FactSink): void {
  const octets = OctetReader.over(value);
  for (let part = 0; part < PART_LIMIT && octets.remaining >= 5; part++) {
    const enterprise = octets.u32();
    const inner = octets.sub(octets.u8());
    for (let option = 0; option < PART_LIMIT && inner.remaining >= 2; option++) {
      const code = inner.u8();
      const text = printableOctets(inner, inner.u8());
      if (text !== '') out.fact('vi-vendor-specific', `${enterprise}.${code}=${text}`, about);
    }
  }
}

/**
 * Parts of a value: `headOctets` of 1 is a length before each part, 2 a code and a length. Empty when the lengths do not
 * end exactly with the value (an end code of 255 may close encapsulated options).
 */
function lengthPrefixed(value: Buffer, headOctets: 1 | 2): Buffer[] {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + headOctets <= value.length && parts.length < PART_LIMIT) {
    if (headOctets === 2 && value[at] === OPTION.end) return parts;
    const start = at + headOctets;
    at = start + (value[start - 1] ?? 0);
    if (at - start >= PART_LEAST_OCTETS) parts.push(value.subarray(start, at));
  }
  const endsWithCode = headOctets === 2 && at === value.length - 1 && value[at] === OPTION.end;
  return at === value.length || endsWithCode || parts.length === PART_LIMIT ? parts : [];
}

function printable(value: Buffer): string {
  return printableOctets(OctetReader.over(value), value.length);
}
