/**
 * Which dissectors to try on a flow, in which order: those that hint at a port of it first, then all others of the
 * carrier that can begin with the first octet. Content decides; hints only save time. Built once from the registry.
 */

import { OctetReader, octetsOf } from '../wire/octet-reader.ts';
import type { DissectorChoice } from './dissection.ts';
import type { Carrier, Dissector } from './dissector.ts';

const NONE: readonly Dissector[] = [];
const OCTET_VALUES = 256;
const NOT_ASKED = 0;
const REFUSED = 1;
const POSSIBLE = 2;

/** Dissectors in one order of preference, narrowed to those that can begin with a given octet. */
class CandidateLists {
  private readonly ordered: readonly Dissector[];
  private readonly mayBegin: (dissector: Dissector, octet: number) => boolean;
  private readonly byOctet: (readonly Dissector[] | undefined)[] = new Array(OCTET_VALUES);

  constructor(ordered: readonly Dissector[], mayBegin: (dissector: Dissector, octet: number) => boolean) {
    this.ordered = ordered;
    this.mayBegin = mayBegin;
  }

  startingWith(octet: number): readonly Dissector[] {
    const known = this.byOctet[octet];
    if (known) return known;
    const list = this.ordered.filter((dissector) => this.mayBegin(dissector, octet));
    this.byOctet[octet] = list;
    return list;
  }
}

export class DissectorTable implements DissectorChoice {
  readonly dissectors: readonly Dissector[];
  private readonly numbers = new Map<Dissector, number>();
  /** By first octet: NOT_ASKED, REFUSED or POSSIBLE. */
  private readonly streamStarts = new Map<Dissector, Uint8Array>();
  private readonly unhinted: { readonly tcp: CandidateLists; readonly udp: CandidateLists };
  private readonly hinted = {
    tcp: new Map<number, CandidateLists>(),
    udp: new Map<number, CandidateLists>(),
  };
  /** By EtherType or ICMPv6 type: here the hint selects. */
  private readonly selected = {
    ethernet: new Map<number, Dissector>(),
    icmpv6: new Map<number, Dissector>(),
  };

  constructor(dissectors: readonly Dissector[]) {
    this.dissectors = dissectors;
    for (const [index, dissector] of dissectors.entries()) this.numbers.set(dissector, index + 1);
    this.unhinted = { tcp: this.orderFor('tcp'), udp: this.orderFor('udp') };
    for (const carrier of ['ethernet', 'icmpv6'] as const) {
      for (const dissector of dissectors) {
        if (!dissector.carriers.includes(carrier)) continue;
        for (const type of dissector.hints) this.selected[carrier].set(type, dissector);
      }
    }
  }

  /** Prepares the lists of a carrier, one per hinted port, and gives the one without a hint. */
  private orderFor(carrier: 'tcp' | 'udp'): CandidateLists {
    const all = this.dissectors.filter((dissector) => dissector.carriers.includes(carrier));
    const mayBegin =
      carrier === 'tcp'
        ? (dissector: Dissector, octet: number) => this.mayBeginStream(dissector, octet)
        : (dissector: Dissector, octet: number) => dissector.datagramStarts?.includes(octet) ?? true;
    for (const port of new Set(all.flatMap((dissector) => dissector.hints))) {
      const first = all.filter((dissector) => dissector.hints.includes(port));
      const rest = all.filter((dissector) => !first.includes(dissector));
      this.hinted[carrier].set(port, new CandidateLists([...first, ...rest], mayBegin));
    }
    return new CandidateLists(all, mayBegin);
  }

  /**
   * Whether a TCP dissector can begin with an octet, found by asking it, when the octet is first met. On TCP `recognise` is
   * monotone, so a dissector that refuses a single octet refuses every stream that starts with it. (A datagram that is too
   * short is refused as well, so nothing can be learnt for UDP: there a dissector states `datagramStarts`.)
   */
  private mayBeginStream(dissector: Dissector, octet: number): boolean {
    let known = this.streamStarts.get(dissector);
    if (!known) {
      known = new Uint8Array(OCTET_VALUES);
      this.streamStarts.set(dissector, known);
    }
    if (known[octet] === NOT_ASKED) known[octet] = refusesStream(dissector, octet) ? REFUSED : POSSIBLE;
    return known[octet] === POSSIBLE;
  }

  /** 1-based number of a dissector in the registry, as flow entries and services hold it. */
  numberOf(dissector: Dissector): number {
    return this.numbers.get(dissector) ?? 0;
  }

  /** The dissector with this number; undefined for 0. */
  byNumber(number: number): Dissector | undefined {
    return this.dissectors[number - 1];
  }

  /** The dissector for frames of an EtherType, or for an ICMPv6 type. */
  select(carrier: 'ethernet' | 'icmpv6', type: number): Dissector | undefined {
    return this.selected[carrier].get(type);
  }

  candidates(
    carrier: Carrier,
    sourcePort: number,
    destinationPort: number,
    firstOctet: number,
  ): readonly Dissector[] {
    if (carrier !== 'tcp' && carrier !== 'udp') return NONE;
    const hinted = this.hinted[carrier];
    const lists = hinted.get(destinationPort) ?? hinted.get(sourcePort) ?? this.unhinted[carrier];
    return lists.startingWith(firstOctet);
  }
}

const firstOctet = octetsOf(Buffer.alloc(1));
const reader = new OctetReader();

/** Whether the dissector says no to a stream of this one octet, without ports and on each port that it hints at. */
function refusesStream(dissector: Dissector, octet: number): boolean {
  firstOctet.bytes[0] = octet;
  const refuses = (sourcePort: number, destinationPort: number) =>
    dissector.recognise(reader.reset(firstOctet, 0, 1), { carrier: 'tcp', sourcePort, destinationPort }) ===
    'no';
  return refuses(0, 0) && dissector.hints.every((port) => refuses(port, 0) && refuses(0, port));
}
