import { describe, expect, it } from 'vitest';
import { describeRecordReader, readOctets } from '../record-reader.contract.ts';
import { zeekJson } from './json-reader.ts';
import { zeekTsv } from './tsv-reader.ts';

const HEADER = '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n';

/** A log as Zeek writes it; columns as `name:type`. */
function log(path: string, columns: string, ...rows: readonly (readonly string[])[]): string {
  const pairs = columns.split(' ').map((column) => column.split(':'));
  const line = (mark: string, index: number) =>
    `#${mark}\t${pairs.map((pair) => pair[index] ?? '').join('\t')}`;
  return [
    ...[`${HEADER}#path\t${path}`, line('fields', 0), line('types', 1)],
    ...rows.map((row) => row.join('\t')),
    '#close\t2026-11-22-09-00-00\n',
  ].join('\n');
}

const CONN = log(
  'conn',
  'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port proto:enum service:string conn_state:string orig_pkts:count orig_ip_bytes:count resp_pkts:count resp_ip_bytes:count orig_l2_addr:string',
  [
    '1795334400.5',
    'C1',
    '10.20.20.21',
    '40001',
    '10.20.10.5',
    '104',
    'tcp',
    'dicom',
    'SF',
    '9',
    '900',
    '8',
    '800',
    '00:09:fb:3a:10:15',
  ],
  [
    '1795334401.0',
    'C2',
    '10.20.20.21',
    '40002',
    '10.20.10.6',
    '22',
    'tcp',
    '-',
    'REJ',
    '1',
    '60',
    '1',
    '40',
    '-',
  ],
  [
    '1795334402.0',
    'C3',
    '10.20.20.21',
    '40003',
    '10.20.10.7',
    '443',
    'tcp',
    '-',
    'S0',
    '3',
    '180',
    '0',
    '0',
    '-',
  ],
);
const DHCP = log(
  'dhcp',
  'ts:time uids:set[string] client_addr:addr server_addr:addr mac:string host_name:string client_fqdn:string domain:string assigned_addr:addr client_software:string param_list:vector[count]',
  [
    '1795334400.0',
    'C1,C2',
    '-',
    '10.20.10.1',
    '00:09:fb:3a:10:15',
    'MX800-04',
    '-',
    'hosp.lan',
    '10.20.20.21',
    'SIGMA-SPECTRUM',
    '1,3,6,15',
  ],
);
const HTTP = log(
  'http',
  'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port method:string host:string uri:string referrer:string user_agent:string username:string password:string',
  [
    '1795334400.0',
    'C1',
    '10.20.20.21',
    '40001',
    '10.20.10.5',
    '80',
    'GET',
    'a',
    '/p?name=planted^jane',
    '-',
    'PumpUpdate/2.1 (Plum 360)',
    'planted',
    'planted',
  ],
  [
    '1795334400.0',
    'C2',
    '10.20.20.22',
    '40001',
    '10.20.10.5',
    '80',
    'GET',
    'a',
    '/',
    '-',
    'viewer patient=planted',
    '-',
    '-',
  ],
);
const DNS = log(
  'dns',
  'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port proto:enum query:string qtype_name:string rcode_name:string answers:vector[string]',
  [
    '1795334400.0',
    'C1',
    '10.20.20.21',
    '40001',
    '10.20.10.1',
    '53',
    'udp',
    'ct01.hosp.lan',
    'A',
    'NOERROR',
    '10.20.30.7',
  ],
  [
    '1795334401.0',
    'C1',
    '10.20.20.21',
    '40001',
    '10.20.10.1',
    '53',
    'udp',
    'planted-jane.records.example',
    'A',
    'NOERROR',
    '192.0.2.7',
  ],
  [
    '1795334402.0',
    'C1',
    '10.20.20.21',
    '40001',
    '10.20.10.1',
    '53',
    'udp',
    'patient-planted.hosp.lan',
    'A',
    'NOERROR',
    '10.20.30.8',
  ],
);
const DICOM = log(
  'dicom',
  'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port calling_ae_title:string called_ae_title:string patient_name:string',
  ['1795334400.0', 'C1', '10.20.30.7', '40001', '10.20.10.5', '104', 'CT01', 'PACS', 'PLANTED^JANE'],
  ['1795334400.0', 'C1', '10.20.30.7', '40001', '10.20.10.5', '104', 'PLANTED^JANE', 'PACS', 'PLANTED^JANE'],
);

