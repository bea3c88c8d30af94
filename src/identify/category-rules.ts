/**
 * Rules that tell a category from what a device does on the network: one function a rule, at most one vote each. What a
 * text says (banner, model, host name) is fingerprint data and not here. Sources: domain specification B.5 (DICOM roles),
 * B.6 (HL7), C (taxonomy).
 */

import type { CategoryVote } from './category-vote.ts';
import type { DeviceView } from './device-view.ts';

type FunctionRule = (device: DeviceView) => CategoryVote | undefined;

// DICOM service classes (PS3.4): query/retrieve, modality worklist, MPPS, storage.
const QUERY_RETRIEVE = /^1\.2\.840\.10008\.5\.1\.4\.1\.2\.[1-3]\./;
const WORKLIST = /^1\.2\.840\.10008\.5\.1\.4\.31$/;
const STORAGE = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\./;
/** DICOM modality (PS3.3 C.7.3.1.1.1) to category; only those that name one kind of machine. */
const MODALITY: Readonly<Record<string, string>> = {
  CT: 'ct',
  MR: 'mri',
  US: 'ultrasound',
  IVUS: 'ultrasound',
  CR: 'xray',
  DX: 'xray',
  RF: 'xray',
  RG: 'xray',
  IO: 'xray',
  PX: 'xray',
  MG: 'mammography',
  XA: 'angiography',
  RTIMAGE: 'linear-accelerator',
  RTRECORD: 'linear-accelerator',
  ES: 'endoscopy',
  OP: 'ophthalmic-imaging',
  OPT: 'ophthalmic-imaging',
  OPM: 'ophthalmic-imaging',
  OCT: 'ophthalmic-imaging',
  ECG: 'ecg-cart',
};

const isScp = (device: DeviceView, service: RegExp) => device.says('dicom/sop-class-as-scp', service);
const isScu = (device: DeviceView, service: RegExp) => device.says('dicom/sop-class-as-scu', service);
const vote = (category: string, confidence: number, reason: string, origin = 'function'): CategoryVote => ({
  category,
  confidence,
  reason,
  origin,
});

const modality: FunctionRule = (device) => {
  if (isScp(device, QUERY_RETRIEVE) || isScp(device, STORAGE)) return undefined;
  const modalities = device.values('dicom/(0008,0060)');
  const categories = new Set(
    modalities.map((value) => MODALITY[value]).filter((category) => category !== undefined),
  );
  const [only] = categories;
  return categories.size === 1 && only && modalities.length <= 3
    ? vote(only, 90, `sends DICOM images of modality ${modalities.join(', ')}`)
    : undefined;
};

const archive: FunctionRule = (device) => {
  const answers = isScp(device, QUERY_RETRIEVE);
  if (isScp(device, STORAGE) && answers)
    return vote('pacs', 85, 'stores DICOM images and answers queries for them');
  if (answers) return vote('pacs', 65, 'answers DICOM queries');
  // Whoever retrieves images is sent them too: only one that asks for none keeps them.
  const keeps = isScp(device, STORAGE) && !isScu(device, QUERY_RETRIEVE);
  const kinds = device.values('dicom/sop-class-as-scp').length;
  return keeps && kinds >= 3 ? vote('pacs', 65, 'stores DICOM images of several kinds') : undefined;
};

const worklist: FunctionRule = (device) =>
  isScp(device, WORKLIST) && !isScp(device, STORAGE)
    ? vote('ris', 75, 'provides the DICOM modality worklist')
    : undefined;

/** What nobody speaks who reads images: who does, and asks for images, tries what it finds. */
const OTHER_TRADES = ['bacnet', 'modbus', 's7', 'enip', 'telnet', 'intellivue'];

const imagingWorkstation: FunctionRule = (device) =>
  isScu(device, QUERY_RETRIEVE) &&
  !isScp(device, QUERY_RETRIEVE) &&
  !OTHER_TRADES.some((protocol) => device.uses(protocol)) &&
  device.values('dicom/(0008,0060)').length === 0 &&
  !isScu(device, WORKLIST)
    ? vote('imaging-workstation', 65, 'queries and retrieves DICOM images, sends none')
    : undefined;

const interfaceEngine: FunctionRule = (device) =>
  device.serves('hl7') && device.uses('hl7')
    ? vote('interface-engine', 65, 'receives HL7 messages and sends HL7 messages on')
    : undefined;

