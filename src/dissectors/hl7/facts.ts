/**
 * The facts of the HL7 dissector. Those of MSH and SFT are about the application that sends, often a gateway; those of
 * OBX-18, PRT, EQU and production specifications are about the device that the message names.
 */

import type { FactDeclaration } from '../dissector.ts';

const HEADER: Record<string, FactDeclaration> = {
  'MSH-3': {
    label: 'Sending application',
    help: 'Name of the application that sends (HL7 v2.9 2.14.9.3).',
    states: { attribute: 'appName', source: 'configured' },
  },
  'MSH-3-eui64': {
    label: 'EUI-64 of the sending application',
    help: 'EUI-64 in MSH-3, which IHE PCD gives the reporting gateway or device (IHE PCD TF-2 appendix B.1).',
  },
  'MSH-3-mac': {
    label: 'MAC in the EUI-64 of the sending application',
    help: 'MAC that the EUI-64 in MSH-3 was made from by inserting FFFE; gateways may use that of a device.',
  },
  'MSH-4': { label: 'Sending facility', help: 'Facility or group of the sender (HL7 v2.9 2.14.9.4).' },
  'MSH-5': {
    label: 'Receiving application',
    help: 'Name of the application addressed (HL7 v2.9 2.14.9.5).',
    states: { attribute: 'appName', source: 'configured' },
  },
  'MSH-6': { label: 'Receiving facility', help: 'Facility or group addressed (HL7 v2.9 2.14.9.6).' },
  'MSH-9': {
    label: 'Message type',
    help: 'Message code and trigger event, such as ORU^R01; RGV^O15 programs infusion pumps (HL7 v2.9 2.14.9.9).',
  },
  'MSH-12': { label: 'HL7 version', help: 'Version of HL7 that the message follows (HL7 v2.9 2.14.9.12).' },
  'MSH-21': {
    label: 'Message profile',
    help: 'Profile that the message follows, such as IHE_PCD_001 (HL7 v2.9 2.14.9.21).',
  },
  'MSA-1': {
    label: 'Acknowledgement code',
    help: 'Outcome that the end gives a message: AA or CA accepted, AE or CE error, AR or CR rejected (table 0008).',
  },
  'SFT-1': {
    label: 'Software vendor',
    help: 'Maker of the sending software, not of a bedside device (HL7 v2.9 2.14.12.1).',
  },
  'SFT-2': { label: 'Software version', help: 'Version of the sending software (HL7 v2.9 2.14.12.2).' },
  'sending-software': {
    label: 'Version of the sending software',
    help: 'SFT-2 of a message with one SFT segment alone, which is that of its sender (HL7 v2.9 2.14.12).',
    states: { attribute: 'softwareVersion', source: 'client-hint' },
  },
  'SFT-3': { label: 'Software product', help: 'Name of the sending software (HL7 v2.9 2.14.12.3).' },
  'SFT-4': {
    label: 'Software binary ID',
    help: 'Identifier of the sending software copy; some devices put their serial number here (HL7 v2.9 2.14.12.4).',
  },
  'SFT-6': {
    label: 'Software install date',
    help: 'When the sending software was installed (HL7 v2.9 2.14.12.6).',
  },
  'reported-device-type': {
    label: 'Device type reported',
    help: 'Kind of medical device system that the sender reports results of (ISO/IEEE 11073-10101).',
  },
};

/** When the sender is the equipment itself: its one SFT and its OBX-18 are the same. */
const OWN: Record<string, FactDeclaration> = {
  'equipment-vendor': {
    label: 'Maker of the sending equipment',
    help: 'SFT-1 of a sender whose product and binary id are also the equipment in OBX-18.',
    states: { attribute: 'vendor', source: 'inventory' },
  },
  'equipment-model': {
    label: 'Model of the sending equipment',
    help: 'SFT-3 of a sender whose product and binary id are also the equipment in OBX-18.',
    states: { attribute: 'model', source: 'inventory' },
  },
  'equipment-serial': {
    label: 'Serial number of the sending equipment',
    help: 'SFT-4 of a sender whose product and binary id are also the equipment in OBX-18.',
    states: { attribute: 'serialNumber', source: 'inventory' },
  },
  'equipment-software': {
    label: 'Software of the sending equipment',
    help: 'SFT-2 of a sender whose product and binary id are also the equipment in OBX-18.',
    states: { attribute: 'softwareVersion', source: 'inventory' },
  },
};

/** What an entity identifier in `field` says of the device that it names. */
function identifierFacts(field: string, title: string, section: string): Record<string, FactDeclaration> {
  return {
    [`${field}-eui64`]: {
      label: `${title}: EUI-64`,
      help: `EUI-64 of the device that ${field} names (${section}).`,
      binds: 'unique-identity',
    },
    [`${field}-mac`]: {
      label: `${title}: MAC`,
      help: `MAC that the EUI-64 in ${field} was made from by inserting FFFE (${section}).`,
      binds: 'mac-address',
    },
    [`${field}-serial`]: {
      label: `${title}: identifier`,
      help: `Identifier that the assigner in ${field} gives the device, when the message states no serial number (${section}).`,
      states: { attribute: 'serialNumber', source: 'inventory' },
    },
    [`${field}-text`]: {
      label: `${title}: text`,
      help: `Model, name or number in ${field} that is no identifier by its form (${section}).`,
    },
  };
}

