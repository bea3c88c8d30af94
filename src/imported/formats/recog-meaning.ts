/** What the parameters of a recog fingerprint say about the device: `hw.*` is the device, `service.*` the software on it. */

import type { Attribute } from '../../dissectors/dissector.ts';
import type { AttributeTexts } from '../../identify/fingerprints.ts';
import { categoryOfDeviceType } from './device-types.ts';
import type { XmlElement } from './xml-rules.ts';

export interface RecogMeaning {
  readonly attributes: AttributeTexts;
  readonly category: string | undefined;
  /** 0 to 1, as recog gives it. */
  readonly certainty: number;
  /** Which of our attributes a recog parameter fills. */
  readonly attributeOf: ReadonlyMap<string, Attribute>;
}

/** Who makes an operating system that runs on the hardware of others. */
const SYSTEM_MAKERS: ReadonlySet<string> = new Set(
  (
    'alpine,arch,canonical,centos,cray,debian,fedora,freebsd,freepbx,gentoo,google,linux,mageia,mandriva,microsoft,mint,' +
    'netbsd,novell,openbsd,opensuse,oracle,pfsense,proxmox,qnx,raspbian,red hat,redhat,rocky,sco,slackware,suse,' +
    'the linux foundation,turbolinux,ubuntu,vmware,wind river'
  ).split(','),
);
/** recog names the software of a device after the device. */
const FIRMWARE_NAME = /\bfirmware$/i;
/** Names that tell no model. */
const NO_MODEL =
  /^(?:linux|windows|unix|ios|firmware|embedded|device|appliance|ip phone|phone|printer|router|switch|camera)$/i;

/** Reads the `<param>` elements of one fingerprint. */
export function readMeaning(params: readonly XmlElement[]): RecogMeaning {
  const texts = templatesOf(params);
  const attributes: Partial<Record<Attribute, string>> = {};
  const attributeOf = new Map<string, Attribute>();
  const fill = (attribute: Attribute, parameter: string, accept = (text: string) => text !== '') => {
    const text = texts.get(parameter);
    if (text === undefined || attributes[attribute] !== undefined || !accept(text)) return;
    attributes[attribute] = text;
    attributeOf.set(parameter, attribute);
  };
  const type = texts.get('hw.device') ?? texts.get('os.device');
  const systemMaker = texts.get('os.vendor');
  const isDeviceSystem =
    texts.has('os.device') && systemMaker !== undefined && !SYSTEM_MAKERS.has(systemMaker.toLowerCase());
  fill('vendor', 'hw.vendor');
  fill('model', 'hw.product', isModel);
  fill('model', 'hw.model', isModel);
  fill('firmwareVersion', 'hw.version');
  fill('serialNumber', 'hw.serial_number');
  fill('hostname', 'host.name');
  if (isDeviceSystem) {
    fill('vendor', 'os.vendor');
    // "IOS" of the family "IOS" is the system, "NJ220" of the family "IntelliJack" the device.
    if (texts.get('os.product') !== texts.get('os.family')) fill('model', 'os.product', isModel);
    fill('firmwareVersion', 'os.version');
  }
  if (!attributeOf.has('os.product') && !isDeviceSystem) {
    fill('os', 'os.product', isSystem);
    fill('os', 'os.family', isSystem);
    if (attributes.os !== undefined) fill('osVersion', 'os.version');
  }
  const certainty = Number(texts.get('hw.certainty') ?? texts.get('os.certainty') ?? 1);
  return {
    attributes,
    category: type === undefined ? undefined : categoryOfDeviceType(type),
    certainty: certainty >= 0 && certainty <= 1 ? certainty : 0,
    attributeOf,
  };
}

/** Parameters by name: a text, or `{number}` for a group of the pattern. References to other parameters are resolved. */
function templatesOf(params: readonly XmlElement[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { attributes } of params) {
    const name = attributes.get('name');
    const group = Number(attributes.get('pos'));
    if (name === undefined || name.endsWith('.cpe23') || !Number.isInteger(group) || group < 0) continue;
    const text = group > 0 ? `{${group}}` : (attributes.get('value') ?? '').trim();
    if (text !== '') texts.set(name, text);
  }
  for (const [name, text] of texts) {
    const resolved = text.replace(
      /\{([a-z_]+\.[a-z_.\d]+)\}/g,
      (whole, other: string) => texts.get(other) ?? whole,
    );
    if (/\{[^}]*[^\d}][^}]*\}/.test(resolved)) texts.delete(name);
    else texts.set(name, resolved);
  }
  return texts;
}

const isModel = (text: string) => !NO_MODEL.test(text);
const isSystem = (text: string) => !FIRMWARE_NAME.test(text);
