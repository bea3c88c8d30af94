/** The facts of the POCT1-A dissector; fields of HEL.R01 keep the names of the specification (POCT1-A2 annex B). */

import type { FactDeclaration } from '../dissector.ts';

const HELLO: Readonly<Record<string, FactDeclaration>> = {
  'HDR.version_id': {
    label: 'POCT1-A version',
    help: 'Version of the messages that the device sends, such as POCT1 (HDR.version_id).',
  },
  'DEV.device_id': {
    label: 'Device identifier',
    help: 'Identifier of the device, by the specification an EUI-64 (DEV.device_id).',
  },
  'DEV.vendor_id': {
    label: 'Vendor identifier',
    help: 'Short name of the maker (DEV.vendor_id).',
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  'DEV.model_id': {
    label: 'Model',
    help: 'Model of the device (DEV.model_id).',
    states: { attribute: 'model', source: 'own-identity' },
  },
  'DEV.serial_id': {
    label: 'Serial number',
    help: 'Serial number of the device (DEV.serial_id).',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'DEV.manufacturer_name': {
    label: 'Manufacturer',
    help: 'Name of the maker (DEV.manufacturer_name).',
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  'DEV.hw_version': {
    label: 'Hardware version',
    help: 'Version of the hardware (DEV.hw_version).',
    states: { attribute: 'hardwareVersion', source: 'own-identity' },
  },
  'DEV.sw_version': {
    label: 'Software version',
    help: 'Version of the software (DEV.sw_version).',
    states: { attribute: 'softwareVersion', source: 'own-identity' },
  },
  'DEV.device_name': {
    label: 'Device name',
    help: 'Name that the device or its owner gave it (DEV.device_name).',
  },
};

/** Elements of HEL.R01 whose V is stated under their own name. */
export const HELLO_FIELDS: ReadonlySet<string> = new Set(Object.keys(HELLO));

export const FACTS: Readonly<Record<string, FactDeclaration>> = {
  role: {
    label: 'POCT1-A role',
    help: 'device for who says hello or sends observations, data-manager for who asks or sends lists.',
  },
  ...HELLO,
  'DEV.device_id-eui64': {
    label: 'EUI-64 of the device',
    help: 'EUI-64 in DEV.device_id.',
    binds: 'unique-identity',
  },
  'DEV.device_id-mac': {
    label: 'MAC of the device',
    help: 'MAC in DEV.device_id: as it stands, or with FFFE inserted.',
    binds: 'mac-address',
  },
};
