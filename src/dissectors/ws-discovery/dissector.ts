/**
 * WS-Discovery over UDP: what a target service announces or answers (WS-Discovery 1.1, 4 to 6, and the 2005 draft that
 * Windows and ONVIF use; SOAP-over-UDP). Elements and the QNames in Types are told by namespace; prefixes are free.
 *
 *   Envelope  Header{Action …}  Body{Hello | ProbeMatches{ProbeMatch…} | ResolveMatches{ResolveMatch} | Probe | Bye}
 *   target    EndpointReference{Address}  Types  Scopes  XAddrs  MetadataVersion
 */

import { canonicalIp } from '../../base/ip-address.ts';
import {
  aboutIp,
  defineDissector,
  type FactSink,
  type FlowContext,
  SENDER,
  type Subject,
} from '../dissector.ts';
import { deviceUuid } from '../encodings/uuid.ts';
import { XmlElements, type XmlName, xmlText } from '../encodings/xml-elements.ts';
import { stateScopes } from './scopes.ts';

/** Octets of a datagram within which the namespace must be declared. */
export const RECOGNITION_LIMIT = 4_096;
/** Types and addresses of one target that are stated. */
export const LIST_LIMIT = 16;
/** Targets of one message that are stated. */
export const TARGET_LIMIT = 32;
/** Datagrams of one flow that are read: a target repeats each of its messages (SOAP-over-UDP, appendix I). */
const DATAGRAM_LIMIT = 8;

const DISCOVERY_2009 = 'http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01'; // WS-Discovery 1.1, 1.4
const DISCOVERY_2005 = 'http://schemas.xmlsoap.org/ws/2005/04/discovery'; // WS-Discovery 2005

/** Usual prefixes of namespaces in which device types are defined, for a short and stable text. */
const TYPE_PREFIXES = new Map([
  ['http://docs.oasis-open.org/ws-dd/ns/dpws/2009/01', 'dpws'],
  ['http://schemas.xmlsoap.org/ws/2006/02/devprof', 'wsdp'],
  ['http://schemas.microsoft.com/windows/pub/2005/07', 'pub'],
  ['http://schemas.microsoft.com/windows/2006/08/wdp/print', 'wprt'],
  ['http://schemas.microsoft.com/windows/2006/08/wdp/scan', 'wscn'],
  ['http://www.onvif.org/ver10/network/wsdl', 'dn'],
  ['http://www.onvif.org/ver10/device/wsdl', 'tds'],
  [DISCOVERY_2009, 'wsd'],
  [DISCOVERY_2005, 'wsd'],
]);
/** IEEE 11073-20702: the year is part of the namespace. */
const MDPWS = /^http:\/\/standards\.ieee\.org\/downloads\/11073\/11073-20702-\d{4}$/;

