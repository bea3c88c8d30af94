/**
 * What is read of each log of Zeek: which columns become which fact, and about whom. Columns that may name a person (uri,
 * user, username, password, community, cookie, subject of mail, …) stand in no rule, and so are never read.
 */

import { hostName, impersonalText } from '../reading/safe-text.ts';

/** Whom a column is about: the host that began, the one that answered, or the one in the column `host` or `mac`. */
type About = 'from' | 'to' | 'host' | 'source';

export interface ColumnRule {
  readonly column: string;
  readonly about: About;
  readonly protocol: string;
  readonly field: string;
  /** The value as the dissector would state it; undefined when there is none. */
  readonly read?: (text: string) => string | undefined;
}

export interface LogRule {
  /** Dissector of the protocol that the log is about, which the answering host serves. */
  readonly protocol?: string;
  readonly transport?: 'tcp' | 'udp';
  readonly columns: readonly ColumnRule[];
  /** Columns that tell this log from others when it does not name itself. */
  readonly signature: readonly string[];
}

const column = (
  name: string,
  about: About,
  protocol: string,
  field: string,
  read?: ColumnRule['read'],
): ColumnRule => ({ column: name, about, protocol, field, ...(read && { read }) });

/** `SSH-2.0-OpenSSH_8.4` as the dissector states it: the software alone. */
const sshSoftware = (text: string) => /^SSH-[\d.]+-(\S.*)$/.exec(text)?.[1];
/** The machine account `CT01$/HOSP.LAN`; accounts of people are not read. */
const machine = (text: string) => /^(?:host\/)?([\w.-]+)\$(?:[/@].*)?$/.exec(text)?.[1];

export const LOG_RULES: Readonly<Record<string, LogRule>> = {
  conn: { columns: [], signature: ['conn_state'] },
  dhcp: {
    columns: [
      column('host_name', 'host', 'dhcp', 'host-name'),
      column('client_fqdn', 'host', 'dhcp', 'fqdn'),
      column('client_software', 'host', 'dhcp', 'vendor-class'),
      column('vendor_class', 'host', 'dhcp', 'vendor-class'),
      column('circuit_id', 'host', 'dhcp', 'relay-circuit-id'),
      column('param_list', 'host', 'dhcp', 'parameter-request-list', (text) =>
        /^\d{1,3}(?:,\d{1,3})*$/.test(text) ? text : undefined,
      ),
    ],
    signature: ['mac', 'assigned_addr'],
  },
  http: {
    ...{ protocol: 'http', transport: 'tcp' },
    columns: [
      column('user_agent', 'from', 'http', 'user-agent', impersonalText),
      column('server', 'to', 'http', 'server', impersonalText),
    ],
    signature: ['user_agent', 'status_code'],
  },
  ssl: {
    ...{ protocol: 'tls', transport: 'tcp' },
    columns: [
      column('server_name', 'from', 'tls', 'sni', (text) => impersonalText(hostName(text) ?? '@')),
      column('version', 'to', 'tls', 'version', (text) => TLS_VERSION[text] ?? undefined),
      column('ja3', 'from', 'tls', 'ja3'),
      column('ja3s', 'to', 'tls', 'ja3s'),
      column('ja4', 'from', 'tls', 'ja4'),
      // Taken apart by the reader: only parts that name no person are kept.
      column('subject', 'to', 'tls', 'certificate-subject'),
    ],
    signature: ['cipher', 'established'],
  },
  ssh: {
    ...{ protocol: 'ssh', transport: 'tcp' },
    columns: [
      column('client', 'from', 'ssh', 'software', sshSoftware),
      column('server', 'to', 'ssh', 'software', sshSoftware),
      column('hassh', 'from', 'ssh', 'hassh'),
      column('hasshServer', 'to', 'ssh', 'hassh-server'),
    ],
    signature: ['auth_attempts', 'client'],
  },
  ntlm: {
    columns: [
      column('hostname', 'from', 'smb', 'calling-name', hostName),
      column('server_nb_computer_name', 'to', 'smb', 'ntlm-computer', hostName),
      column('server_dns_computer_name', 'to', 'smb', 'ntlm-dns-computer', hostName),
    ],
    signature: ['server_nb_computer_name'],
  },
  smb_mapping: { protocol: 'smb', transport: 'tcp', columns: [], signature: ['share_type'] },
  rdp: {
    ...{ protocol: 'rdp', transport: 'tcp' },
    columns: [
      column('client_name', 'from', 'rdp', 'client-name', hostName),
      column('client_build', 'from', 'rdp', 'client-build'),
    ],
    signature: ['client_build', 'security_protocol'],
  },
  snmp: {
    ...{ protocol: 'snmp', transport: 'udp' },
    columns: [column('display_string', 'to', 'snmp', 'sysDescr', impersonalText)],
    signature: ['community', 'display_string'],
  },
  mqtt_connect: {
    ...{ protocol: 'mqtt', transport: 'tcp' },
    columns: [column('client_id', 'from', 'mqtt', 'client-id', impersonalText)],
    signature: ['proto_version', 'client_id'],
  },
  modbus: { protocol: 'modbus', transport: 'tcp', columns: [], signature: ['func', 'exception'] },
  modbus_read_device_identification: {
    ...{ protocol: 'modbus', transport: 'tcp' },
    columns: [],
    signature: ['object_id_code', 'object_value'],
  },
  dnp3: { protocol: 'dnp3', transport: 'tcp', columns: [], signature: ['fc_request'] },
  kerberos: {
    ...{ protocol: 'kerberos' },
    columns: [column('client', 'from', 'kerberos', 'machine-name', machine)],
    signature: ['request_type', 'till'],
  },
  cip_identity: {
    ...{ protocol: 'enip' },
    columns: [
      column('product_name', 'source', 'enip', 'product-name'),
      column('serial_number', 'source', 'enip', 'serial-number'),
      column('revision', 'source', 'enip', 'revision'),
    ],
    signature: ['device_type_name', 'product_name'],
  },
  bacnet: { protocol: 'bacnet', transport: 'udp', columns: [], signature: ['bvlc_function'] },
  bacnet_property: {
    protocol: 'bacnet',
    transport: 'udp',
    columns: [],
    signature: ['object_type', 'property'],
  },
  dicom: {
    ...{ protocol: 'dicom', transport: 'tcp' },
    columns: [
      column('calling_ae', 'from', 'dicom', 'calling-ae', impersonalText),
      column('calling_ae_title', 'from', 'dicom', 'calling-ae', impersonalText),
      column('called_ae', 'to', 'dicom', 'called-ae', impersonalText),
      column('called_ae_title', 'to', 'dicom', 'called-ae', impersonalText),
    ],
    signature: ['calling_ae_title'],
  },
  hl7: {
    ...{ protocol: 'hl7', transport: 'tcp' },
    columns: [
      column('sending_application', 'from', 'hl7', 'MSH-3', impersonalText),
      column('receiving_application', 'to', 'hl7', 'MSH-5', impersonalText),
    ],
    signature: ['sending_application'],
  },
  software: { columns: [], signature: ['software_type'] },
  known_hosts: { columns: [], signature: ['host'] },
  known_services: { columns: [], signature: ['host', 'port_num', 'port_proto'] },
  known_devices: {
    columns: [column('dhcp_host_name', 'host', 'dhcp', 'host-name')],
    signature: ['mac', 'dhcp_host_name'],
  },
  known_certs: {
    columns: [column('subject', 'host', 'tls', 'certificate-subject')],
    signature: ['host', 'port_num', 'subject'],
  },
  dpd: { columns: [], signature: ['analyzer', 'failure_reason'] },
  dns: { protocol: 'dns', columns: [], signature: ['query', 'qtype_name'] },
};

