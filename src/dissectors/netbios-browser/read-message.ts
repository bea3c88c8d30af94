/** Browser messages (MS-BRWS 2.2): announcements of hosts and of domains; elections and lists carry no identity. */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink, Subject } from '../dissector.ts';
import { plainNetbiosName } from '../encodings/netbios-name.ts';

// MS-BRWS 2.2.1, 2.2.7, 2.2.10
const HOST_ANNOUNCEMENT = 0x01;
const DOMAIN_ANNOUNCEMENT = 0x0c;
const LOCAL_MASTER_ANNOUNCEMENT = 0x0f;

const UPDATE_AND_PERIOD_OCTETS = 5;
const NAME_OCTETS = 16;
const BROWSER_VERSION_AND_SIGNATURE_OCTETS = 4;
/** MS-BRWS 2.2.1: a comment is at most 43 octets long with its NUL. */
export const BROWSER_COMMENT_LIMIT_OCTETS = 43;

/** Bits of the server type (MS-BRWS 2.2.1, MS-SRVS 2.2.2.7) that tell a role. */
const ROLES: readonly (readonly [bit: number, role: string])[] = [
  [0x0000_0004, 'sql-server'],
  [0x0000_0008, 'domain-controller'],
  [0x0000_0010, 'backup-domain-controller'],
  [0x0000_0020, 'time-source'],
  [0x0000_0200, 'print-server'],
  [0x0000_0400, 'dial-in-server'],
  [0x0000_0800, 'unix-server'],
  [0x0000_8000, 'nt-server'],
  [0x0004_0000, 'master-browser'],
  [0x0008_0000, 'domain-master-browser'],
  [0x0100_0000, 'cluster'],
  [0x0200_0000, 'terminal-server'],
];

/** Tells what the browser message says; true when it is the announcement of a host. */
export function readBrowserMessage(data: OctetReader, about: Subject, out: FactSink): boolean {
  const command = data.u8();
  data.skip(UPDATE_AND_PERIOD_OCTETS);
  const name = plainNetbiosName(data.latin1(NAME_OCTETS));
  if (data.failed) return false;
  if (command === DOMAIN_ANNOUNCEMENT) {
    out.fact('workgroup', name, about);
    return false;
  }
  if (command !== HOST_ANNOUNCEMENT && command !== LOCAL_MASTER_ANNOUNCEMENT) return false;
  out.fact('host-name', name, about);
  const version = `${data.u8()}.${data.u8()}`;
  const serverType = data.u32le();
  if (data.failed) return true;
  out.fact('os-version', version, about);
  for (const [bit, role] of ROLES) if ((serverType & bit) !== 0) out.fact('server-type', role, about);
  data.skip(BROWSER_VERSION_AND_SIGNATURE_OCTETS);
  const limit = Math.min(BROWSER_COMMENT_LIMIT_OCTETS, data.remaining);
  const end = data.distanceTo(0, limit);
  out.fact('comment', data.latin1(end < 0 ? limit : end), about);
  return true;
}
