/** Numbers of BACnet (ANSI/ASHRAE 135-2020): annex J (BACnet/IP), clause 6 (network layer), 20 (encoding), 21 (services). */

export const BACNET_PORT = 47_808;

/** First octet of the BACnet virtual link control for IPv4 (J.2). */
export const BVLC_TYPE = 0x81;
export const BVLC_HEAD_OCTETS = 4;
export const BVLC_RESULT = 0x00;
export const BVLC_FORWARDED = 0x04;
export const BVLC_REGISTER_FOREIGN_DEVICE = 0x05;
export const BVLC_DISTRIBUTE = 0x09;
export const BVLC_UNICAST = 0x0a;
export const BVLC_BROADCAST = 0x0b;
/** Lengths of the functions that carry no network message (J.2): one length each. */
export const BVLC_FIXED_LENGTHS: ReadonlyMap<number, number> = new Map([
  [BVLC_RESULT, 6],
  [0x02, 4],
  [BVLC_REGISTER_FOREIGN_DEVICE, 6],
  [0x06, 4],
  [0x08, 10],
]);
/** Tables of ten octets an entry: write and read broadcast distribution table, read foreign device table. */
export const BVLC_TABLES: ReadonlySet<number> = new Set([0x01, 0x03, 0x07]);
/** Address and port of the originating device in a forwarded message (J.2.5). */
export const ORIGIN_OCTETS = 6;

/** Network layer (6.2): version and control bits. */
export const NPDU_VERSION = 1;
export const CONTROL_NETWORK_MESSAGE = 0x80;
export const CONTROL_DESTINATION = 0x20;
export const CONTROL_SOURCE = 0x08;
export const I_AM_ROUTER_TO_NETWORK = 0x01;
export const GLOBAL_BROADCAST_NETWORK = 0xffff;
/** Longest address of a station on a BACnet network: 18 octets of BACnet/IPv6. */
export const STATION_ADDRESS_LIMIT = 18;

/** Application layer PDU types (20.1). */
export const CONFIRMED_REQUEST = 0;
export const UNCONFIRMED_REQUEST = 1;
export const SIMPLE_ACK = 2;
export const COMPLEX_ACK = 3;
export const SEGMENTED = 0x08;

export const I_AM = 0;
export const I_HAVE = 1;
export const READ_PROPERTY = 0x0c;
export const READ_PROPERTY_MULTIPLE = 0x0e;

/** Confirmed services that change something (21, BACnetConfirmedServiceChoice). */
export const WRITING_SERVICES: ReadonlyMap<number, string> = new Map([
  [7, 'atomic-write-file'],
  [8, 'add-list-element'],
  [9, 'remove-list-element'],
  [10, 'create-object'],
  [11, 'delete-object'],
  [15, 'write-property'],
  [16, 'write-property-multiple'],
  [17, 'device-communication-control'],
  [20, 'reinitialize-device'],
]);

export const OBJECT_DEVICE = 8;
/** Instance that stands for any device in a request (12.11.1). */
export const ANY_INSTANCE = 0x3f_ffff;

/** Properties of the device object that are read (21, BACnetPropertyIdentifier). */
export const TEXT_PROPERTIES: ReadonlyMap<number, string> = new Map([
  [12, 'application-software-version'],
  [28, 'description'],
  [44, 'firmware-revision'],
  [58, 'location'],
  [70, 'model-name'],
  [77, 'object-name'],
  [121, 'vendor-name'],
  [372, 'serial-number'],
]);
export const NUMBER_PROPERTIES: ReadonlyMap<number, string> = new Map([
  [120, 'vendor-id'],
  [139, 'protocol-revision'],
]);

/** BACnetSegmentation. */
export const SEGMENTATION: readonly string[] = ['both', 'transmit', 'receive', 'none'];

/** Application tags (20.2.1.4). */
export const TAG_UNSIGNED = 2;
export const TAG_CHARACTER_STRING = 7;
export const TAG_ENUMERATED = 9;
export const TAG_OBJECT_IDENTIFIER = 12;

/** Character sets of a string (20.2.9). */
export const CHARSET_UTF8 = 0;
export const CHARSET_UCS2 = 4;
export const CHARSET_LATIN1 = 5;
