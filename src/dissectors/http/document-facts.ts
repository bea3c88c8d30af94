/**
 * Facts of identity documents over HTTP: UPnP device description (UDA 1.1), DPWS metadata (DPWS 1.1), the MDIB of an SDC
 * device (IEEE 11073-10207) and answers of ONVIF device management (ONVIF Core).
 */

import type { FactDeclaration } from '../dissector.ts';

const UPNP_FACTS = {
  'upnp-manufacturer': {
    label: 'UPnP manufacturer',
    help: 'Manufacturer of the root device in its UPnP description (UDA 2.3).',
    states: { attribute: 'vendor', source: 'inventory' },
  },
  'upnp-model-name': {
    label: 'UPnP model name',
    help: 'Element modelName of the UPnP description (UDA 2.3).',
    states: { attribute: 'model', source: 'inventory' },
  },
  'upnp-model-number': {
    label: 'UPnP model number',
    help: 'Element modelNumber of the UPnP description (UDA 2.3); some makers put a software version here.',
  },
  'upnp-model-description': {
    label: 'UPnP model description',
    help: 'Element modelDescription of the UPnP description (UDA 2.3).',
  },
  'upnp-serial-number': {
    label: 'UPnP serial number',
    help: 'Element serialNumber of the UPnP description (UDA 2.3).',
    states: { attribute: 'serialNumber', source: 'inventory' },
  },
  'upnp-friendly-name': {
    label: 'UPnP friendly name',
    help: 'Element friendlyName of the UPnP description (UDA 2.3).',
  },
  'upnp-device-type': {
    label: 'UPnP device type',
    help: 'Element deviceType of the UPnP description (UDA 2.3), a URN.',
  },
  'upnp-udn': {
    label: 'UPnP unique device name',
    help: 'Element UDN of the UPnP description (UDA 2.3) when it is a well-formed UUID.',
    binds: 'unique-identity',
  },
} as const satisfies Record<string, FactDeclaration>;

