/** The fields that the SNMP dissector emits; those of management objects carry the name of the object in its MIB. */

import type { Attribute, FactDeclaration } from '../dissector.ts';

const own = (attribute: Attribute, label: string, help: string): FactDeclaration => ({
  label,
  help,
  states: { attribute, source: 'own-identity' },
});

export const facts: Readonly<Record<string, FactDeclaration>> = {
  version: { label: 'SNMP version', help: 'Version of the message: v1, v2c or v3 (RFC 3410 7).' },
  role: {
    label: 'SNMP role',
    help: 'agent: answers or notifies; manager: asks, sets or acknowledges (RFC 3411 3.1).',
  },
  'clear-text-community': {
    label: 'SNMP community in clear',
    help: 'A community was sent in clear: default when it is public or private, seen otherwise; its text is not kept.',
  },
  operation: {
    label: 'SNMP operation',
    help: 'set: the manager asked the agent to change a value (RFC 3416 4.2.5).',
  },
  'security-level': {
    label: 'SNMPv3 security level',
    help: 'noAuthNoPriv, authNoPriv or authPriv by the flags of the message (RFC 3411 3.4.3).',
  },
  'engine-id': {
    label: 'SNMP engine id',
    help: 'Identifier of the authoritative engine in hexadecimal (RFC 3411 5); copied system images share it.',
  },
  'engine-enterprise': {
    label: 'SNMP engine enterprise',
    help: 'IANA enterprise number at the start of the engine id, whose owner wrote the agent.',
  },
  'engine-mac': {
    label: 'SNMP engine MAC',
    help: 'MAC address inside an engine id of format 3 (RFC 3411 5).',
    binds: 'mac-address',
  },
  'engine-boots': {
    label: 'SNMP engine boots',
    help: 'How often the authoritative engine started since its configuration (RFC 3414 2.2).',
  },
  'engine-time': {
    label: 'SNMP engine time',
    help: 'Seconds since the last start of the authoritative engine (RFC 3414 2.2), as first seen on a flow.',
  },
  'trap-enterprise': {
    label: 'SNMP trap enterprise',
    help: 'Object identifier of the kind of device that an SNMPv1 trap names (RFC 1157 4.1.6).',
  },
  trap: {
    label: 'SNMP trap',
    help: 'Generic name of an SNMPv1 trap, or enterpriseSpecific with the number of the maker (RFC 1157 4.1.6).',
  },
  sysDescr: {
    label: 'System description',
    help: 'sysDescr of SNMPv2-MIB: hardware, system and software as text.',
  },
  sysObjectID: {
    label: 'System object identifier',
    help: 'sysObjectID of SNMPv2-MIB: the kind of device under the enterprise number of its maker.',
  },
  sysName: {
    label: 'System name',
    help: 'sysName of SNMPv2-MIB: the name that administrators gave.',
    states: { attribute: 'hostname', source: 'configured' },
  },
  sysLocation: { label: 'System location', help: 'sysLocation of SNMPv2-MIB: where the device stands.' },
  entPhysicalDescr: { label: 'Entity description', help: 'entPhysicalDescr of the chassis (ENTITY-MIB).' },
  entPhysicalHardwareRev: own(
    'hardwareVersion',
    'Entity hardware revision',
    'entPhysicalHardwareRev of the chassis.',
  ),
  entPhysicalFirmwareRev: own(
    'firmwareVersion',
    'Entity firmware revision',
    'entPhysicalFirmwareRev of the chassis.',
  ),
  entPhysicalSoftwareRev: own(
    'softwareVersion',
    'Entity software revision',
    'entPhysicalSoftwareRev of the chassis.',
  ),
  entPhysicalSerialNum: own('serialNumber', 'Entity serial number', 'entPhysicalSerialNum of the chassis.'),
  entPhysicalMfgName: own('vendor', 'Entity manufacturer', 'entPhysicalMfgName of the chassis.'),
  entPhysicalModelName: own('model', 'Entity model', 'entPhysicalModelName of the chassis.'),
  hrDeviceDescr: {
    label: 'First host device',
    help: 'hrDeviceDescr of device 1 (HOST-RESOURCES-MIB); on printers the model.',
  },
  prtGeneralSerialNumber: own(
    'serialNumber',
    'Printer serial number',
    'prtGeneralSerialNumber of Printer-MIB.',
  ),
  upsIdentManufacturer: own('vendor', 'UPS manufacturer', 'upsIdentManufacturer of UPS-MIB.'),
  upsIdentModel: own('model', 'UPS model', 'upsIdentModel of UPS-MIB.'),
  upsIdentUPSSoftwareVersion: own(
    'firmwareVersion',
    'UPS software',
    'upsIdentUPSSoftwareVersion of UPS-MIB.',
  ),
  upsIdentAgentSoftwareVersion: {
    label: 'UPS agent software',
    help: 'upsIdentAgentSoftwareVersion of UPS-MIB: the software of the network card.',
  },
  apcBasicIdentModel: own('model', 'APC model', 'upsBasicIdentModel of PowerNet-MIB.'),
  apcAdvIdentFirmwareRevision: own(
    'firmwareVersion',
    'APC firmware',
    'upsAdvIdentFirmwareRevision of PowerNet-MIB.',
  ),
  apcAdvIdentSerialNumber: own(
    'serialNumber',
    'APC serial number',
    'upsAdvIdentSerialNumber of PowerNet-MIB.',
  ),
  'ieee1284-id': {
    label: 'IEEE 1284 device id',
    help: 'Keys MFG, MDL, SN, FWVER, DES and CLS of a printer (IEEE 1284 7.6); command sets are left out.',
  },
};
