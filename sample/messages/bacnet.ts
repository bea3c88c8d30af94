/** BACnet/IP (ASHRAE 135 annex J, clauses 20 and 21): broadcast and unicast of the services that tell who a device is. */

import { octets, type Piece, u16, u32 } from '../../test/support/octet-builder.ts';

export const BACNET_PORT = 47_808;
export const BACNET_PROPERTY = {
  applicationSoftware: 12,
  description: 28,
  firmwareRevision: 44,
  location: 58,
  modelName: 70,
  objectName: 77,
  vendorName: 121,
  serialNumber: 372,
} as const;

const UNICAST = 0x0a;
const BROADCAST = 0x0b;
const DEVICE_OBJECT = 8;

function bvlc(operation: number, control: number, ...pieces: readonly Piece[]): Buffer {
  const body = octets(0x01, control, ...pieces);
  return octets(0x81, operation, u16(body.length + 4), body);
}

const deviceId = (instance: number): Buffer => octets(0x0c, u32((DEVICE_OBJECT << 22) | instance));

/** Context tag 1 with the number of a property. */
const propertyTag = (tag: number, property: number): Buffer =>
  property < 0x100 ? octets((tag << 4) | 0x09, property) : octets((tag << 4) | 0x0a, u16(property));

/** Application tag 7 with UTF-8. */
function characterString(text: string): Buffer {
  const length = text.length + 1;
  return octets(length < 5 ? 0x70 | length : octets(0x75, length), 0, text);
}

export const whoIs = (): Buffer => bvlc(BROADCAST, 0x00, 0x10, 0x08);

export function iAm(instance: number, vendor: number): Buffer {
  const object = octets(0xc4, u32((DEVICE_OBJECT << 22) | instance));
  return bvlc(BROADCAST, 0x00, 0x10, 0x00, object, 0x22, u16(1_476), 0x91, 0x03, 0x21, vendor);
}

export function readProperty(invoke: number, instance: number, property: number): Buffer {
  return bvlc(UNICAST, 0x04, 0x00, 0x05, invoke, 0x0c, deviceId(instance), propertyTag(1, property));
}

export function readPropertyAnswer(invoke: number, instance: number, property: number, text: string): Buffer {
  const value = octets(0x3e, characterString(text), 0x3f);
  return bvlc(UNICAST, 0x00, 0x30, invoke, 0x0c, deviceId(instance), propertyTag(1, property), value);
}

export function readProperties(invoke: number, instance: number, properties: readonly number[]): Buffer {
  const wanted = properties.map((property) => propertyTag(0, property));
  return bvlc(UNICAST, 0x04, 0x02, 0x75, invoke, 0x0e, deviceId(instance), 0x1e, ...wanted, 0x1f);
}

/** Values by property number; null answers "unknown property". */
export function readPropertiesAnswer(
  invoke: number,
  instance: number,
  values: readonly (readonly [property: number, text: string | null])[],
): Buffer {
  const results = values.map(([property, text]) =>
    octets(
      propertyTag(2, property),
      text === null ? octets(0x5e, 0x91, 2, 0x91, 32, 0x5f) : octets(0x4e, characterString(text), 0x4f),
    ),
  );
  return bvlc(UNICAST, 0x00, 0x30, invoke, 0x0e, deviceId(instance), 0x1e, ...results, 0x1f);
}
