/**
 * Model names: which category a device of this maker and model belongs to, and how the model is properly written.
 * The data is `fingerprints/models.json` and `fingerprints/categories.json`.
 */

import { fillTemplate, MATCHED_INPUT_LIMIT } from './fingerprints.ts';
import type { VendorDirectory } from './vendors.ts';

/** A group of devices with the same purpose, as in `fingerprints/categories.json`. */
export interface Category {
  readonly id: string;
  readonly label: string;
  readonly definition: string;
  /** Failure or misuse can directly endanger life. */
  readonly lifeCritical: boolean;
  /** 1 administrative to 5 life-sustaining. */
  readonly criticality: 1 | 2 | 3 | 4 | 5;
  /** Whether a person may allow that such devices are asked; absent for `unknown`. */
  readonly activeQueries?: 'never' | 'allowed';
}

export interface CategoryFile {
  readonly about: string;
  readonly categories: readonly Category[];
}

/** One model family of a maker. */
export interface ModelFamily {
  /** Regular expression over the model text, matched without regard to case. */
  readonly pattern: string;
  readonly category: string;
  /** What such a device does: "syringe infusion pump". */
  readonly function?: string;
  /** Proper spelling; `{name}` stands for a named group of the pattern. Without it the text stays as it is. */
  readonly model?: string;
  /** The model text alone tells the maker ("IntelliVue"), so it counts without a known maker as well. */
  readonly distinctive?: boolean;
  /** Confidence of the category, 0 to 100, when the maker is known; 85 when absent. */
  readonly confidence?: number;
  /** Model texts that this family must match. */
  readonly examples: readonly string[];
}

export interface ModelFile {
  readonly about: string;
  readonly makers: readonly { readonly vendor: string; readonly models: readonly ModelFamily[] }[];
}

export interface ModelClass {
  readonly category: string;
  /** Canonical name of the maker of the family; new knowledge when the family is distinctive. */
  readonly vendor: string;
  /** Proper spelling of the model, when the family gives one. */
  readonly model?: string;
  readonly function?: string;
  /** Confidence of the category, 0 to 100. */
  readonly confidence: number;
}

const DEFAULT_CONFIDENCE = 85;
/** Pairs of maker and model remembered with their class; all are dropped at the limit. */
const REMEMBERED_MODELS = 4_096;
/** A distinctive model text without a known maker: still a name that could be reused. */
const WITHOUT_MAKER_FACTOR = 0.8;

interface CompiledFamily extends ModelFamily {
  readonly vendor: string;
  expression: RegExp | undefined;
}

/** The model families of a model file. */
export class ModelCatalogue {
  readonly #vendors: VendorDirectory;
  readonly #classified = new Map<string, ModelClass | undefined>();
  readonly #makers: readonly { readonly vendor: string; readonly families: readonly CompiledFamily[] }[];

  constructor(file: ModelFile, vendors: VendorDirectory) {
    this.#vendors = vendors;
    this.#makers = file.makers.map(({ vendor, models }) => ({
      vendor,
      families: models.map((family) => ({ ...family, vendor, expression: undefined })),
    }));
  }

  /**
   * The class of the first family that fits. With a known maker only families of that maker (under any of its names)
   * count; without one, or with one that has no families, only distinctive families do. Undefined when none fits.
   */
  classifyModel(vendor: string | undefined, model: string): ModelClass | undefined {
    const key = `${vendor ?? ''}\n${model}`;
    if (this.#classified.has(key)) return this.#classified.get(key);
    const found = this.#classify(vendor, model);
    if (this.#classified.size >= REMEMBERED_MODELS) this.#classified.clear();
    this.#classified.set(key, found);
    return found;
  }

  #classify(vendor: string | undefined, model: string): ModelClass | undefined {
    const text = model.slice(0, MATCHED_INPUT_LIMIT).trim();
    if (text === '') return undefined;
    if (vendor !== undefined) {
      const own = this.#makers.filter((maker) => this.#vendors.sameVendor(maker.vendor, vendor));
      const isKnown = this.#vendors.canonicalVendor(vendor) !== undefined;
      const found = firstMatch(own, text, () => true);
      if (found || isKnown) return found && classOf(found.family, found.groups, 1);
    }
    const found = firstMatch(this.#makers, text, (family) => family.distinctive === true);
    return found && classOf(found.family, found.groups, WITHOUT_MAKER_FACTOR);
  }
}

type Groups = Readonly<Record<string, string | undefined>>;

function firstMatch(
  makers: readonly { readonly families: readonly CompiledFamily[] }[],
  text: string,
  counts: (family: CompiledFamily) => boolean,
): { family: CompiledFamily; groups: Groups } | undefined {
  for (const { families } of makers) {
    for (const family of families) {
      if (!counts(family)) continue;
      family.expression ??= new RegExp(family.pattern, 'iu');
      const match = family.expression.exec(text);
      if (match) return { family, groups: match.groups ?? {} };
    }
  }
  return undefined;
}

function classOf(family: CompiledFamily, groups: Groups, factor: number): ModelClass {
  const model = family.model === undefined ? undefined : fillTemplate(family.model, groups);
  return {
    category: family.category,
    vendor: family.vendor,
    ...(model === undefined ? {} : { model }),
    ...(family.function === undefined ? {} : { function: family.function }),
    confidence: Math.round((family.confidence ?? DEFAULT_CONFIDENCE) * factor),
  };
}
