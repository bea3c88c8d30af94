/**
 * CONNECT (MQTT 3.1.1 3.1, MQTT 5.0 3.1): who the client says it is. User name and password are skipped unread.
 *
 *   name2 level1 flags1 keepalive2 [v5: properties] client-id2 [will: [v5: properties] topic2 payload2] [user2] [password2]
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { macInText } from '../encodings/mac-in-text.ts';
import {
  FLAG_PASSWORD,
  FLAG_USER,
  FLAG_WILL,
  LENGTH_OCTETS_LIMIT,
  LEVEL_3_1,
  LEVEL_5_0,
  LEVEL_BITS,
  NAME_OCTETS_LIMIT,
  PROPERTY_LIMIT,
  PROPERTY_SHAPES,
  PROPERTY_USER,
} from './constants.ts';
import { ATTRIBUTE_NAME_LIMIT, ATTRIBUTE_VALUE_LIMIT, attributeOf } from './device-attributes.ts';
import { topicShape } from './topic-shape.ts';

export interface Client {
  level: number;
  id: string;
  mac: string;
  credentials: 'password' | 'user-name' | undefined;
}

/** The variable-length integer at the reader; -1 when it has more than four octets or is not whole. */
export function readVariableInteger(octets: OctetReader): number {
  let value = 0;
  for (let index = 0; index < LENGTH_OCTETS_LIMIT; index++) {
    const octet = octets.peek();
    if (octet < 0) return -1;
    octets.skip(1);
    value += (octet & 0x7f) * 128 ** index;
    if (octet < 0x80) return value;
  }
  return -1;
}

/** Reads the body of a CONNECT, or as much of it as `body` holds; `whole` tells which, for what lacks is then an error. */
export function readConnect(body: OctetReader, whole: boolean, out: FactSink): Client {
  body.skip(body.u16());
  const level = body.u8() & LEVEL_BITS;
  const client: Client = { level, id: '', mac: '', credentials: undefined };
  out.fact('version', level === LEVEL_3_1 ? '3.1' : level === LEVEL_5_0 ? '5.0' : '3.1.1');
  const flags = body.u8();
  body.skip(2);
  if (flags & FLAG_PASSWORD) client.credentials = 'password';
  else if (flags & FLAG_USER) client.credentials = 'user-name';
  // A header that is cut or flags that no packet may have tell nothing.
  if (!body.failed && client.credentials) out.fact('clear-text-credential', client.credentials);
  const complete = readNames(body, client, (flags & FLAG_WILL) !== 0, out);
  if (!complete && whole) out.anomaly('malformed-connect');
  return client;
}

/** False when a length points beyond the octets. */
function readNames(body: OctetReader, client: Client, hasWill: boolean, out: FactSink): boolean {
  if (client.level === LEVEL_5_0 && !readProperties(body, out)) return false;
  client.id = readName(body);
  if (body.failed) return false;
  client.mac = macInText(client.id);
  // An address of mail is a person's.
  if (!client.id.includes('@')) out.fact('client-id', client.id);
  out.fact('client-mac', client.mac);
  if (!hasWill) return true;
  if (client.level === LEVEL_5_0 && !readProperties(body, out)) return false;
  const topic = readName(body);
  if (body.failed) return false;
  out.fact('will-topic', topicShape(topic, client.id));
  return true;
}

/** Text with its length before it, at most NAME_OCTETS_LIMIT octets of it. */
export function readName(octets: OctetReader): string {
  const length = octets.u16();
  if (length > octets.remaining) {
    octets.skip(length);
    return '';
  }
  const text = octets.utf8(Math.min(length, NAME_OCTETS_LIMIT));
  octets.skip(length - Math.min(length, NAME_OCTETS_LIMIT));
  return text;
}

/** Walks a list of properties and states user properties that name an attribute; false when it does not fit. */
function readProperties(body: OctetReader, out: FactSink): boolean {
  const length = readVariableInteger(body);
  if (length < 0 || length > body.remaining) return false;
  const list = body.sub(length);
  for (let count = 0; count < PROPERTY_LIMIT && list.remaining > 0; count++) {
    const id = list.u8();
    const shape = PROPERTY_SHAPES.get(id);
    if (shape === undefined) return false;
    if (id === PROPERTY_USER) readUserProperty(list, out);
    else if (shape === 'integer') readVariableInteger(list);
    else list.skip(shape === 'string' ? list.u16() : Number(shape));
    if (list.failed) return false;
  }
  return true;
}

function readUserProperty(list: OctetReader, out: FactSink): void {
  const nameLength = list.u16();
  const name = nameLength > ATTRIBUTE_NAME_LIMIT ? '' : list.utf8(nameLength);
  if (nameLength > ATTRIBUTE_NAME_LIMIT) list.skip(nameLength);
  const valueLength = list.u16();
  const isShort = valueLength <= ATTRIBUTE_VALUE_LIMIT * 4;
  const value = isShort ? list.utf8(valueLength) : '';
  if (!isShort) list.skip(valueLength);
  const attribute = list.failed ? undefined : attributeOf(name, value);
  if (attribute) out.fact(`property-${attribute}`, value);
}
