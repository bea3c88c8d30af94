/**
 * The answer of a domain controller to a netlogon search (MS-ADTS 6.3.1.9), over CLDAP or LDAP. The user name is not read.
 *
 *   opcode2 0000 flags4 guid16 forest domain host netbios-domain netbios-name user site client-site …      little-endian
 *   names in the form of RFC 1035 4.1.4, compressed, offsets counted from the opcode
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { type FactSink, RECEIVER } from '../dissector.ts';
import { hostNameText, readDnsName, skipDnsName } from '../encodings/dns-name.ts';
import { CONTROLLER_FLAGS, NETLOGON_OPCODES } from './constants.ts';

const HEADER_OCTETS = 24;
/** Names in order; the one that is left out is the user's. */
const NAMES = ['forest', 'domain', 'dns-host-name', 'netbios-domain', 'netbios-name', '', 'site'] as const;

/** States the answer that fills the reader; nothing when it is another message. */
export function sayNetlogon(answer: OctetReader, out: FactSink): void {
  if (!NETLOGON_OPCODES.has(answer.u16le()) || answer.u16() !== 0) return;
  const flags = answer.u32le();
  answer.seek(HEADER_OCTETS);
  if (answer.failed) return;
  const roles = CONTROLLER_FLAGS.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  out.fact('controller-role', roles.join(','));
  for (const field of NAMES) {
    const name = readName(answer);
    if (name === undefined) return;
    if (field !== '') out.fact(field, name);
  }
  out.fact('site', readName(answer) ?? '', RECEIVER);
}

function readName(answer: OctetReader): string | undefined {
  const start = answer.position;
  const labels = readDnsName(answer);
  if (typeof labels === 'string') return undefined;
  answer.seek(start);
  return skipDnsName(answer) ? hostNameText(labels) : undefined;
}
