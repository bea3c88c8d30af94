/**
 * Attributes of a device that senders state by name: in user properties (MQTT 5.0 3.1.2.11.8) and in published JSON.
 * The allow-list of names, and what a value must look like; everything else is passed over.
 */

import type { FactDeclaration } from '../dissector.ts';

/** Longest name and value in characters. */
export const ATTRIBUTE_NAME_LIMIT = 24;
export const ATTRIBUTE_VALUE_LIMIT = 64;

type ValueRule = (value: string) => boolean;

const PLAIN_VALUE = /^[\p{L}\p{N}][\p{L}\p{N} .,:()/+#_-]*$/u;
const isText: ValueRule = (value) => /[\p{L}\p{N}]/u.test(value);
const isVersion: ValueRule = (value) => /[0-9]/.test(value);
/** Devices without a serial number say 0. */
const isSerial: ValueRule = (value) => value.length >= 4 && /[1-9]/.test(value) && !value.includes(' ');

export type AttributeName =
  | 'vendor'
  | 'model'
  | 'serial-number'
  | 'software-version'
  | 'firmware-version'
  | 'hardware-version';

interface KnownName {
  readonly attribute: AttributeName;
  readonly accepts: ValueRule;
}

const NAMES = new Map<string, KnownName>();
const know = (attribute: AttributeName, accepts: ValueRule, names: readonly string[]) => {
  for (const name of names) NAMES.set(name, { attribute, accepts });
};
know('vendor', isText, ['vendor', 'manufacturer', 'mfr', 'mfg', 'make']);
know('model', isText, ['model', 'modelname', 'product', 'productname', 'devicemodel']);
know('serial-number', isSerial, ['serial', 'serialnumber', 'serialno', 'sn', 'deviceserial']);
know('software-version', isVersion, ['software', 'softwareversion', 'swversion', 'sw', 'appversion']);
know('firmware-version', isVersion, ['firmware', 'firmwareversion', 'fwversion', 'fwver', 'fw']);
know('hardware-version', isVersion, ['hardware', 'hardwareversion', 'hwversion', 'hwrev', 'hw']);

/** The attribute that `name` states with this value; undefined when it states none. */
export function attributeOf(name: string, value: string): AttributeName | undefined {
  if (name.length > ATTRIBUTE_NAME_LIMIT || value.length > ATTRIBUTE_VALUE_LIMIT) return undefined;
  const known = NAMES.get(name.toLowerCase().replace(/[\s._-]+/g, ''));
  if (!known || !PLAIN_VALUE.test(value) || !known.accepts(value)) return undefined;
  return /^(?:unknown|none|null|n\/a|default|undefined)$/i.test(value) ? undefined : known.attribute;
}

const STATES = {
  vendor: 'vendor',
  model: 'model',
  'serial-number': 'serialNumber',
  'software-version': 'softwareVersion',
  'firmware-version': 'firmwareVersion',
  'hardware-version': 'hardwareVersion',
} as const satisfies Record<AttributeName, string>;

/** Declarations of the fields `<prefix>-<attribute>`. */
export function attributeFacts(prefix: string, label: string, help: string): Record<string, FactDeclaration> {
  const facts: Record<string, FactDeclaration> = {};
  for (const attribute of Object.keys(STATES) as AttributeName[]) {
    facts[`${prefix}-${attribute}`] = {
      label: `${label}: ${attribute.replace('-', ' ')}`,
      help: `${attribute.replace('-', ' ').replace(/^./, (first) => first.toUpperCase())} ${help}`,
      states: { attribute: STATES[attribute], source: 'announcement' },
    };
  }
  return facts;
}
