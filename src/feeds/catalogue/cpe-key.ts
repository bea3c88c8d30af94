/** Keys under which a compiled catalogue sorts the products of CPE names. */

import type { CpePart } from '../../vulnerability/catalogue.ts';

/** Key under which products are sorted: by vendor, product, part. */
export function cpeKey(part: CpePart, vendor: string, product: string): string {
  return `${vendor}\t${product}\t${part}`;
}

export function splitCpeKey(key: string): { part: CpePart; vendor: string; product: string } {
  const [vendor = '', product = '', part = 'a'] = key.split('\t');
  return { part: part as CpePart, vendor, product };
}
