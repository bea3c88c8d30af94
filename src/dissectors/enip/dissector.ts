/**
 * EtherNet/IP encapsulation over UDP and TCP: the identity that a device gives to ListIdentity, and who serves. What
 * CIP carries within (tags, assemblies, connections) is not read. ODVA, The CIP Networks Library volume 2, 2-3 to 2-6.
 *
 *   header    command2 length2 session4 status4 context8 options4                 little-endian
 *   identity  count2 { type2=000C length2 version2 address16 vendor2 type2 code2 revision1.1 status2 serial4
 *             nameLength1 name state1 }                                           address: family2 port2 ip4, big-endian
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  aboutIp,
  defineDissector,
  type FactDeclaration,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Recognition,
  SENDER,
  type Subject,
} from '../dissector.ts';
import { printableOctets } from '../encodings/opaque-text.ts';
import { type SaidRoles, sayRole } from '../encodings/said-role.ts';

const ENIP_PORT = 44_818;
const HEADER_OCTETS = 24;
const LIST_SERVICES = 0x04;
const LIST_IDENTITY = 0x63;
const REGISTER_SESSION = 0x65;
/** Commands of table 2-3.2 that are in use; NOP is all zeros and proves nothing. */
const COMMANDS: ReadonlySet<number> = new Set([
  LIST_SERVICES,
  LIST_IDENTITY,
  0x64,
  REGISTER_SESSION,
  0x66,
  0x6f,
  0x70,
]);
/** Table 2-3.3. */
const STATUSES: ReadonlySet<number> = new Set([0x00, 0x01, 0x02, 0x03, 0x64, 0x65, 0x69]);
const STATUS_OFFSET = 8;
const OPTIONS_OFFSET = 20;
const ITEM_IDENTITY = 0x0c;
/** Identities of one answer; a device has one. */
export const ITEM_LIMIT = 16;
/** Octets of an identity answer that are held; one identity takes 34 and its name. */
export const IDENTITY_LIMIT = 4_096;
/** A session goes on for ever, but who takes part is known after its first messages. */
const MESSAGES_PER_FLOW = 64;

const FACTS: Readonly<Record<string, FactDeclaration>> = {
  role: {
    label: 'EtherNet/IP role',
    help: 'server for who answers (target), client for who asks (originator).',
  },
  'vendor-id': {
    label: 'CIP vendor number',
    help: 'Number that ODVA gave to the maker (identity object, attribute 1).',
  },
  'device-type': {
    label: 'CIP device type',
    help: 'Number of the device profile (identity object, attribute 2): 12 communications adapter, 14 PLC.',
  },
  'product-code': {
    label: 'CIP product code',
    help: 'Number of the product among those of the maker (identity object, attribute 3).',
  },
  revision: {
    label: 'Revision',
    help: 'Major and minor revision (identity object, attribute 4).',
    states: { attribute: 'firmwareVersion', source: 'own-identity' },
  },
  'serial-number': {
    label: 'Serial number',
    help: 'Eight hexadecimal digits (identity object, attribute 6).',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'product-name': {
    label: 'Product name',
    help: 'Name of the product (identity object, attribute 7), such as 1769-L32E.',
    states: { attribute: 'model', source: 'own-identity' },
  },
  address: {
    label: 'Address in the identity',
    help: 'IP address that the device states as its own (ListIdentity, socket address).',
  },
};

interface EnipFlow {
  /** Per direction: the role that was said. */
  readonly roles: SaidRoles;
}

export const enip = defineDissector<EnipFlow>({
  id: 'enip',
  title: 'EtherNet/IP encapsulation (ODVA CIP Networks Library volume 2)',
  carriers: ['tcp', 'udp'],
  hints: [ENIP_PORT],
  datagramStarts: [...COMMANDS],
  facts: FACTS,
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: HEADER_OCTETS + IDENTITY_LIMIT },

  recognise: recogniseHeader,

  begin: () => ({ roles: ['', ''] }),

  dissect(octets, flow, out) {
    if (octets.remaining < HEADER_OCTETS) return NEED_MORE;
    const size = octets.length;
    const command = octets.u16le();
    const length = octets.u16le();
    const session = octets.u32le();
    const isTcp = flow.carrier === 'tcp';
    if (command === LIST_IDENTITY || command === LIST_SERVICES) {
      sayRole(length === 0 ? 'client' : 'server', flow.state.roles, flow.direction, out);
      octets.seek(HEADER_OCTETS);
      if (command === LIST_IDENTITY && length > 0) {
        if (isTcp && length > IDENTITY_LIMIT) return HEADER_OCTETS + length;
        if (isTcp && octets.remaining < length) return NEED_MORE;
        readItems(octets.sub(Math.min(length, octets.remaining)), flow, out);
      }
    } else if (command === REGISTER_SESSION)
      sayRole(session === 0 ? 'client' : 'server', flow.state.roles, flow.direction, out);
    return isTcp ? HEADER_OCTETS + length : size;
  },
});

/** A known command, a known status and no options. */
function recogniseHeader(octets: OctetReader): Recognition {
  const command = octets.peek(0);
  if (command >= 0 && !COMMANDS.has(command)) return 'no';
  if (octets.peek(1) > 0) return 'no';
  if (octets.remaining >= STATUS_OFFSET + 4) {
    const status = octets.peek(STATUS_OFFSET);
    if (
      !STATUSES.has(status) ||
      octets.peek16(STATUS_OFFSET + 1) !== 0 ||
      octets.peek(STATUS_OFFSET + 3) !== 0
    )
      return 'no';
  }
  if (octets.remaining < HEADER_OCTETS) return 'need-more';
  return octets.peek32(OPTIONS_OFFSET) === 0 ? 'yes' : 'no';
}

function readItems(octets: OctetReader, flow: FlowContext<EnipFlow>, out: FactSink): void {
  const count = Math.min(octets.u16le(), ITEM_LIMIT);
  for (let index = 0; index < count && octets.remaining >= 4; index++) {
    const type = octets.u16le();
    const length = octets.u16le();
    const item = octets.sub(Math.min(length, octets.remaining));
    if (type === ITEM_IDENTITY) readIdentity(item, index > 0, flow, out);
  }
}

/** The first identity is the sender's own; further ones are devices that it names by their address. */
function readIdentity(
  octets: OctetReader,
  isFurther: boolean,
  flow: FlowContext<EnipFlow>,
  out: FactSink,
): void {
  octets.skip(6); // version of the encapsulation, family and port of the socket address
  const ip = octets.u32() | 0;
  octets.skip(8);
  const vendor = octets.u16le();
  const type = octets.u16le();
  const code = octets.u16le();
  const revision = `${octets.u8()}.${octets.u8()}`;
  octets.skip(2);
  if (octets.failed) return;
  const address = isUnicastIpv4(ip) ? formatIpv4(ip) : '';
  let about: Subject = SENDER;
  if (isFurther && address !== flow.sourceIp) {
    if (address === '') return;
    about = aboutIp(address);
  } else out.fact('address', address);
  out.fact('vendor-id', `${vendor}`, about);
  out.fact('device-type', `${type}`, about);
  out.fact('product-code', `${code}`, about);
  out.fact('revision', revision, about);
  const serial = octets.u32le();
  if (octets.failed) return;
  if (serial !== 0) out.fact('serial-number', serial.toString(16).toUpperCase().padStart(8, '0'), about);
  out.fact('product-name', printableOctets(octets, octets.u8()), about);
}
