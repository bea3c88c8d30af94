/** A fingerprint for a value that is shared, with that value as its example. */

import type { Fingerprint } from '../identify/fingerprints.ts';
import type { SharedValue } from './shareable-fact.ts';

export interface SharedAttributes {
  readonly vendor?: string;
  readonly model?: string;
  readonly category?: string;
}

/** What people call a device with these attributes. */
export function productName({ vendor, model }: SharedAttributes): string {
  return [vendor, model].filter((word) => word !== undefined).join(' ');
}

/** One device is one witness: less than a reviewed fingerprint. */
const CONFIDENCE = 60;
const ID_LIMIT = 48;

/** The fingerprint that gives `attributes` to devices which show this value; `number` makes its id unlike others. */
export function sharedRule(
  factId: string,
  shared: SharedValue,
  { category, ...attributes }: SharedAttributes,
  number: number,
): Fingerprint {
  const product = productName(attributes);
  const words =
    `${product} ${factId}`
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return {
    id: `${words.join('-').slice(0, ID_LIMIT).replace(/-$/, '')}-${number}`,
    pattern: shared.pattern,
    describes: product,
    attributes,
    ...(category === undefined ? {} : { category, categoryConfidence: CONFIDENCE }),
    confidence: CONFIDENCE,
    source: 'a device on the network, with its test capture',
    examples: [
      { value: shared.value, expect: { ...attributes, ...(category === undefined ? {} : { category }) } },
    ],
  };
}
