/** The facts that LLDP and LLDP-MED state. */

import type { FactDeclaration } from '../dissector.ts';

export const FACTS: Readonly<Record<string, FactDeclaration>> = {
  'chassis-id': {
    label: 'LLDP chassis identity',
    help: 'Identity of the system: a MAC, an address or a name that the maker chose (IEEE 802.1AB 8.5.2).',
  },
  'chassis-mac': {
    label: 'LLDP chassis MAC',
    help: 'The chassis identity when it is a MAC (IEEE 802.1AB 8.5.2), or the chassis MAC of a PROFINET device.',
    binds: 'mac-address',
  },
  'port-id': {
    label: 'LLDP port identity',
    help: 'Identity of the port that sent the announcement (IEEE 802.1AB 8.5.3).',
  },
  'port-description': {
    label: 'LLDP port description',
    help: 'Description of the port that sent the announcement (IEEE 802.1AB 8.5.5).',
  },
  'system-name': {
    label: 'LLDP system name',
    help: 'Administratively assigned name of the system (IEEE 802.1AB 8.5.6).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'system-description': {
    label: 'LLDP system description',
    help: 'Free description with hardware type, operating system and version (IEEE 802.1AB 8.5.7).',
  },
  capabilities: {
    label: 'LLDP capabilities',
    help: 'What the system could be: bridge, router, telephone, station-only and others (IEEE 802.1AB 8.5.8).',
  },
  'capabilities-enabled': {
    label: 'LLDP enabled capabilities',
    help: 'Which of its capabilities the system uses (IEEE 802.1AB 8.5.8).',
  },
  'management-address': {
    label: 'LLDP management address',
    help: 'IP address under which the system is managed (IEEE 802.1AB 8.5.9).',
    binds: 'ip-address',
  },
  'port-vlan': {
    label: 'LLDP port VLAN',
    help: 'VLAN of untagged frames on the port (IEEE 802.1Q annex D.2.1).',
  },
  'med-device-class': {
    label: 'LLDP-MED device class',
    help: 'endpoint-class-1 (generic), endpoint-class-2 (media), endpoint-class-3 (communication) or network-connectivity (ANSI/TIA-1057 10.2.2).',
  },
  'med-application': {
    label: 'LLDP-MED application',
    help: 'Application of a network policy, such as voice or video-conferencing (ANSI/TIA-1057 10.2.3).',
  },
  'med-hardware-revision': {
    label: 'LLDP-MED hardware revision',
    help: 'Hardware revision in the inventory (ANSI/TIA-1057 10.2.6.1).',
    states: { attribute: 'hardwareVersion', source: 'inventory' },
  },
  'med-firmware-revision': {
    label: 'LLDP-MED firmware revision',
    help: 'Firmware revision in the inventory (ANSI/TIA-1057 10.2.6.2).',
    states: { attribute: 'firmwareVersion', source: 'inventory' },
  },
  'med-software-revision': {
    label: 'LLDP-MED software revision',
    help: 'Software revision in the inventory (ANSI/TIA-1057 10.2.6.3).',
    states: { attribute: 'softwareVersion', source: 'inventory' },
  },
  'med-serial-number': {
    label: 'LLDP-MED serial number',
    help: 'Serial number in the inventory (ANSI/TIA-1057 10.2.6.4).',
    states: { attribute: 'serialNumber', source: 'inventory' },
  },
  'med-manufacturer': {
    label: 'LLDP-MED manufacturer',
    help: 'Manufacturer name in the inventory (ANSI/TIA-1057 10.2.6.5).',
    states: { attribute: 'vendor', source: 'inventory' },
  },
  'med-model': {
    label: 'LLDP-MED model',
    help: 'Model name in the inventory (ANSI/TIA-1057 10.2.6.6).',
    states: { attribute: 'model', source: 'inventory' },
  },
  'med-asset-id': {
    label: 'LLDP-MED asset identity',
    help: 'Asset tag in the inventory, given by the owner (ANSI/TIA-1057 10.2.6.7).',
  },
  'mud-url': {
    label: 'MUD URL',
    help: 'Address of the maker usage description (RFC 8520 11).',
  },
};
