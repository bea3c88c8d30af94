/**
 * MAC addresses (EUI-48, IEEE 802-2014 clause 8). On the wire and in tables a MAC is two integers, the high 16
 * and the low 32 bits; in facts and output it is lower-case text with colons: `00:09:fb:3a:10:15`.
 */

const HEX: readonly string[] = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Two lower-case hexadecimal digits of the lowest eight bits of `octet`. */
export function hexOctet(octet: number): string {
  return HEX[octet & 0xff] ?? '00';
}

/** Text form of the MAC with the given high 16 and low 32 bits (signed or unsigned). */
export function formatMac(high16: number, low32: number): string {
  return `${hexOctet(high16 >>> 8)}:${hexOctet(high16)}:${hexOctet(low32 >>> 24)}:${hexOctet(low32 >>> 16)}:${hexOctet(low32 >>> 8)}:${hexOctet(low32)}`;
}

/**
 * Reads a MAC in any usual spelling (`00:09:FB:…`, `00-09-fb-…`, `0009.fb3a.1015`, `0009fb3a1015`).
 * Returns the canonical text, or undefined when `text` is not exactly one MAC.
 */
export function parseMac(text: string): string | undefined {
  const digits = text.trim().toLowerCase();
  if (!/^(?:[0-9a-f]{12}|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})$/.test(digits))
    return undefined;
  const plain = digits.replace(/[^0-9a-f]/g, '');
  return plain.replace(/(..)(?=.)/g, '$1:');
}

/** High 16 and low 32 bits of a canonical MAC text; low is signed 32-bit, as tables hold it. */
export function macWords(canonical: string): { high: number; low: number } {
  const digits = canonical.replaceAll(':', '');
  return { high: Number.parseInt(digits.slice(0, 4), 16), low: Number.parseInt(digits.slice(4, 12), 16) | 0 };
}

/** True for group (multicast and broadcast) addresses: bit 0 of the first octet. */
export function isGroupMac(high16: number): boolean {
  return (high16 & 0x0100) !== 0;
}

/** True for locally administered addresses (randomised, virtual): bit 1 of the first octet. */
export function isLocallyAdministered(high16: number): boolean {
  return (high16 & 0x0200) !== 0;
}

/**
 * True for MACs that a redundancy protocol shares between routers: VRRP (RFC 9568 7.3), HSRP, HSRPv2, GLBP.
 * Such an address never identifies one box.
 */
export function isSharedRouterMac(high16: number, low32: number): boolean {
  const low = low32 >>> 0;
  if (high16 === 0x0000) {
    const middle = low >>> 8;
    return middle === 0x5e0001 || middle === 0x5e0002 || middle === 0x0c07ac || low >>> 12 === 0x0c9ff;
  }
  return high16 === 0x0007 && low >>> 16 === 0xb400;
}

/**
 * The MAC inside an EUI-64 (16 hexadecimal digits) that was made from a MAC by inserting FFFE (of an EUI-48) or FFFF (of a
 * MAC-48), without flipping the local bit (IEEE guidelines; IPv6 interface ids differ). Undefined for other ones.
 */
export function macFromEui64(eui64: string): string | undefined {
  const match = /^([0-9a-f]{6})fff[ef]([0-9a-f]{6})$/i.exec(eui64);
  return match?.[1] && match[2] ? parseMac(match[1] + match[2]) : undefined;
}
