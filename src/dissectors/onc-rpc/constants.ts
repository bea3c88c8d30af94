/** Numbers of ONC RPC (RFC 5531), its port mapper (RFC 1833) and NFS (RFC 1813), and the dissector's own limits. */

// RFC 5531 9
export const CALL = 0;
export const REPLY = 1;
export const RPC_VERSION = 2;
export const ACCEPTED = 0;
export const SUCCESS = 0;
/** RFC 5531 9, accept_stat: the highest value. */
export const ACCEPT_STATUS_MOST = 5;
/** RFC 5531 8.2: authentication flavours none, sys, short, dh and GSS; others are not in use. */
export const FLAVOURS: ReadonlySet<number> = new Set([0, 1, 2, 3, 6]);
export const AUTH_SYS = 1;
/** RFC 5531 8.2: longest body of a credential or verifier. */
export const AUTHENTICATION_LIMIT_OCTETS = 400;
/** Appendix A of RFC 5531: longest machine name of AUTH_SYS. */
export const MACHINE_NAME_LIMIT_OCTETS = 255;
/** RFC 5531 8.1: program, version, procedure behind id, direction and RPC version; then the flavour and length of a credential. */
export const CALL_OCTETS = 32;
/** Id, direction, status, flavour and length of the verifier, accept status. */
export const REPLY_OCTETS = 24;
/** RFC 5531 11: on TCP each fragment starts with a last-fragment bit and a 31-bit length. */
export const RECORD_MARK_OCTETS = 4;
export const LAST_FRAGMENT = 0x80;
/** Longest fragment that is believed: NFS moves 1 MiB at a time. */
export const FRAGMENT_LIMIT_OCTETS = 0x00ff_ffff;
/** RFC 5531 13.1: the last number of the transient programs; what lies above is reserved. */
export const PROGRAM_MOST = 0x5fff_ffff;

export const PORT_MAPPER = 100_000;
export const MOUNT = 100_005;
// RFC 1833 3.1, port mapper version 2
export const PORT_MAPPER_VERSION = 2;
export const GET_PORT = 3;
export const DUMP = 4;
/** RFC 1813 5.2.1: MNT. */
export const MOUNT_PATH = 1;
export const IP_PROTOCOLS: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp' };

/** Names of programs (the registry of RFC 5531 13 and rpc(5)); others come out as numbers. */
export const PROGRAMS: Readonly<Record<number, string>> = {
  100000: 'portmapper',
  100001: 'rstatd',
  100002: 'rusersd',
  100003: 'nfs',
  100004: 'ypserv',
  100005: 'mountd',
  100007: 'ypbind',
  100008: 'walld',
  100009: 'yppasswdd',
  100011: 'rquotad',
  100012: 'sprayd',
  100017: 'rexd',
  100020: 'llockmgr',
  100021: 'nlockmgr',
  100024: 'status',
  100026: 'bootparam',
  100068: 'cmsd',
  100083: 'ttdbserverd',
  100227: 'nfs-acl',
  150001: 'pcnfsd',
  395180: 'vxi-11-async',
  395183: 'vxi-11',
};

/** Octets of a message that are waited for: header, credential, verifier, arguments. */
export const HEAD_LIMIT_OCTETS = 1_024;
/** Octets of a list of registered programs that are waited for. */
export const DUMP_LIMIT_OCTETS = 4_096;
/** Registered programs of one answer that are stated. */
export const REGISTERED_LIMIT = 256;
/** Calls of one flow whose answers are waited for. */
export const PENDING_LIMIT = 32;
/** Clients of NFS call for ever on one connection. */
export const MESSAGES_PER_FLOW = 48;
