/**
 * What one value of a fact says by itself, whoever it is about: the attribute that the field states, what fingerprints take
 * out of it, the product that a text names. The devices of a network share few values, so a reading serves many of them.
 */

import type { Attribute, FactDeclaration } from '../dissectors/dissector.ts';
import { originOf, SOURCE_CONFIDENCE } from './evidence.ts';
import type { Knowledge } from './knowledge.ts';
import { readProductName } from './product-name.ts';

/** What is known beforehand of a fact. */
export interface KnownFact {
  readonly protocol: string;
  /** `<dissector id>/<field>`. */
  readonly id: string;
  /** Undefined for a fact that no dissector declares, such as a name out of the capture file. */
  readonly declaration: FactDeclaration | undefined;
  readonly hasFingerprints: boolean;
  /** Its text may name maker and model. */
  readonly isProductText: boolean;
}

/** An attribute that a value supports, as evidence will say it. */
export interface Statement {
  readonly attribute: Attribute;
  readonly value: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly origin: string;
  /** `source/id` of the fingerprint that took it out of the value; undefined when none was needed. */
  readonly fingerprint: string | undefined;
}

export interface FactReading {
  /** What the field states as it stands. */
  readonly stated: Statement | undefined;
  /** What was read out of the text. */
  readonly read: readonly Statement[];
  readonly hints: readonly { readonly category: string; readonly confidence: number }[];
}

/** Facts whose text may name maker and model one after the other, and what such a text weighs. */
export const PRODUCT_TEXTS: ReadonlySet<string> = new Set([
  'http/title',
  'http/onvif-name',
  'http/printer-make-and-model',
  'http/upnp-model-description',
  'hl7/MDC_ATTR_ID_MODEL',
  'hl7/OBX-18-text',
  'mdns/txt',
  'netbios-browser/comment',
  'rtsp/server',
  'tls/certificate-organisational-unit',
  'ws-discovery/scopes-name',
]);
const PRODUCT_TEXT_CONFIDENCE = 60;
/** The maker in such a text may be a brand of another house; what a device states as its maker outweighs it. */
const PRODUCT_VENDOR_CONFIDENCE = 45;
/** A maker of software that a device names as its own maker made a part of it: less than the MAC says. */
const SOFTWARE_MAKER_CONFIDENCE = 20;
/** Source of the fingerprints that come with Wardlight, beside the names of imported sources. */
const SHIPPED = 'wardlight';

const NOTHING_READ: readonly never[] = [];

/** Reads one value of a fact. */
export function readFact(fact: KnownFact, value: string, knowledge: Knowledge): FactReading {
  const stated = statedBy(fact, value, knowledge);
  if (!fact.hasFingerprints && !fact.isProductText)
    return { stated, read: NOTHING_READ, hints: NOTHING_READ };
  const read: Statement[] = [];
  const hints: { category: string; confidence: number }[] = [];
  const say = (attribute: Attribute, text: string, confidence: number, fingerprint?: string) => {
    const origin = originOf(fact.protocol, attribute);
    read.push({ attribute, value: text, confidence, origin, fingerprint });
  };
  if (fact.hasFingerprints) {
    for (const match of knowledge.fingerprints.match(fact.id, value)) {
      const fingerprint = `${match.origin ?? SHIPPED}/${match.fingerprintId}`;
      for (const [name, text] of Object.entries(match.attributes)) {
        const attribute = name as Attribute;
        say(attribute, normalise(attribute, text, knowledge), match.confidence, fingerprint);
      }
      if (match.category !== undefined)
        hints.push({ category: match.category, confidence: match.categoryConfidence });
    }
  }
  const product = fact.isProductText ? readProductName(value, knowledge) : undefined;
  if (product) {
    say('vendor', product.vendor, PRODUCT_VENDOR_CONFIDENCE);
    say('model', product.model, PRODUCT_TEXT_CONFIDENCE);
    const confidence = Math.min(product.categoryConfidence, PRODUCT_TEXT_CONFIDENCE);
    hints.push({ category: product.category, confidence });
  }
  return { stated, read, hints };
}

function statedBy(fact: KnownFact, text: string, knowledge: Knowledge): Statement | undefined {
  const states = fact.declaration?.states;
  if (!states) return undefined;
  const { attribute, source } = states;
  const value = normalise(attribute, text, knowledge);
  if (value === '') return undefined;
  const isSoftware = attribute === 'vendor' && knowledge.vendors.vendor(value)?.kind === 'software-maker';
  const confidence = isSoftware ? SOFTWARE_MAKER_CONFIDENCE : SOURCE_CONFIDENCE[source];
  return { attribute, value, confidence, origin: originOf(fact.protocol, attribute), fingerprint: undefined };
}

/** One spelling per maker, versions without their marks; everything else stays as the device says it. */
function normalise(attribute: Attribute, value: string, knowledge: Knowledge): string {
  if (attribute === 'vendor') return knowledge.vendors.canonicalVendor(value) ?? value;
  return attribute === 'softwareVersion' || attribute === 'firmwareVersion' ? versionIn(value) : value;
}

const MARKED_VERSION = /^([A-Za-z]{1,10})=(\S.*)$/;
const VERSION_MARK = /^(?:fw|sw|hw|app|appl|os|ver|version|rev|release|firmware|software)$/i;

/** The version in `FW=V6.00.090`; empty for that of a part that nobody knows (`SBC=13.21`). */
function versionIn(text: string): string {
  const [, mark, version] = MARKED_VERSION.exec(text) ?? [];
  if (mark === undefined || version === undefined) return text;
  return VERSION_MARK.test(mark) ? version : '';
}
