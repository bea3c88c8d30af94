/**
 * Which dissectors to try on a flow, in which order: those that hint at a port of it first, then all others of the
 * carrier. Content decides; a hint only saves time. Built once from the registry.
 */

import { OctetReader, octetsOf } from '../wire/octet-reader.ts';
import type { DissectorChoice } from './dissection.ts';
import type { Carrier, Dissector } from './dissector.ts';

const NONE: readonly Dissector[] = [];

export class DissectorTable implements DissectorChoice {
  readonly dissectors: readonly Dissector[];
  private readonly numbers = new Map<Dissector, number>();
  private readonly ofCarrier = new Map<Carrier, readonly Dissector[]>();
  private readonly hinted = { tcp: new Map<number, readonly Dissector[]>(), udp: new Map<number, readonly Dissector[]>() };
  /** By EtherType or ICMPv6 type: here the hint selects. */
  private readonly selected = { ethernet: new Map<number, Dissector>(), icmpv6: new Map<number, Dissector>() };
  /** Whether any TCP dissector can begin with this octet. */
  private readonly tcpFirstOctets = new Uint8Array(256);

  constructor(dissectors: readonly Dissector[]) {
    this.dissectors = dissectors;
    for (const [index, dissector] of dissectors.entries()) this.numbers.set(dissector, index + 1);
    for (const carrier of ['tcp', 'udp'] as const) {
      const all = dissectors.filter((dissector) => dissector.carriers.includes(carrier));
      this.ofCarrier.set(carrier, all);
      for (const port of new Set(all.flatMap((dissector) => dissector.hints))) {
        const first = all.filter((dissector) => dissector.hints.includes(port));
        this.hinted[carrier].set(port, [...first, ...all.filter((dissector) => !first.includes(dissector))]);
      }
    }
    for (const carrier of ['ethernet', 'icmpv6'] as const) {
      for (const dissector of dissectors) {
        if (dissector.carriers.includes(carrier)) for (const type of dissector.hints) this.selected[carrier].set(type, dissector);
      }
    }
    this.learnFirstOctets();
  }

  /** `recognise` is monotone, so a dissector that refuses a single octet refuses every stream that starts with it. */
  private learnFirstOctets(): void {
    const octet = octetsOf(Buffer.alloc(1));
    const reader = new OctetReader();
    for (const dissector of this.ofCarrier.get('tcp') ?? NONE) {
      for (const destinationPort of [0, ...dissector.hints]) {
        const flow = { carrier: 'tcp', sourcePort: 0, destinationPort } as const;
        for (let value = 0; value < 256; value++) {
          octet.bytes[0] = value;
          if (dissector.recognise(reader.reset(octet, 0, 1), flow) !== 'no') this.tcpFirstOctets[value] = 1;
        }
      }
    }
  }

  /** 1-based number of a dissector in the registry, as flow entries and services hold it. */
  numberOf(dissector: Dissector): number {
    return this.numbers.get(dissector) ?? 0;
  }

  /** The dissector with this number; undefined for 0. */
  byNumber(number: number): Dissector | undefined {
    return this.dissectors[number - 1];
  }

  /** False when no TCP dissector can recognise a stream that starts with this octet. */
  mayBeginTcp(octet: number): boolean {
    return this.tcpFirstOctets[octet & 0xff] === 1;
  }

  /** The dissector for frames of an EtherType, or for an ICMPv6 type. */
  select(carrier: 'ethernet' | 'icmpv6', type: number): Dissector | undefined {
    return this.selected[carrier].get(type);
  }

  candidates(carrier: Carrier, sourcePort: number, destinationPort: number): readonly Dissector[] {
    if (carrier !== 'tcp' && carrier !== 'udp') return NONE;
    const hinted = this.hinted[carrier];
    return hinted.get(destinationPort) ?? hinted.get(sourcePort) ?? this.ofCarrier.get(carrier) ?? NONE;
  }
}
