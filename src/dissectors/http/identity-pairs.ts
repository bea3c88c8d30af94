/**
 * Identity of the server in documents without a schema: the allow-list of labels, what a value must look like, and a
 * collector that drops whatever is ambiguous (a list of several devices says nothing about the server itself).
 */

import type { FactSink } from '../dissector.ts';

/** Longest value in characters; identity is short, prose is long. */
export const IDENTITY_VALUE_LIMIT = 64;
/** Longest label looked at, in characters. */
export const IDENTITY_LABEL_LIMIT = 24;

type ValueRule = (value: string) => boolean;

/** Three characters at least and a digit other than zero: devices without serial number say 0. */
const isSerial: ValueRule = (value) => value.length >= 3 && /[1-9]/.test(value);
const isVersion: ValueRule = (value) => /[0-9][._-]?[0-9A-Za-z]/.test(value);
/** One token, for software and hardware are also headings and names of products. */
const isVersionToken: ValueRule = (value) => /^[A-Za-z]?[\w.-]{1,31}$/.test(value) && /[0-9]/.test(value);
const hasLetterOrDigit: ValueRule = (value) => /[\p{L}\p{N}]/u.test(value);
const isHostName: ValueRule = (value) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value);

interface IdentityLabel {
  readonly field: string;
  readonly accepts: ValueRule;
}

/** Labels in lower case without white space, `-`, `_` and `.`. */
const LABELS = new Map<string, IdentityLabel>([
  ['manufacturer', { field: 'body-manufacturer', accepts: hasLetterOrDigit }],
  ['vendor', { field: 'body-vendor', accepts: hasLetterOrDigit }],
  ['product', { field: 'body-product', accepts: hasLetterOrDigit }],
  ['productname', { field: 'body-product', accepts: hasLetterOrDigit }],
  ['model', { field: 'body-model', accepts: hasLetterOrDigit }],
  ['modelname', { field: 'body-model', accepts: hasLetterOrDigit }],
  ['modelno', { field: 'body-model', accepts: hasLetterOrDigit }],
  ['serial', { field: 'body-serial', accepts: isSerial }],
  ['serialnumber', { field: 'body-serial-number', accepts: isSerial }],
  ['serialno', { field: 'body-serial-number', accepts: isSerial }],
  ['s/n', { field: 'body-serial-number', accepts: isSerial }],
  ['firmware', { field: 'body-firmware', accepts: isVersion }],
  ['firmwareversion', { field: 'body-firmware-version', accepts: isVersion }],
  ['fw', { field: 'body-firmware-version', accepts: isVersion }],
  ['fwversion', { field: 'body-firmware-version', accepts: isVersion }],
  ['software', { field: 'body-software-version', accepts: isVersionToken }],
  ['softwareversion', { field: 'body-software-version', accepts: isVersionToken }],
  ['sw', { field: 'body-software-version', accepts: isVersionToken }],
  ['swversion', { field: 'body-software-version', accepts: isVersionToken }],
  ['hardware', { field: 'body-hardware-version', accepts: isVersionToken }],
  ['hardwareversion', { field: 'body-hardware-version', accepts: isVersionToken }],
  ['version', { field: 'body-version', accepts: isVersion }],
  ['devicename', { field: 'body-device-name', accepts: hasLetterOrDigit }],
  ['hostname', { field: 'body-hostname', accepts: isHostName }],
]);

/** Texts that stand for no value. */
const PLACEHOLDERS = new Set([
  'unknown',
  'none',
  'null',
  'undefined',
  'n/a',
  'not available',
  'default',
  'string',
]);
/** A value is one short phrase, not markup, code, an address of a page or a sentence. */
const PLAIN_VALUE = /^[\p{L}\p{N}][\p{L}\p{N} .,:()/&+#_'®™-]*$/u;

/** First letters of the labels, by which most texts are turned away. */
const FIRST_LETTERS = 'dfhmpsvDFHMPSV';

/** Whether `label` is on the allow-list, whatever its case and separators. */
export function isIdentityLabel(label: string): boolean {
  if (label.length > IDENTITY_LABEL_LIMIT || !FIRST_LETTERS.includes(label[0] ?? '-')) return false;
  return LABELS.has(normalised(label));
}

const normalised = (label: string) => label.toLowerCase().replace(/[\s._-]+/g, '');

/** Collects labelled values of one document. */
export class IdentityPairs {
  /** Value by field; undefined when the document states two. */
  private readonly values = new Map<string, string | undefined>();

  add(label: string, value: string): void {
    if (label.length > IDENTITY_LABEL_LIMIT || value.length > IDENTITY_VALUE_LIMIT) return;
    const known = LABELS.get(normalised(label));
    const text = value.trim();
    if (!known || !PLAIN_VALUE.test(text) || !known.accepts(text)) return;
    if (PLACEHOLDERS.has(text.toLowerCase()) || isIdentityLabel(text.replace(/:$/, ''))) return;
    const earlier = this.values.get(known.field);
    const isNew = !this.values.has(known.field);
    this.values.set(known.field, isNew || earlier === text ? text : undefined);
  }

  /** States what was collected, except fields that `stronger` has seen. */
  emit(out: FactSink, stronger?: IdentityPairs): void {
    for (const [field, value] of this.values)
      if (value !== undefined && !stronger?.values.has(field)) out.fact(field, value);
  }

  /** Fields that were seen, ambiguous ones included. */
  get size(): number {
    return this.values.size;
  }
}
