/** Records of the NetBIOS name service: NB (RFC 1002 4.2.2, 4.2.13) and NBSTAT (RFC 1002 4.2.18). */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { aboutIp, type FactSink, SENDER, type Subject } from '../dissector.ts';
import { DNS_HEADER_OCTETS, type DnsRecord } from '../encodings/dns-message.ts';
import {
  NETBIOS_BROWSER_ELECTIONS,
  NETBIOS_DOMAIN_CONTROLLERS,
  NETBIOS_DOMAIN_MASTER_BROWSER,
  NETBIOS_FILE_SERVER,
  NETBIOS_MASTER_BROWSER,
  NETBIOS_WORKSTATION,
  type NetbiosName,
  readNetbiosName,
  readPlainNetbiosName,
} from '../encodings/netbios-name.ts';

/** Addresses looked at in one NB record: RFC 1002 4.2.13 sets no bound, a domain has few controllers. */
export const NB_ADDRESS_LIMIT = 25;
/** Names looked at in one node status: a host has about ten. */
export const NODE_STATUS_NAME_LIMIT = 64;

const GROUP = 0x8000; // RFC 1002 4.2.18 and 4.2.2, NB_FLAGS
const DEREGISTERING_OR_CONFLICT = 0x1800;
const NB_ENTRY_OCTETS = 6;
const NODE_STATUS_ENTRY_OCTETS = 18;
const UNIT_ID_OCTETS = 6;
const NO_UNIT_ID = '00:00:00:00:00:00';
const POINTER_TO_QUESTION = 0xc00c;

/** Tells name and addresses of the NB record that a registration or an answer carries. */
export function readAddressRecord(
  octets: OctetReader,
  record: DnsRecord,
  sourceIp: string,
  out: FactSink,
): void {
  octets.seek(record.ownerAt);
  if (octets.peek16() === POINTER_TO_QUESTION) octets.seek(DNS_HEADER_OCTETS);
  const name = readNetbiosName(octets);
  if (!name) return;
  octets.seek(record.dataAt);
  const count = Math.min(Math.trunc(record.dataOctets / NB_ENTRY_OCTETS), NB_ADDRESS_LIMIT);
  for (let index = 0; index < count; index++) {
    const isGroup = (octets.u16() & GROUP) !== 0;
    const address = octets.u32();
    if (!isUnicastIpv4(address)) continue;
    const ip = formatIpv4(address);
    const about = ip === sourceIp ? SENDER : aboutIp(ip);
    if (tellName(name, isGroup, about, out) && about === SENDER) out.fact('address', ip);
  }
}

/** Tells the names and the MAC of a node status response, as far as they are there. */
export function readNodeStatus(octets: OctetReader, record: DnsRecord, out: FactSink): void {
  octets.seek(record.dataAt);
  const count = octets.u8();
  const whole = Math.min(count, Math.trunc(octets.remaining / NODE_STATUS_ENTRY_OCTETS));
  for (let index = 0; index < Math.min(whole, NODE_STATUS_NAME_LIMIT); index++) {
    const name = readPlainNetbiosName(octets);
    const flags = octets.u16();
    if ((flags & DEREGISTERING_OR_CONFLICT) === 0) tellName(name, (flags & GROUP) !== 0, SENDER, out);
  }
  octets.seek(record.dataAt + 1 + whole * NODE_STATUS_ENTRY_OCTETS);
  if (whole < count || octets.remaining < UNIT_ID_OCTETS) return;
  const mac = octets.mac();
  if (mac !== NO_UNIT_ID) out.fact('mac', mac);
}

/** Tells what the name says of the host; true when it is the host's own name. Suffix 03 may name a user: nothing. */
function tellName(name: NetbiosName, isGroup: boolean, about: Subject, out: FactSink): boolean {
  if (name.name === '') return false;
  if (isGroup) {
    if (name.suffix === NETBIOS_WORKSTATION || name.suffix === NETBIOS_BROWSER_ELECTIONS)
      out.fact('workgroup', name.name, about);
    else if (name.suffix === NETBIOS_DOMAIN_CONTROLLERS) out.fact('service', 'domain-controller', about);
    return false;
  }
  switch (name.suffix) {
    case NETBIOS_WORKSTATION:
      out.fact('host-name', name.name, about);
      return true;
    case NETBIOS_FILE_SERVER:
      out.fact('host-name', name.name, about);
      out.fact('service', 'file-server', about);
      return true;
    case NETBIOS_DOMAIN_MASTER_BROWSER:
      out.fact('service', 'domain-master-browser', about);
      return false;
    case NETBIOS_MASTER_BROWSER:
      out.fact('service', 'master-browser', about);
      return false;
    default:
      return false;
  }
}
