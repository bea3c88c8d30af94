/** The facts that the data export of an IntelliVue monitor states. */

import type { FactDeclaration } from '../dissector.ts';

export const FACTS: Readonly<Record<string, FactDeclaration>> = {
  role: {
    label: 'Data export role',
    help: 'monitor for who answers, reports events or announces itself, reader for who asks for its data.',
  },
  'association-refused': {
    label: 'Data export refused',
    help: 'The monitor refused an association (session message 0C).',
  },
  manufacturer: {
    label: 'Manufacturer',
    help: 'Manufacturer in the model identity of the medical device system (attribute 0x0928).',
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  model: {
    label: 'Model',
    help: 'Model or product number in the model identity of the medical device system (attribute 0x0928).',
    states: { attribute: 'model', source: 'own-identity' },
  },
  'system-type': {
    label: 'System type',
    help: 'Context-free code and term of ISO/IEEE 11073-10101 for the kind of device (attribute 0x0986).',
  },
  'system-id': {
    label: 'System identity',
    help: 'Unique octets of the device, mostly its MAC (attribute 0x0984).',
    binds: 'unique-identity',
  },
  'serial-number': {
    label: 'Serial number',
    help: 'Production specification of kind serial number of the product (attribute 0x092D).',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'part-number': {
    label: 'Product number',
    help: 'Production specification of kind part number of the product, such as 865241 (attribute 0x092D).',
  },
  'hardware-revision': {
    label: 'Hardware revision',
    help: 'Hardware revision of the product or its main board (attribute 0x092D).',
    states: { attribute: 'hardwareVersion', source: 'own-identity' },
  },
  'software-revision': {
    label: 'Software revision',
    help: 'Software revision of the product or its application software (attribute 0x092D).',
    states: { attribute: 'softwareVersion', source: 'own-identity' },
  },
  'firmware-revision': {
    label: 'Firmware revision',
    help: 'Firmware revision of the product, its boot software or application (attribute 0x092D).',
    states: { attribute: 'firmwareVersion', source: 'own-identity' },
  },
  'protocol-revision': {
    label: 'Protocol revision',
    help: 'Revision of the data export protocol (attribute 0x092D).',
  },
  'component-specification': {
    label: 'Component specification',
    help: 'Kind, component and text of a production specification of another part (attribute 0x092D).',
  },
  'bed-label': {
    label: 'Bed label',
    help: 'Name of the bed, which says where the monitor stands (attribute 0x091E).',
  },
  'mac-address': {
    label: 'MAC of the monitor',
    help: 'MAC in the network address of a connect indication (attribute 0xF100).',
    binds: 'mac-address',
  },
  'ip-address': {
    label: 'Address of the monitor',
    help: 'IP address in the network address of a connect indication (attribute 0xF100).',
    binds: 'ip-address',
  },
  'protocol-support': {
    label: 'Protocol support',
    help: 'Transport and port of data export in a connect indication (attribute 0xF101).',
  },
};
