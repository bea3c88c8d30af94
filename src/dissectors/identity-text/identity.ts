/**
 * What a message says of one device under well-known keys. Only these keys are taken, and only values that look like a
 * maker, a model, a number or a version: no comma, no caret, no sentence.
 */

/** Longest value; makers, models and serial numbers are far shorter. */
export const VALUE_LIMIT = 64;

type IdentityField =
  | 'vendor'
  | 'model'
  | 'product'
  | 'serial-number'
  | 'software-version'
  | 'firmware-version'
  | 'hardware-version'
  | 'device-id'
  | 'version';

const SPELLINGS: Readonly<Record<IdentityField, string>> = {
  vendor: 'vendor vendorname manufacturer manufacturername maker mfg mfr brand',
  model: 'model modelname modelnumber modelno modelid devicemodel',
  product: 'product productname',
  'serial-number': 'serial serialnumber serialno serialnum sn deviceserial deviceserialnumber',
  'software-version': 'software softwareversion softwarerevision sw swversion swver swrev',
  'firmware-version': 'firmware firmwareversion firmwarerevision fw fwversion fwver fwrev',
  'hardware-version': 'hardware hardwareversion hardwarerevision hw hwversion hwver hwrev',
  'device-id': 'deviceid deviceidentifier',
  version: 'version',
};

const KEYS = new Map<string, IdentityField>(
  Object.entries(SPELLINGS).flatMap(([field, keys]) =>
    keys.split(' ').map((key) => [key, field as IdentityField] as const),
  ),
);
/** Longest key with its separators: "software revision" and the like. */
const KEY_LIMIT = 32;

const DEVICE_TEXT = /^[\p{L}\p{N}][\p{L}\p{N} ._\-/:#+()*&®™]*$/u;
const HAS_DIGIT = /\d/;
/** Words that stand for nothing. */
const NOTHING = new Set(['unknown', 'none', 'null', 'undefined', 'n/a', 'na', 'true', 'false', 'default']);
const NUMBERED: ReadonlySet<IdentityField> = new Set([
  'serial-number',
  'software-version',
  'firmware-version',
  'hardware-version',
  'device-id',
  'version',
]);

/** The field that a key names, whatever its case and separators; undefined for all other keys. */
export function identityField(key: string): IdentityField | undefined {
  if (key.length > KEY_LIMIT) return undefined;
  return KEYS.get(key.replace(/[ _.\-/]/g, '').toLowerCase());
}

/** `latin1` octets as text (UTF-8, else ISO 8859-1) when they can be the value of `field`; empty otherwise. */
function identityValue(field: IdentityField, latin1: string): string {
  if (latin1.length > VALUE_LIMIT * 4) return '';
  const utf8 = Buffer.from(latin1, 'latin1').toString('utf8');
  const value = (utf8.includes('\ufffd') ? latin1 : utf8).trim();
  if (value.length > VALUE_LIMIT || !DEVICE_TEXT.test(value) || NOTHING.has(value.toLowerCase())) return '';
  return NUMBERED.has(field) && !HAS_DIGIT.test(value) ? '' : value;
}

/**
 * Values that stand side by side: attributes of one element, members of one object, lines of one message. A key
 * `version` alone may be that of the message; beside another identity key it is the device's.
 */
export class Group {
  version = '';
  hasIdentity = false;
}

/** Collects the identity in one message. */
export class Identity {
  private readonly values = new Map<IdentityField, string>();
  /** One key has different values: the message names several devices, and hence nobody. */
  private isAmbiguous = false;

  /** Takes a value, of Latin-1 characters that stand for octets, when `key` is an identity key. */
  add(key: string, latin1: string, group: Group): void {
    const field = identityField(key);
    const value = field === undefined ? '' : identityValue(field, latin1);
    if (field === undefined || value === '') return;
    if (field === 'version') group.version = value;
    else {
      group.hasIdentity = true;
      this.set(field, value);
    }
    if (group.hasIdentity && group.version !== '') this.set('version', group.version);
  }

  private set(field: IdentityField, value: string): void {
    const known = this.values.get(field);
    if (known === undefined) this.values.set(field, value);
    else if (known !== value) this.isAmbiguous = true;
  }

  /** Two different identity keys were there, which no other text has by chance. */
  get isEnough(): boolean {
    return this.values.size >= 2;
  }

  /** The facts of one device; none when there are too few, or several devices. */
  *facts(): Iterable<readonly [string, string]> {
    if (!this.isEnough || this.isAmbiguous) return;
    for (const [field, value] of this.values) {
      if (field === 'version') {
        if (!this.values.has('software-version')) yield ['software-version', value];
      } else if (field === 'product' && !this.values.has('model')) yield ['model', value];
      else yield [field, value];
    }
  }
}
