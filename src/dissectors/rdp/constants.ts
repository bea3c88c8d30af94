/** Numbers of the Remote Desktop Protocol (MS-RDPBCGR, MS-RDPEUDP, MS-CSSP) and the dissector's own limits. */

/** TPKT and the fixed part of a connect request or confirm; what RDP adds stands behind. */
export const CONNECT_OCTETS = 11;

// MS-RDPBCGR 2.2.1.1.1, 2.2.1.2.1, 2.2.1.2.2: type1 flags1 length2=8 value4, little-endian
export const NEGOTIATION_REQUEST = 1;
export const NEGOTIATION_RESPONSE = 2;
export const NEGOTIATION_FAILURE = 3;
export const NEGOTIATION_OCTETS = 8;

/** MS-RDPBCGR 2.2.1.1.1, requestedProtocols; 0 is the security of RDP's own. */
export const PROTOCOLS: readonly (readonly [bit: number, name: string])[] = [
  [0x01, 'tls'],
  [0x02, 'credssp'],
  [0x04, 'rdstls'],
  [0x08, 'credssp-early-user-auth'],
  [0x10, 'rdsaad'],
];

/** MS-RDPBCGR 2.2.1.2.2, failureCode. */
export const FAILURES: readonly string[] = [
  '',
  'tls-required',
  'tls-not-allowed',
  'certificate-missing',
  'inconsistent-flags',
  'credssp-required',
  'tls-with-user-authentication-required',
];

// T.125 7: BER tags of Connect-Initial and Connect-Response, [APPLICATION 101] and [APPLICATION 102]
export const MCS_CONNECT_INITIAL = 0x7f65;
export const MCS_CONNECT_RESPONSE = 0x7f66;
/** MS-RDPBCGR 2.2.1.3, 2.2.1.4: keys of the user data of client and server in T.124. */
export const CLIENT_KEY = 'Duca';
export const SERVER_KEY = 'McDn';
/** MS-RDPBCGR 2.2.1.3.1: types of data blocks. */
export const CLIENT_CORE = 0xc001;
export const SERVER_SECURITY = 0x0c02;
/** MS-RDPBCGR 2.2.1.3.2: offsets in the client core data, from the block's type. */
export const CLIENT_BUILD_AT = 20;
export const CLIENT_NAME_AT = 24;
export const CLIENT_NAME_OCTETS = 32;
/** MS-RDPBCGR 2.2.1.4.3. */
export const ENCRYPTION_METHODS: Readonly<Record<number, string>> = {
  0: 'none',
  1: '40-bit',
  2: '128-bit',
  8: '56-bit',
  16: 'fips',
};
export const ENCRYPTION_LEVELS: readonly string[] = ['none', 'low', 'client-compatible', 'high', 'fips'];

/** MS-RDPEUDP 2.2.2.1: a SYN has acknowledged nothing yet and fills a datagram of this size with zeros. */
export const UDP_SYN_OCTETS = 1_232;
export const UDP_FLAG_SYN = 0x0001;
/** MS-RDPEUDP 2.2.2.5: limits of the datagram sizes that both sides state. */
export const UDP_MTU_LEAST = 1_132;
export const UDP_MTU_MOST = 1_232;

/** Longest message that is put together; a Connect-Response with a certificate chain takes some 4,000 octets. */
export const MESSAGE_LIMIT_OCTETS = 16_384;
/** Octets of a Connect-Initial or Connect-Response in front of the key, domain parameters included. */
export const KEY_SEARCH_OCTETS = 512;
/** Octets of the variable part of a connect request in which the cookie ends. */
export const COOKIE_LIMIT_OCTETS = 512;
/** Data blocks of one Connect-Initial or Connect-Response that are looked at. */
export const BLOCK_LIMIT = 32;
