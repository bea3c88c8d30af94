/**
 * Satori (https://github.com/xnih/satori): XML of fingerprints with tests. Read are the tests of DHCP (options asked for,
 * order of options, vendor class) and of TCP; a time to live alone tells too little.
 *
 *   <fingerprint name="3Com IP Phone" os_name="" os_class="" device_type="VoIP Phone" device_vendor="3Com">
 *     <dhcp_tests><test weight="5" matchtype="exact" dhcptype="Discover" dhcpoption55="1,3,6,15,35,66"/>…
 */

import { printableText } from '../../base/printable-text.ts';
import type { Attribute } from '../../dissectors/dissector.ts';
import type { RuleCollector, RuleTarget } from '../rule-collector.ts';
import { categoryOfDeviceType } from './device-types.ts';
import { ExactValues, exactly, literally, type ValueMeaning } from './exact-values.ts';
import { SYN, SYN_ACK, satoriPattern } from './tcp-signature.ts';
import { eachXmlRule, type XmlElement, type XmlRule } from './xml-rules.ts';

const CONFIDENCE = 50;
/** Satori's weights go to 5. */
const FULL_WEIGHT = 5;
const TARGETS: Readonly<Record<string, RuleTarget>> = {
  dhcpoption55: {
    factId: 'dhcp/parameter-request-list',
    about: 'Ordered list of the options that a DHCP client asks for.',
  },
  dhcpoptions: { factId: 'dhcp/option-order', about: 'Options of a DHCP message in their order.' },
  dhcpvendorcode: { factId: 'dhcp/vendor-class', about: 'Vendor class of a DHCP client.' },
};
/** Shorter parts of a vendor class stand in too many. */
const PARTIAL_MIN = 4;

/** Reads a Satori file of DHCP or TCP fingerprints. */
export function readSatori(xml: string, fileName: string, collector: RuleCollector): void {
  const values = new ExactValues();
  for (const rule of eachXmlRule(xml)) {
    if (rule) readRule(rule, values, collector);
    else collector.refuse(fileName, 'the rule is too long');
  }
  values.handOver(collector, `Satori, ${fileName}`);
}

function readRule(rule: XmlRule, values: ExactValues, collector: RuleCollector): void {
  const describes = printableText(rule.attributes.get('name') ?? 'fingerprint without a name');
  const { attributes, category } = meaningOf(rule, collector);
  let taken = 0;
  for (const test of rule.elements) {
    const claim = claimOf(test);
    if (!claim) continue;
    const weight = Number(test.attributes.get('weight') ?? FULL_WEIGHT);
    const share = weight > 0 && weight < FULL_WEIGHT ? weight / FULL_WEIGHT : 1;
    taken++;
    values.claim(claim.target, {
      ...{ describes, attributes, category, confidence: Math.round(CONFIDENCE * share) },
      ...{ pattern: claim.pattern, example: claim.example },
    });
  }
  if (taken === 0) collector.refuse(describes, 'it has no test of a field that is read');
}

function meaningOf(rule: XmlRule, collector: RuleCollector): Omit<ValueMeaning, 'confidence'> {
  const text = (name: string) => printableText(rule.attributes.get(name) ?? '');
  const attributes: Partial<Record<Attribute, string>> = {};
  const vendor = text('device_vendor');
  if (vendor !== '') attributes.vendor = collector.vocabulary.makerAtStart(vendor) ?? vendor;
  const os = text('os_class') || text('os_name');
  if (os !== '') attributes.os = os;
  return { attributes, category: categoryOfDeviceType(text('device_type')) };
}

interface Claim {
  readonly target: RuleTarget;
  readonly pattern: string;
  readonly example?: string;
}

function claimOf(test: XmlElement): Claim | undefined {
  const isPartial = test.attributes.get('matchtype') === 'partial';
  for (const [name, target] of Object.entries(TARGETS)) {
    const value = printableText(test.attributes.get(name) ?? '');
    if (value === '') continue;
    if (!isPartial) return { target, pattern: exactly(value), example: value };
    return value.length < PARTIAL_MIN ? undefined : { target, pattern: literally(value), example: value };
  }
  const signature = test.attributes.get('tcpsig');
  const pattern = signature === undefined || isPartial ? undefined : satoriPattern(signature);
  if (pattern === undefined) return undefined;
  return { target: test.attributes.get('tcpflag') === 'SA' ? SYN_ACK : SYN, pattern };
}
