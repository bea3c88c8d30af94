/**
 * Version texts taken apart: the product that stands before the version ("syngo MR XA31", "DSM 7.1.1-42962"), a label
 * ("FW=V6.00.090"), the version itself, and the region of makers who write one (B. Braun: U for the United States, L for
 * elsewhere, domain specification E.7). What is not understood stays whole: a version is never guessed.
 */

export interface VersionName {
  /** The version alone: `XA31`, `6.00.090`, `U61`. */
  readonly version: string;
  /** Product that the text names before it: `syngo MR`. */
  readonly product?: string;
  readonly region?: 'US' | 'other';
}

/** Longer texts are lists or sentences and are left whole. */
const TEXT_LIMIT = 64;
const LABEL =
  /^(?:FW|SW|HW|firmware|software|version|ver|rev|revision|release|rel|build|SBC|APP)(?: version| rev)?[.]?[=: ]+(?=\S)/i;
/** `V` and the like before digits: "V9.5*R003", "v1.6.2.0", "Rev.B" stays. */
const LETTER_V = /^(?:v|ver|r|rev|rel)\.? ?(?=\d)/i;
/** B. Braun: `U61`, `L82`, and padded as devices send it: `012U000061`. */
const REGIONAL = /^(?:0\d{2})?([UL])0*(\d{2,3})$/;
/** Cisco telephones: `sip78xx.12-5-1SR1-4` is release 12.5(1)SR1-4. */
const CISCO_LOAD = /^((?:sip|sccp)[\w]{2,12})\.(\d{1,3}-\d{1,3}-\d{1,3}[\w-]{0,12})$/i;
/** The last word, when it is a version: dotted numbers, or the letter scheme of Siemens Healthineers (XA31, VE11C-SP01). */
const PRODUCT_THEN_VERSION =
  /^(\S.{0,48}?)[ _](v?\d[\w.()*+-]{0,30}|[VXN][A-Z]\d{2}[A-Z]?(?:[- ]?SP\d{1,2})?|[A-Z]\.\d{1,3}\.\d{1,3}[\w.]{0,12})$/;

/** `text` taken apart; undefined when there is nothing to take apart. `vendor` is the maker, when known. */
export function readVersionName(text: string, vendor: string | undefined): VersionName | undefined {
  if (text.length > TEXT_LIMIT) return undefined;
  const bare = text.replace(LABEL, '').trim();
  const regional = vendor === 'B. Braun' ? REGIONAL.exec(bare) : null;
  if (regional?.[1] && regional[2])
    return { version: `${regional[1]}${regional[2]}`, region: regional[1] === 'U' ? 'US' : 'other' };
  const [, loadProduct, load] = CISCO_LOAD.exec(bare) ?? [];
  if (loadProduct && load) return { product: loadProduct, version: load.replace('-', '.').replace('-', '.') };
  const [, product, last] = PRODUCT_THEN_VERSION.exec(bare) ?? [];
  // What stands before must be a name: "1.2 3.4" are two versions and not one of a product.
  if (product && last && /^\p{Letter}{2}/u.test(product) && !LETTER_V.test(product))
    return { product, version: withoutV(last) };
  const version = withoutV(bare);
  return version === text || version === '' ? undefined : { version };
}

const withoutV = (text: string) => text.replace(LETTER_V, '');
