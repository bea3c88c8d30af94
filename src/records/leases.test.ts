import { describe, expect, it } from 'vitest';
import { dnsmasqLeases } from './dnsmasq/reader.ts';
import { iscDhcpd } from './isc-dhcpd/reader.ts';
import { keaLeases } from './kea/reader.ts';
import { describeRecordReader, readOctets } from './record-reader.contract.ts';
import { windowsDhcp } from './windows-dhcp/reader.ts';

const ISC = `# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;
lease 10.20.20.21 {
  starts 0 2026/11/22 08:00:00;
  ends 0 2026/11/22 20:00:00;
  binding state active;
  hardware ethernet 00:09:fb:3a:10:14;
}
lease 10.20.20.21 {
  starts 0 2026/11/22 09:00:00;
  binding state active;
  hardware ethernet 00:09:fb:3a:10:15;
  set vendor-class-identifier = "SIGMA-SPECTRUM";
  client-hostname "MX800-04";
}
lease 10.20.20.30 { starts epoch 1795334400; binding state free; hardware ethernet 00:09:fb:3a:10:16; }
`;
const KEA = `address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id
10.20.20.21,00:09:fb:3a:10:15,01:00:09:fb:3a:10:15,3600,1795338000,1,0,0,pump-04.hosp.lan,0,,0
10.20.20.22,00:09:fb:3a:10:16,,3600,1795338000,1,0,0,,2,,0
10.20.20.23,,ff:01:02,3600,1795338000,1,0,0,,0,,0
`;
const DNSMASQ = `1795338000 00:09:fb:3a:10:15 10.20.20.21 pump-04 01:00:09:fb:3a:10:15
0 00:09:fb:3a:10:16 10.20.20.22 * *
duid 00:01:00:01:2c:00
`;
const WINDOWS = `#TYPE Microsoft.Management.Infrastructure.CimInstance
"IPAddress","ScopeId","ClientId","HostName","AddressState","LeaseExpiryTime"
"10.20.20.21","10.20.20.0","00-09-fb-3a-10-15","pump-04.hosp.lan","Active","11/22/2026 9:00:00 PM"
"10.20.20.22","10.20.20.0","00-09-fb-3a-10-16","pump-05","InactiveReservation",""
"10.20.20.23","10.20.20.0","52-41-53-20-01","ras","Active",""
`;

describeRecordReader(iscDhcpd, { journal: ISC });
describeRecordReader(keaLeases, { journal: KEA });
describeRecordReader(dnsmasqLeases, { leases: DNSMASQ });
describeRecordReader(windowsDhcp, { export: WINDOWS });

const MAC_15 = { mac: '00:09:fb:3a:10:15' };
const MAC_16 = { mac: '00:09:fb:3a:10:16' };

describe('leases', () => {
  it('of ISC dhcpd: the last entry of an address counts, and one that ended ties no address', () => {
    const { facts, parties, ignored } = readOctets(iscDhcpd, Buffer.from(ISC));
    expect(parties).toEqual([{ ...MAC_15, ip: '10.20.20.21' }, MAC_16]);
    expect(facts).toEqual([
      { party: MAC_15, fact: 'dhcp/host-name', value: 'MX800-04', line: 9, micros: 1_795_338_000_000_000 },
      {
        party: MAC_15,
        fact: 'dhcp/vendor-class',
        value: 'SIGMA-SPECTRUM',
        line: 9,
        micros: 1_795_338_000_000_000,
      },
    ]);
    expect(ignored).toEqual([]);
  });

  it('of Kea: begin when they end less their length, and may name no MAC', () => {
    const { facts, parties, skipped, ignored } = readOctets(keaLeases, Buffer.from(KEA));
    expect(parties).toEqual([{ ...MAC_15, ip: '10.20.20.21' }, MAC_16]);
    expect(facts).toEqual([
      {
        party: MAC_15,
        fact: 'dhcp/host-name',
        value: 'pump-04.hosp.lan',
        line: 2,
        micros: 1_795_334_400_000_000,
      },
    ]);
    expect(skipped).toEqual(['names-no-device']);
    expect(ignored).toEqual(['user_context', 'pool_id']);
  });

  it('of dnsmasq: state no time of their beginning', () => {
    const { facts, parties } = readOctets(dnsmasqLeases, Buffer.from(DNSMASQ));
    expect(parties).toEqual([
      { ...MAC_15, ip: '10.20.20.21' },
      { ...MAC_16, ip: '10.20.20.22' },
    ]);
    expect(facts).toEqual([
      { party: MAC_15, fact: 'dhcp/host-name', value: 'pump-04', line: 1, micros: undefined },
    ]);
  });

  it('of Windows: in UTF-16 as well, with identifiers that are no MAC left out', () => {
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(WINDOWS, 'utf16le')]);
    for (const octets of [Buffer.from(WINDOWS), wide]) {
      expect(windowsDhcp.recognises(octets, {})).toBe(true);
      const { told, parties, skipped } = readOctets(windowsDhcp, octets, {}, 5);
      expect(told).toEqual(['dhcp/fqdn: pump-04.hosp.lan', 'dhcp/host-name: pump-05']);
      expect(parties).toEqual([{ ...MAC_15, ip: '10.20.20.21' }, MAC_16]);
      expect(skipped).toEqual(['names-no-device']);
    }
  });
});
