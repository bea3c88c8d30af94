/** Fields that the HTTP dissector emits: from header fields, from identity documents, from pages of devices. */

import type { FactDeclaration } from '../dissector.ts';
import { NTLM_FACTS } from '../encodings/ntlm-facts.ts';
import { DOCUMENT_FACTS } from './document-facts.ts';

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
    help: 'Kind of credential that the client sent unencrypted: basic, bearer, form, ws-username-token; never its content.',
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
  ...DOCUMENT_FACTS,
  ...PRINTER_FACTS,
  ...PAGE_FACTS,
};