/** Spelling of Zeek to that of the dissector. */
const TLS_VERSION: Readonly<Record<string, string>> = {
  SSLv3: 'SSL 3.0',
  TLSv10: 'TLS 1.0',
  TLSv11: 'TLS 1.1',
  TLSv12: 'TLS 1.2',
  TLSv13: 'TLS 1.3',
};

/** Names of services in conn.log and known_services.log to ids of dissectors. */
export const SERVICES: Readonly<Record<string, string>> = {
  ...{ dhcp: 'dhcp', dns: 'dns', http: 'http', ssl: 'tls', ssh: 'ssh', smb: 'smb', krb: 'kerberos' },
  ...{ krb_tcp: 'kerberos', snmp: 'snmp', ftp: 'ftp', smtp: 'smtp', mqtt: 'mqtt', modbus: 'modbus' },
  ...{ dnp3: 'dnp3', dnp3_tcp: 'dnp3', dnp3_udp: 'dnp3', rdp: 'rdp', rdpeudp: 'rdp', sip: 'sip' },
  ...{ syslog: 'syslog', ntp: 'ntp', radius: 'radius', rfb: 'vnc', ldap: 'ldap', ldap_tcp: 'ldap' },
  ...{ ldap_udp: 'ldap', quic: 'quic', bacnet: 'bacnet', enip: 'enip', s7comm: 's7', opcua_binary: 'opcua' },
  ...{ dicom: 'dicom', hl7: 'hl7', telnet: 'telnet', 'dce_rpc,smb': 'smb' },
};

/** Types of software.log to facts. */
export const SOFTWARE_FACTS: Readonly<Record<string, readonly [protocol: string, field: string]>> = {
  'HTTP::BROWSER': ['http', 'user-agent'],
  'HTTP::SERVER': ['http', 'server'],
  'HTTP::APPSERVER': ['http', 'powered-by'],
  'SSH::SERVER': ['ssh', 'software'],
  'SSH::CLIENT': ['ssh', 'software'],
  'DHCP::CLIENT': ['dhcp', 'vendor-class'],
};

/** Properties of bacnet_property.log, without hyphens and underscores, to facts. */
export const BACNET_PROPERTIES: Readonly<Record<string, string>> = {
  vendorname: 'vendor-name',
  modelname: 'model-name',
  firmwarerevision: 'firmware-revision',
  applicationsoftwareversion: 'application-software-version',
  serialnumber: 'serial-number',
};

/** Objects of modbus_read_device_identification.log by number. */
export const MODBUS_OBJECTS: Readonly<Record<string, string>> = {
  '0': 'vendor-name',
  '1': 'product-code',
  '2': 'revision',
  '4': 'product-name',
  '5': 'model-name',
};
