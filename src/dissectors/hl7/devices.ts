/**
 * The devices that one HL7 message names, gathered over its OBX, PRT and EQU segments and stated at its end under the
 * best identity that any of them gave: EUI-64, UDI with serial number, serial number, system id, else the equipment text.
 * IHE PCD TF-2 3.1 (PCD-01), HL7 v2.9 7.4.2 (OBX), 7.4.4 (PRT).
 */

import { aboutIp, aboutNamed, type FactSink, type Subject } from '../dissector.ts';
import type { EquipmentIdentifier } from './equipment-identifier.ts';

/** Devices gathered of one message; a gateway sends one message a device or a few. */
export const DEVICE_LIMIT = 64;
/** Values kept of one device. */
export const VALUE_LIMIT = 40;

/** The fields that name equipment. */
export type IdentifierField = 'OBX-18' | 'PRT-10' | 'EQU-1';

export interface DeviceFact {
  readonly field: string;
  readonly value: string;
}

export interface Device {
  eui64: string;
  /** `10887787005551/55217`: UDI-DI and serial. */
  udi: string;
  /** Component 1 of an identifier that was assigned by somebody, with who did. */
  assigned: string;
  assigner: string;
  /** Where `assigned` stood. */
  assignedField: IdentifierField;
  /** A serial number stated as such: PRT-20, production specification, UDI. */
  serial: string;
  /** EUI-64 or UUID of the system, as an attribute or before the text of an identifier says. */
  systemId: string;
  /** Address of the device, when its identifier holds one. */
  ip: string;
  /** Whether it is one of the devices of the message, and not what is known of a nameless module. */
  readonly isListed: boolean;
  readonly texts: string[];
  /** What is emitted. */
  readonly facts: DeviceFact[];
}

const newDevice = (isListed: boolean): Device => ({
  eui64: '',
  udi: '',
  assigned: '',
  assigner: '',
  assignedField: 'OBX-18',
  serial: '',
  systemId: '',
  ip: '',
  isListed,
  texts: [],
  facts: [],
});

/** A device outside of any message's list: a module that has given no identity so far. */
export const blankDevice = (): Device => newDevice(false);

export class Devices {
  private readonly all: Device[] = [];

  get list(): readonly Device[] {
    return this.all;
  }

  clear(): void {
    this.all.length = 0;
  }

  /** A device without a name so far; undefined at the limit. */
  create(): Device | undefined {
    if (this.all.length >= DEVICE_LIMIT) return undefined;
    const device = newDevice(true);
    this.all.push(device);
    return device;
  }

  /** The device that these identifiers name, a new one when the message has not named it before. */
  named(
    identifiers: readonly EquipmentIdentifier[],
    field: IdentifierField,
    unnamed?: Device,
  ): Device | undefined {
    const known = this.all.find((device) => identifiers.some((identifier) => isSame(device, identifier)));
    const device = known ?? (unnamed && isNameless(unnamed) ? unnamed : this.create());
    if (device) for (const identifier of identifiers) learn(device, identifier, field);
    return device;
  }
}

const udiInstance = (identifier: EquipmentIdentifier): string =>
  identifier.udi && identifier.udi.serial !== ''
    ? `${identifier.udi.deviceIdentifier}/${identifier.udi.serial}`
    : '';

function isNameless(device: Device): boolean {
  return isText(device) && device.texts.length === 0;
}

function isSame(device: Device, identifier: EquipmentIdentifier): boolean {
  if (device.eui64 !== '' && identifier.eui64 !== '') return device.eui64 === identifier.eui64;
  const udi = udiInstance(identifier);
  if (device.udi !== '' && udi !== '') return device.udi === udi;
  if (device.ip !== '' && identifier.ip !== '') return device.ip === identifier.ip;
  if (device.systemId !== '' && identifier.uuid !== '') return device.systemId === identifier.uuid;
  if (device.assigned !== '' && identifier.serial !== '')
    return device.assigned === identifier.serial && device.assigner === identifier.assigner;
  return isText(device) && isTextOnly(identifier) && device.texts.join('^') === identifier.texts.join('^');
}

const isText = (device: Device) =>
  device.eui64 === '' &&
  device.udi === '' &&
  device.assigned === '' &&
  device.systemId === '' &&
  device.ip === '';
