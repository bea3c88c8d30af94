/** Numbers of the Tabular Data Stream (MS-TDS) and of the SQL Server browser (MC-SQLR), and the dissector's own limits. */

export const HEADER_OCTETS = 8; // MS-TDS 2.2.3.1
// MS-TDS 2.2.3.1.1, Type
export const SQL_BATCH = 0x01;
export const RPC = 0x03;
export const TABULAR_RESULT = 0x04;
export const TRANSACTION_MANAGER = 0x0e;
export const LOGIN7 = 0x10;
export const SSPI = 0x11;
export const PRELOGIN = 0x12;
/** MS-TDS 2.2.3.1.2: end of message; the other bits reset the connection, and 0xE0 are unused. */
export const STATUS_END = 0x01;
export const STATUS_MASK = 0x1f;

// MS-TDS 2.2.6.5, PRELOGIN options {token1 offset2 length2}
export const OPTION_VERSION = 0x00;
export const OPTION_ENCRYPTION = 0x01;
export const OPTION_INSTANCE = 0x02;
export const OPTION_END = 0xff;
export const ENCRYPTION_NAMES: readonly string[] = ['login-only', 'on', 'not-supported', 'required'];

/** MS-TDS 2.2.6.4: LOGIN7 starts with its length, then one of the versions 7.0 to 7.4 (and 8.0, which TLS hides). */
export const LOGIN7_FIXED_OCTETS = 94;
/** Offsets within LOGIN7 of {offset2 length2} pairs, little-endian, lengths in characters. */
export const LOGIN_HOST_NAME = 36;
export const LOGIN_USER_NAME = 40;
export const LOGIN_APPLICATION = 48;
export const LOGIN_SERVER_NAME = 52;
export const LOGIN_LIBRARY = 60;
export const LOGIN_DATABASE = 68;
export const LOGIN_SSPI = 78;
/** MS-TDS 2.2.6.4, OptionFlags2: integrated security stands in for user name and password. */
export const LOGIN_FLAGS_2 = 25;
export const INTEGRATED_SECURITY = 0x80;

// MS-TDS 2.2.5, tokens of an answer to a login
export const TOKEN_RETURN_STATUS = 0x79;
export const TOKEN_COLUMNS = 0x81;
export const TOKEN_ERROR = 0xaa;
export const TOKEN_INFO = 0xab;
export const TOKEN_LOGIN_ACK = 0xad;
export const TOKEN_ENVIRONMENT = 0xe3;
export const TOKEN_SSPI = 0xed;
export const TOKEN_DONE = 0xfd;
export const TOKEN_DONE_LAST = 0xff;

/** MC-SQLR 2.2.5: the answer of the SQL Server browser, 05 length2 text. */
export const BROWSER_ANSWER = 0x05;
export const BROWSER_START = 'ServerName;';
/** MC-SQLR 2.2.5: keys that are read, with their fields. */
export const BROWSER_FIELDS: ReadonlyMap<string, string> = new Map([
  ['ServerName', 'server-name'],
  ['InstanceName', 'instance'],
  ['Version', 'server-version'],
]);
/** Instances of one answer, and keys of one instance, that are looked at. */
export const BROWSER_INSTANCE_LIMIT = 50;
export const BROWSER_PAIR_LIMIT = 16;

/** Longest message that is put together; a LOGIN7 with a ticket takes some 8,000 octets, the header allows 65,535. */
export const MESSAGE_LIMIT_OCTETS = 16_384;
/** Options of a PRELOGIN and tokens of an answer that are looked at. */
export const OPTION_LIMIT = 16;
export const TOKEN_LIMIT = 32;
/** Longest name in LOGIN7 (MS-TDS 2.2.6.4), in characters. */
export const NAME_LIMIT = 128;
/** PRELOGIN, LOGIN7, SSPI and their answers; what comes later is queries and results. */
export const MESSAGES_PER_FLOW = 12;
