/**
 * EUI-64 as medical messages write it: sixteen hexadecimal digits, in pairs with `-` or `:` or without (IEEE
 * guidelines for EUI, ISO/IEEE 11073-10101 system id). The MAC inside is found by `macFromEui64` of `base`.
 */

const PLAIN = /^[0-9a-f]{16}$/i;
const PAIRS = /^[0-9a-f]{2}(?:([-:])[0-9a-f]{2})(?:\1[0-9a-f]{2}){6}$/i;

/** The EUI-64 that `text` is, as sixteen lower-case digits; undefined when it is none, all zeros or all ones. */
export function parseEui64(text: string): string | undefined {
  if (text.length < 16 || text.length > 23) return undefined;
  if (!PLAIN.test(text) && !PAIRS.test(text)) return undefined;
  const digits = text.replace(/[-:]/g, '').toLowerCase();
  return digits === '0000000000000000' || digits === 'ffffffffffffffff' ? undefined : digits;
}
