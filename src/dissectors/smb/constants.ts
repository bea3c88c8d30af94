/** Numbers of SMB (MS-CIFS, MS-SMB, MS-SMB2) and NetBIOS sessions (RFC 1002 4.3) that are used, and own limits. */

// RFC 1002 4.3.1: types of session packets
export const SESSION_MESSAGE = 0x00;
export const SESSION_REQUEST = 0x81;
export const SESSION_POSITIVE_RESPONSE = 0x82;
export const SESSION_KEEP_ALIVE = 0x85;
export const SESSION_HEADER_OCTETS = 4;
/** RFC 1002 4.3.2: two encoded names without scope. */
export const SESSION_REQUEST_OCTETS = 68;

export const MAGIC_SMB1 = 0xff53_4d42; // MS-CIFS 2.2.3.1
export const MAGIC_SMB2 = 0xfe53_4d42; // MS-SMB2 2.2.1
export const MAGIC_ENCRYPTED = 0xfd53_4d42; // MS-SMB2 2.2.41
export const MAGIC_COMPRESSED = 0xfc53_4d42; // MS-SMB2 2.2.42

export const SMB1_HEADER_OCTETS = 32;
export const SMB1_ECHO = 0x2b; // MS-CIFS 2.2.4.39
export const SMB1_NEGOTIATE = 0x72; // MS-CIFS 2.2.4.52
export const SMB1_SESSION_SETUP = 0x73; // MS-CIFS 2.2.4.53
export const SMB1_FLAG_REPLY = 0x80; // MS-CIFS 2.2.3.1, Flags
export const SMB1_FLAG2_UNICODE = 0x8000; // MS-CIFS 2.2.3.1, Flags2
export const SMB1_ACTION_GUEST = 0x0001; // MS-CIFS 2.2.4.53.2
export const SMB1_NO_DIALECT = 0xffff; // MS-CIFS 2.2.4.52.2
export const SMB1_SECURITY_SIGNATURES_ENABLED = 0x04; // MS-CIFS 2.2.4.52.2, SecurityMode
export const SMB1_SECURITY_SIGNATURES_REQUIRED = 0x08;

export const SMB2_HEADER_OCTETS = 64;
export const SMB2_NEGOTIATE = 0; // MS-SMB2 2.2.1.2
export const SMB2_SESSION_SETUP = 1;
export const SMB2_CANCEL = 12;
export const SMB2_ECHO = 13;
export const SMB2_FLAG_RESPONSE = 0x0000_0001;
/** MS-SMB2 2.2.4: answer to a client that began with SMB1; no version yet. */
export const SMB2_WILDCARD = 0x02ff;
export const SMB2_SIGNING_ENABLED = 0x01; // MS-SMB2 2.2.4, SecurityMode
export const SMB2_SIGNING_REQUIRED = 0x02;
export const SMB2_SESSION_GUEST = 0x01; // MS-SMB2 2.2.6, SessionFlags
export const SMB2_SESSION_ANONYMOUS = 0x02;

// MS-ERREF 2.3
export const STATUS_SUCCESS = 0;
export const STATUS_MORE_PROCESSING_REQUIRED = 0xc000_0016;

/** Longest message that is read; a longer one is skipped. Negotiation and session setup stay far below. */
export const MESSAGE_LIMIT = 16_384;
/** Dialects of an offer that are listed. */
export const DIALECT_LIMIT = 16;
/** Characters of an SMB1 string that are read. */
export const STRING_LIMIT = 256;

/** Name of an SMB2 dialect; empty for the wildcard and for unknown ones. */
export function dialectName(dialect: number): string {
  switch (dialect) {
    case 0x0202:
      return 'SMB 2.0.2';
    case 0x0210:
      return 'SMB 2.1';
    case 0x0300:
      return 'SMB 3.0';
    case 0x0302:
      return 'SMB 3.0.2';
    case 0x0311:
      return 'SMB 3.1.1';
    default:
      return '';
  }
}
