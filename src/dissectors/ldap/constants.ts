/** Numbers of LDAP (RFC 4511), CLDAP and Active Directory (MS-ADTS) that the dissector uses, and its own limits. */

// RFC 4511 4.2 to 4.14: application tags of operations
export const BIND_REQUEST = 0x60;
export const BIND_RESPONSE = 0x61;
export const UNBIND_REQUEST = 0x42;
export const SEARCH_REQUEST = 0x63;
export const SEARCH_ENTRY = 0x64;
export const SEARCH_DONE = 0x65;
export const MODIFY_REQUEST = 0x66;
const MODIFY_RESPONSE = 0x67;
export const ADD_REQUEST = 0x68;
const ADD_RESPONSE = 0x69;
const DELETE_RESPONSE = 0x6b;
export const RENAME_REQUEST = 0x6c;
const RENAME_RESPONSE = 0x6d;
export const COMPARE_REQUEST = 0x6e;
const COMPARE_RESPONSE = 0x6f;
const SEARCH_REFERENCE = 0x73;
export const EXTENDED_REQUEST = 0x77;
export const EXTENDED_RESPONSE = 0x78;

const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const ENUMERATED = 0x0a;
const REQUEST_NAME = 0x80;
/** Operations that are recognised with the tag of their first element. */
export const FIRST_ELEMENT: ReadonlyMap<number, number> = new Map([
  [BIND_REQUEST, INTEGER],
  [BIND_RESPONSE, ENUMERATED],
  [SEARCH_REQUEST, OCTET_STRING],
  [SEARCH_ENTRY, OCTET_STRING],
  [SEARCH_DONE, ENUMERATED],
  [MODIFY_REQUEST, OCTET_STRING],
  [MODIFY_RESPONSE, ENUMERATED],
  [ADD_REQUEST, OCTET_STRING],
  [ADD_RESPONSE, ENUMERATED],
  [DELETE_RESPONSE, ENUMERATED],
  [RENAME_REQUEST, OCTET_STRING],
  [RENAME_RESPONSE, ENUMERATED],
  [COMPARE_REQUEST, OCTET_STRING],
  [COMPARE_RESPONSE, ENUMERATED],
  [SEARCH_REFERENCE, OCTET_STRING],
  [EXTENDED_REQUEST, REQUEST_NAME],
  [EXTENDED_RESPONSE, ENUMERATED],
]);
export const BER_ENUMERATED = ENUMERATED;
export const BER_SET = 0x31;

// RFC 4511 4.2: AuthenticationChoice
export const SIMPLE = 0x80;
export const SASL = 0xa3;
/** MS-ADTS 5.1.1.1.3: NTLM of old Windows clients, in place of a mechanism of SASL. */
export const SICILY_NEGOTIATE = 0x8a;
export const SICILY_RESPONSE = 0x8b;
export const SICILY_DISCOVERY = 0x89;
export const RESULT_SUCCESS = 0;
export const START_TLS = '1.3.6.1.4.1.1466.20037'; // RFC 4511 4.14.1

// RFC 4511 4.5.1.7
export const FILTER_AND = 0xa0;
export const FILTER_EQUAL = 0xa3;

/** MS-ADTS 6.3.1.9: the answer of a domain controller to a netlogon search, extended form. */
export const NETLOGON_OPCODES: ReadonlySet<number> = new Set([23, 25]);
/** MS-ADTS 6.3.1.2, DS_FLAG bits. */
export const CONTROLLER_FLAGS: readonly (readonly [bit: number, name: string])[] = [
  [0x0001, 'pdc'],
  [0x0004, 'global-catalog'],
  [0x0008, 'ldap'],
  [0x0020, 'kdc'],
  [0x0040, 'time'],
  [0x0100, 'writable'],
];

/** MS-ADTS 3.1.1.3.4.3: capabilities that tell what kind of directory this is. */
export const CAPABILITY_ACTIVE_DIRECTORY = '1.2.840.113556.1.4.800';
export const CAPABILITY_LIGHTWEIGHT = '1.2.840.113556.1.4.1851';

/** Octets that say what a message is: two lengths of up to five octets, message id, operation, first element. */
export const HEAD_OCTETS = 24;
/** Longest message that is put together; the root entry of a domain controller takes some 6,000 octets. */
export const MESSAGE_LIMIT_OCTETS = 16_384;
/** Octets of a bind in which an NTLM message is looked for. */
export const NTLM_SEARCH_OCTETS = 4_096;
/** Attributes of the root entry, and values of one of them, that are looked at. */
export const ATTRIBUTE_LIMIT = 64;
export const VALUE_LIMIT = 64;
/** Terms of a filter that are looked at. */
export const TERM_LIMIT = 16;
/** Longest text that is read. */
export const TEXT_LIMIT_OCTETS = 256;
/** Octets of an error text that are looked at. */
export const ERROR_TEXT_OCTETS = 512;
/** Root entry and bind come first; what comes later is the content of the directory. */
export const MESSAGES_PER_FLOW = 32;
