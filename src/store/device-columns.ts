/** The columns by which devices are searched: the values of each attribute in the form in which they are compared. */

import type { Attribute } from '../dissectors/dissector.ts';
import { PLURAL_ATTRIBUTES } from '../identify/attributes.ts';
import type { KeptValue } from './merge-device.ts';

export const ATTRIBUTE_COLUMNS = {
  vendor: 'vendor',
  model: 'model',
  serialNumber: 'serial_number',
  softwareVersion: 'software_version',
  firmwareVersion: 'firmware_version',
  hardwareVersion: 'hardware_version',
  os: 'os',
  osVersion: 'os_version',
  hostname: 'hostname',
  dicomAeTitle: 'dicom_ae_title',
  appName: 'app_name',
  udi: 'udi',
  function: 'function',
  application: 'application',
} as const satisfies Readonly<Record<Attribute, string>>;

export type AttributeColumn = (typeof ATTRIBUTE_COLUMNS)[Attribute];

export function isDeviceAttribute(text: string): text is Attribute {
  return Object.hasOwn(ATTRIBUTE_COLUMNS, text);
}

/** Parts one value from the next in a column: no value holds it. */
export const SEPARATOR = '\n';

/** Without regard to case, the same on every database. */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** The best value of each attribute, or all of one that may have several. */
export function attributeColumns(values: readonly KeptValue[]): Partial<Record<AttributeColumn, string>> {
  const columns: Partial<Record<AttributeColumn, string>> = {};
  for (const { attribute, value } of values) {
    const column = ATTRIBUTE_COLUMNS[attribute];
    const before = columns[column];
    if (before === undefined) columns[column] = foldText(value);
    else if (PLURAL_ATTRIBUTES.has(attribute)) columns[column] = before + SEPARATOR + foldText(value);
  }
  return columns;
}

/** Lines in which a text is searched. */
export function searchLines(texts: readonly (string | null | undefined)[]): string {
  return texts.flatMap((text) => (text ? [foldText(text)] : [])).join(SEPARATOR);
}
