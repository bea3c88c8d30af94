/**
 * Texts that name maker and model one after the other ("Draeger Evita V800", a page title, a printer's make-and-model): the
 * maker is looked for at the start, the rest is a model only when the maker is known to have such a family. A text without
 * a maker names a product when it is of a family whose name is one maker's alone ("IntelliVue MX500").
 */

import type { Knowledge } from './knowledge.ts';
import type { ModelClass } from './models.ts';
import type { VendorDirectory } from './vendors.ts';

export interface ProductName {
  readonly vendor: string;
  readonly model: string;
  readonly category: string;
  /** Confidence of the category, 0 to 100. */
  readonly categoryConfidence: number;
}

/** Words of a maker's name that are tried. */
const VENDOR_WORDS = 4;

/** The makers with whose name `text` begins, the longest name first; something must follow the name. */
function* makersAtStart(
  text: string,
  vendors: VendorDirectory,
): Generator<{ readonly vendor: string; readonly start: string }> {
  const words = text.split(' ', VENDOR_WORDS + 1);
  for (let count = Math.min(VENDOR_WORDS, words.length - 1); count > 0; count--) {
    const start = words.slice(0, count).join(' ');
    const vendor = vendors.canonicalVendor(start);
    if (vendor !== undefined) yield { vendor, start };
  }
}

/** The maker that `text` is or with whose name it begins; undefined when none is known. */
export function makerAtStart(text: string, vendors: VendorDirectory): string | undefined {
  const whole = vendors.canonicalVendor(text);
  if (whole !== undefined) return whole;
  for (const { vendor } of makersAtStart(text, vendors)) return vendor;
  return undefined;
}

/** The product that `text` names at its start; undefined when neither a maker's family nor a distinctive one is known. */
export function readProductName(text: string, knowledge: Knowledge): ProductName | undefined {
  for (const { vendor, start } of makersAtStart(text, knowledge.vendors)) {
    const rest = text.slice(start.length).trim();
    const family = knowledge.models.classifyModel(vendor, rest);
    if (!family) continue;
    return productOf(vendor, rest, family);
  }
  const family = knowledge.models.classifyModel(undefined, text);
  return family?.vendor === undefined ? undefined : productOf(family.vendor, text, family);
}

const productOf = (vendor: string, text: string, family: ModelClass): ProductName => ({
  vendor,
  model: family.model ?? text,
  category: family.category,
  categoryConfidence: family.confidence,
});
