/** Facts of records for which no dissector has a field: what a port scanner found, and what an asset register says. */

import type { FactDeclaration } from '../dissectors/dissector.ts';

const NMAP: Readonly<Record<string, FactDeclaration>> = {
  product: {
    label: 'Product of a service, as nmap names it',
    help: 'Attributes product, version and extrainfo of a service that nmap recognised by its answer (-sV).',
    states: { attribute: 'application', source: 'banner' },
  },
  'operating-system': {
    label: 'Operating system, as nmap guesses it',
    help: 'Best osmatch of an nmap report with an accuracy of at least 95 (-O).',
    states: { attribute: 'os', source: 'client-hint' },
  },
  'operating-system-guess': {
    label: 'Uncertain operating system of nmap',
    help: 'Best osmatch of an nmap report with a lower accuracy, with that accuracy.',
  },
  'host-name': {
    label: 'Host name in an nmap report',
    help: 'Name of the host in DNS (hostname of type PTR), or that a service stated.',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'device-type': {
    label: 'Device type, as nmap names it',
    help: 'Attribute devicetype of a recognised service.',
  },
};

const document = (
  label: string,
  help: string,
  attribute: NonNullable<FactDeclaration['states']>['attribute'],
): FactDeclaration => ({ label, help, states: { attribute, source: 'document' } });

const CMMS: Readonly<Record<string, FactDeclaration>> = {
  maker: document('Maker in the asset register', 'What people wrote when the device came.', 'vendor'),
  model: document('Model in the asset register', 'What people wrote when the device came.', 'model'),
  serial: document('Serial number in the asset register', 'What people read off the device.', 'serialNumber'),
  'host-name': document('Host name in the asset register', 'Name that people gave the device.', 'hostname'),
  'software-version': document(
    'Software version in the asset register',
    'Version at the time of the entry.',
    'softwareVersion',
  ),
  'firmware-version': document(
    'Firmware version in the asset register',
    'Version at the time of the entry.',
    'firmwareVersion',
  ),
  os: document('Operating system in the asset register', 'What people wrote about the device.', 'os'),
  udi: document(
    'UDI in the asset register',
    'Unique device identifier as people read it off the label.',
    'udi',
  ),
  'ae-title': document('AE title in the asset register', 'DICOM name that people gave it.', 'dicomAeTitle'),
};

/** By protocol id, beside the dissectors: `furtherFacts` of what identification knows. */
export const DECLARED_FACTS: readonly { readonly id: string; readonly facts: typeof NMAP }[] = [
  { id: 'nmap', facts: NMAP },
  { id: 'cmms', facts: CMMS },
];
