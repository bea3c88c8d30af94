/** Numbers of RADIUS (RFC 2865, RFC 2866, RFC 2869, RFC 3162, RFC 5176) that the dissector uses, and its own limits. */

export const HEADER_OCTETS = 20; // RFC 2865 3
export const PACKET_LIMIT_OCTETS = 4_096; // RFC 2865 3
export const PORTS: readonly number[] = [1812, 1813, 1645, 1646, 3799];

// RFC 2865 3, RFC 5176 2.3
export const ACCESS_REQUEST = 1;
export const ACCOUNTING_REQUEST = 4;
export const STATUS_SERVER = 12;
export const DISCONNECT_REQUEST = 40;
export const COA_REQUEST = 43;
/** Requests, answers; 6 to 10 and 21 to 39 are reserved or experimental. */
export const REQUESTS: ReadonlySet<number> = new Set([
  ACCESS_REQUEST,
  ACCOUNTING_REQUEST,
  STATUS_SERVER,
  DISCONNECT_REQUEST,
  COA_REQUEST,
]);
export const ANSWERS: ReadonlySet<number> = new Set([2, 3, 5, 11, 41, 42, 44, 45]);

// RFC 2865 5, RFC 2869 5, RFC 3162 2.1
export const USER_NAME = 1;
export const NAS_IP_ADDRESS = 4;
export const FRAMED_IP_ADDRESS = 8;
export const VENDOR_SPECIFIC = 26;
export const CALLED_STATION_ID = 30;
export const CALLING_STATION_ID = 31;
export const NAS_IDENTIFIER = 32;
export const PROXY_STATE = 33;
export const NAS_PORT_TYPE = 61;
export const EAP_MESSAGE = 79;
export const NAS_PORT_ID = 87;
export const NAS_IPV6_ADDRESS = 95;

/** RFC 2865 5.41 and the IANA registry: types through which devices of a hospital come. */
export const PORT_TYPES: Readonly<Record<number, string>> = {
  0: 'async',
  5: 'virtual',
  15: 'ethernet',
  16: 'xdsl',
  18: 'wireless-other',
  19: 'wireless-802.11',
  20: 'token-ring',
};

/** Enterprise numbers of vendor attributes (IANA): Cisco's carries what switches learnt of the station. */
export const ENTERPRISE_CISCO = 9;
/** Microsoft's attributes are part of MS-CHAP (RFC 2548), whoever made the NAS; WISPr's belong to nobody. */
export const ENTERPRISES_OF_NO_MAKER: ReadonlySet<number> = new Set([311, 14_122]);
export const CISCO_AV_PAIR = 1;

/** Attributes of one packet that are looked at; 4,096 octets hold at most 2,038. */
export const ATTRIBUTE_LIMIT = 256;
/** Vendors of one packet that are stated. */
export const VENDOR_LIMIT = 4;
/** A NAS asks for all its stations on one flow. */
export const PACKETS_PER_FLOW = 4_096;