const isTextOnly = (identifier: EquipmentIdentifier) =>
  identifier.eui64 === '' &&
  !identifier.udi &&
  identifier.serial === '' &&
  identifier.uuid === '' &&
  identifier.ip === '' &&
  identifier.texts.length > 0;

function learn(device: Device, identifier: EquipmentIdentifier, field: IdentifierField): void {
  if (device.eui64 === '' && identifier.eui64 !== '') {
    device.eui64 = identifier.eui64;
    addFact(device, `${field}-eui64`, identifier.eui64);
    addFact(device, `${field}-mac`, identifier.mac);
  }
  if (identifier.udi) learnUdi(device, identifier);
  if (device.ip === '' && identifier.ip !== '') {
    device.ip = identifier.ip;
    addFact(device, 'equipment-address', identifier.ip);
  }
  if (device.systemId === '' && identifier.uuid !== '') {
    device.systemId = identifier.uuid;
    addFact(device, 'equipment-uuid', identifier.uuid);
  }
  if (device.assigned === '' && identifier.serial !== '') {
    device.assigned = identifier.serial;
    device.assigner = identifier.assigner;
    device.assignedField = field;
  }
  for (const text of identifier.texts) {
    if (device.texts.includes(text) || device.texts.length >= VALUE_LIMIT) continue;
    device.texts.push(text);
    addFact(device, `${field}-text`, text);
  }
}

/** Takes a UDI for the device: its text, its instance and the serial number in it. */
export function learnUdi(device: Device, identifier: EquipmentIdentifier): void {
  if (!identifier.udi) return;
  const instance = udiInstance(identifier);
  if (device.udi !== '' && instance !== '' && device.udi !== instance) return; // that of another device
  addFact(device, 'UDI', identifier.udiText);
  if (instance === '' || device.udi !== '') return;
  device.udi = instance;
  addFact(device, 'UDI-instance', instance);
  if (device.serial === '') device.serial = identifier.udi.serial;
}

/** Takes a UDI-DI that stands alone (PRT-16), which with the serial number beside it (PRT-20) names one device. */
export function learnDeviceIdentifier(device: Device, identifier: string, serial: string): void {
  addFact(device, 'UDI-DI', identifier);
  if (serial === '' || device.udi !== '') return;
  device.udi = `${identifier}/${serial}`;
  addFact(device, 'UDI-instance', device.udi);
}

/** Keeps a value to be stated of the device; empty ones and those beyond the limit are left out. */
export function addFact(device: Device, field: string, value: string): void {
  if (value === '' || device.facts.length >= VALUE_LIMIT) return;
  for (const fact of device.facts) if (fact.value === value && fact.field === field) return;
  device.facts.push({ field, value });
}

/** Gives `device` what is known of `other`, which turned out to be the same. */
export function takeOver(device: Device, other: Device): void {
  for (const { field, value } of other.facts) addFact(device, field, value);
  if (device.serial === '') device.serial = other.serial;
  if (device.systemId === '') device.systemId = other.systemId;
}

/** Name of the device for `aboutNamed`; empty when nothing names it. */
function deviceName(device: Device): string {
  if (device.eui64 !== '') return `eui64:${device.eui64}`;
  if (device.udi !== '') return `udi:${device.udi}`;
  const serial = device.serial !== '' ? device.serial : device.assigned;
  if (serial !== '') return `serial:${device.assigner === '' ? '' : `${device.assigner}/`}${serial}`;
  if (device.systemId !== '') return `${device.systemId.includes('-') ? 'uuid' : 'eui64'}:${device.systemId}`;
  return device.texts.length > 0 ? `equipment:${device.texts.join('^')}` : '';
}

/** Whom the facts of the device are about: a device that names its address is the host there. */
function subjectOf(device: Device): Subject | undefined {
  if (device.ip !== '') return aboutIp(device.ip);
  const name = deviceName(device);
  return name === '' ? undefined : aboutNamed(name);
}

/**
 * States what the message said of the device. Component 1 of an identifier counts as serial number only when nothing
 * states one outright; otherwise it is a text.
 */
export function emitDevice(device: Device, out: FactSink): void {
  const subject = subjectOf(device);
  if (!subject) return;
  for (const { field, value } of device.facts) out.fact(field, value, subject);
  if (device.assigned === '' || device.assigned === device.serial) return;
  const kind = device.serial === '' ? 'serial' : 'text';
  out.fact(`${device.assignedField}-${kind}`, device.assigned, subject);
}
