/**
 * Attributes of the medical device system (MDS) object: model, production specification, addresses. Patient
 * demographics are another object and are never read.
 *
 *   attribute list   count2 length2 { id2 length2 value }
 *   production spec  count2 length2 { kind2 component2 length2 text }     component4 from some synthetic senders
 *   network address  mac6 ip4 mask4                                       mac6 pad2 ip4 mask4 from the same
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import { isGroupMac } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { printableOctets } from '../encodings/opaque-text.ts';
import { utf16be } from '../encodings/utf16be.ts';
import {
  ATTRIBUTE,
  COMPONENT_NAMES,
  OWN_SPECIFICATIONS,
  SPECIFICATION_NAMES,
  SYSTEM_TYPES,
  TRANSPORTS,
} from './constants.ts';

/** Attributes of one list, entries of one production specification, protocols of one indication. */
export const ITEM_LIMIT = 64;
/** Octets of a system identity: a MAC or an EUI-64. */
const SYSTEM_ID_LIMIT = 16;

/**
 * Reads an attribute list, which must fit into the reader; says `length` and nothing when its own length does not.
 * Addresses count only `onLink`, in a broadcast: elsewhere a router may stand between.
 */
export function readAttributeList(octets: OctetReader, onLink: boolean, out: FactSink): void {
  const count = octets.u16();
  const length = octets.u16();
  if (octets.failed || length > octets.remaining) {
    out.anomaly('length');
    return;
  }
  const end = octets.position + length;
  for (let index = 0; index < count && octets.position < end; index++) {
    if (index === ITEM_LIMIT) {
      out.anomaly('too-many-items');
      return;
    }
    const id = octets.u16();
    const size = octets.u16();
    if (octets.failed || size > end - octets.position) {
      out.anomaly('length');
      return;
    }
    const value = octets.sub(size);
    if (onLink || id !== ATTRIBUTE.networkAddress) readAttribute(id, value, out);
  }
}

function readAttribute(id: number, value: OctetReader, out: FactSink): void {
  if (id === ATTRIBUTE.idModel) {
    out.fact('manufacturer', label(value));
    out.fact('model', label(value));
  } else if (id === ATTRIBUTE.productionSpecification) readProductionSpecification(value, out);
  else if (id === ATTRIBUTE.systemId) {
    const length = value.u16();
    if (length > 0 && length <= SYSTEM_ID_LIMIT) out.fact('system-id', value.hex(length));
  } else if (id === ATTRIBUTE.systemType && value.length === 4) {
    const code = value.u16() * 0x1_0000 + value.u16();
    const term = SYSTEM_TYPES.get(code);
    out.fact('system-type', term === undefined ? `${code}` : `${code} ${term}`);
  } else if (id === ATTRIBUTE.bedLabel) out.fact('bed-label', utf16be(value, value.u16()));
  else if (id === ATTRIBUTE.networkAddress) readNetworkAddress(value, out);
  else if (id === ATTRIBUTE.protocolSupport) readProtocols(value, out);
}

/** Length and text, filled with NULs to an even length. */
function label(octets: OctetReader): string {
  return printableOctets(octets, octets.u16());
}

function readProductionSpecification(octets: OctetReader, out: FactSink): void {
  const count = Math.min(octets.u16(), ITEM_LIMIT);
  const length = octets.u16();
  const width = length === octets.remaining ? [2, 4].find((size) => fits(octets, count, size)) : undefined;
  if (width === undefined) {
    out.anomaly('length');
    return;
  }
  for (let index = 0; index < count; index++) {
    const kind = octets.u16();
    const component = width === 2 ? octets.u16() : octets.u32();
    emitSpecification(kind, component, label(octets), out);
  }
}

/** Whether `count` entries with a component of `width` octets end exactly where the list does. */
function fits(octets: OctetReader, count: number, width: number): boolean {
  let at = 0;
  for (let index = 0; index < count; index++) {
    const size = octets.peek16(at + 2 + width);
    if (size < 0) return false;
    at += 4 + width + size;
  }
  return at === octets.remaining;
}

function emitSpecification(kind: number, component: number, text: string, out: FactSink): void {
  if (text === '') return;
  const own = OWN_SPECIFICATIONS.get(kind);
  if (own?.[1].includes(component)) out.fact(own[0], text);
  else {
    const name = COMPONENT_NAMES.get(component) ?? `component-${component}`;
    out.fact('component-specification', `${SPECIFICATION_NAMES[kind] ?? `kind-${kind}`} ${name}: ${text}`);
  }
}

function readNetworkAddress(octets: OctetReader, out: FactSink): void {
  if (octets.length !== 14 && octets.length !== 16) return;
  const isMac = !isGroupMac(octets.peek16()) && (octets.peek32() !== 0 || octets.peek16(4) !== 0);
  const mac = octets.mac();
  if (octets.length === 16) octets.skip(2);
  const address = octets.u32() | 0;
  if (isMac) out.fact('mac-address', mac);
  if (isUnicastIpv4(address)) out.fact('ip-address', formatIpv4(address));
}

function readProtocols(octets: OctetReader, out: FactSink): void {
  const count = Math.min(octets.u16(), ITEM_LIMIT);
  octets.skip(2);
  for (let index = 0; index < count && octets.remaining >= 8; index++) {
    octets.skip(2);
    const transport = TRANSPORTS.get(octets.u16());
    const port = octets.u16();
    octets.skip(2);
    if (transport !== undefined && port !== 0) out.fact('protocol-support', `${transport}/${port}`);
  }
}