export const wsDiscovery = defineDissector({
  id: 'ws-discovery',
  title: 'WS-Discovery (OASIS 1.1, draft of 2005) over UDP',
  carriers: ['udp'],
  hints: [3702],
  facts: {
    role: {
      label: 'Discovery role',
      help: 'target for who announces or answers, client for who probes or resolves.',
    },
    endpoint: {
      label: 'Endpoint',
      help: 'Address of the EndpointReference when it is a UUID, which a target keeps for life (WS-Discovery 2.6).',
      binds: 'unique-identity',
    },
    'endpoint-address': {
      label: 'Endpoint address',
      help: 'Address of the EndpointReference when it is no UUID (WS-Discovery 2.6).',
    },
    types: {
      label: 'Target type',
      help: 'One type of the target with the usual prefix of its namespace, such as mdpws:MedicalDevice.',
    },
    'probed-types': {
      label: 'Type looked for',
      help: 'One type that a client probes for, with the usual prefix of its namespace (WS-Discovery 5.2).',
    },
    xaddrs: {
      label: 'Transport address',
      help: 'One transport address of the target (XAddrs, WS-Discovery 4.1).',
    },
    'scopes-location': {
      label: 'Location',
      help: 'Location from the query of the SDC scope (IEEE 11073-20701) or from the ONVIF scope (ONVIF Core 7.3.3).',
    },
    'scopes-name': { label: 'ONVIF name', help: 'Name in the scopes of an ONVIF device (ONVIF Core 7.3.3).' },
    'scopes-manufacturer': {
      label: 'Maker in a scope',
      help: 'Value of a scope manufacturer:… of the maker’s own.',
      states: { attribute: 'vendor', source: 'announcement' },
    },
    'scopes-model': {
      label: 'Model in a scope',
      help: 'Value of a scope model:… of the maker’s own.',
      states: { attribute: 'model', source: 'announcement' },
    },
    'scopes-serial-number': {
      label: 'Serial number in a scope',
      help: 'Value of a scope sn:… or serial:… of the maker’s own.',
      states: { attribute: 'serialNumber', source: 'announcement' },
    },
    'scopes-firmware-version': {
      label: 'Firmware version in a scope',
      help: 'Value of a scope fw:… or firmware:… of the maker’s own.',
      states: { attribute: 'firmwareVersion', source: 'announcement' },
    },
    'scopes-mac': {
      label: 'MAC in a scope',
      help: 'Value of an ONVIF scope mac/… of the maker’s own.',
      binds: 'mac-address',
    },
    'scopes-hardware': {
      label: 'ONVIF hardware',
      help: 'Hardware in the scopes of an ONVIF device, usually the model (ONVIF Core 7.3.3).',
    },
    'scopes-type': { label: 'ONVIF type', help: 'Type in the scopes of an ONVIF device (ONVIF Core 7.3.3).' },
    'scopes-profile': {
      label: 'ONVIF profile',
      help: 'Profile in the scopes of an ONVIF device (ONVIF Core 7.3.3).',
    },
    'device-type-code': {
      label: 'SDC device type',
      help: 'Code of the device type scope; a bare number is of the MDC nomenclature (IEEE 11073-20701).',
    },
    'key-purpose': {
      label: 'SDC key purpose',
      help: 'provider for a service provider, else the object identifier of the scope (IEEE 11073-20701).',
    },
  },
  anomalies: ['xml-too-deep', 'xml-too-many-elements'],
  limits: { messagesPerFlow: DATAGRAM_LIMIT, heldOctets: 0 },

  recognise(octets) {
    const first = octets.peek();
    // XML starts with `<`, a byte order mark or white space.
    if (first !== 0x3c && first !== 0xef && first !== 0x0d && first !== 0x0a && first !== 0x20) return 'no';
    const is2009 = octets.distanceToText('/ws-dd/ns/discovery/2009/01', RECOGNITION_LIMIT) >= 0;
    return is2009 || octets.distanceToText('/ws/2005/04/discovery', RECOGNITION_LIMIT) >= 0 ? 'yes' : 'no';
  },

  dissect(octets, flow, out) {
    const length = octets.remaining;
    const xml = new XmlElements(xmlText(octets, length));
    readMessage(xml, flow, out);
    if (xml.depthExceeded) out.anomaly('xml-too-deep');
    if (xml.elementsExceeded) out.anomaly('xml-too-many-elements');
    return Math.max(1, length);
  },
});

/** What is known of the target whose elements are being read. */
interface Target {
  /** Local name of the element around it: Hello, ProbeMatch, ResolveMatch, Probe, Resolve, Bye. */
  kind: string;
  address: string;
  types: XmlName[];
  scopes: string;
  addresses: string[];
}

const newTarget = (kind: string): Target => ({ kind, address: '', types: [], scopes: '', addresses: [] });

