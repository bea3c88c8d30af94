/** Every format of records that is read. A new one is a folder beside this and one line here. */

import { cmmsCsv } from './cmms/reader.ts';
import { dnsmasqLeases } from './dnsmasq/reader.ts';
import { iscDhcpd } from './isc-dhcpd/reader.ts';
import { keaLeases } from './kea/reader.ts';
import { netflow } from './netflow/reader.ts';
import { nmapXml } from './nmap/reader.ts';
import { HEAD_OCTETS, type ReadingOptions, type RecordReader } from './record-reader.ts';
import { suricataEve } from './suricata/reader.ts';
import { windowsDhcp } from './windows-dhcp/reader.ts';
import { zeekJson } from './zeek/json-reader.ts';
import { zeekTsv } from './zeek/tsv-reader.ts';

/** In the order in which they are asked: those that are told by one mark before those that are told by their columns. */
export const RECORD_READERS: readonly RecordReader[] = [
  netflow,
  zeekTsv,
  suricataEve,
  zeekJson,
  nmapXml,
  iscDhcpd,
  keaLeases,
  dnsmasqLeases,
  windowsDhcp,
  cmmsCsv,
];

/** The reader of a file that begins with these octets; undefined when it is of no known format. */
export function recogniseRecords(head: Uint8Array, options: ReadingOptions = {}): RecordReader | undefined {
  const begin = head.subarray(0, HEAD_OCTETS);
  return RECORD_READERS.find((reader) => reader.recognises(begin, options));
}

/** The reader with this id of a format. */
export function readerOfFormat(format: string): RecordReader | undefined {
  return RECORD_READERS.find((reader) => reader.format === format);
}
