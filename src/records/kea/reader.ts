/** Leases of Kea (`kea-leases4.csv`): a journal with a header, in which the last row of an address counts. */

import { fieldsOf } from '../reading/delimited.ts';
import { countOf, ipOf, macOf, microsOfSeconds } from '../reading/fields.ts';
import { firstLines, Lines } from '../reading/lines.ts';
import type { RecordReader, RecordSink } from '../record-reader.ts';

/** Addresses with a lease that are held until the journal ends. */
export const LEASE_LIMIT = 1 << 17;
const MICROS = 1_000_000;
/** State of a lease in use (Kea: 0 default, 1 declined, 2 expired and reclaimed). */
const IN_USE = '0';
const READ: ReadonlySet<string> = new Set([
  ...[
    'address',
    'hwaddr',
    'valid_lifetime',
    'expire',
    'hostname',
    'state',
    'subnet_id',
    'fqdn_fwd',
    'fqdn_rev',
  ],
  'client_id',
]);

interface Lease {
  readonly line: number;
  readonly mac: string;
  readonly at: number | undefined;
  readonly name: string;
  readonly state: string;
}

class Journal {
  private readonly sink: RecordSink;
  private readonly leases = new Map<string, Lease>();
  private columns: readonly string[] = [];

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  line(text: string, number: number): void {
    if (text.trim() === '') return;
    const fields = fieldsOf(text, ',');
    if (this.columns.length === 0) {
      this.columns = fields.map((name) => name.trim());
      for (const name of this.columns) if (!READ.has(name)) this.sink.ignore(name);
      return;
    }
    const value = (name: string) => fields[this.columns.indexOf(name)] ?? '';
    const ip = ipOf(value('address'));
    const mac = macOf(value('hwaddr'));
    if (fields.length < this.columns.length) this.sink.skip('cut-short');
    else if (ip === undefined) this.sink.skip('address-invalid');
    else if (mac === undefined) this.sink.skip('names-no-device');
    else if (this.leases.size >= LEASE_LIMIT && !this.leases.has(ip)) this.sink.skip('too-many');
    else {
      const lifetime = countOf(value('valid_lifetime'));
      const expire = microsOfSeconds(value('expire'));
      const at = expire === undefined || lifetime === undefined ? undefined : expire - lifetime * MICROS;
      this.leases.set(ip, { line: number, mac, at, name: value('hostname'), state: value('state') });
    }
  }

  end(): void {
    for (const [ip, { line, mac, at, name, state }] of this.leases) {
      this.sink.at(line, at === undefined || at <= 0 ? undefined : at);
      this.sink.read();
      this.sink.present(state === IN_USE || state === '' ? { mac, ip } : { mac });
      const plain = name.replace(/\.$/, '');
      if (plain !== '') this.sink.fact({ mac }, 'dhcp', 'host-name', plain);
    }
  }
}

export const keaLeases: RecordReader = {
  format: 'kea-leases',
  title: 'Leases of Kea DHCPv4 (CSV)',
  tells: 'observations',
  recognises: (head) => /^address,hwaddr,client_id,valid_lifetime,expire/.test(firstLines(head, 1)[0] ?? ''),
  open: (sink) => {
    const journal = new Journal(sink);
    return new Lines(
      sink,
      (text, number) => journal.line(text, number),
      () => journal.end(),
    );
  },
};