const SOAP_FACTS = {
  'dpws-manufacturer': {
    label: 'DPWS manufacturer',
    help: 'Manufacturer in ThisModel (DPWS 1.1, 5.1).',
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  'dpws-model-name': {
    label: 'DPWS model name',
    help: 'ModelName in ThisModel (DPWS 1.1, 5.1).',
    states: { attribute: 'model', source: 'own-identity' },
  },
  'dpws-model-number': { label: 'DPWS model number', help: 'ModelNumber in ThisModel (DPWS 1.1, 5.1).' },
  'dpws-friendly-name': { label: 'DPWS friendly name', help: 'FriendlyName in ThisDevice (DPWS 1.1, 5.1).' },
  'dpws-firmware-version': {
    label: 'DPWS firmware version',
    help: 'FirmwareVersion in ThisDevice (DPWS 1.1, 5.1).',
    states: { attribute: 'firmwareVersion', source: 'own-identity' },
  },
  'dpws-serial-number': {
    label: 'DPWS serial number',
    help: 'SerialNumber in ThisDevice (DPWS 1.1, 5.1).',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'mdib-manufacturer': {
    label: 'SDC manufacturer',
    help: 'Manufacturer in MetaData of the first medical device system (IEEE 11073-10207, MetaData).',
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  'mdib-model-name': {
    label: 'SDC model name',
    help: 'ModelName in MetaData of the first medical device system (IEEE 11073-10207, MetaData).',
    states: { attribute: 'model', source: 'own-identity' },
  },
  'mdib-model-number': {
    label: 'SDC model number',
    help: 'ModelNumber in MetaData of the first medical device system (IEEE 11073-10207, MetaData).',
  },
  'mdib-serial-number': {
    label: 'SDC serial number',
    help: 'SerialNumber in MetaData, or production specification 531972, of the first medical device system.',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'mdib-lot-number': {
    label: 'SDC lot number',
    help: 'LotNumber in MetaData of the first medical device system (IEEE 11073-10207, MetaData).',
  },
  'mdib-manufacture-date': {
    label: 'SDC date of manufacture',
    help: 'ManufactureDate in MetaData of the first medical device system (IEEE 11073-10207, MetaData).',
  },
  'mdib-expiration-date': {
    label: 'SDC expiration date',
    help: 'ExpirationDate in MetaData of the first medical device system (IEEE 11073-10207, MetaData).',
  },
  'mdib-udi': {
    label: 'SDC unique device identifier',
    help: 'HumanReadableForm of the UDI in MetaData (IEEE 11073-10207, MetaData).',
    states: { attribute: 'udi', source: 'own-identity' },
  },
  'mdib-udi-di': {
    label: 'SDC UDI device identifier',
    help: 'DeviceIdentifier of the UDI in MetaData, which names the model (IEEE 11073-10207, MetaData).',
  },
  'mdib-udi-instance': {
    label: 'SDC UDI-DI and serial number',
    help: 'Device identifier and serial number of the UDI in MetaData, which together name one device.',
    binds: 'unique-identity',
  },
  'mdib-device-type': {
    label: 'SDC device type',
    help: 'MDC code of the type of the first medical device system, such as 70001 (ISO/IEEE 11073-10101).',
  },
  'mdib-hardware-version': {
    label: 'SDC hardware version',
    help: 'Production specification 531974 of the first medical device system (ISO/IEEE 11073-10101).',
    states: { attribute: 'hardwareVersion', source: 'own-identity' },
  },
  'mdib-software-version': {
    label: 'SDC software version',
    help: 'Production specification 531975 of the first medical device system (ISO/IEEE 11073-10101).',
    states: { attribute: 'softwareVersion', source: 'own-identity' },
  },
  'mdib-firmware-version': {
    label: 'SDC firmware version',
    help: 'Production specification 531976 of the first medical device system (ISO/IEEE 11073-10101).',
    states: { attribute: 'firmwareVersion', source: 'own-identity' },
  },
  'mdib-part-number': {
    label: 'SDC part number',
    help: 'Production specification 531973 of the first medical device system (ISO/IEEE 11073-10101).',
  },
  'onvif-manufacturer': {
    label: 'ONVIF manufacturer',
    help: 'Manufacturer in GetDeviceInformationResponse (ONVIF Core, device management).',
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  'onvif-model': {
    label: 'ONVIF model',
    help: 'Model in GetDeviceInformationResponse (ONVIF Core, device management).',
    states: { attribute: 'model', source: 'own-identity' },
  },
  'onvif-firmware-version': {
    label: 'ONVIF firmware version',
    help: 'FirmwareVersion in GetDeviceInformationResponse (ONVIF Core, device management).',
    states: { attribute: 'firmwareVersion', source: 'own-identity' },
  },
  'onvif-serial-number': {
    label: 'ONVIF serial number',
    help: 'SerialNumber in GetDeviceInformationResponse (ONVIF Core, device management).',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'onvif-hardware-id': {
    label: 'ONVIF hardware id',
    help: 'HardwareId in GetDeviceInformationResponse (ONVIF Core, device management).',
    states: { attribute: 'hardwareVersion', source: 'own-identity' },
  },
  'onvif-mac': {
    label: 'ONVIF MAC',
    help: 'HwAddress of a network interface in GetNetworkInterfacesResponse (ONVIF Core, device management).',
    binds: 'mac-address',
  },
  'onvif-hostname': {
    label: 'ONVIF host name',
    help: 'Name in GetHostnameResponse (ONVIF Core, device management).',
    states: { attribute: 'hostname', source: 'configured' },
  },
  'onvif-name': {
    label: 'ONVIF name',
    help: 'Name in the scopes of GetScopesResponse (ONVIF Core 7.3.3).',
  },
  'onvif-hardware': {
    label: 'ONVIF hardware',
    help: 'Hardware in the scopes of GetScopesResponse, usually the model (ONVIF Core 7.3.3).',
  },
} as const satisfies Record<string, FactDeclaration>;

export const DOCUMENT_FACTS: Readonly<Record<string, FactDeclaration>> = { ...UPNP_FACTS, ...SOAP_FACTS };
