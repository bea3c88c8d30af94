/** Leases of dnsmasq (`dnsmasq.leases`): `expiry mac address name client-id`, one a line; expiry 0 never ends. */

import { ipOf, macOf } from '../reading/fields.ts';
import { firstLines, Lines } from '../reading/lines.ts';
import type { RecordReader, RecordSink } from '../record-reader.ts';

const LEASE = /^(\d{1,10}) (?:\d{2}-)?([0-9a-fA-F:]{17}) (\S+) (\S+)(?: (\S+))?$/;

function readLine(text: string, number: number, sink: RecordSink): void {
  // Leases of DHCPv6 follow below the server's own identifier: they name no MAC.
  if (text === '' || text.startsWith('duid ')) return;
  const [, , hardware, address, name] = LEASE.exec(text) ?? [];
  const [mac, ip] = [macOf(hardware), ipOf(address)];
  if (hardware === undefined) sink.skip('not-a-record');
  else if (mac === undefined || ip === undefined) sink.skip('address-invalid');
  else {
    // The end of a lease is known and its length is not: when it began is not said.
    sink.at(number, undefined);
    sink.read();
    sink.present({ mac, ip });
    if (name !== undefined && name !== '*') sink.fact({ mac }, 'dhcp', 'host-name', name);
  }
}

export const dnsmasqLeases: RecordReader = {
  format: 'dnsmasq-leases',
  title: 'Leases of dnsmasq',
  tells: 'observations',
  recognises: (head) => LEASE.test(firstLines(head, 1)[0] ?? ''),
  open: (sink) => new Lines(sink, (text, number) => readLine(text, number, sink)),
};
