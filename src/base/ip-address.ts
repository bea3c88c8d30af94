/**
 * IP addresses. On the wire IPv4 is one signed 32-bit integer, IPv6 four; in facts and output both are text,
 * IPv6 in the form of RFC 5952 (lower case, longest run of zeros shortened).
 */

/** Dotted text of an IPv4 address held as a 32-bit integer. */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 0xff}.${(address >>> 8) & 0xff}.${address & 0xff}`;
}

/** RFC 5952 text of an IPv6 address held as four 32-bit integers. */
export function formatIpv6(word0: number, word1: number, word2: number, word3: number): string {
  const groups: number[] = [];
  for (const word of [word0, word1, word2, word3]) groups.push((word >>> 16) & 0xffff, word & 0xffff);
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > bestLength) {
      bestStart = start;
      bestLength = length;
    }
    if (length > 0) start += length - 1;
  }
  const text = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return bestStart < 0 ? text(0, 8) : `${text(0, bestStart)}::${text(bestStart + bestLength, 8)}`;
}

const DOT = 0x2e;
const DIGIT_0 = 0x30;
/** `255.255.255.255` */
const IPV4_TEXT_LIMIT = 15;

/**
 * The 32-bit integer (signed) of a dotted IPv4 text, or undefined when it is not one. Leading zeros are decimal. Read
 * digit by digit: a regular expression takes ten times as long, and each ARP message asks.
 */
export function parseIpv4(text: string): number | undefined {
  if (text.length > IPV4_TEXT_LIMIT) return undefined;
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      if (digits === 0 || ++dots > 3) return undefined;
      address = (address << 8) | part;
      part = 0;
      digits = 0;
    } else {
      const digit = code - DIGIT_0;
      if (digit < 0 || digit > 9 || ++digits > 3) return undefined;
      part = part * 10 + digit;
      if (part > 255) return undefined;
    }
  }
  return dots === 3 && digits > 0 ? (address << 8) | part : undefined;
}

/** The four 32-bit integers (signed) of an IPv6 text, or undefined when it is not one; a zone (`%eth0`) is refused. */
export function parseIpv6(text: string): readonly [number, number, number, number] | undefined {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  // Dotted IPv4 may stand for the last two groups of the whole address (RFC 4291 2.2).
  const groupsOf = (half: string, isEnd: boolean): number[] | undefined => {
    if (half === '') return [];
    const groups: number[] = [];
    const parts = half.split(':');
    for (const [index, part] of parts.entries()) {
      if (part.includes('.')) {
        const ipv4 = isEnd && index === parts.length - 1 ? parseIpv4(part) : undefined;
        if (ipv4 === undefined) return undefined;
        groups.push((ipv4 >>> 16) & 0xffff, ipv4 & 0xffff);
      } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
      else return undefined;
    }
    return groups;
  };
  const head = groupsOf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const word = (index: number) => ((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0);
  return [word(0), word(2), word(4), word(6)];
}

/** Canonical text of an IPv4 or IPv6 address, or undefined when `text` is neither. */
export function canonicalIp(text: string): string | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return formatIpv4(ipv4);
  const ipv6 = parseIpv6(text);
  return ipv6 && formatIpv6(...ipv6);
}

/** True for an IPv4 address that one host can own: not 0/8, loopback, multicast, reserved or broadcast. */
export function isUnicastIpv4(address: number): boolean {
  const first = address >>> 24;
  return first !== 0 && first !== 127 && first < 224;
}

/** True for private IPv4 addresses (RFC 1918), carrier-grade NAT (RFC 6598) and link-local (RFC 3927). */
export function isPrivateIpv4(address: number): boolean {
  const first = address >>> 24;
  const second = (address >>> 16) & 0xff;
  return (
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 100 && second >= 64 && second < 128) ||
    (first === 169 && second === 254)
  );
}
