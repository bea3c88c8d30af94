/** The attributes of a device as values: which there are, and which of them may rightly have several values at a time. */

import type { Attribute } from '../dissectors/dissector.ts';

const ATTRIBUTES: Readonly<Record<Attribute, true>> = {
  vendor: true,
  model: true,
  serialNumber: true,
  softwareVersion: true,
  firmwareVersion: true,
  hardwareVersion: true,
  os: true,
  osVersion: true,
  hostname: true,
  dicomAeTitle: true,
  appName: true,
  udi: true,
  function: true,
  application: true,
};

export function isAttribute(text: string): text is Attribute {
  return Object.hasOwn(ATTRIBUTES, text);
}

/** Attributes of which a device may rightly have several values at a time: no rival, no penalty. */
export const PLURAL_ATTRIBUTES: ReadonlySet<Attribute> = new Set([
  'hostname',
  'softwareVersion',
  'firmwareVersion',
  'dicomAeTitle',
  'appName',
  'udi',
  'function',
  'application',
]);
