/**
 * What devices can be asked by: one line a field. The name is what people write (`vendor:philips`) and what a parameter of
 * the API is called; the kind decides which values it takes; the help stands in the API's description.
 */

/**
 * - `text`    `:` part of it, `=` the whole; without regard to case
 * - `choice`  one of few words, always the whole
 * - `number`  `:5`, `:1-5`, `<5`, `>=5`
 * - `instant` of the past: `<7d` is less than seven days ago, `<2026-03-01` before that day
 * - `day`     of the future: `<90d` is in less than ninety days, `<2027-01-01` before that day
 * - `address` an IP address or a network such as `10.20.0.0/16`
 * - `mac`     a MAC address or how it begins, in whole octets
 */
export type FieldKind = 'text' | 'choice' | 'number' | 'instant' | 'day' | 'address' | 'mac';

export interface Field {
  readonly kind: FieldKind;
  readonly help: string;
}

const text = (help: string): Field => ({ kind: 'text', help });
const choice = (help: string): Field => ({ kind: 'choice', help });
const number = (help: string): Field => ({ kind: 'number', help });

export const DEVICE_FIELDS = {
  text: text('Part of an address, a place or any name or value that is known of it.'),
  id: choice('Id of the device.'),
  category: choice('Id of the category.'),
  vendor: text('Maker.'),
  model: text('Model.'),
  serial: text('Serial number.'),
  software: text('Software version.'),
  firmware: text('Firmware version.'),
  hardware: text('Hardware version.'),
  os: text('Operating system.'),
  'os-version': text('Version of the operating system.'),
  hostname: text('Host name.'),
  'ae-title': text('DICOM application entity title.'),
  app: text('HL7 application name.'),
  udi: text('Unique device identification.'),
  function: text('What it does.'),
  application: text('Programs that it runs.'),
  address: { kind: 'address', help: 'IP address or network.' },
  mac: { kind: 'mac', help: 'MAC address, or how it begins.' },
  vlan: number('VLAN.'),
  port: number('Port on which it serves.'),
  service: choice('Protocol that it serves.'),
  protocol: choice('Protocol that it serves or uses.'),
  site: text('Name of the site, or its id.'),
  unit: text('Name of the unit, or its id.'),
  room: text('Room.'),
  zone: choice('Network zone.'),
  owner: text('Who is responsible for it.'),
  'asset-tag': text('Number of the asset register.'),
  criticality: number('1 administrative to 5 life-sustaining; as people set it, or that of its category.'),
  sensitivity: choice('What patient data it holds.'),
  use: choice('Whether it is in use.'),
  contract: text('Service contract.'),
  'support-ends': { kind: 'day', help: 'When the maker stops to support it.' },
  seen: { kind: 'instant', help: 'When it was seen last.' },
  first: { kind: 'instant', help: 'When it was seen first.' },
  confidence: number('How sure its category is, 0 to 100.'),
  'seen-as': choice('`sender`, `peer` or `named`.'),
  profile: choice('Id of the profile.'),
  packets: number('Packets sent and received.'),
  octets: number('Octets sent and received.'),
  peers: number('Partners of its traffic.'),
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof DEVICE_FIELDS;

export const FIELD_NAMES = Object.keys(DEVICE_FIELDS) as readonly FieldName[];

export function isFieldName(text: string): text is FieldName {
  return Object.hasOwn(DEVICE_FIELDS, text);
}

export const kindOf = (field: FieldName): FieldKind => DEVICE_FIELDS[field].kind;
