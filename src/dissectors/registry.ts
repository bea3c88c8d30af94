/** All dissectors. Adding one is a folder and a line here (docs/recipes/add-a-dissector.md); order decides nothing but ties. */

import { arp } from './arp/dissector.ts';
import { astm } from './astm/dissector.ts';
import { bacnet } from './bacnet/dissector.ts';
import { carescape } from './carescape/dissector.ts';
import { cdp } from './cdp/dissector.ts';
import { coap } from './coap/dissector.ts';
import { dhcp } from './dhcp/dissector.ts';
import { dhcpv6 } from './dhcpv6/dissector.ts';
import { dicom } from './dicom/dissector.ts';
import type { Dissector } from './dissector.ts';
import { dnp3 } from './dnp3/dissector.ts';
import { dns } from './dns/dissector.ts';
import { enip } from './enip/dissector.ts';
import { ftp } from './ftp/dissector.ts';
import { hl7 } from './hl7/dissector.ts';
import { http } from './http/dissector.ts';
import { identityText } from './identity-text/dissector.ts';
import { intellivue } from './intellivue/dissector.ts';
import { jetdirect } from './jetdirect/dissector.ts';
import { knx } from './knx/dissector.ts';
import { lldp } from './lldp/dissector.ts';
import { llmnr } from './llmnr/dissector.ts';
import { mdns } from './mdns/dissector.ts';
import { medibus } from './medibus/dissector.ts';
import { modbus } from './modbus/dissector.ts';
import { mqtt } from './mqtt/dissector.ts';
import { nbns } from './nbns/dissector.ts';
import { ndp } from './ndp/dissector.ts';
import { netbiosBrowser } from './netbios-browser/dissector.ts';
import { niagaraFox } from './niagara-fox/dissector.ts';
import { ntp } from './ntp/dissector.ts';
import { opcua } from './opcua/dissector.ts';
import { phd } from './phd/dissector.ts';
import { poct1a } from './poct1a/dissector.ts';
import { quic } from './quic/dissector.ts';
import { rdp } from './rdp/dissector.ts';
import { rtsp } from './rtsp/dissector.ts';
import { s7 } from './s7/dissector.ts';
import { sip } from './sip/dissector.ts';
import { smb } from './smb/dissector.ts';
import { snmp } from './snmp/dissector.ts';
import { ssdp } from './ssdp/dissector.ts';
import { ssh } from './ssh/dissector.ts';
import { syslog } from './syslog/dissector.ts';
import { telnet } from './telnet/dissector.ts';
import { tftp } from './tftp/dissector.ts';
import { tls } from './tls/dissector.ts';
import { vnc } from './vnc/dissector.ts';
import { wsDiscovery } from './ws-discovery/dissector.ts';

export const DISSECTORS: readonly Dissector[] = [
  arp,
  astm,
  bacnet,
  carescape,
  cdp,
  coap,
  dhcp,
  dhcpv6,
  dicom,
  dns,
  dnp3,
  enip,
  ftp,
  hl7,
  http,
  identityText,
  intellivue,
  jetdirect,
  knx,
  lldp,
  llmnr,
  mdns,
  medibus,
  modbus,
  mqtt,
  nbns,
  ndp,
  netbiosBrowser,
  niagaraFox,
  ntp,
  opcua,
  phd,
  poct1a,
  quic,
  rdp,
  rtsp,
  s7,
  sip,
  smb,
  snmp,
  ssdp,
  ssh,
  syslog,
  telnet,
  tftp,
  tls,
  vnc,
  wsDiscovery,
];
