/**
 * Fusion: the evidence of one device, attribute by attribute, into values with one confidence each. Independent sources
 * combine by noisy-or, one source counts once, a rival value lowers the winner; all values stay. Domain specification B.0.
 */

import type { Attribute } from '../dissectors/dissector.ts';
import { PLURAL_ATTRIBUTES } from './attributes.ts';
import { type Evidence, FUSED_LIMIT } from './evidence.ts';
import type { VendorDirectory } from './vendors.ts';
import { canBeSameWindows, isNarrowerWindows } from './windows-versions.ts';

export interface AttributeValue {
  readonly value: string;
  /** 0 to 100, whole. */
  readonly confidence: number;
  /** Best first, one entry per protocol, field and text seen. */
  readonly evidence: readonly Evidence[];
  /** A person has set it. */
  readonly setByPerson?: true;
}

export type Attributes = Readonly<Partial<Record<Attribute, readonly AttributeValue[]>>>;

/** Values kept per attribute and evidence kept per value, best first. */
const VALUES_PER_ATTRIBUTE = 8;
const EVIDENCE_PER_VALUE = 8;
/** How much an equally strong rival value takes from the winner (domain specification B.0: 1 - second/first x 0.5). */
const CONTRADICTION_SHARE = 0.5;
interface Group {
  value: string;
  strongest: number;
  readonly byOrigin: Map<string, number>;
  readonly evidence: Evidence[];
}

/** Attributes of a device from all its evidence, values best first. */
export function fuseEvidence(evidence: readonly Evidence[], vendors: VendorDirectory): Attributes {
  const byAttribute = new Map<Attribute, Group[]>();
  for (const item of evidence) {
    const groups = byAttribute.get(item.attribute) ?? [];
    byAttribute.set(item.attribute, groups);
    const group = groups.find((candidate) => sameValue(item.attribute, candidate.value, item.value, vendors));
    if (group) join(group, item);
    else
      groups.push({
        value: item.value,
        strongest: item.confidence,
        byOrigin: new Map([[item.origin, item.confidence]]),
        evidence: [item],
      });
  }
  const attributes: Partial<Record<Attribute, readonly AttributeValue[]>> = {};
  for (const [attribute, groups] of byAttribute) attributes[attribute] = rank(attribute, groups);
  return attributes;
}

function join(group: Group, item: Evidence): void {
  group.byOrigin.set(item.origin, Math.max(group.byOrigin.get(item.origin) ?? 0, item.confidence));
  group.evidence.push(item);
  // The wording of the strongest source stands; of equally strong ones, and of operating systems, the fuller.
  const isOs = item.attribute === 'os';
  const longer = item.value.length > group.value.length;
  const fuller = (isOs ? isNarrowerWindows(item.value, group.value) : undefined) ?? longer;
  if (isOs ? fuller : item.confidence > group.strongest || (item.confidence === group.strongest && fuller)) {
    group.value = item.value;
  }
  group.strongest = Math.max(group.strongest, item.confidence);
}

function rank(attribute: Attribute, groups: readonly Group[]): AttributeValue[] {
  const scored = groups
    .map((group) => ({ group, score: noisyOr([...group.byOrigin.values()]) }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        b.group.strongest - a.group.strongest ||
        (a.group.value < b.group.value ? -1 : 1),
    );
  const first = scored[0]?.score ?? 0;
  const second = PLURAL_ATTRIBUTES.has(attribute) ? 0 : (scored[1]?.score ?? 0);
  return scored.slice(0, VALUES_PER_ATTRIBUTE).map(({ group, score }, index) => ({
    value: group.value,
    confidence: Math.round(
      index === 0 && first > 0 ? score * (1 - (second / first) * CONTRADICTION_SHARE) : score,
    ),
    evidence: [...group.evidence]
      .sort((a, b) => b.confidence - a.confidence || a.first.at - b.first.at)
      .slice(0, EVIDENCE_PER_VALUE),
  }));
}

/** Combined confidence of independent sources, 0 to FUSED_LIMIT. */
export function noisyOr(confidences: readonly number[]): number {
  const doubt = confidences.reduce(
    (product, confidence) => product * (1 - Math.min(confidence, 100) / 100),
    1,
  );
  return Math.min((1 - doubt) * 100, FUSED_LIMIT);
}

const plain = (text: string) => text.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, '');

/** Whether two wordings are one value of the attribute. */
export function sameValue(attribute: Attribute, a: string, b: string, vendors: VendorDirectory): boolean {
  if (a === b) return true;
  switch (attribute) {
    case 'vendor':
      return vendors.sameVendor(a, b);
    case 'hostname':
      // A short name and the same name with its domain.
      return a.toLowerCase().split('.')[0] === b.toLowerCase().split('.')[0];
    case 'model':
      return sameModel(a, b, vendors);
    case 'application':
      return beginsWith(a, b) || beginsWith(b, a);
    case 'os':
      // "Windows" and "Windows 10 or later" agree; the fuller one says more. So do "Windows 7 or later" and "Windows 8".
      return plain(a).startsWith(plain(b)) || plain(b).startsWith(plain(a)) || canBeSameWindows(a, b);
    case 'dicomAeTitle':
    case 'appName':
      return false;
    default:
      return a.toLowerCase() === b.toLowerCase();
  }
}

/**
 * One model, or a family and a model of it: "Plum 360" and "Plum 360 Infuser", also when the model alone names its maker. A
 * family that names its maker is no more than that maker's: "Sigma Spectrum" and "Spectrum IQ" are two.
 */
function sameModel(a: string, b: string, vendors: VendorDirectory): boolean {
  const [bareA, bareB] = [withoutMaker(a, vendors), withoutMaker(b, vendors)];
  return (
    plain(bareA) === plain(bareB) ||
    (beginsWith(bareA, bareB) && (bareB === b || bareA !== a)) ||
    (beginsWith(bareB, bareA) && (bareA === a || bareB !== b))
  );
}

/** Whether `text` is `start`, or `start` and further words. */
function beginsWith(text: string, start: string): boolean {
  return text.toLowerCase().startsWith(`${start.toLowerCase()} `);
}

/** Most words of a maker's name before a model. */
const MAKER_WORDS = 3;

/** "HP LaserJet MFP M428" is the "LaserJet MFP M428" of HP; a model that is nothing but a maker's name stays. */
function withoutMaker(model: string, vendors: VendorDirectory): string {
  const words = model.split(' ');
  for (let count = Math.min(MAKER_WORDS, words.length - 1); count > 0; count--) {
    if (vendors.canonicalVendor(words.slice(0, count).join(' ')) !== undefined)
      return words.slice(count).join(' ');
  }
  return model;
}
