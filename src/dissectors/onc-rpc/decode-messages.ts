/** Calls and results of ONC RPC (RFC 5531 9), the port mapper (RFC 1833 3) and mount (RFC 1813 5). */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import {
  AUTH_SYS,
  AUTHENTICATION_LIMIT_OCTETS,
  DUMP,
  GET_PORT,
  IP_PROTOCOLS,
  MACHINE_NAME_LIMIT_OCTETS,
  MOUNT,
  MOUNT_PATH,
  PORT_MAPPER,
  PORT_MAPPER_VERSION,
  PROGRAMS,
  REGISTERED_LIMIT,
} from './constants.ts';

export interface Call {
  readonly program: number;
  readonly version: number;
  readonly procedure: number;
  /** What a port mapper is asked for, such as `nfs 3 udp`; empty for other calls. */
  readonly sought: string;
}

/** Longest path of which the first part is read. */
const PATH_LIMIT_OCTETS = 1_024;

const programName = (program: number) => PROGRAMS[program] ?? `${program}`;

/** States what a call says of its sender, read from behind id and direction; undefined when it is cut. */
export function sayCall(octets: OctetReader, out: FactSink): Call | undefined {
  octets.skip(4);
  const program = octets.u32();
  const version = octets.u32();
  const procedure = octets.u32();
  const flavour = octets.u32();
  const credential = octets.sub(authenticationOctets(octets));
  octets.skip(4);
  octets.skip(authenticationOctets(octets));
  if (octets.failed) return undefined;
  out.fact('program-used', `${programName(program)} ${version}`);
  if (flavour === AUTH_SYS) {
    credential.skip(4);
    const length = credential.u32();
    if (length <= MACHINE_NAME_LIMIT_OCTETS) out.fact('machine-name', credential.utf8(length));
  }
  let sought = '';
  if (program === MOUNT && procedure === MOUNT_PATH) out.fact('mount-root', readRoot(octets));
  else if (program === PORT_MAPPER && version === PORT_MAPPER_VERSION && procedure === GET_PORT)
    sought = readMapping(octets);
  return { program, version, procedure, sought };
}

/** Length of a credential or verifier; one that is too long fails the reader. */
function authenticationOctets(octets: OctetReader): number {
  const length = octets.u32();
  return length <= AUTHENTICATION_LIMIT_OCTETS ? length : Number.POSITIVE_INFINITY;
}

/** {program4 version4 protocol4} as `nfs 3 udp`; empty when it is cut. */
function readMapping(octets: OctetReader): string {
  const program = octets.u32();
  const version = octets.u32();
  const protocol = IP_PROTOCOLS[octets.u32()];
  return octets.failed || protocol === undefined ? '' : `${programName(program)} ${version} ${protocol}`;
}

/** First directory of a path: what comes behind may be named after a person. */
function readRoot(octets: OctetReader): string {
  const length = octets.u32();
  if (length > PATH_LIMIT_OCTETS) return '';
  return /^\/[\w.-]*(?=\/|$)/.exec(octets.utf8(length))?.[0] ?? '';
}

/** States what a successful answer to `call` says of its sender, read from its results on. */
export function sayResults(call: Call, octets: OctetReader, out: FactSink): void {
  out.fact('program-served', `${programName(call.program)} ${call.version}`);
  if (call.program !== PORT_MAPPER || call.version !== PORT_MAPPER_VERSION) return;
  if (call.procedure === GET_PORT) sayRegistered(call.sought, octets, out);
  if (call.procedure !== DUMP) return;
  // RFC 1833 3.1, pmaplist: 1 before each entry, 0 at the end.
  for (let count = 0; count < REGISTERED_LIMIT && octets.u32() === 1; count++)
    sayRegistered(readMapping(octets), octets, out);
}

/** A port, 0 where nothing is registered. */
function sayRegistered(mapping: string, octets: OctetReader, out: FactSink): void {
  const port = octets.u32();
  if (mapping !== '' && port > 0 && port < 0x1_0000) out.fact('program-registered', `${mapping}/${port}`);
}
