/** Fields that the HTTP dissector emits: from header fields, from identity documents, from pages of devices. */

import type { FactDeclaration } from '../dissector.ts';
import { NTLM_FACTS } from '../encodings/ntlm-facts.ts';

const HEADER_FACTS = {
  server: { label: 'Server header', help: 'Software of the server (RFC 9110 10.2.4), such as GoAhead-Webs.' },
  'powered-by': { label: 'X-Powered-By header', help: 'Framework behind the server, such as ASP.NET.' },
  'user-agent': {
    label: 'User-Agent header',
    help: 'Software of the client (RFC 9110 10.1.5); update checkers of devices name model and version here.',
  },
  host: {
    label: 'Host header',
    help: 'Name by which a client addresses the server (RFC 9110 7.2); addresses are left out.',
  },
  'cookie-name': {
    label: 'Cookie name',
    help: 'Name of a cookie that the server sets (RFC 6265 4.1), never its value; typical of its software.',
  },
  'auth-scheme': {
    label: 'Authentication scheme',
    help: 'Scheme that the server asks for in WWW-Authenticate (RFC 9110 11.6.1), in lower case.',
  },
  realm: { label: 'Realm', help: 'Realm of a WWW-Authenticate challenge (RFC 9110 11.5).' },
  'auth-outcome': {
    label: 'Authentication outcome',
    help: 'Answer to a request with credentials: accepted, rejected (401) or forbidden (403).',
  },
  'clear-text-credential': {
    label: 'Clear-text credential',
    help: 'Kind of credential that the client sent unencrypted: basic, bearer or form; never its content.',
  },
  'content-kind': {
    label: 'Kind of content',
    help: 'Clinical or device content that the sender exchanges: hl7-v2, fhir, dicom, ipp, by its media type.',
  },
  role: {
    label: 'Role',
    help: 'Set to forward-proxy when the host relays requests for others (RFC 9110 3.7).',
  },
  ...NTLM_FACTS,
} as const satisfies Record<string, FactDeclaration>;

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
    help: 'SerialNumber in MetaData of the first medical device system (IEEE 11073-10207, MetaData).',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'mdib-udi': {
    label: 'SDC unique device identifier',
    help: 'HumanReadableForm of the UDI in MetaData (IEEE 11073-10207, MetaData).',
    states: { attribute: 'udi', source: 'own-identity' },
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
} as const satisfies Record<string, FactDeclaration>;

const PRINTER_FACTS = {
  'printer-make-and-model': {
    label: 'IPP make and model',
    help: 'Attribute printer-make-and-model of an IPP answer (RFC 8011 5.4.9).',
  },
  'printer-firmware-string-version': {
    label: 'IPP firmware version',
    help: 'Attribute printer-firmware-string-version of an IPP answer (PWG 5100.13).',
    states: { attribute: 'firmwareVersion', source: 'own-identity' },
  },
  'printer-device-id': {
    label: 'IPP device id',
    help: 'Identifying keys (MFG, MDL, SN, …) of the IEEE 1284 device id in printer-device-id (PWG 5107.2).',
  },
  'printer-serial-number': {
    label: 'IPP serial number',
    help: 'Attribute printer-serial-number of an IPP answer (PWG 5100.11).',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'printer-uuid': {
    label: 'IPP printer UUID',
    help: 'Attribute printer-uuid of an IPP answer (PWG 5100.13).',
    binds: 'unique-identity',
  },
  'printer-name': {
    label: 'IPP printer name',
    help: 'Attribute printer-name of an IPP answer (RFC 8011 5.4.4).',
  },
} as const satisfies Record<string, FactDeclaration>;

const PAGE_FACTS = {
  title: {
    label: 'Page title',
    help: 'Title of an HTML page that the server gave to a client without a session; never one that may name a person.',
  },
  'body-manufacturer': {
    label: 'Manufacturer in a page',
    help: 'Value labelled manufacturer in a small page or document of the server.',
    states: { attribute: 'vendor', source: 'banner' },
  },
  'body-vendor': {
    label: 'Vendor in a page',
    help: 'Value labelled vendor in a small page or document of the server.',
    states: { attribute: 'vendor', source: 'banner' },
  },
  'body-product': {
    label: 'Product in a page',
    help: 'Value labelled product in a small page or document of the server.',
  },
  'body-model': {
    label: 'Model in a page',
    help: 'Value labelled model in a small page or document of the server.',
    states: { attribute: 'model', source: 'banner' },
  },
  'body-serial': {
    label: 'Serial in a page',
    help: 'Value labelled serial in a small page or document of the server.',
    states: { attribute: 'serialNumber', source: 'banner' },
  },
  'body-serial-number': {
    label: 'Serial number in a page',
    help: 'Value labelled serial number in a small page or document of the server.',
    states: { attribute: 'serialNumber', source: 'banner' },
  },
  'body-firmware': {
    label: 'Firmware in a page',
    help: 'Value labelled firmware in a small page or document of the server.',
    states: { attribute: 'firmwareVersion', source: 'banner' },
  },
  'body-firmware-version': {
    label: 'Firmware version in a page',
    help: 'Value labelled firmware version in a small page or document of the server.',
    states: { attribute: 'firmwareVersion', source: 'banner' },
  },
  'body-software-version': {
    label: 'Software version in a page',
    help: 'Value labelled software or software version in a small page or document of the server.',
    states: { attribute: 'softwareVersion', source: 'banner' },
  },
  'body-hardware-version': {
    label: 'Hardware version in a page',
    help: 'Value labelled hardware or hardware version in a small page or document of the server.',
    states: { attribute: 'hardwareVersion', source: 'banner' },
  },
  'body-version': {
    label: 'Version in a page',
    help: 'Value labelled version in a small page or document of the server; of what is not said.',
  },
  'body-device-name': {
    label: 'Device name in a page',
    help: 'Value labelled device name in a small page or document of the server.',
  },
  'body-hostname': {
    label: 'Host name in a page',
    help: 'Value labelled host name in a small page or document of the server.',
    states: { attribute: 'hostname', source: 'configured' },
  },
} as const satisfies Record<string, FactDeclaration>;

export const HTTP_FACTS: Readonly<Record<string, FactDeclaration>> = {
  ...HEADER_FACTS,
  ...UPNP_FACTS,
  ...SOAP_FACTS,
  ...PRINTER_FACTS,
  ...PAGE_FACTS,
};
