/**
 * The Huffman code of HPACK (RFC 7541 appendix B). It is canonical: codes of one length count up in the order of their
 * symbols, and those of the next length go on from there, so the lengths alone say everything.
 */

/** Bits of the code of each octet 0 to 255, and of the end-of-string symbol. */
const CODE_BITS: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7,
  8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19,
  13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13,
  28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21,
  22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23,
  22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25,
  25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
];
const END_OF_STRING = 256;
const SHORTEST_BITS = 5;
const LONGEST_BITS = 30;
/** RFC 7541 5.2: padding is shorter than an octet and made of the first bits of the end-of-string code, all ones. */
const PADDING_BITS_MOST = 7;

interface CodesOfLength {
  readonly first: number;
  readonly symbols: readonly number[];
}

/** Codes by their length in bits. */
const CODES: readonly CodesOfLength[] = (() => {
  const codes: CodesOfLength[] = [];
  let next = 0;
  for (let bits = 0; bits <= LONGEST_BITS; bits++) {
    const symbols = CODE_BITS.flatMap((length, symbol) => (length === bits && bits > 0 ? [symbol] : []));
    codes.push({ first: next, symbols });
    next = (next + symbols.length) * 2;
  }
  return codes;
})();

/** The octets that `coded` stands for, one character each; undefined when it is no code of HPACK. */
export function decodeHuffman(coded: Buffer): string | undefined {
  let text = '';
  let code = 0;
  let bits = 0;
  for (const octet of coded) {
    for (let shift = 7; shift >= 0; shift--) {
      code = code * 2 + ((octet >> shift) & 1);
      bits++;
      if (bits < SHORTEST_BITS) continue;
      const { first, symbols } = CODES[bits] ?? { first: 0, symbols: [] };
      const symbol = code < first ? undefined : symbols[code - first];
      if (symbol === undefined) {
        if (bits >= LONGEST_BITS) return undefined;
        continue;
      }
      if (symbol === END_OF_STRING) return undefined;
      text += String.fromCharCode(symbol);
      code = 0;
      bits = 0;
    }
  }
  const isPadding = bits <= PADDING_BITS_MOST && code === (1 << bits) - 1;
  return isPadding ? text : undefined;
}
