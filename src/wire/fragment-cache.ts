/**
 * Ports of the first fragments of IP datagrams, so that later fragments join the flow of the first (RFC 791 2.3,
 * RFC 8200 4.5). Bounded: a newer datagram takes the place of an older one with the same slot.
 */

/** Datagrams remembered at a time. A power of two. */
export const FRAGMENT_SLOTS = 1_024;
/** Words of an entry: source, destination, identification, protocol, ports. */
const STRIDE = 5;

export class FragmentCache {
  private readonly entries = new Int32Array(FRAGMENT_SLOTS * STRIDE);

  private slot(source: number, destination: number, identification: number): number {
    let hash =
      Math.imul(source ^ Math.imul(destination, 0x85ebca6b), 0x9e3779b1) ^
      Math.imul(identification, 0xc2b2ae35);
    hash ^= hash >>> 15;
    return (hash & (FRAGMENT_SLOTS - 1)) * STRIDE;
  }

  /** Remembers the ports (source << 16 | destination) of a first fragment. */
  remember(
    source: number,
    destination: number,
    identification: number,
    protocol: number,
    ports: number,
  ): void {
    const at = this.slot(source, destination, identification);
    const entries = this.entries;
    entries[at] = source;
    entries[at + 1] = destination;
    entries[at + 2] = identification;
    entries[at + 3] = protocol;
    entries[at + 4] = ports;
  }

  /** Ports of the datagram's first fragment, or 0 when it was not seen (or has been displaced). */
  recall(source: number, destination: number, identification: number, protocol: number): number {
    const at = this.slot(source, destination, identification);
    const entries = this.entries;
    return entries[at] === source &&
      entries[at + 1] === destination &&
      entries[at + 2] === identification &&
      entries[at + 3] === protocol
      ? (entries[at + 4] ?? 0)
      : 0;
  }
}
