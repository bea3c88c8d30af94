/**
 * Leases of ISC dhcpd (`dhcpd.leases`): a journal, in which the last entry of an address counts. Times are UTC.
 *
 *   lease 10.20.20.21 { starts 0 2026/11/22 08:00:00; hardware ethernet 00:09:fb:3a:10:15; client-hostname "MX800-04"; }
 */

import { ipOf, macOf, microsOfIso, microsOfSeconds } from '../reading/fields.ts';
import { firstLines, Lines } from '../reading/lines.ts';
import type { RecordReader, RecordSink } from '../record-reader.ts';

/** Addresses with a lease that are held until the journal ends. */
export const LEASE_LIMIT = 1 << 17;

interface Lease {
  readonly line: number;
  mac?: string | undefined;
  startedAt?: number | undefined;
  state?: string;
  hostName?: string;
  vendorClass?: string;
}

class Journal {
  private readonly sink: RecordSink;
  private readonly leases = new Map<string, Lease>();
  private ip: string | undefined;
  private lease: Lease | undefined;
  private depth = 0;

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  line(text: string, number: number): void {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) return;
    const opened = /^lease\s+(\S+)\s*\{/.exec(line);
    if (opened && this.depth === 0) {
      this.ip = ipOf(opened[1]);
      this.lease = { line: number };
    }
    // An entry may stand on one line; other blocks (failover, hosts, identity associations) are passed over.
    if (this.lease) for (const statement of line.split(/[;{}]/)) this.statement(statement.trim());
    this.depth = Math.max(0, this.depth + count(line, '{') - count(line, '}'));
    if (this.lease && this.depth === 0 && line.includes('}')) this.finish(this.lease);
  }

  end(): void {
    if (this.lease) this.sink.skip('cut-short');
    for (const [ip, lease] of this.leases) this.tell(ip, lease);
  }

  private statement(text: string): void {
    const { lease } = this;
    if (!lease) return;
    const [, name = '', rest = ''] = /^([\w-]+)\s+(.*)$/.exec(text) ?? [];
    const said = /^(?:=\s*)?"((?:[^"\\]|\\.)*)"$/;
    if (name === 'hardware') lease.mac = macOf(rest.replace(/^ethernet\s+/, ''));
    else if (name === 'starts') lease.startedAt = timeOf(rest) ?? lease.startedAt;
    else if (name === 'binding') lease.state = rest.replace(/^state\s+/, '');
    else if (name === 'client-hostname') lease.hostName = said.exec(rest)?.[1] ?? '';
    else if (name === 'set' && rest.startsWith('vendor-class-identifier'))
      lease.vendorClass = said.exec(rest.slice('vendor-class-identifier'.length).trim())?.[1] ?? '';
    else if (name !== '' && !PASSED_OVER.has(name)) this.sink.ignore(name);
  }

  private finish(lease: Lease): void {
    this.lease = undefined;
    if (this.ip === undefined) this.sink.skip('address-invalid');
    else if (lease.mac === undefined) this.sink.skip('names-no-device');
    else if (this.leases.size >= LEASE_LIMIT && !this.leases.has(this.ip)) this.sink.skip('too-many');
    else this.leases.set(this.ip, lease);
  }

  private tell(ip: string, { line, mac, startedAt, state, hostName, vendorClass }: Lease): void {
    const { sink } = this;
    if (mac === undefined) return;
    sink.at(line, startedAt);
    sink.read();
    // A lease that has ended tells of the station; its address may be another's by now.
    if (state !== undefined && state !== 'active') sink.present({ mac });
    else sink.present({ mac, ip });
    if (hostName) sink.fact({ mac }, 'dhcp', 'host-name', hostName);
    if (vendorClass) sink.fact({ mac }, 'dhcp', 'vendor-class', vendorClass.replaceAll(/\\(["\\])/g, '$1'));
  }
}

const PASSED_OVER = new Set([
  'lease',
  'ends',
  'tstp',
  'tsfp',
  'atsfp',
  'cltt',
  'next',
  'rewind',
  'uid',
  'set',
  'on',
]);

const count = (text: string, mark: string): number => text.split(mark).length - 1;

/** `0 2026/11/22 08:00:00` in UTC, or `epoch 1795334400`. */
function timeOf(text: string): number | undefined {
  const epoch = /^epoch\s+(\d+)/.exec(text)?.[1];
  if (epoch !== undefined) return microsOfSeconds(epoch);
  const [, day, time] = /^\d\s+(\d{4}\/\d\d\/\d\d)\s+(\d\d:\d\d:\d\d)/.exec(text) ?? [];
  return day === undefined ? undefined : microsOfIso(`${day.replaceAll('/', '-')}T${time}Z`);
}

export const iscDhcpd: RecordReader = {
  format: 'isc-dhcpd-leases',
  title: 'Leases of ISC dhcpd',
  tells: 'observations',
  recognises: (head) => {
    const lines = firstLines(head);
    return (
      lines.some((line) => /^lease\s+[\d.]+\s*\{/.test(line)) ||
      lines.some((line) => /dhcpd\.leases\(5\)/.test(line))
    );
  },
  open: (sink) => {
    const journal = new Journal(sink);
    return new Lines(
      sink,
      (text, number) => journal.line(text, number),
      () => journal.end(),
    );
  },
};
