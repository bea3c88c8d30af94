/** Numbers of Kerberos 5 (RFC 4120) that the dissector uses, and its own limits. */

// RFC 4120 5.10: application tags of messages, constructed
export const AS_REQ = 0x6a;
export const AS_REP = 0x6b;
export const TGS_REQ = 0x6c;
export const TGS_REP = 0x6d;
export const KRB_ERROR = 0x7e;
export const MESSAGE_TAGS: ReadonlySet<number> = new Set([AS_REQ, AS_REP, TGS_REQ, TGS_REP, KRB_ERROR]);
export const TICKET = 0x61; // RFC 4120 5.3

export const PROTOCOL_VERSION = 5; // RFC 4120 5.4.1
export const GENERAL_STRING = 0x1b; // RFC 4120 5.2.1, KerberosString
/** RFC 4120 7.2.2: on TCP a length of four octets comes first, its top bit 0. */
export const LENGTH_OCTETS = 4;
/** RFC 4120 7.5.3 and Microsoft: an address that is the NetBIOS name of the sender. */
export const ADDRESS_NETBIOS = 20;
export const NETBIOS_NAME_OCTETS = 16;

/** Encryption types of the IANA registry; those of DES and RC4 are broken. */
export const ENCRYPTION_TYPES: Readonly<Record<number, string>> = {
  1: 'des-cbc-crc',
  2: 'des-cbc-md4',
  3: 'des-cbc-md5',
  16: 'des3-cbc-sha1',
  17: 'aes128-cts-hmac-sha1',
  18: 'aes256-cts-hmac-sha1',
  19: 'aes128-cts-hmac-sha256',
  20: 'aes256-cts-hmac-sha384',
  23: 'rc4-hmac',
  24: 'rc4-hmac-exp',
  25: 'camellia128-cts-cmac',
  26: 'camellia256-cts-cmac',
};

/** Classes of services that run on hosts: the next part of such a principal is a host name (MS-ADTS 2.2.21). */
export const HOST_SERVICES: ReadonlySet<string> = new Set([
  'afs',
  'cifs',
  'dns',
  'ftp',
  'gc',
  'hdfs',
  'host',
  'hostreq',
  'http',
  'imap',
  'ipp',
  'kadmin',
  'ldap',
  'mssqlsvc',
  'nfs',
  'oracle',
  'pop',
  'postgres',
  'restrictedkrbhost',
  'rpcss',
  'smtp',
  'termsrv',
  'wsman',
]);

/** Longest message that is put together: tickets with group memberships take some 12,000 octets. */
export const MESSAGE_LIMIT_OCTETS = 65_536;
/** Longest realm or part of a principal that is read. */
export const TEXT_LIMIT_OCTETS = 256;
/** Parts of one principal, encryption types and addresses of one request that are read. */
export const PART_LIMIT = 4;
export const ENCRYPTION_TYPE_LIMIT = 16;
export const ADDRESS_LIMIT = 16;
export const MESSAGES_PER_FLOW = 16;
