/**
 * Which element of an identity document states which field: UPnP device description (UDA 1.1, 2.3), DPWS ThisModel and
 * ThisDevice (DPWS 1.1, 5.1), the MDIB of an SDC device (IEEE 11073-10207), answers of ONVIF device management (ONVIF
 * Core). Elements are told by namespace and local name; prefixes are free.
 *
 *   Mds { Type@Code  ProductionSpecification { SpecType@Code  ProductionSpec }  MetaData { Udi { … }  Manufacturer … } }
 *
 * An MDIB may hold several medical device systems; the first is the device that answers. Patient, operator and location
 * contexts stand outside of these elements.
 */

import { deviceMac } from '../encodings/mac-in-text.ts';
import { parseOnvifScope } from '../encodings/onvif-scope.ts';
import {
  SPEC_FIRMWARE,
  SPEC_HARDWARE,
  SPEC_PART,
  SPEC_SERIAL,
  SPEC_SOFTWARE,
} from '../encodings/production-spec.ts';
import { deviceUuid } from '../encodings/uuid.ts';
import type { XmlElements, XmlName } from '../encodings/xml-elements.ts';

const UPNP_DEVICE = 'urn:schemas-upnp-org:device-1-0'; // UDA 1.1, 2.3
const DPWS_2009 = 'http://docs.oasis-open.org/ws-dd/ns/dpws/2009/01'; // DPWS 1.1, 1.4
const DPWS_2006 = 'http://schemas.xmlsoap.org/ws/2006/02/devprof'; // DPWS 2006
const ONVIF_DEVICE = 'http://www.onvif.org/ver10/device/wsdl'; // ONVIF Core, device management
const ONVIF_SCHEMA = 'http://www.onvif.org/ver10/schema'; // ONVIF Core, common types
/** IEEE 11073-10207 participant model; the year is part of the namespace. */
const SDC_PARTICIPANT = /^http:\/\/standards\.ieee\.org\/downloads\/11073\/11073-10207-\d{4}\/participant$/;
/** The coding system of a code that names none (IEEE 11073-10207, CodedValue): ISO/IEEE 11073-10101. */
const MDC_SYSTEM = 'urn:oid:1.2.840.10004.1.1.1.0.0.1';

/** Texts in a document by which it is worth reading beyond the size of a generic one. */
export const IDENTITY_DOCUMENT_MARKS = [
  UPNP_DEVICE,
  '/dpws/2009/01',
  '/2006/02/devprof',
  'www.onvif.org/ver10/device/wsdl',
  '/participant',
] as const;

/** Texts by which a document may carry values in attributes. */
export const ATTRIBUTE_DOCUMENT_MARKS = ['/participant', '/dpws/2009/01', '/2006/02/devprof'] as const;

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
  ['LotNumber', 'mdib-lot-number'],
  ['ManufactureDate', 'mdib-manufacture-date'],
  ['ExpirationDate', 'mdib-expiration-date'],
]);
const UDI_FIELDS = new Map([
  ['DeviceIdentifier', 'mdib-udi-di'],
  ['HumanReadableForm', 'mdib-udi'],
]);
const SPEC_FIELDS = new Map([
  [`${SPEC_SERIAL}`, 'mdib-serial-number'],
  [`${SPEC_PART}`, 'mdib-part-number'],
  [`${SPEC_HARDWARE}`, 'mdib-hardware-version'],
  [`${SPEC_SOFTWARE}`, 'mdib-software-version'],
  [`${SPEC_FIRMWARE}`, 'mdib-firmware-version'],
]);
const ONVIF_FIELDS = new Map([
  ['Manufacturer', 'onvif-manufacturer'],
  ['Model', 'onvif-model'],
  ['FirmwareVersion', 'onvif-firmware-version'],
  ['SerialNumber', 'onvif-serial-number'],
  ['HardwareId', 'onvif-hardware-id'],
]);
const ONVIF_SCOPE_FIELDS = new Map([
  ['name', 'onvif-name'],
  ['hardware', 'onvif-hardware'],
]);