const JSON_LINES = [
  '{"_path":"ssh","ts":1795334400.1,"id.orig_h":"10.20.10.9","id.orig_p":50000,"id.resp_h":"10.20.30.7","id.resp_p":22,"client":"SSH-2.0-PuTTY_Release_0.78","server":"SSH-2.0-OpenSSH_8.4p1 Debian-5+deb11u1"}',
  '{"ts":1795334401,"id":{"orig_h":"10.20.20.21","orig_p":40002,"resp_h":"10.20.10.8","resp_p":443},"cipher":"x","established":true,"version":"TLSv12","server_name":"pump.hosp.lan","subject":"CN=plum.hosp.lan,O=ICU Medical\\\\, Inc.,emailAddress=planted@example.org","ja3":"0123"}',
  '{"_path":"software","ts":1795334402,"host":"10.20.10.8","host_p":80,"software_type":"HTTP::SERVER","unparsed_version":"Orthanc/1.12.1"}',
  '{"_path":"known_services","ts":1795334402,"host":"10.20.10.8","port_num":4242,"port_proto":"tcp","service":["DICOM"]}',
  '{"_path":"ntlm","ts":1795334402,"id.orig_h":"10.20.30.7","id.orig_p":1,"id.resp_h":"10.20.10.8","id.resp_p":445,"username":"planted","hostname":"CT01","server_nb_computer_name":"FILES"}',
  '{"_path":"weird","ts":1795334402,"name":"x"}',
  '{"_path":"bacnet_property","ts":1795334402,"id.orig_h":"10.20.40.1","id.orig_p":47808,"id.resp_h":"10.20.40.2","id.resp_p":47808,"source_h":"10.20.40.2","pdu_service":"read_property_ack","property":"vendor-name","value":"Acme"}',
].join('\n');

describeRecordReader(zeekTsv, { conn: CONN, dhcp: DHCP, http: HTTP, dns: DNS, dicom: DICOM });
describeRecordReader(zeekJson, { mixed: JSON_LINES });

const read = (text: string) => readOctets(zeekTsv, Buffer.from(text));

describe('logs of Zeek', () => {
  it('tell who answered, who refused and who was never heard', () => {
    const { traffics, parties, frames } = read(CONN);
    expect(traffics[0]).toMatchObject({
      ...{ protocol: 'dicom', transport: 'tcp', toPort: 104, packets: 9, packetsBack: 8, octetsBack: 800 },
    });
    expect(traffics[1]).toMatchObject({ transport: undefined, packetsBack: 1 });
    expect(parties).toEqual([{ ip: '10.20.10.6' }]);
    expect(traffics[2]).toMatchObject({ transport: undefined, packetsBack: 0 });
    expect(frames).toEqual(['00:09:fb:3a:10:15 10.20.20.21']);
  });

  it('give the fields of a lease as the dissector states them, with their line and time', () => {
    const { facts, parties, ignored, services } = read(DHCP);
    expect(parties).toContainEqual({ mac: '00:09:fb:3a:10:15', ip: '10.20.20.21' });
    expect(facts.map(({ fact, value, line, micros }) => [fact, value, line, micros])).toEqual([
      ['dhcp/host-name', 'MX800-04', 8, 1_795_334_400_000_000],
      ['dhcp/vendor-class', 'SIGMA-SPECTRUM', 8, 1_795_334_400_000_000],
      ['dhcp/parameter-request-list', '1,3,6,15', 8, 1_795_334_400_000_000],
    ]);
    expect(ignored).toEqual(['domain']);
    expect(services).toEqual(['10.20.10.1 serves udp/67 dhcp']);
  });

  it('name no person out of targets, accounts, queries, agents or images', () => {
    const all = [HTTP, DNS, DICOM].map(read);
    expect(all.flatMap(({ told }) => told)).toEqual([
      'http/user-agent: PumpUpdate/2.1 (Plum 360)',
      'dns/answer-name: ct01.hosp.lan',
      'dicom/calling-ae: CT01',
      'dicom/called-ae: PACS',
    ]);
    expect(JSON.stringify(all.map(({ facts, rows, services }) => [facts, rows, services]))).not.toMatch(
      /planted/i,
    );
  });

  it('stand in JSON too, named or told by their columns', () => {
    const { told, services, skipped } = readOctets(zeekJson, Buffer.from(JSON_LINES));
    expect(told).toEqual([
      'ssh/software: PuTTY_Release_0.78',
      'ssh/software: OpenSSH_8.4p1 Debian-5+deb11u1',
      'tls/sni: pump.hosp.lan',
      'tls/version: TLS 1.2',
      'tls/ja3: 0123',
      'tls/certificate-common-name: plum.hosp.lan',
      'tls/certificate-organisation: ICU Medical, Inc.',
      'http/server: Orthanc/1.12.1',
      'smb/calling-name: CT01',
      'smb/ntlm-computer: FILES',
      'bacnet/vendor-name: Acme',
    ]);
    expect(services).toContain('10.20.10.8 serves tcp/4242 dicom');
    expect(skipped).toEqual(['kind-not-read']);
  });
});
