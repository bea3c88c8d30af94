/**
 * Identity in XML bodies: UPnP device description (UDA 1.1, 2.3), DPWS ThisModel and ThisDevice (DPWS 1.1, 5.1), MetaData
 * of an SDC MDIB (IEEE 11073-10207), ONVIF GetDeviceInformationResponse (ONVIF Core), and allow-listed elements of other
 * small documents. Elements are told by namespace and local name; prefixes are free. The first of equal elements counts.
 */

import type { FactSink } from '../dissector.ts';
import { deviceUuid } from '../encodings/uuid.ts';
import { XmlElements, type XmlName } from '../encodings/xml-elements.ts';
import { IdentityPairs, isIdentityLabel } from './identity-pairs.ts';

const UPNP_DEVICE = 'urn:schemas-upnp-org:device-1-0'; // UDA 1.1, 2.3
const DPWS_2009 = 'http://docs.oasis-open.org/ws-dd/ns/dpws/2009/01'; // DPWS 1.1, 1.4
const DPWS_2006 = 'http://schemas.xmlsoap.org/ws/2006/02/devprof'; // DPWS 2006
const ONVIF_DEVICE = 'http://www.onvif.org/ver10/device/wsdl'; // ONVIF Core, device management
/** IEEE 11073-10207 participant model; the year is part of the namespace. */
const SDC_PARTICIPANT = /^http:\/\/standards\.ieee\.org\/downloads\/11073\/11073-10207-\d{4}\/participant$/;

/** Texts in a document by which it is worth reading beyond the size of a generic one. */
export const IDENTITY_DOCUMENT_MARKS = [
  UPNP_DEVICE,
  '/dpws/2009/01',
  '/2006/02/devprof',
  'GetDeviceInformationResponse',
  '/participant',
] as const;

/** Levels within which elements of a document without known schema are looked at. */
export const GENERIC_DEPTH_LIMIT = 6;
/** Longest value of an identity element, in characters. */
export const ELEMENT_VALUE_LIMIT = 256;

const UPNP_FIELDS = new Map([
  ['manufacturer', 'upnp-manufacturer'],
  ['modelName', 'upnp-model-name'],
  ['modelNumber', 'upnp-model-number'],
  ['modelDescription', 'upnp-model-description'],
  ['serialNumber', 'upnp-serial-number'],
  ['friendlyName', 'upnp-friendly-name'],
  ['deviceType', 'upnp-device-type'],
  ['UDN', 'upnp-udn'],
]);
const THIS_MODEL_FIELDS = new Map([
  ['Manufacturer', 'dpws-manufacturer'],
  ['ModelName', 'dpws-model-name'],
  ['ModelNumber', 'dpws-model-number'],
]);
const THIS_DEVICE_FIELDS = new Map([
  ['FriendlyName', 'dpws-friendly-name'],
  ['FirmwareVersion', 'dpws-firmware-version'],
  ['SerialNumber', 'dpws-serial-number'],
]);
const META_DATA_FIELDS = new Map([
  ['Manufacturer', 'mdib-manufacturer'],
  ['ModelName', 'mdib-model-name'],
  ['ModelNumber', 'mdib-model-number'],
  ['SerialNumber', 'mdib-serial-number'],
]);
const ONVIF_FIELDS = new Map([
  ['Manufacturer', 'onvif-manufacturer'],
  ['Model', 'onvif-model'],
  ['FirmwareVersion', 'onvif-firmware-version'],
  ['SerialNumber', 'onvif-serial-number'],
  ['HardwareId', 'onvif-hardware-id'],
]);

/** Reads one document; `generic` allows elements without known schema. */
export function decodeXmlBody(text: string, generic: boolean, out: FactSink): void {
  const xml = new XmlElements(text);
  const seen = new Set<string>();
  const pairs = new IdentityPairs();
  while (xml.next()) {
    const field = identityField(xml);
    if (field !== '') {
      if (!seen.has(field)) emit(field, xml.text, out);
      seen.add(field);
    } else if (generic && xml.depth < GENERIC_DEPTH_LIMIT && isIdentityLabel(xml.name))
      pairs.add(xml.name, xml.text);
  }
  if (seen.size === 0) pairs.emit(out);
  if (xml.depthExceeded) out.anomaly('xml-too-deep');
  if (xml.elementsExceeded) out.anomaly('xml-too-many-elements');
}

function emit(field: string, value: string, out: FactSink): void {
  if (value.length > ELEMENT_VALUE_LIMIT) return;
  out.fact(field, field === 'upnp-udn' ? deviceUuid(value, 'uuid:') : value);
}

/** The field that the current element states by its schema; empty when it states none. */
function identityField(xml: XmlElements): string {
  const parent = xml.parent();
  if (!parent) return '';
  if (xml.namespace === UPNP_DEVICE)
    return parent.name === 'device' && xml.depth === 2 ? (UPNP_FIELDS.get(xml.name) ?? '') : '';
  if (xml.namespace === DPWS_2009 || xml.namespace === DPWS_2006) {
    if (parent.name === 'ThisModel') return THIS_MODEL_FIELDS.get(xml.name) ?? '';
    return parent.name === 'ThisDevice' ? (THIS_DEVICE_FIELDS.get(xml.name) ?? '') : '';
  }
  if (xml.namespace === ONVIF_DEVICE && parent.name === 'GetDeviceInformationResponse')
    return ONVIF_FIELDS.get(xml.name) ?? '';
  return SDC_PARTICIPANT.test(xml.namespace) ? metaDataField(xml, parent) : '';
}

function metaDataField(xml: XmlElements, parent: XmlName): string {
  if (parent.name === 'MetaData') return META_DATA_FIELDS.get(xml.name) ?? '';
  const isUdi = parent.name === 'Udi' && xml.parent(2)?.name === 'MetaData';
  return isUdi && xml.name === 'HumanReadableForm' ? 'mdib-udi' : '';
}
