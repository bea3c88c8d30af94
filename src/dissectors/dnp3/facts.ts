/** Names of DNP3 functions and device attributes (IEEE 1815 4.4, A.1), and the fields that the dissector emits. */

import type { FactDeclaration } from '../dissector.ts';

/** Application functions that say what the sender does to the other; requests of files and of security included. */
export const FUNCTIONS: ReadonlyMap<number, string> = new Map([
  [1, 'read'],
  [2, 'write'],
  [3, 'select'],
  [4, 'operate'],
  [5, 'direct-operate'],
  [6, 'direct-operate-without-answer'],
  [7, 'freeze'],
  [8, 'freeze-without-answer'],
  [13, 'cold-restart'],
  [14, 'warm-restart'],
  [15, 'initialise-data'],
  [16, 'initialise-application'],
  [17, 'start-application'],
  [18, 'stop-application'],
  [19, 'save-configuration'],
  [20, 'enable-unsolicited'],
  [21, 'disable-unsolicited'],
  [22, 'assign-class'],
  [23, 'delay-measurement'],
  [24, 'record-time'],
  [25, 'open-file'],
  [27, 'delete-file'],
  [31, 'activate-configuration'],
  [32, 'authentication-request'],
  [129, 'response'],
  [130, 'unsolicited-response'],
]);

/** Variations of group 0 that are read. User-assigned names are read; the owner's name (240) is not. */
export const ATTRIBUTES: ReadonlyMap<number, string> = new Map([
  [242, 'software-version'],
  [243, 'hardware-version'],
  [246, 'device-id'],
  [247, 'device-name'],
  [248, 'serial-number'],
  [250, 'product-name'],
  [252, 'manufacturer'],
]);

export const DNP3_FACTS: Readonly<Record<string, FactDeclaration>> = {
  role: {
    label: 'DNP3 role',
    help: 'master for who controls, outstation for who is controlled (bit DIR, IEEE 1815 9.2.4.1.3.1).',
  },
  'link-address': {
    label: 'DNP3 address',
    help: 'Link address of the sender (IEEE 1815 9.2.4.1.5).',
  },
  function: {
    label: 'DNP3 function',
    help: 'Function that the sender used (IEEE 1815 4.4), each once per flow; never its objects.',
  },
  manufacturer: {
    label: 'Device manufacturer',
    help: "Maker's name (group 0 variation 252, IEEE 1815 A.1).",
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  'product-name': {
    label: 'Product name and model',
    help: "Maker's product name and model (group 0 variation 250, IEEE 1815 A.1).",
    states: { attribute: 'model', source: 'own-identity' },
  },
  'serial-number': {
    label: 'Serial number',
    help: 'Serial number of the device (group 0 variation 248, IEEE 1815 A.1).',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'software-version': {
    label: 'Software version',
    help: "Maker's software version (group 0 variation 242, IEEE 1815 A.1).",
    states: { attribute: 'softwareVersion', source: 'own-identity' },
  },
  'hardware-version': {
    label: 'Hardware version',
    help: "Maker's hardware version (group 0 variation 243, IEEE 1815 A.1).",
    states: { attribute: 'hardwareVersion', source: 'own-identity' },
  },
  'device-id': {
    label: 'Device identifier',
    help: 'Identifier that the operator gave the device (group 0 variation 246, IEEE 1815 A.1).',
  },
  'device-name': {
    label: 'Device name',
    help: 'Name that the operator gave the device (group 0 variation 247, IEEE 1815 A.1).',
  },
};
