/**
 * Identities that a device claims and that its maker contradicts: something that its address and its own names show to be
 * by one maker says in one protocol that it is a product of another (domain specification B.0, spoofing rule). What such a
 * protocol says of model, number and versions is not believed; that it was said stays visible among the makers.
 */

import type { Attribute } from '../dissectors/dissector.ts';
import type { Evidence } from './evidence.ts';
import type { AttributeValue } from './fuse-evidence.ts';
import type { VendorDirectory } from './vendors.ts';

/** What names a product. */
const PRODUCT: ReadonlySet<Attribute> = new Set([
  'model',
  'serialNumber',
  'softwareVersion',
  'firmwareVersion',
  'hardwareVersion',
  'udi',
  'function',
]);
/** Independent sources, its address among them, that must agree on the maker before another one is disbelieved. */
const AGREEING_ORIGINS = 2;
const ADDRESS = 'oui';

/** The evidence that remains, given the makers fused from all of it, best first. */
export function withoutContradicted(
  evidence: readonly Evidence[],
  makers: readonly AttributeValue[],
  vendors: VendorDirectory,
): readonly Evidence[] {
  const [maker, ...rivals] = makers;
  if (!maker || rivals.length === 0) return evidence;
  const origins = new Set(maker.evidence.map(({ origin }) => origin));
  if (!origins.has(ADDRESS) || origins.size < AGREEING_ORIGINS) return evidence;
  const agreeing = new Set(maker.evidence.map(({ protocol }) => protocol));
  const contradicting = new Set(
    rivals
      .filter(({ value }) => !vendors.sameVendor(value, maker.value))
      .flatMap((rival) => rival.evidence.map(({ protocol }) => protocol))
      .filter((protocol) => !agreeing.has(protocol)),
  );
  return contradicting.size === 0
    ? evidence
    : evidence.filter(({ attribute, protocol }) => !(PRODUCT.has(attribute) && contradicting.has(protocol)));
}
