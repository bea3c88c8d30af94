/** Names of IP protocol numbers. */

/** Assigned Internet Protocol Numbers (IANA) that carry flows of their own; the keywords in lower case. */
const TRANSPORT_NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  4: 'ipv4',
  6: 'tcp',
  17: 'udp',
  41: 'ipv6',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'icmpv6',
  88: 'eigrp',
  89: 'ospf',
  103: 'pim',
  112: 'vrrp',
  132: 'sctp',
};

/** `tcp`, `udp`, `icmp`, … or `ip-N`. */
export function transportName(number: number): string {
  return TRANSPORT_NAMES[number] ?? `ip-${number}`;
}
