/**
 * Addresses that outputs may reach. A hospital's systems have private addresses, which are fine; what only this machine or
 * its link can see is not: services of a cloud that hand out credentials, and programs that trust who is on the machine.
 */

import { parseIpv4, parseIpv6 } from '../base/ip-address.ts';

type Words = readonly [number, number, number, number];

/** Where clouds keep metadata outside the link-local networks. */
const METADATA_IPV4 = ['100.100.100.200', '168.63.129.16', '192.0.0.192'].map((text) => parseIpv4(text));
const METADATA_IPV6 = 'fd00:ec2::254';
const [WELL_KNOWN_NAT64] = parseIpv6('64:ff9b::') ?? [0];

/** Why an address is refused, for people; undefined for one that may be reached. */
export function refusedAddress(text: string, allowsLoopback: boolean): string | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return refusedIpv4(ipv4, allowsLoopback);
  const words = parseIpv6(text);
  if (!words) return 'is no address';
  return refusedIpv6(words, allowsLoopback);
}

function refusedIpv4(address: number, allowsLoopback: boolean): string | undefined {
  const [first, second] = [address >>> 24, (address >>> 16) & 0xff];
  if (first === 127) return allowsLoopback ? undefined : LOOPBACK;
  if (first === 0) return 'is the address of nobody';
  if (first === 169 && second === 254) return LINK_LOCAL;
  if (METADATA_IPV4.includes(address)) return METADATA;
  if (first >= 224) return 'is for many at once';
  return undefined;
}

function refusedIpv6(words: Words, allowsLoopback: boolean): string | undefined {
  const [first, second, third, last] = words;
  if (first === 0 && second === 0 && third === 0) {
    if (last === 1) return allowsLoopback ? undefined : LOOPBACK;
    // Also the old form that holds an IPv4 address (RFC 4291 2.5.5.1).
    return refusedIpv4(last, allowsLoopback);
  }
  if (first === 0 && second === 0 && third === 0xffff) return refusedIpv4(last, allowsLoopback);
  if (first === WELL_KNOWN_NAT64 && second === 0 && third === 0) return refusedIpv4(last, allowsLoopback);
  if (first >>> 16 === 0x2002) return refusedIpv4((first << 16) | (second >>> 16), allowsLoopback);
  if (first >>> 22 === 0xfe80 >>> 6) return LINK_LOCAL;
  if (first >>> 24 === 0xff) return 'is for many at once';
  const metadata = parseIpv6(METADATA_IPV6);
  if (metadata?.every((word, at) => word === words[at])) return METADATA;
  return undefined;
}

const LOOPBACK = 'is this machine itself, which WARDLIGHT_LOCAL_OUTPUTS would allow';
const LINK_LOCAL = 'is reached on the own link alone';
const METADATA = 'is where a cloud hands out credentials';

/** Why the address of a webhook cannot be used, for people; undefined when it can be tried. */
export function refusedWebhook(text: string, allowsLoopback: boolean): string | undefined {
  if (!URL.canParse(text)) return 'This is no address such as https://siem.hospital.example/hook.';
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '') return 'Leave user and password out: deliveries are signed.';
  if (hash !== '') return 'Leave out what stands behind the #: it is never sent.';
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'https:' && !(protocol === 'http:' && allowsLoopback && isLoopbackName(host)))
    return 'The address must begin with https://.';
  return refusedHost(host, allowsLoopback);
}

/** Why a host cannot be used, as far as its name tells; undefined when it can be tried. */
export function refusedHost(host: string, allowsLoopback: boolean): string | undefined {
  const isAddress = parseIpv4(host) !== undefined || host.includes(':');
  const why = isAddress
    ? refusedAddress(host, allowsLoopback)
    : isLoopbackName(host) && !allowsLoopback
      ? LOOPBACK
      : undefined;
  return why && `${host} ${why}.`;
}

const isLoopbackName = (host: string): boolean =>
  /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|::1)\.?$/i.test(host);
