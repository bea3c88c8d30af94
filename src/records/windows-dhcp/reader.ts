/**
 * Leases of the DHCP server of Windows: `Get-DhcpServerv4Lease | Export-Csv`, or the list that its console exports. Times
 * are in the spelling of the server's country and without a zone, so they are not read.
 */

import { delimiterOf, fieldsOf } from '../reading/delimited.ts';
import { ipOf, macOf } from '../reading/fields.ts';
import { firstLines, Lines } from '../reading/lines.ts';
import type { RecordReader, RecordSink } from '../record-reader.ts';

/** Names of the columns in the two exports, in lower case without spaces. */
const ADDRESS = ['ipaddress', 'clientipaddress'];
const HARDWARE = ['clientid', 'uniqueid'];
const NAME = ['hostname', 'name'];
const STATE = ['addressstate'];
const PASSED_OVER = ['scopeid', 'leaseexpirytime', 'leaseexpiration', 'type', 'clienttype', 'pscomputername'];

const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, '');

class Export {
  private readonly sink: RecordSink;
  private columns: readonly string[] = [];
  private delimiter = ',';

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  line(text: string, number: number): void {
    if (text.trim() === '' || text.startsWith('#TYPE')) return;
    if (this.columns.length === 0) {
      this.delimiter = delimiterOf(text);
      this.columns = fieldsOf(text, this.delimiter).map(plain);
      for (const name of this.columns)
        if (![ADDRESS, HARDWARE, NAME, STATE, PASSED_OVER].flat().includes(name)) this.sink.ignore(name);
      return;
    }
    const fields = fieldsOf(text, this.delimiter);
    const value = (names: readonly string[]) =>
      fields[this.columns.findIndex((column) => names.includes(column))]?.trim() ?? '';
    const ip = ipOf(value(ADDRESS));
    const mac = macOf(value(HARDWARE));
    if (fields.length < this.columns.length) this.sink.skip('cut-short');
    else if (ip === undefined) this.sink.skip('address-invalid');
    // Identifiers that are no MAC (those of remote access servers) name no device.
    else if (mac === undefined) this.sink.skip('names-no-device');
    else {
      this.sink.at(number, undefined);
      this.sink.read();
      const state = value(STATE);
      const isActive = state === '' || /^active/i.test(state);
      this.sink.present(isActive ? { mac, ip } : { mac });
      const name = value(NAME).replace(/\.$/, '');
      if (name !== '') this.sink.fact({ mac }, 'dhcp', name.includes('.') ? 'fqdn' : 'host-name', name);
    }
  }
}

export const windowsDhcp: RecordReader = {
  format: 'windows-dhcp-csv',
  title: 'Leases of Windows DHCP (CSV export)',
  tells: 'observations',
  recognises: (head) => {
    const header = firstLines(head, 3).find((line) => !line.startsWith('#TYPE')) ?? '';
    const columns = fieldsOf(header, delimiterOf(header)).map(plain);
    const has = (names: readonly string[]) => names.some((name) => columns.includes(name));
    return has(ADDRESS) && has(HARDWARE) && (has(['leaseexpirytime', 'leaseexpiration']) || has(['scopeid']));
  },
  open: (sink) => {
    const file = new Export(sink);
    return new Lines(sink, (text, number) => file.line(text, number));
  },
};
