/** The facts that BACnet states; properties are those of the device object alone. */

import type { FactDeclaration } from '../dissector.ts';

export const FACTS: Readonly<Record<string, FactDeclaration>> = {
  'device-instance': {
    label: 'BACnet device instance',
    help: 'Number of the device object, unique within one BACnet internetwork (ASHRAE 135 12.11).',
  },
  'vendor-id': {
    label: 'BACnet vendor number',
    help: 'Number that ASHRAE gave to the maker, in I-Am or as property 120 (ASHRAE 135 clause 23).',
  },
  'vendor-name': {
    label: 'Vendor name',
    help: 'Property 121 of the device object.',
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  'model-name': {
    label: 'Model name',
    help: 'Property 70 of the device object.',
    states: { attribute: 'model', source: 'own-identity' },
  },
  'firmware-revision': {
    label: 'Firmware revision',
    help: 'Property 44 of the device object.',
    states: { attribute: 'firmwareVersion', source: 'own-identity' },
  },
  'application-software-version': {
    label: 'Application software version',
    help: 'Property 12 of the device object.',
    states: { attribute: 'softwareVersion', source: 'own-identity' },
  },
  'serial-number': {
    label: 'Serial number',
    help: 'Property 372 of the device object.',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'object-name': {
    label: 'Device object name',
    help: 'Property 77 of the device object: the name that people gave the device.',
    states: { attribute: 'hostname', source: 'configured' },
  },
  description: { label: 'Description', help: 'Property 28 of the device object.' },
  location: { label: 'Location', help: 'Property 58 of the device object.' },
  'protocol-revision': {
    label: 'BACnet protocol revision',
    help: 'Property 139 of the device object: the edition of the standard that it was built to.',
  },
  'max-apdu': {
    label: 'Longest message accepted',
    help: 'Octets of the longest application message in I-Am; 50 to 480 is usual behind a serial network.',
  },
  segmentation: {
    label: 'Segmentation supported',
    help: 'both, transmit, receive or none, in I-Am.',
  },
  role: {
    label: 'BACnet role',
    help: 'server answers, client asks, router speaks for a network behind it, bbmd forwards broadcasts, foreign-device registers with one.',
  },
  'routes-network': {
    label: 'Network behind the router',
    help: 'Network number in I-Am-Router-To-Network (ASHRAE 135 6.4.2).',
  },
  'function-write': {
    label: 'Changing service',
    help: 'Kind of a service that the sender asked for and that changes the device; never its content.',
  },
};
