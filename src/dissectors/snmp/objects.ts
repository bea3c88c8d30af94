/**
 * The management objects that are read: object identifiers and the fact of each.
 * SNMPv2-MIB (RFC 3418), ENTITY-MIB (RFC 6933), HOST-RESOURCES-MIB (RFC 2790), Printer-MIB (RFC 3805), UPS-MIB
 * (RFC 1628), and two vendor objects that many devices answer. sysContact names people and is not read.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { oidContent } from '../encodings/ber.ts';

const MIB_2 = 0x2b06_0102; // 1.3.6.1.2
const PRIVATE = 0x2b06_0104; // 1.3.6.1.4

/** Objects with one instance, instance `.0` included. */
const SCALARS: ReadonlyMap<string, string> = new Map([
  [oidContent('1.3.6.1.2.1.1.1.0'), 'sysDescr'],
  [oidContent('1.3.6.1.2.1.1.2.0'), 'sysObjectID'],
  [oidContent('1.3.6.1.2.1.1.5.0'), 'sysName'],
  [oidContent('1.3.6.1.2.1.1.6.0'), 'sysLocation'],
  [oidContent('1.3.6.1.2.1.33.1.1.1.0'), 'upsIdentManufacturer'],
  [oidContent('1.3.6.1.2.1.33.1.1.2.0'), 'upsIdentModel'],
  [oidContent('1.3.6.1.2.1.33.1.1.3.0'), 'upsIdentUPSSoftwareVersion'],
  [oidContent('1.3.6.1.2.1.33.1.1.4.0'), 'upsIdentAgentSoftwareVersion'],
  // PowerNet-MIB of APC
  [oidContent('1.3.6.1.4.1.318.1.1.1.1.1.1.0'), 'apcBasicIdentModel'],
  [oidContent('1.3.6.1.4.1.318.1.1.1.1.2.1.0'), 'apcAdvIdentFirmwareRevision'],
  [oidContent('1.3.6.1.4.1.318.1.1.1.1.2.3.0'), 'apcAdvIdentSerialNumber'],
  // Printers of many makers answer this object of HP with their IEEE 1284 device id.
  [oidContent('1.3.6.1.4.1.11.2.3.9.1.1.7.0'), 'ieee1284-id'],
]);

/** Columns of which only the row of the first device is read. */
const FIRST_ROWS: ReadonlyMap<string, string> = new Map([
  [oidContent('1.3.6.1.2.1.25.3.2.1.3.1'), 'hrDeviceDescr'],
  [oidContent('1.3.6.1.2.1.43.5.1.1.17.1'), 'prtGeneralSerialNumber'],
]);

/** 1.3.6.1.2.1.47.1.1.1.1: the column follows, then the index of the entity. */
const ENTITY_ROW = oidContent('1.3.6.1.2.1.47.1.1.1.1');
export const ENTITY_CLASS_COLUMN = 5;
/** RFC 6933 PhysicalClass: a chassis, the box itself and no part of it. */
export const ENTITY_CLASS_CHASSIS = 3;

/** Columns of entPhysicalTable (RFC 6933). */
const ENTITY_COLUMNS: ReadonlyMap<number, string> = new Map([
  [2, 'entPhysicalDescr'],
  [8, 'entPhysicalHardwareRev'],
  [9, 'entPhysicalFirmwareRev'],
  [10, 'entPhysicalSoftwareRev'],
  [11, 'entPhysicalSerialNum'],
  [12, 'entPhysicalMfgName'],
  [13, 'entPhysicalModelName'],
]);

/** 1.3.6.1.6.3.18.1.3.0 (RFC 3584): the agent that a forwarded trap comes from. */
const TRAP_ADDRESS = oidContent('1.3.6.1.6.3.18.1.3.0');

/** Longest object identifier that is compared; none of the above is longer. */
const OID_LIMIT_OCTETS = 20;

/**
 * The field of the object whose identifier is the next `length` octets: a scalar or first row. `entity` for a row of
 * the entity table, undefined for all else. Does not move.
 */
export function objectField(octets: OctetReader, length: number): string | undefined {
  const start = octets.peek32();
  if ((start !== MIB_2 && start !== PRIVATE) || length < 8 || length > OID_LIMIT_OCTETS) return undefined;
  // Most of a walk is tables of interfaces and addresses, which end here without a string being made.
  if (start === MIB_2 && !isReadGroup(octets.peek(5))) return undefined;
  if (octets.startsWith(ENTITY_ROW)) return 'entity';
  const at = octets.position;
  const text = octets.latin1(length);
  octets.seek(at);
  return SCALARS.get(text) ?? FIRST_ROWS.get(text);
}

/** Groups of 1.3.6.1.2.1: system, host, ups, printmib, entityMIB. */
function isReadGroup(group: number): boolean {
  return group === 0x01 || group === 0x19 || group === 0x21 || group === 0x2b || group === 0x2f;
}

/** The fact of a column of the entity table; undefined when it is not read. */
export function entityField(column: number): string | undefined {
  return ENTITY_COLUMNS.get(column);
}

/** Octets of the identifier up to the column of an entity. */
export const ENTITY_ROW_OCTETS = ENTITY_ROW.length;

/** Whether the next `length` octets identify the object that names the agent of a forwarded trap. */
export function isTrapAddress(octets: OctetReader, length: number): boolean {
  return length === TRAP_ADDRESS.length && octets.startsWith(TRAP_ADDRESS);
}
