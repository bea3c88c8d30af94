import { describe, expect, it } from 'vitest';
import { describeRecordReader, readOctets } from '../record-reader.contract.ts';
import { suricataEve } from './reader.ts';

const event = (type: string, rest: object) => ({
  ...{
    timestamp: '2026-11-22T09:00:00.250000+0100',
    event_type: type,
    src_ip: '10.20.20.21',
    src_port: 40_001,
  },
  ...{ dest_ip: '10.20.10.5', dest_port: 443, proto: 'TCP' },
  ...rest,
});

const EVENTS = [
  event('flow', {
    ...{
      app_proto: 'tls',
      flow: { pkts_toserver: 9, pkts_toclient: 8, bytes_toserver: 900, bytes_toclient: 800 },
    },
    ether: { src_macs: ['00:09:fb:3a:10:15'], dest_macs: ['00:00:5e:00:01:01', '00:11:22:33:44:55'] },
  }),
  event('tls', {
    tls: {
      sni: 'pacs.hosp.lan',
      subject: 'C=DE, O=Acme, CN=pacs.hosp.lan',
      version: 'TLS 1.2',
      notbefore: 'x',
    },
  }),
  event('http', {
    dest_port: 80,
    http: { hostname: 'a', url: '/?patient=planted', http_user_agent: 'PumpUpdate/2.1' },
  }),
  event('ssh', { dest_port: 22, ssh: { server: { software_version: 'OpenSSH_8.4p1' } } }),
  event('smb', {
    dest_port: 445,
    smb: { ntlmssp: { host: 'CT01', user: 'planted' }, filename: 'planted.dcm' },
  }),
  event('dhcp', {
    dhcp: {
      type: 'request',
      client_mac: '00:09:fb:3a:10:15',
      hostname: 'pump-04',
      params: [1, 3, 6],
      vendor_class_identifier: 'SIGMA',
    },
  }),
  event('dhcp', {
    ...{ src_ip: '10.20.10.1', src_port: 67 },
    dhcp: {
      type: 'reply',
      dhcp_type: 'ack',
      client_mac: '00:09:fb:3a:10:15',
      assigned_ip: '10.20.20.21',
      hostname: 'given',
    },
  }),
  event('alert', { alert: { signature: 'x' }, payload: 'planted' }),
]
  .map((one) => JSON.stringify(one))
  .join('\n');

describeRecordReader(suricataEve, { mixed: EVENTS });

describe('events of Suricata', () => {
  const read = readOctets(suricataEve, Buffer.from(EVENTS));

  it('tell of flows and their frames', () => {
    expect(read.traffics).toMatchObject([
      {
        protocol: 'tls',
        transport: 'tcp',
        toPort: 443,
        packets: 9,
        octets: 900,
        packetsBack: 8,
        octetsBack: 800,
      },
    ]);
    expect(read.frames).toEqual(['00:09:fb:3a:10:15 10.20.20.21']);
  });

  it('give fields as the dissectors state them, and none that names a person', () => {
    expect(read.told).toEqual([
      'tls/sni: pacs.hosp.lan',
      'tls/certificate-organisation: Acme',
      'tls/certificate-common-name: pacs.hosp.lan',
      'tls/version: TLS 1.2',
      'http/user-agent: PumpUpdate/2.1',
      'ssh/software: OpenSSH_8.4p1',
      'smb/calling-name: CT01',
      'dhcp/host-name: pump-04',
      'dhcp/vendor-class: SIGMA',
      'dhcp/parameter-request-list: 1,3,6',
    ]);
    expect(JSON.stringify([read.facts, read.services])).not.toContain('planted');
    expect(read.facts[0]?.micros).toBe(Date.parse('2026-11-22T08:00:00.250Z') * 1_000);
    expect(read.skipped).toEqual(['kind-not-read']);
    expect(read.ignored).toContain('http.url');
  });

  it('tie an address to a station only when the server acknowledged it', () => {
    expect(read.parties.filter(({ mac }) => mac)).toEqual([
      { mac: '00:09:fb:3a:10:15', ip: undefined },
      { mac: '00:09:fb:3a:10:15', ip: '10.20.20.21' },
    ]);
    expect(read.services).toContain('10.20.10.1 serves udp/67 dhcp');
  });
});
