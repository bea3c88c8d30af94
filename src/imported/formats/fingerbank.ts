/**
 * Fingerbank's text dump (`dhcp_fingerprints.conf`): kinds of devices and, for each system, the lists of options that its
 * DHCP client asks for and its vendor classes.
 *
 *   [class 3]                     [os 300]
 *   description=VoIP Phones       description=Cisco IP Phone
 *   members=300-399               fingerprints=<<EOT ⏎ 1,66,6,3,15,150,35 ⏎ EOT      vendor_id=<<EOT … EOT
 */

import { printableText } from '../../base/printable-text.ts';
import type { Attribute } from '../../dissectors/dissector.ts';
import type { RuleCollector } from '../rule-collector.ts';
import { categoryOfDeviceType } from './device-types.ts';
import { ExactValues, exactly } from './exact-values.ts';

const OPTION_LIST = {
  factId: 'dhcp/parameter-request-list',
  about: 'Ordered list of the options that a DHCP client asks for.',
};
const VENDOR_CLASS = { factId: 'dhcp/vendor-class', about: 'Vendor class of a DHCP client.' };
const OPTION_LIST_CONFIDENCE = 50;
const VENDOR_CLASS_CONFIDENCE = 60;
/** Operating systems that a class stands for. */
const SYSTEMS: Readonly<Record<string, string>> = {
  windows: 'Windows',
  macintosh: 'macOS',
  linux: 'Linux',
  solaris: 'Solaris',
  bsd: 'BSD',
};
/** Vendor classes of clients that run on devices of many makers. */
const GENERIC_CLASS = /^(?:MSFT|MS$|udhcp|dhcpcd|Linux |PXEClient|Etherboot|anaconda|dhclient)/i;

interface Section {
  readonly kind: string;
  readonly number: number;
  readonly values: Map<string, string[]>;
}

interface DeviceClass {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Reads a Fingerbank dump. */
export function readFingerbank(text: string, fileName: string, collector: RuleCollector): void {
  const sections = readSections(text);
  const classes = sections.filter(({ kind }) => kind === 'class').flatMap(classesOf);
  const values = new ExactValues();
  for (const section of sections) {
    if (section.kind !== 'os') continue;
    const describes = printableText(section.values.get('description')?.[0] ?? `os ${section.number}`);
    const attributes = attributesOf(describes, classes, section.number, collector);
    const category = classes
      .filter(({ from, to }) => section.number >= from && section.number <= to)
      .map(({ name }) => categoryOfDeviceType(name))
      .find((found) => found !== undefined);
    const lists = section.values.get('fingerprints') ?? [];
    const vendorClasses = section.values.get('vendor_id') ?? [];
    if (lists.length + vendorClasses.length === 0)
      collector.refuse(describes, 'it has neither list nor vendor class');
    for (const list of lists) {
      if (/^\d{1,3}(?:,\d{1,3})*$/.test(list))
        values.claim(OPTION_LIST, {
          ...{ describes, attributes, category, confidence: OPTION_LIST_CONFIDENCE },
          ...{ pattern: exactly(list), example: list },
        });
      else collector.refuse(describes, `"${printableText(list, 40)}" is no list of options`);
    }
    for (const vendorClass of vendorClasses) {
      const example = printableText(vendorClass);
      if (GENERIC_CLASS.test(example) || example.length < 3)
        collector.refuse(
          describes,
          `the vendor class "${printableText(example, 40)}" is that of many devices`,
        );
      else
        values.claim(VENDOR_CLASS, {
          ...{ describes, attributes, category, confidence: VENDOR_CLASS_CONFIDENCE },
          ...{ pattern: exactly(example), example },
        });
    }
  }
  values.handOver(collector, `Fingerbank, ${fileName}`);
}

function attributesOf(
  describes: string,
  classes: readonly DeviceClass[],
  number: number,
  collector: RuleCollector,
): Partial<Record<Attribute, string>> {
  const os = classes
    .filter(({ from, to }) => number >= from && number <= to)
    .map(({ name }) => SYSTEMS[name.toLowerCase()])
    .find((found) => found !== undefined);
  if (os !== undefined) return { os };
  const vendor = collector.vocabulary.makerAtStart(describes);
  return vendor === undefined ? {} : { vendor };
}

/** Sections with their values; a value of several lines stands between `<<EOT` and `EOT`. */
function readSections(text: string): Section[] {
  const sections: Section[] = [];
  let open: string[] | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const current = sections.at(-1);
    if (open) {
      if (line === 'EOT') open = undefined;
      else if (line !== '' && !line.startsWith('#')) open.push(line);
      continue;
    }
    const heading = /^\[(\w+) (\d{1,6})\]$/.exec(line);
    if (heading) {
      sections.push({ kind: heading[1] ?? '', number: Number(heading[2]), values: new Map() });
      continue;
    }
    const pair = /^(\w+)=(.*)$/.exec(line);
    if (!pair || !current) continue;
    const [, key = '', value = ''] = pair;
    const values: string[] = value === '<<EOT' ? [] : [value];
    if (value === '<<EOT') open = values;
    current.values.set(key, values);
  }
  return sections;
}

function classesOf(section: Section): DeviceClass[] {
  const name = section.values.get('description')?.[0] ?? '';
  return (section.values.get('members')?.[0] ?? '').split(',').flatMap((range) => {
    const [, from, to] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range.trim()) ?? [];
    return from === undefined ? [] : [{ name, from: Number(from), to: Number(to ?? from) }];
  });
}
