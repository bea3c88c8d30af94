import { describe, expect, it } from 'vitest';
import { describeRecordReader, readOctets } from '../record-reader.contract.ts';
import { nmapXml } from './reader.ts';

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<nmaprun scanner="nmap" start="1795334400" version="7.94">
<host starttime="1795334401" endtime="1795334460"><status state="up" reason="arp-response"/>
<address addr="10.20.20.21" addrtype="ipv4"/><address addr="00:09:FB:3A:10:15" addrtype="mac" vendor="Philips"/>
<hostnames><hostname name="pump-04.hosp.lan" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="80"><state state="open" reason="syn-ack"/><service name="http" product="Acme httpd" version="1.2" extrainfo="pump" method="probed" conf="10"/>
<script id="http-title" output="Welcome &amp; &x;"><elem key="title">Welcome</elem></script>
<script id="http-server-header" output="GoAhead-Webs"/></port>
<port protocol="tcp" portid="2575"><state state="open"/><service name="hl7" method="table" conf="3"/></port>
<port protocol="tcp" portid="22"><state state="closed"/><service name="ssh" product="not this" method="probed"/></port>
<port protocol="udp" portid="47808"><state state="open"/><service name="bacnet" method="probed" conf="10"/>
<script id="bacnet-info" output="&#xa;  Vendor ID: 5&#xa;  Vendor Name: Acme Controls&#xa;  Model Name: BC-7"/></port></ports>
<os><osmatch name="Linux 4.15" accuracy="100"/><osmatch name="Linux 5" accuracy="90"/></os>
</host>
<host><status state="down"/><address addr="10.20.20.99" addrtype="ipv4"/></host>
</nmaprun>
`;

describeRecordReader(nmapXml, { report: REPORT });

describe('a report of nmap', () => {
  const read = readOctets(nmapXml, Buffer.from(REPORT));

  it('gives hosts that are up, with what answered', () => {
    expect(read.parties).toEqual([{ mac: '00:09:fb:3a:10:15', ip: '10.20.20.21' }]);
    expect(read.services).toEqual([
      '10.20.20.21 serves tcp/80 http',
      '10.20.20.21 serves tcp/2575 unknown',
      '10.20.20.21 serves udp/47808 bacnet',
    ]);
    expect(read.told).toEqual([
      'nmap/host-name: pump-04.hosp.lan',
      'nmap/product: Acme httpd 1.2 (pump)',
      'http/title: Welcome & &x;',
      'http/server: GoAhead-Webs',
      'bacnet/vendor-name: Acme Controls',
      'bacnet/model-name: BC-7',
      'nmap/operating-system: Linux 4.15',
    ]);
    expect(read.facts[0]).toMatchObject({ line: 4, micros: 1_795_334_460_000_000 });
    expect(read.skipped).toEqual(['names-no-device']);
  });

  it('states a guess of an operating system as one', () => {
    const { told } = readOctets(nmapXml, Buffer.from(REPORT.replace('accuracy="100"', 'accuracy="91"')));
    expect(told.at(-1)).toBe('nmap/operating-system-guess: Linux 4.15 (91 %)');
  });
});