export interface XmlIdentity {
  readonly field: string;
  readonly value: string;
}

/** Finds the identity that the elements of one document state. */
export class XmlIdentityReader {
  /** The element of the first medical device system; the other ones are other devices. */
  private system: XmlName | undefined;
  /** Code of the production specification whose text comes next. */
  private specCode = '';

  /** What the current element states by its schema; undefined when it states nothing. */
  read(xml: XmlElements): XmlIdentity | undefined {
    const parent = xml.parent();
    if (!parent) return undefined;
    const { name, namespace } = xml;
    switch (namespace) {
      case UPNP_DEVICE: {
        const field = parent.name === 'device' && xml.depth === 2 ? UPNP_FIELDS.get(name) : undefined;
        return stated(field, name === 'UDN' ? deviceUuid(xml.text, 'uuid:') : xml.text);
      }
      case DPWS_2009:
      case DPWS_2006:
        if (parent.name === 'ThisModel') return stated(THIS_MODEL_FIELDS.get(name), xml.text);
        return stated(parent.name === 'ThisDevice' ? THIS_DEVICE_FIELDS.get(name) : undefined, xml.text);
      case ONVIF_DEVICE:
        return stated(
          parent.name === 'GetDeviceInformationResponse' ? ONVIF_FIELDS.get(name) : undefined,
          xml.text,
        );
      case ONVIF_SCHEMA:
        return readOnvifType(xml, parent);
      default:
        return SDC_PARTICIPANT.test(namespace) ? this.readSdc(xml, parent) : undefined;
    }
  }

  private readSdc(xml: XmlElements, parent: XmlName): XmlIdentity | undefined {
    const { name } = xml;
    if (parent.name === 'MetaData' && this.isOfFirstSystem(xml.parent(2)))
      return stated(META_DATA_FIELDS.get(name), xml.text);
    if (parent.name === 'Udi' && this.isOfFirstSystem(xml.parent(3)))
      return stated(UDI_FIELDS.get(name), xml.text);
    if (parent.name === 'ProductionSpecification' && this.isOfFirstSystem(xml.parent(2))) {
      if (name === 'SpecType') this.specCode = codeOf(xml);
      return stated(name === 'ProductionSpec' ? SPEC_FIELDS.get(this.specCode) : undefined, xml.text);
    }
    const isType = name === 'Type' && this.isOfFirstSystem(parent);
    return stated(isType ? 'mdib-device-type' : undefined, codeOf(xml));
  }

  private isOfFirstSystem(element: XmlName | undefined): boolean {
    if (element?.name !== 'Mds') return false;
    this.system ??= element;
    return this.system === element;
  }
}

const stated = (field: string | undefined, value: string): XmlIdentity | undefined =>
  field === undefined || value === '' ? undefined : { field, value };

/** Code of a coded value of the MDC nomenclature; empty for codes of others. */
function codeOf(xml: XmlElements): string {
  const code = xml.attribute('Code');
  const system = xml.attribute('CodingSystem');
  return (system === '' || system === MDC_SYSTEM) && /^\d{1,9}$/.test(code) ? code : '';
}

function readOnvifType(xml: XmlElements, parent: XmlName): XmlIdentity | undefined {
  const { name } = xml;
  const answer = (level: number) => xml.parent(level)?.name ?? '';
  if (name === 'HwAddress' && parent.name === 'Info' && answer(3) === 'GetNetworkInterfacesResponse')
    return stated('onvif-mac', deviceMac(xml.text));
  if (name === 'Name' && parent.name === 'HostnameInformation') return stated('onvif-hostname', xml.text);
  if (name !== 'ScopeItem' || answer(2) !== 'GetScopesResponse') return undefined;
  const scope = parseOnvifScope(xml.text);
  return scope && stated(ONVIF_SCOPE_FIELDS.get(scope.category), scope.value);
}
