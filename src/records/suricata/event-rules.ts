/**
 * What is read of each event of Suricata, by its path in the object. Targets of requests, users, payloads and mails stand in
 * no rule, and so are never read.
 */

import { hostName, impersonalText } from '../reading/safe-text.ts';

export interface PathRule {
  readonly path: string;
  readonly about: 'from' | 'to';
  readonly protocol: string;
  readonly field: string;
  readonly read?: (text: string) => string | undefined;
}

export interface EventRule {
  /** Dissector of the protocol that the server speaks. */
  readonly protocol?: string;
  readonly paths: readonly PathRule[];
}

const path = (
  at: string,
  about: PathRule['about'],
  protocol: string,
  field: string,
  read?: PathRule['read'],
): PathRule => ({ path: at, about, protocol, field, ...(read && { read }) });

export const EVENT_RULES: Readonly<Record<string, EventRule>> = {
  http: {
    protocol: 'http',
    paths: [path('http.http_user_agent', 'from', 'http', 'user-agent', impersonalText)],
  },
  tls: {
    protocol: 'tls',
    paths: [
      path('tls.sni', 'from', 'tls', 'sni', (text) => impersonalText(hostName(text) ?? '@')),
      path('tls.subject', 'to', 'tls', 'certificate-subject'),
      path('tls.version', 'to', 'tls', 'version', (text) => /^TLS 1\.[0-3]$/.exec(text)?.[0]),
      path('tls.ja3.hash', 'from', 'tls', 'ja3'),
      path('tls.ja3s.hash', 'to', 'tls', 'ja3s'),
      path('tls.ja4', 'from', 'tls', 'ja4'),
    ],
  },
  ssh: {
    protocol: 'ssh',
    paths: [
      path('ssh.client.software_version', 'from', 'ssh', 'software'),
      path('ssh.server.software_version', 'to', 'ssh', 'software'),
      path('ssh.client.hassh.hash', 'from', 'ssh', 'hassh'),
      path('ssh.server.hassh.hash', 'to', 'ssh', 'hassh-server'),
    ],
  },
  smb: {
    protocol: 'smb',
    paths: [
      path('smb.ntlmssp.host', 'from', 'smb', 'calling-name', hostName),
      path('smb.dialect', 'to', 'smb', 'dialect'),
      path('smb.response.native_os', 'to', 'smb', 'native-os', impersonalText),
    ],
  },
  snmp: { protocol: 'snmp', paths: [] },
  mqtt: {
    protocol: 'mqtt',
    paths: [path('mqtt.connect.client_id', 'from', 'mqtt', 'client-id', impersonalText)],
  },
  rdp: {
    protocol: 'rdp',
    paths: [path('rdp.client.client_name', 'from', 'rdp', 'client-name', hostName)],
  },
  krb5: { protocol: 'kerberos', paths: [] },
  modbus: { protocol: 'modbus', paths: [] },
  dnp3: { protocol: 'dnp3', paths: [] },
  enip: {
    protocol: 'enip',
    paths: [path('enip.response.identity.product_name', 'to', 'enip', 'product-name', impersonalText)],
  },
  ftp: { protocol: 'ftp', paths: [] },
  rfb: { protocol: 'vnc', paths: [] },
  sip: { protocol: 'sip', paths: [] },
};

/** Names of `app_proto` to ids of dissectors. */
export const APPLICATIONS: Readonly<Record<string, string>> = {
  ...{
    http: 'http',
    http2: 'http2',
    tls: 'tls',
    ssh: 'ssh',
    smb: 'smb',
    dns: 'dns',
    dhcp: 'dhcp',
    ftp: 'ftp',
  },
  ...{ smtp: 'smtp', snmp: 'snmp', mqtt: 'mqtt', modbus: 'modbus', dnp3: 'dnp3', enip: 'enip', rdp: 'rdp' },
  ...{ krb5: 'kerberos', ntp: 'ntp', sip: 'sip', tftp: 'tftp', rfb: 'vnc', quic: 'quic', ldap: 'ldap' },
  ...{ telnet: 'telnet' },
};
