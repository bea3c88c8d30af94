/**
 * What is looked at to tell which vulnerabilities attackers take up next, beside the EPSS probability: the age of the id,
 * what the vector demands and takes, the weakness, whether the product or its maker was exploited before, whether an
 * exploit is referenced. Each gives one word, or nothing when it is not known.
 */

import { parseCvssVector } from '../../vulnerability/cvss/cvss-vector.ts';

/** What records say of a vulnerability, as far as it counts here. */
export interface OutlookRecord {
  readonly id: string;
  /** From this instant on the record said what it says: its last change, else the date of its file. */
  readonly knownMicros: number;
  readonly products: readonly OutlookProduct[];
  /** As `vectorKind` tells it of the CVSS vector. */
  readonly vectorKind?: string;
  readonly weakness?: string;
  readonly exploitReferenced: boolean;
}

/** Names in the form of `plainName`, so that spellings of different feeds meet. */
export interface OutlookProduct {
  readonly vendor: string;
  readonly product: string;
}

/** A vulnerability in the catalogue of known exploited ones. */
export interface ExploitedVulnerability extends OutlookProduct {
  readonly id: string;
  /** Midnight of the day on which it was added. */
  readonly addedMicros: number;
}

export const OUTLOOK_SIGNALS = ['age', 'vector', 'weakness', 'product', 'exploit'] as const;
export type OutlookSignal = (typeof OUTLOOK_SIGNALS)[number];

const CVE_YEAR = /^CVE-(\d{4})-/;

/** A name without case and punctuation; empty for what stands for no name. */
export function plainName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '');
  return plain === 'na' ? '' : plain;
}

/** Products and makers that were exploited before. */
export class ExploitedProducts {
  private readonly vendors = new Map<string, number>();
  private readonly products = new Map<string, number>();
  private readonly own = new Map<string, OutlookProduct>();

  constructor(exploited: Iterable<ExploitedVulnerability>) {
    for (const { id, vendor, product } of exploited) {
      this.own.set(id, { vendor, product });
      this.vendors.set(vendor, (this.vendors.get(vendor) ?? 0) + 1);
      const key = productKey({ vendor, product });
      this.products.set(key, (this.products.get(key) ?? 0) + 1);
    }
  }

  /** How near the products of a vulnerability are to what others than itself were exploited in. */
  relation(id: string, products: readonly OutlookProduct[]): string | undefined {
    const own = this.own.get(id);
    let relation: string | undefined;
    for (const product of products) {
      const sameVendor = own?.vendor === product.vendor ? 1 : 0;
      const sameProduct = sameVendor === 1 && own?.product === product.product ? 1 : 0;
      if ((this.products.get(productKey(product)) ?? 0) > sameProduct) return 'product exploited before';
      if ((this.vendors.get(product.vendor) ?? 0) > sameVendor) relation = 'maker exploited before';
      else relation ??= 'maker not exploited before';
    }
    return relation;
  }
}

function productKey({ vendor, product }: OutlookProduct): string {
  return `${vendor} ${product}`;
}

/** The word of a signal; undefined when nothing is known. */
export function outlookSignal(
  signal: OutlookSignal,
  id: string,
  record: OutlookRecord | undefined,
  exploited: ExploitedProducts,
): string | undefined {
  switch (signal) {
    case 'age':
      return CVE_YEAR.exec(id)?.[1];
    case 'vector':
      return record?.vectorKind;
    case 'weakness':
      return record?.weakness;
    case 'product':
      return record && exploited.relation(id, record.products);
    case 'exploit':
      return record && (record.exploitReferenced ? 'referenced' : 'not referenced');
  }
}

/** Attack vector, whether an account is needed, and what is lost: in words that all versions of CVSS share. */
export function vectorKind(text: string): string | undefined {
  const vector = parseCvssVector(text);
  if ('problem' in vector) return undefined;
  const { AV, PR, Au } = vector.metrics;
  const losses = ['C', 'I', 'A'].map((name) => vector.metrics[name] ?? vector.metrics[`V${name}`] ?? 'N');
  const lost = losses.includes('N')
    ? 'part'
    : losses.every((loss) => /[HC]/.test(loss))
      ? 'all'
      : 'some of all';
  return `${AV} ${(PR ?? Au) === 'N' ? 'no account' : 'account'} ${lost}`;
}
