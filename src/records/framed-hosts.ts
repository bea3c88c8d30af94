/**
 * Which MAC belongs to an address, when all that is known are frames: a MAC with several IPv4 addresses is that of a router
 * in between, since records do not hold the time to live that tells it otherwise.
 */

/** Pairs of MAC and address remembered. */
export const FRAMED_LIMIT = 1 << 18;
/** IPv4 addresses of one MAC beyond which it is a router's. */
export const OWN_ADDRESSES = 1;

export class FramedHosts {
  private readonly addressesOf = new Map<string, Set<string>>();
  private count = 0;
  /** Pairs that found no room. */
  refused = 0;

  see(mac: string, ip: string): void {
    const known = this.addressesOf.get(mac);
    if (known?.has(ip)) return;
    if (this.count >= FRAMED_LIMIT) {
      this.refused++;
      return;
    }
    this.count++;
    if (known) known.add(ip);
    else this.addressesOf.set(mac, new Set([ip]));
  }

  /** Pairs of a station and an address of its own; an address that several stations use is nobody's. */
  *own(): Generator<readonly [mac: string, ip: string]> {
    const users = new Map<string, number>();
    for (const ips of this.addressesOf.values())
      for (const ip of ips) users.set(ip, (users.get(ip) ?? 0) + 1);
    for (const [mac, ips] of this.addressesOf) {
      const ipv4 = [...ips].filter((ip) => !ip.includes(':'));
      if (ipv4.length > OWN_ADDRESSES) continue;
      // Global IPv6 addresses may be those of a router's other side as well: only with an address of its own they count.
      for (const ip of ips) if (users.get(ip) === 1 && (ipv4.length === 1 || ips.size === 1)) yield [mac, ip];
    }
  }

  /** MACs behind which several addresses stand. */
  *routers(): Generator<string> {
    for (const [mac, ips] of this.addressesOf)
      if ([...ips].filter((ip) => !ip.includes(':')).length > OWN_ADDRESSES) yield mac;
  }
}