const spec = (
  label: string,
  help: string,
  attribute?: NonNullable<FactDeclaration['states']>['attribute'],
): FactDeclaration =>
  attribute ? { label, help, states: { attribute, source: 'inventory' } } : { label, help };

const DEVICE: Record<string, FactDeclaration> = {
  ...identifierFacts('OBX-18', 'Equipment instance of an observation', 'HL7 v2.9 7.4.2.18'),
  ...identifierFacts('PRT-10', 'Participating device', 'HL7 v2.9 7.4.4.10'),
  ...identifierFacts('EQU-1', 'Equipment instance', 'HL7 v2.9 13.4.1.1'),
  'device-type': spec(
    'Device type',
    'Code and term of the device row in the containment tree (ISO/IEEE 11073-10101, IHE PCD TF-2).',
  ),
  'module-type': spec(
    'Module type',
    'Code and term of a module (virtual medical device) that has an identity of its own (ISO/IEEE 11073-10101).',
  ),
  'equipment-address': {
    label: 'Address of the equipment',
    help: 'IP address of the device behind the EUI-64 of its gateway in OBX-18, as gateways of monitors write it.',
  },
  'equipment-uuid': {
    label: 'UUID of the equipment',
    help: 'UUID with which OBX-18, PRT-10 or EQU-1 begins, as gateways of monitors write it.',
    binds: 'unique-identity',
  },
  MDC_ATTR_SYS_ID: {
    label: 'System identity',
    help: 'EUI-64 or UUID in the row 67972 (ISO/IEEE 11073-10101).',
    binds: 'unique-identity',
  },
  'UDI-DI': spec('UDI device identifier', 'UDI-DI in PRT-16, which names the model (HL7 v2.9 7.4.4.16).'),
  UDI: spec('Unique device identifier', 'UDI in PRT-10, PRT-16 or OBX-18 (HL7 v2.9 7.4.4.16).', 'udi'),
  'UDI-instance': {
    label: 'UDI-DI and serial number',
    help: 'Device identifier and serial number of a UDI, which together name one device.',
    binds: 'unique-identity',
  },
  'PRT-17': spec('Date of manufacture', 'When the device was made (HL7 v2.9 7.4.4.17).'),
  'PRT-18': spec('Expiry date', 'When the device expires (HL7 v2.9 7.4.4.18).'),
  'PRT-19': spec('Lot number', 'Lot that the device was made in (HL7 v2.9 7.4.4.19).'),
  'PRT-20': spec(
    'Serial number',
    'Serial number of the participating device (HL7 v2.9 7.4.4.20).',
    'serialNumber',
  ),
  'PRT-22': spec('Kind of device', 'Type of the participating device in words (HL7 v2.9 7.4.4.22).'),
  MDC_ID_MODEL_NUMBER: spec(
    'Model number',
    'Production specification 531969 (ISO/IEEE 11073-10101).',
    'model',
  ),
  MDC_ID_MODEL_MANUFACTURER: spec(
    'Model manufacturer',
    'Production specification 531970 (ISO/IEEE 11073-10101).',
    'vendor',
  ),
  MDC_ID_PROD_SPEC_UNSPECIFIED: spec(
    'Production specification, unspecified',
    'Production specification 531971 (ISO/IEEE 11073-10101).',
  ),
  MDC_ID_PROD_SPEC_SERIAL: spec(
    'Serial number',
    'Production specification 531972 (ISO/IEEE 11073-10101).',
    'serialNumber',
  ),
  MDC_ID_PROD_SPEC_PART: spec('Part number', 'Production specification 531973 (ISO/IEEE 11073-10101).'),
  MDC_ID_PROD_SPEC_HW: spec(
    'Hardware revision',
    'Production specification 531974 (ISO/IEEE 11073-10101).',
    'hardwareVersion',
  ),
  MDC_ID_PROD_SPEC_SW: spec(
    'Software revision',
    'Production specification 531975 (ISO/IEEE 11073-10101).',
    'softwareVersion',
  ),
  MDC_ID_PROD_SPEC_FW: spec(
    'Firmware revision',
    'Production specification 531976 (ISO/IEEE 11073-10101).',
    'firmwareVersion',
  ),
  MDC_ID_PROD_SPEC_PROTOCOL: spec(
    'Protocol revision',
    'Production specification 531977 (ISO/IEEE 11073-10101).',
  ),
  MDC_ATTR_ID_MODEL: spec('Model', 'Model in the row 67880 (ISO/IEEE 11073-10101).', 'model'),
  'MDC_ATTR_ID_MODEL-manufacturer': spec(
    'Manufacturer',
    'Manufacturer in the row 67880 (ISO/IEEE 11073-10101).',
    'vendor',
  ),
};

export const HL7_FACTS: Readonly<Record<string, FactDeclaration>> = { ...HEADER, ...OWN, ...DEVICE };
