/**
 * PUBLISH from a client (MQTT 3.1.1 3.3, MQTT 5.0 3.3): identity that a sensor repeats in JSON, outside any topic. A
 * gateway publishes for others: what is published is about the sender only when it holds the sender's own name or MAC.
 *
 *   topic2 [QoS > 0: packet-id2] [v5: properties] payload
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { aboutNamed, type FactSink, SENDER } from '../dissector.ts';
import { scanJsonMembers } from '../encodings/json-members.ts';
import { deviceMac } from '../encodings/mac-in-text.ts';
import { type Client, readVariableInteger } from './connect.ts';
import { LEVEL_5_0 } from './constants.ts';
import {
  ATTRIBUTE_NAME_LIMIT,
  ATTRIBUTE_VALUE_LIMIT,
  type AttributeName,
  attributeOf,
} from './device-attributes.ts';

/** Octets of a payload that is read; identity with a measurement is short. */
export const PAYLOAD_LIMIT = 1_024;
const OPENING_BRACE = 0x7b;
/** Identity stands beside the measurement, not inside it. */
const LIMITS = { depth: 1, nameLength: ATTRIBUTE_NAME_LIMIT, valueLength: ATTRIBUTE_VALUE_LIMIT } as const;

/** Reads the body of a whole PUBLISH; `flags` is the lower half of its first octet. */
export function readPublish(
  body: OctetReader,
  flags: number,
  client: Client,
  sourceMac: string,
  out: FactSink,
): void {
  body.skip(body.u16());
  if ((flags & 0x06) !== 0) body.skip(2);
  if (client.level === LEVEL_5_0) body.skip(readVariableInteger(body));
  if (body.failed || body.peek() !== OPENING_BRACE || body.remaining > PAYLOAD_LIMIT) return;
  const stated = new Map<AttributeName, string | undefined>();
  scanJsonMembers(body.utf8(body.remaining), LIMITS, (name, value) => {
    const attribute = attributeOf(name, value);
    // Two values for one attribute describe two things.
    if (attribute) stated.set(attribute, stated.has(attribute) ? undefined : value);
    return true;
  });
  const serial = stated.get('serial-number');
  if (serial === undefined || stated.size < 2) return;
  const about = isOwn(serial, client, sourceMac) ? SENDER : aboutNamed(`serial:${serial}`);
  for (const [attribute, value] of stated)
    if (value !== undefined) out.fact(`published-${attribute}`, value, about);
}

function isOwn(serial: string, client: Client, sourceMac: string): boolean {
  if (client.id !== '' && client.id.toLowerCase().includes(serial.toLowerCase())) return true;
  const mac = deviceMac(serial);
  return mac !== '' && (mac === sourceMac || mac === client.mac);
}
