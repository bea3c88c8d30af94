/**
 * What a DHCPv6 client says of itself, and the addresses of its identity associations. RFC 8415 21, RFC 4704 (FQDN),
 * RFC 5970 (network boot), RFC 8520 (MUD).
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink, Subject } from '../dissector.ts';
import type { Duid } from '../encodings/duid.ts';
import { printableOctets } from '../encodings/opaque-text.ts';
import { readUncompressedName } from '../encodings/uncompressed-name.ts';
import { type Dhcpv6Message, ipv6, OPTION, type OptionMap, readOptions } from './read-message.ts';

/** Numbers in a list and parts of a value that are read. */
export const PART_LIMIT = 64;
/** Addresses read per message. */
export const ADDRESS_LIMIT = 16;
/** Octets of an identity association before its options: IAID4 T1 4 T2 4, or IAID4 alone for temporary ones. */
const ASSOCIATION_HEAD_OCTETS = 12;
const TEMPORARY_HEAD_OCTETS = 4;
/** RFC 8415 21.6: address16 preferred lifetime4 valid lifetime4. */
const ADDRESS_OCTETS = 24;

/** Emits the client facts of a message; `type` is its type by name. */
export function readClient(
  type: string,
  message: Dhcpv6Message,
  duid: Duid | undefined,
  about: Subject,
  out: FactSink,
): void {
  const options = message.options;
  out.fact('message-type', type, about);
  if (duid) readIdentity(duid, about, out);
  if (type === 'renew' || type === 'rebind') readAddresses(options, about, out);
  if (options.has(OPTION.prefixDelegation)) out.fact('role', 'requesting-router', about);
  out.fact('option-request-list', numbers(options.get(OPTION.optionRequest)?.[0]), about);
  out.fact('client-architecture', numbers(options.get(OPTION.clientArchitecture)?.[0]), about);
  const fqdn = options.get(OPTION.clientFqdn)?.[0];
  fqdn?.skip(1);
  if (fqdn) out.fact('fqdn', readUncompressedName(fqdn), about);
  const mudUrl = options.get(OPTION.mudUrl)?.[0];
  if (mudUrl) out.fact('mud-url', printableOctets(mudUrl, mudUrl.remaining), about);
  for (const text of texts(options.get(OPTION.userClass)?.[0])) out.fact('user-class', text, about);
  readVendor(options, about, out);
  if (!message.attachment) return;
  out.fact('relay-link', message.attachment.link, about);
  out.fact('relay-interface-id', message.attachment.interfaceId, about);
  out.fact('relay-remote-id', message.attachment.remoteId, about);
}

function readIdentity(duid: Duid, about: Subject, out: FactSink): void {
  out.fact('client-duid', duid.hex, about);
  if (duid.mac) out.fact('client-mac', duid.mac, about);
  if (duid.uuid) out.fact('client-uuid', duid.uuid, about);
  if (duid.enterprise !== undefined) out.fact('duid-enterprise', `${duid.enterprise}`, about);
  if (duid.identifier) out.fact('duid-identifier', duid.identifier, about);
}

function readVendor(options: OptionMap, about: Subject, out: FactSink): void {
  for (const value of (options.get(OPTION.vendorClass) ?? []).slice(0, PART_LIMIT)) {
    const enterprise = value.u32();
    if (value.failed) continue;
    out.fact('vendor-class-enterprise', `${enterprise}`, about);
    for (const text of texts(value)) out.fact('vendor-class', text, about);
  }
  for (const value of (options.get(OPTION.vendorOptions) ?? []).slice(0, PART_LIMIT)) {
    const enterprise = value.u32();
    for (let part = 0; part < PART_LIMIT && value.remaining >= 4; part++) {
      const code = value.u16();
      const text = printableOctets(value, value.u16());
      if (text !== '') out.fact('vendor-specific', `${enterprise}.${code}=${text}`, about);
    }
  }
}

/** Emits the addresses of all identity associations whose valid lifetime has not ended. */
export function readAddresses(options: OptionMap, about: Subject, out: FactSink): void {
  let count = 0;
  const readAssociation = (association: OctetReader, headOctets: number) => {
    association.skip(headOctets);
    for (const value of readOptions(association, out).get(OPTION.address) ?? []) {
      if (value.remaining < ADDRESS_OCTETS || ++count > ADDRESS_LIMIT) return;
      const address = ipv6(value);
      value.skip(4);
      if (value.u32() > 0 && address !== '') out.fact('address', address, about);
    }
  };
  for (const association of options.get(OPTION.identityAssociation) ?? [])
    readAssociation(association, ASSOCIATION_HEAD_OCTETS);
  for (const association of options.get(OPTION.temporaryAssociation) ?? [])
    readAssociation(association, TEMPORARY_HEAD_OCTETS);
}

/** A list of 16-bit numbers as text. */
function numbers(list: OctetReader | undefined): string {
  const found: number[] = [];
  while (list && list.remaining >= 2 && found.length < PART_LIMIT) found.push(list.u16());
  return found.join(',');
}

/** Printable parts of a value, each behind a length of 16 bits. */
function texts(value: OctetReader | undefined): string[] {
  const found: string[] = [];
  while (value && value.remaining >= 2 && found.length < PART_LIMIT) {
    found.push(printableOctets(value, value.u16()));
  }
  return found;
}
