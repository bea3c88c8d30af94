/**
 * The names that nDPI gives to protocols (ndpi_protocol_ids.h, names of ndpi_main.c), and the dissectors that recognise
 * the same. Left out are names of applications, and of protocols that no dissector here claims.
 */

const OURS: Readonly<Record<string, readonly string[]>> = {
  BACnet: ['bacnet'],
  COAP: ['coap'],
  DHCP: ['dhcp'],
  DHCPV6: ['dhcpv6'],
  DICOM: ['dicom'],
  DNP3: ['dnp3'],
  DNS: ['dns'],
  EthernetIP: ['enip'],
  FTP_CONTROL: ['ftp'],
  HL7: ['hl7'],
  HTTP: ['http'],
  HTTP2: ['http2'],
  HTTP_Proxy: ['http'],
  Kerberos: ['kerberos'],
  KNXnet_IP: ['knx'],
  LDAP: ['ldap'],
  LLMNR: ['llmnr'],
  MDNS: ['mdns'],
  Modbus: ['modbus'],
  MQTT: ['mqtt'],
  'MsSQL-TDS': ['tds'],
  /** nDPI gives one name to the name, datagram and session services (RFC 1001 5); SMB is what the last one carries. */
  NetBIOS: ['nbns', 'netbios-browser', 'smb'],
  NFS: ['onc-rpc'],
  RPC: ['onc-rpc'],
  NTP: ['ntp'],
  'OPC-UA': ['opcua'],
  QUIC: ['quic'],
  Radius: ['radius'],
  RDP: ['rdp'],
  RTSP: ['rtsp'],
  S7Comm: ['s7'],
  S7CommPlus: ['s7'],
  SIP: ['sip'],
  SMBv1: ['smb'],
  SMBv23: ['smb'],
  SMTP: ['smtp'],
  SMTPS: ['smtp'],
  SNMP: ['snmp'],
  SSDP: ['ssdp'],
  SSH: ['ssh'],
  Syslog: ['syslog'],
  Telnet: ['telnet'],
  TeamViewer: ['teamviewer'],
  TFTP: ['tftp'],
  TLS: ['tls'],
  VNC: ['vnc'],
  WSD: ['ws-discovery'],
};

/** Dissectors of the registry that recognise what nDPI calls `name`; none when we do not claim it. */
export function dissectorsFor(name: string, registered: ReadonlySet<string>): readonly string[] {
  return (OURS[name] ?? []).filter((id) => registered.has(id));
}
