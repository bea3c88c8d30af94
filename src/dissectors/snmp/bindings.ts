/**
 * The variable bindings of one PDU (RFC 3416 3): SEQ OF SEQ { OBJECT IDENTIFIER, value }. Only objects of `objects.ts`
 * are read. Rows of the entity table count when they belong to the chassis: its parts have serial numbers of their own.
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { aboutIp, type FactSink, type Subject } from '../dissector.ts';
import {
  BER_INTEGER,
  BER_OBJECT_IDENTIFIER,
  BER_OCTET_STRING,
  BER_SEQUENCE,
  enterBer,
  readBerInteger,
  readOidContent,
  readSubidentifier,
} from '../encodings/ber.ts';
import { deviceIdKeys } from '../encodings/ieee1284-id.ts';
import { BINDING_LIMIT, TAG_IP_ADDRESS, VALUE_LIMIT_OCTETS } from './constants.ts';
import {
  ENTITY_CLASS_CHASSIS,
  ENTITY_CLASS_COLUMN,
  ENTITY_ROW_OCTETS,
  entityField,
  isTrapAddress,
  objectField,
} from './objects.ts';

/** What a flow has learnt about the entity table of its agent. */
export interface EntityState {
  /** Index of the first chassis seen; 0 while its class is not known, when index 1 stands for it. */
  chassis: number;
}

interface EntityValue {
  readonly field: string;
  readonly index: number;
  readonly value: string;
}

/** Reads the list that starts at the next octet. `isNotification`: snmpTrapAddress.0 may name another agent. */
export function readBindings(
  octets: OctetReader,
  end: number,
  about: Subject,
  isNotification: boolean,
  state: EntityState,
  out: FactSink,
): void {
  const listEnd = enterBer(octets, BER_SEQUENCE, end);
  if (listEnd < 0) return;
  const start = octets.position;
  const subject = (isNotification && forwardedFrom(octets, listEnd)) || about;
  octets.seek(start);
  let entities: EntityValue[] | undefined;
  for (let count = 0; count < BINDING_LIMIT && octets.position < listEnd; count++) {
    const bindingEnd = enterBer(octets, BER_SEQUENCE, listEnd);
    if (bindingEnd < 0) break;
    const oidEnd = enterBer(octets, BER_OBJECT_IDENTIFIER, bindingEnd);
    const field = oidEnd < 0 ? undefined : objectField(octets, oidEnd - octets.position);
    if (field === 'entity') {
      const entity = readEntity(octets, oidEnd, bindingEnd, state);
      if (entity) {
        entities ??= [];
        entities.push(entity);
      }
    } else if (field !== undefined) {
      octets.seek(oidEnd);
      out.fact(field, readValue(octets, bindingEnd, field), subject);
    }
    octets.seek(bindingEnd);
  }
  if (!entities) return;
  const device = state.chassis === 0 ? 1 : state.chassis;
  for (const { field, index, value } of entities) if (index === device) out.fact(field, value, subject);
}

/** RFC 3584 3.1: the agent that a forwarded notification comes from; undefined when it is the sender itself. */
function forwardedFrom(octets: OctetReader, listEnd: number): Subject | undefined {
  for (let count = 0; count < BINDING_LIMIT && octets.position < listEnd; count++) {
    const bindingEnd = enterBer(octets, BER_SEQUENCE, listEnd);
    if (bindingEnd < 0) return undefined;
    const oidEnd = enterBer(octets, BER_OBJECT_IDENTIFIER, bindingEnd);
    if (oidEnd >= 0 && isTrapAddress(octets, oidEnd - octets.position)) {
      octets.seek(oidEnd);
      return readAgentAddress(octets, bindingEnd);
    }
    octets.seek(bindingEnd);
  }
  return undefined;
}

/** The host that an IpAddress names; undefined when it names none (0.0.0.0 where the agent has no IPv4). */
export function readAgentAddress(octets: OctetReader, end: number): Subject | undefined {
  const next = enterBer(octets, TAG_IP_ADDRESS, end);
  if (next < 0) return undefined;
  const address = next - octets.position === 4 ? octets.u32() : 0;
  octets.seek(next);
  return isUnicastIpv4(address) ? aboutIp(formatIpv4(address)) : undefined;
}

/** Text of a value: characters of an OCTET STRING, dots and numbers of an OBJECT IDENTIFIER; empty for all else. */
function readValue(octets: OctetReader, end: number, field: string): string {
  if (octets.peek() === BER_OBJECT_IDENTIFIER) {
    const next = enterBer(octets, BER_OBJECT_IDENTIFIER, end);
    const text = next < 0 ? '' : readOidContent(octets, next - octets.position);
    return text === '0.0' ? '' : text;
  }
  const next = enterBer(octets, BER_OCTET_STRING, end);
  if (next < 0) return '';
  const text = octets.utf8(Math.min(next - octets.position, VALUE_LIMIT_OCTETS));
  return field === 'ieee1284-id' ? deviceIdKeys(text) : text;
}

/** Reads one cell of the entity table; a class is put into the state, another column that is read is answered. */
function readEntity(
  octets: OctetReader,
  oidEnd: number,
  end: number,
  state: EntityState,
): EntityValue | undefined {
  octets.skip(ENTITY_ROW_OCTETS);
  const column = readSubidentifier(octets, oidEnd);
  const index = readSubidentifier(octets, oidEnd);
  if (index <= 0 || octets.position !== oidEnd) return undefined;
  if (column === ENTITY_CLASS_COLUMN) {
    const isChassis = octets.peek() === BER_INTEGER && readBerInteger(octets, end) === ENTITY_CLASS_CHASSIS;
    if (isChassis && state.chassis === 0) state.chassis = index;
    return undefined;
  }
  const field = entityField(column);
  return field === undefined ? undefined : { field, index, value: readValue(octets, end, field) };
}
