/** What a compilation gathers about products: criteria in columns, and which items speak of which product in words. */

import { restOf } from '../../vulnerability/applicability.ts';
import {
  eachCriterion,
  productName,
  type StandingCriterion,
} from '../../vulnerability/criterion-standing.ts';
import { GrowingColumn } from '../../vulnerability/growing-column.ts';
import type { ProductDescription, VulnerabilityRecord } from '../../vulnerability/vulnerability-record.ts';
import { cpeKey } from './cpe-key.ts';
import { InternedTexts } from './interned-texts.ts';

/** Pairs of a key and an item. */
export class KeyedItems {
  readonly keys = new GrowingColumn();
  readonly items = new GrowingColumn();

  add(key: number, item: number): void {
    this.keys.push(key);
    this.items.push(item);
  }
}

export class ProductColumns {
  readonly cpeProducts = new InternedTexts();
  readonly purls = new InternedTexts();
  readonly names = new InternedTexts();
  /** Text 0 is the empty one. */
  readonly texts = new InternedTexts();

  readonly criterionProducts = new GrowingColumn();
  readonly criterionItems = new GrowingColumn();
  readonly versions = new GrowingColumn();
  readonly rests = new GrowingColumn();
  readonly lows = new GrowingColumn();
  readonly highs = new GrowingColumn();
  readonly flags = new GrowingColumn();

  readonly statedCpes = new KeyedItems();
  readonly statedPurls = new KeyedItems();
  readonly statedNames = new KeyedItems();

  constructor() {
    this.texts.intern('');
  }

  add(record: VulnerabilityRecord, item: number): void {
    eachCriterion(record.configurations, (criterion) => this.addCriterion(criterion, item));
    const cpes = new Set<number>();
    const purls = new Set<number>();
    const names = new Set<number>();
    for (const { product } of record.statements) {
      this.collect(product, cpes, purls, names);
      if (product.within) this.collect(product.within.product, cpes, purls, names);
    }
    for (const key of cpes) this.statedCpes.add(key, item);
    for (const key of purls) this.statedPurls.add(key, item);
    for (const key of names) this.statedNames.add(key, item);
  }

  private addCriterion({ name, low, high, flags }: StandingCriterion, item: number): void {
    this.criterionProducts.push(this.cpeProducts.intern(cpeKey(name.part, name.vendor, name.product)));
    this.criterionItems.push(item);
    this.versions.push(this.texts.intern(name.version));
    this.rests.push(this.texts.intern(restOf(name)));
    this.lows.push(this.texts.intern(low));
    this.highs.push(this.texts.intern(high));
    this.flags.push(flags);
  }

  private collect(
    { vendor = '', product, packageName, fullName, cpes, purls }: ProductDescription,
    cpeKeys: Set<number>,
    purlKeys: Set<number>,
    nameKeys: Set<number>,
  ): void {
    for (const cpe of cpes) {
      const name = productName(cpe);
      if (name) cpeKeys.add(this.cpeProducts.intern(cpeKey(name.part, name.vendor, name.product)));
    }
    for (const purl of purls) purlKeys.add(this.purls.intern(purlKey(purl)));
    const name = product ?? packageName ?? fullName;
    if (name !== undefined) nameKeys.add(this.names.intern(nameKey(vendor, name)));
  }
}

/** `pkg:type/namespace/name` without version, qualifiers and subpath; the scheme and type in lower case. */
export function purlKey(purl: string): string {
  const [base = ''] = purl.split(/[?#]/, 1);
  const at = base.lastIndexOf('@');
  const named = at > base.lastIndexOf('/') ? base.slice(0, at) : base;
  const typeEnd = named.indexOf('/');
  return typeEnd < 0 ? named : named.slice(0, typeEnd).toLowerCase() + named.slice(typeEnd);
}

export function nameKey(vendor: string, product: string): string {
  return `${vendor}\t${product}`;
}
