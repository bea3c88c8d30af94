/** Numbers of SNMP messages (RFC 1157, RFC 3416, RFC 3412) that the dissector uses, and its own limits. */

// RFC 3412 7.1, RFC 1901, RFC 1157: msgVersion
export const VERSION_1 = 0;
export const VERSION_2C = 1;
export const VERSION_3 = 3;

// RFC 3416 3 and RFC 1157 4.1: tags of the PDUs
export const PDU_GET = 0xa0;
export const PDU_RESPONSE = 0xa2;
export const PDU_SET = 0xa3;
export const PDU_TRAP_V1 = 0xa4;
export const PDU_INFORM = 0xa6;
export const PDU_TRAP_V2 = 0xa7;
export const PDU_REPORT = 0xa8;

export const TAG_IP_ADDRESS = 0x40; // RFC 2578 7.1.5
export const TAG_TIME_TICKS = 0x43; // RFC 2578 7.1.8

/** RFC 3412 6.4: bits of msgFlags. */
export const FLAG_AUTHENTICATED = 0x01;
export const FLAG_ENCRYPTED = 0x02;
export const FLAG_REPORTABLE = 0x04;
export const USER_BASED_SECURITY_MODEL = 3; // RFC 3411 6.1

export const AGENT_PORT = 161;
export const NOTIFICATION_PORT = 162;

/** Variable bindings of one message that are read. */
export const BINDING_LIMIT = 1_024;
/** Octets of one value that are read; a DisplayString has at most 255. */
export const VALUE_LIMIT_OCTETS = 1_024;
/** RFC 3411 5, SnmpEngineID: 5 to 32 octets. */
export const ENGINE_ID_MINIMUM_OCTETS = 5;
export const ENGINE_ID_LIMIT_OCTETS = 32;
/** RFC 3411 5: format of an engine id that holds a MAC address. */
export const ENGINE_ID_FORMAT_MAC = 3;
export const ENGINE_ID_WITH_MAC_OCTETS = 11;
export const ENTERPRISE_CISCO = 9;

/** RFC 1157 4.1.6: names of generic traps; the seventh is enterprise-specific. */
export const GENERIC_TRAPS = [
  'coldStart',
  'warmStart',
  'linkDown',
  'linkUp',
  'authenticationFailure',
  'egpNeighborLoss',
] as const;
export const ENTERPRISE_SPECIFIC = 6;
