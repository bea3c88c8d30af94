/** The facts of identity in plain text. They weigh little: the keys are usual, not specified. */

import type { Attribute, FactDeclaration } from '../dissector.ts';

const stated = (label: string, help: string, attribute: Attribute): FactDeclaration => ({
  label,
  help,
  states: { attribute, source: 'client-hint' },
});

export const FACTS: Readonly<Record<string, FactDeclaration>> = {
  vendor: stated('Maker in text', 'Value of a key such as vendor, manufacturer or brand.', 'vendor'),
  model: stated('Model in text', 'Value of a key such as model or, without one, product.', 'model'),
  product: {
    label: 'Product in text',
    help: 'Value of a key such as product or productName beside a model.',
  },
  'serial-number': stated(
    'Serial number in text',
    'Value of a key such as serial, serialNumber or sn.',
    'serialNumber',
  ),
  'software-version': stated(
    'Software version in text',
    'Value of a key such as sw, swVersion or software or, without one, version beside other identity.',
    'softwareVersion',
  ),
  'firmware-version': stated(
    'Firmware version in text',
    'Value of a key such as fw or firmware.',
    'firmwareVersion',
  ),
  'hardware-version': stated(
    'Hardware version in text',
    'Value of a key such as hw or hardware.',
    'hardwareVersion',
  ),
  'device-id': {
    label: 'Device identifier in text',
    help: 'Value of a key such as deviceId; its form is up to the maker.',
  },
};
