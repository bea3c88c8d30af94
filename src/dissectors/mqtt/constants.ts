/** Numbers of MQTT (OASIS MQTT 3.1.1, OASIS MQTT 5.0, IBM MQTT 3.1) and the bounds of what is read of it. */

export const MQTT_PORT = 1883;

/** Control packet types, the upper half of the first octet (MQTT 5.0 2.1.2). */
export const CONNECT = 1;
export const CONNACK = 2;
export const PUBLISH = 3;
export const PING_REQUEST = 12;
export const PING_RESPONSE = 13;
export const DISCONNECT = 14;

/** Connect flags (MQTT 5.0 3.1.2.3). */
export const FLAG_WILL = 0x04;
export const FLAG_PASSWORD = 0x40;
export const FLAG_USER = 0x80;

/** Protocol levels (MQTT 3.1 section 3.1, MQTT 3.1.1 3.1.2.2, MQTT 5.0 3.1.2.2). Bridges of Mosquitto set the top bit. */
export const LEVEL_3_1 = 3;
export const LEVEL_3_1_1 = 4;
export const LEVEL_5_0 = 5;
export const LEVEL_BITS = 0x7f;

/** Return codes of CONNACK that refuse the credentials (MQTT 3.1.1 3.2.2.3; MQTT 5.0 3.2.2.2). */
export const REFUSED_CREDENTIALS: ReadonlySet<number> = new Set([4, 5, 0x86, 0x87]);

/** Octets of the remaining length (MQTT 5.0 1.5.5). */
export const LENGTH_OCTETS_LIMIT = 4;
/** Octets of a control packet that are held and read; will payload and user name may lie beyond. */
export const PACKET_LIMIT = 4_096;
/** Properties of one list that are walked. */
export const PROPERTY_LIMIT = 64;
/** Octets of a client identifier or topic that are read. */
export const NAME_OCTETS_LIMIT = 256;
/** Octets of the shortest topic by which a connection without its beginning is recognised. */
export const TOPIC_MINIMUM_OCTETS = 3;
/** Control packets of one flow that are read. */
export const PACKET_COUNT_LIMIT = 64;
/** Published messages of one flow whose content is read: a sensor repeats who it is. */
export const PUBLISH_LIMIT = 4;

/** How the value of a property is written (MQTT 5.0 2.2.2.2); two-octet lengths stand before strings. */
export const PROPERTY_USER = 0x26;
const FOUR_OCTETS = [0x02, 0x11, 0x18, 0x27];
const TWO_OCTETS = [0x13, 0x21, 0x22, 0x23];
const ONE_OCTET = [0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a];
const ONE_STRING = [0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1a, 0x1c, 0x1f];

export type PropertyShape = 1 | 2 | 4 | 'integer' | 'string' | 'pair';

export const PROPERTY_SHAPES: ReadonlyMap<number, PropertyShape> = new Map<number, PropertyShape>([
  ...FOUR_OCTETS.map((id): [number, PropertyShape] => [id, 4]),
  ...TWO_OCTETS.map((id): [number, PropertyShape] => [id, 2]),
  ...ONE_OCTET.map((id): [number, PropertyShape] => [id, 1]),
  ...ONE_STRING.map((id): [number, PropertyShape] => [id, 'string']),
  [0x0b, 'integer'],
  [PROPERTY_USER, 'pair'],
]);
