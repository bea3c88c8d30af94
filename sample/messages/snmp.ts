/** SNMP version 1 and 2c messages (RFC 1157, 3416). */

import { integer, objectId, tlv } from './ber.ts';

export type SnmpValue =
  | { readonly text: string }
  | { readonly oid: string }
  | { readonly ticks: number }
  | { readonly integer: number };

const NULL = tlv(0x05);

function valueOctets(value: SnmpValue): Buffer {
  if ('text' in value) return tlv(0x04, value.text);
  if ('oid' in value) return objectId(value.oid);
  return 'ticks' in value ? integer(value.ticks, 0x43) : integer(value.integer);
}

function message(community: string, pduTag: number, requestId: number, bindings: readonly Buffer[]): Buffer {
  const pdu = tlv(pduTag, integer(requestId), integer(0), integer(0), tlv(0x30, ...bindings));
  return tlv(0x30, integer(1), tlv(0x04, community), pdu);
}

/** GetRequest for these objects. */
export function snmpGet(community: string, requestId: number, oids: readonly string[]): Buffer {
  const bindings = oids.map((oid) => tlv(0x30, objectId(oid), NULL));
  return message(community, 0xa0, requestId, bindings);
}

/** Response with these values. */
export function snmpResponse(
  community: string,
  requestId: number,
  values: Readonly<Record<string, SnmpValue>>,
): Buffer {
  const bindings = Object.entries(values).map(([oid, value]) => tlv(0x30, objectId(oid), valueOctets(value)));
  return message(community, 0xa2, requestId, bindings);
}