function readMessage(xml: XmlElements, flow: FlowContext<unknown>, out: FactSink): void {
  let target = newTarget('');
  let targets = 0;
  while (xml.next()) {
    if (xml.name === 'Action' && xml.parent()?.name === 'Header') stateRole(xml.text, out);
    const kind = targetKind(xml);
    if (kind === '') continue;
    // Every target starts with its endpoint, a probe has none.
    if (xml.name === 'Address' || kind !== target.kind) {
      if (++targets > TARGET_LIMIT) return;
      stateTarget(target, flow, out);
      target = newTarget(kind);
    }
    if (xml.name === 'Address') target.address = xml.text;
    else if (xml.name === 'Scopes') target.scopes = xml.text;
    else if (xml.name === 'XAddrs') target.addresses = xml.text.split(/\s+/, LIST_LIMIT);
    else if (xml.name === 'Types')
      target.types = xml.text.split(/\s+/, LIST_LIMIT).map((name) => xml.resolve(name));
  }
  stateTarget(target, flow, out);
}

function stateRole(action: string, out: FactSink): void {
  const slash = action.lastIndexOf('/');
  const namespace = action.slice(0, slash);
  if (namespace !== DISCOVERY_2009 && namespace !== DISCOVERY_2005) return;
  const name = action.slice(slash + 1);
  if (name === 'Hello' || name === 'ProbeMatches' || name === 'ResolveMatches') out.fact('role', 'target');
  else if (name === 'Probe' || name === 'Resolve') out.fact('role', 'client');
}

/** Local name of the discovery element that the current element describes; empty when it describes none. */
function targetKind(xml: XmlElements): string {
  const isAddress = xml.name === 'Address' && xml.parent()?.name === 'EndpointReference';
  if (!isAddress && !isDiscovery(xml)) return '';
  const around = xml.parent(isAddress ? 2 : 1);
  return around && isDiscovery(around) ? around.name : '';
}

const isDiscovery = (name: XmlName) => name.namespace === DISCOVERY_2009 || name.namespace === DISCOVERY_2005;

function stateTarget(target: Target, flow: FlowContext<unknown>, out: FactSink): void {
  if (target.kind === 'Probe') {
    for (const type of target.types) out.fact('probed-types', typeText(type));
    return;
  }
  // A client that resolves names somebody else's endpoint; a target that leaves says nothing new.
  if (target.kind !== 'Hello' && target.kind !== 'ProbeMatch' && target.kind !== 'ResolveMatch') return;
  const subject = target.kind === 'Hello' ? SENDER : answeredFor(target.addresses, flow);
  const uuid = deviceUuid(target.address, 'urn:uuid:');
  if (uuid === '') out.fact('endpoint-address', target.address, subject);
  else out.fact('endpoint', uuid, subject);
  for (const type of target.types) out.fact('types', typeText(type), subject);
  for (const address of target.addresses) out.fact('xaddrs', address, subject);
  if (target.scopes !== '') stateScopes(target.scopes, subject, out);
}

/** Whom an answer is about: a discovery proxy answers for targets at other addresses (WS-Discovery 1.1, 5.3). */
function answeredFor(addresses: readonly string[], flow: FlowContext<unknown>): Subject {
  const hosts = addresses.map(hostAddress).filter((host) => host !== undefined);
  const [first] = hosts;
  const sameFamily = first?.includes(':') === flow.sourceIp.includes(':');
  return !first || !sameFamily || hosts.includes(flow.sourceIp) ? SENDER : aboutIp(first);
}

/** The host of a URL when it is an IP address other than loopback and link-local. */
function hostAddress(url: string): string | undefined {
  const host =
    /^[a-z.]{2,12}:\/\/(?:\[([0-9a-f:.]{2,45})(?:%[^\]]{0,16})?\]|([0-9.]{7,15}))(?=[:/?]|$)/i.exec(url);
  const address = canonicalIp(host?.[1] ?? host?.[2] ?? '');
  return address === undefined || /^(?:127\.|169\.254\.|fe80:|::1$)/.test(address) ? undefined : address;
}

function typeText(type: XmlName): string {
  if (type.namespace === '') return type.name;
  const prefix = MDPWS.test(type.namespace) ? 'mdpws' : TYPE_PREFIXES.get(type.namespace);
  return prefix ? `${prefix}:${type.name}` : `{${type.namespace}}${type.name}`;
}
