/** What a flow record says, whichever version it was, into statements. Sources: RFC 3954, RFC 7011, IANA ipfix registry. */

import { formatIpv4, formatIpv6 } from '../../base/ip-address.ts';
import { formatMac } from '../../base/mac-address.ts';
import { ipOf, macOf } from '../reading/fields.ts';
import type { RecordSink } from '../record-reader.ts';

const TCP = 6;
const UDP = 17;
/** Lowest port that systems give to clients (RFC 6335 section 6, and Linux). */
const EPHEMERAL = 32_768;
const SYN = 0x02;
const ACK = 0x10;
const RST = 0x04;

export interface FlowRecord {
  source: string | undefined;
  destination: string | undefined;
  sourcePort: number;
  destinationPort: number;
  protocol: number;
  flags: number | undefined;
  packets: number;
  octets: number;
  packetsBack: number;
  octetsBack: number;
  sourceMac: string | undefined;
  lastAt: number | undefined;
}

export function emptyRecord(): FlowRecord {
  return {
    ...{ source: undefined, destination: undefined, sourcePort: 0, destinationPort: 0, protocol: 0 },
    ...{ flags: undefined, packets: 0, octets: 0, packetsBack: 0, octetsBack: 0 },
    ...{ sourceMac: undefined, lastAt: undefined },
  };
}

export const ipv4At = (view: DataView, at: number): string | undefined => ipOf(formatIpv4(view.getInt32(at)));

export const ipv6At = (view: DataView, at: number): string | undefined =>
  ipOf(formatIpv6(view.getInt32(at), view.getInt32(at + 4), view.getInt32(at + 8), view.getInt32(at + 12)));

export const macAt = (view: DataView, at: number): string | undefined =>
  macOf(formatMac(view.getUint16(at), view.getInt32(at + 2)));

/** States one record. Records of one direction each: the one that comes from a port of services is an answer. */
export function stateFlow(
  record: FlowRecord,
  position: number,
  exportedAt: number | undefined,
  sink: RecordSink,
): void {
  const { source, destination, protocol } = record;
  sink.at(position, record.lastAt ?? exportedAt);
  if (source === undefined || destination === undefined) {
    sink.skip('address-invalid');
    return;
  }
  sink.read();
  if (record.sourceMac !== undefined && record.packets > 0) sink.framed(record.sourceMac, source);
  const transport = protocol === TCP ? 'tcp' : protocol === UDP ? 'udp' : undefined;
  const isAnswer = isFromServer(record) && record.packetsBack === 0;
  const refuses = record.flags !== undefined && (record.flags & (RST | SYN)) === RST && record.packets <= 1;
  if (isAnswer)
    sink.traffic({
      ...{ transport: refuses ? undefined : transport, from: { ip: destination }, to: { ip: source } },
      ...{ toPort: record.sourcePort || undefined, protocol: undefined, packets: 0, octets: 0 },
      ...{ packetsBack: record.packets, octetsBack: record.octets },
    });
  else
    sink.traffic({
      ...{ transport, from: { ip: source }, to: { ip: destination } },
      ...{ toPort: record.destinationPort || undefined, protocol: undefined },
      ...{ packets: record.packets, octets: record.octets },
      ...{ packetsBack: record.packetsBack, octetsBack: record.octetsBack },
    });
}

/** Who answers: flags of the first packet where they are told, else the lower port of an otherwise ephemeral pair. */
function isFromServer({ sourcePort, destinationPort, flags, protocol, packets }: FlowRecord): boolean {
  if (protocol === TCP && flags !== undefined && packets === 1) {
    if ((flags & (SYN | ACK)) === SYN) return false;
    if ((flags & (SYN | ACK)) === (SYN | ACK)) return true;
  }
  return sourcePort > 0 && sourcePort < EPHEMERAL && sourcePort < destinationPort && destinationPort >= 1_024;
}