const router: FunctionRule = (device) =>
  device.routes ? vote('router', 80, 'forwards packets of other hosts') : undefined;

const externalHost: FunctionRule = (device) =>
  device.external ? vote('external-host', 90, 'a public address behind a router') : undefined;

const BRIDGE = /\bbridge\b/;
const ROUTER_CAPABILITY = /\brouter\b/;
const PHONE = /\b(?:telephone|phone)\b/;
const WLAN = /\bwlan/;

const announcedCapability: FunctionRule = (device) => {
  const says = (pattern: RegExp) =>
    device.says('lldp/capabilities-enabled', pattern) || device.says('cdp/capabilities', pattern);
  if (says(PHONE)) return vote('voip-phone', 85, 'announces itself as a telephone (LLDP or CDP)');
  if (says(WLAN))
    return vote('wireless-access-point', 80, 'announces itself as a wireless access point (LLDP)');
  if (says(BRIDGE)) return vote('network-switch', 85, 'announces itself as a bridge (LLDP or CDP)');
  return says(ROUTER_CAPABILITY)
    ? vote('router', 75, 'announces itself as a router (LLDP or CDP)')
    : undefined;
};

const printer: FunctionRule = (device) => {
  if (device.serves('ipp') || device.servesPort('tcp', 9100) || device.servesPort('tcp', 515))
    return vote('printer', 70, 'offers printing (IPP, JetDirect or LPD)');
  return device.says('mdns/service-instance', /\._(?:ipps?|printer|pdl-datastream)\._tcp/)
    ? vote('printer', 80, 'announces a print service')
    : undefined;
};

const infrastructureServer: FunctionRule = (device) => {
  const roles: string[] = [];
  if (device.servesPort('udp', 53) && device.serves('dns')) roles.push('DNS');
  if (device.says('dhcp/role', /^server$/)) roles.push('DHCP');
  if (device.servesPort('tcp', 389) || device.servesPort('tcp', 88)) roles.push('directory');
  return roles.length > 0 && !device.routes
    ? vote('server', 60 + 10 * roles.length, `serves ${roles.join(', ')}`)
    : undefined;
};

const fileServer: FunctionRule = (device) =>
  device.serves('smb') &&
  !device.uses('smb') &&
  /samba|unix|linux/.test(`${device.os} ${device.values('smb/native-lan-manager').join(' ')}`.toLowerCase())
    ? vote('file-server', 55, 'serves files by SMB and uses no other server')
    : undefined;

const messageBroker: FunctionRule = (device) =>
  device.serves('mqtt') && !device.uses('mqtt')
    ? vote('message-broker', 70, 'accepts MQTT connections')
    : undefined;

const camera: FunctionRule = (device) =>
  device.serves('rtsp') && !device.uses('rtsp')
    ? vote('ip-camera', 50, 'offers a video stream (RTSP) and fetches none')
    : undefined;

const videoRecorder: FunctionRule = (device) =>
  device.uses('rtsp') && !device.serves('rtsp')
    ? vote('video-recorder', 50, 'fetches video streams (RTSP)')
    : undefined;

/** Asks several kinds of devices how they are, and serves none of them. */
const managementServer: FunctionRule = (device) =>
  device.says('snmp/role', /^manager$/) &&
  device.serviceCount('client') >= 3 &&
  device.makerKind !== 'computer-maker'
    ? vote('server', 55, 'asks devices by SNMP and other protocols')
    : undefined;

/** Hospitals run much medical equipment on Windows: only a computer maker's machine is taken for a workstation. */
const workstation: FunctionRule = (device) => {
  if (
    !device.os.startsWith('windows') ||
    device.os.startsWith('windows server') ||
    device.makerKind !== 'computer-maker'
  )
    return undefined;
  const clinical = ['dicom', 'hl7'].some((protocol) => device.serves(protocol) || device.uses(protocol));
  return clinical
    ? undefined
    : vote('workstation', 60, 'a Windows computer without a clinical or server role');
};

/** All rules; their order does not matter. */
export const FUNCTION_RULES: readonly FunctionRule[] = [
  modality,
  archive,
  worklist,
  imagingWorkstation,
  interfaceEngine,
  router,
  externalHost,
  announcedCapability,
  printer,
  infrastructureServer,
  fileServer,
  messageBroker,
  camera,
  videoRecorder,
  managementServer,
  workstation,
];
