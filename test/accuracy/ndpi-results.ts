/**
 * The expected results of nDPI's regression captures (ntop/nDPI, tests/cfgs/default/result/*.out), one line per flow:
 *
 *   1	TCP 192.0.2.1:51110 <-> [2001:db8::2]:443 [VLAN: 10][proto: 91.163/TLS.Tor]…[Confidence: DPI]…[…JA4: t13d…]
 */

import { canonicalIp } from '../../src/base/ip-address.ts';

export interface NdpiFlow {
  /** Number of the line in its file, from 1. */
  readonly line: number;
  readonly transport: string;
  readonly a: NdpiEnd;
  readonly b: NdpiEnd;
  /** `TLS` of `TLS.Tor`: the protocol without the application that it carries. */
  readonly protocol: string;
  /** `DPI` when the payload told; else how it was guessed. */
  readonly confidence: string;
  readonly ja4: string | undefined;
}

export interface NdpiEnd {
  readonly ip: string;
  readonly port: number;
}

const END = String.raw`(\[[^\]]*\]|[\d.]+):(\d+)`;
const LINE = new RegExp(String.raw`^\s*\d+\s+([A-Z]\w*) ${END} <?-> ${END} `);

/** All flow lines of an expected result. */
export function parseNdpiResults(text: string): NdpiFlow[] {
  return text.split('\n').flatMap((line, index): NdpiFlow[] => {
    const [, transport, ipA, portA, ipB, portB] = LINE.exec(line) ?? [];
    const protocol = /\[proto: [\d.]+\/([^\].]*)/.exec(line)?.[1];
    if (!transport || !ipA || !portA || !ipB || !portB || protocol === undefined) return [];
    return [
      {
        line: index + 1,
        transport: transport.toLowerCase(),
        a: { ip: canonical(ipA), port: Number(portA) },
        b: { ip: canonical(ipB), port: Number(portB) },
        protocol,
        confidence: /\[Confidence: ([^\]]*)\]/.exec(line)?.[1] ?? '',
        ja4: /\[JA4: ([^\]]*)\]/.exec(line)?.[1],
      },
    ];
  });
}

function canonical(ip: string): string {
  const bare = ip.replace(/[[\]]/g, '');
  return canonicalIp(bare) ?? bare;
}
