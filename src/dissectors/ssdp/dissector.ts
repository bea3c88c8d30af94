/**
 * SSDP: announcements and searches of UPnP devices, HTTP messages in UDP datagrams (UPnP Device Architecture 1.1, 1).
 *
 *   NOTIFY * HTTP/1.1     NT type, NTS ssdp:alive|byebye, USN uuid::type, LOCATION, SERVER "os/v UPnP/v product/v"
 *   M-SEARCH * HTTP/1.1   MAN "ssdp:discover", ST type, USER-AGENT
 *   HTTP/1.1 200 OK       ST type, USN, LOCATION, SERVER
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, STOP_FLOW } from '../dissector.ts';
import { HeaderReader, readStartLine, wantedHeaders } from '../encodings/http-header.ts';
import { deviceUuid } from '../encodings/uuid.ts';

const VERSION = 'HTTP/1.';
/** Datagrams of one flow that are read: a device repeats itself for every service it has. */
export const DATAGRAM_LIMIT = 24;

const NAMES = ['usn', 'server', 'location', 'nt', 'st', 'nts', 'user-agent'] as const;
const WANTED = wantedHeaders(NAMES);
type FieldName = (typeof NAMES)[number];

export const ssdp = defineDissector({
  id: 'ssdp',
  title: 'Simple Service Discovery Protocol (UPnP Device Architecture 1.1)',
  carriers: ['udp'],
  hints: [1900],
  datagramStarts: [...'HMN'].map((letter) => letter.charCodeAt(0)),
  facts: {
    server: {
      label: 'SSDP server',
      help: 'Operating system, UPnP version and product of a device (UDA 1.1, 1.2.2).',
    },
    usn: {
      label: 'Unique service name',
      help: 'Device UUID and device or service type (UDA 1.1, 1.2.2); the UUID often ends with the MAC address.',
    },
    'device-uuid': {
      label: 'UPnP device UUID',
      help: 'Well-formed UUID of the unique service name (UDA 1.1, 1.1.4).',
      binds: 'unique-identity',
    },
    location: {
      label: 'Description address',
      help: 'URL of the device description (UDA 1.1, 1.2.2); it is never fetched.',
    },
    'notification-type': {
      label: 'Notification type',
      help: 'Device or service type that a device announces or answers for (NT or ST, UDA 1.1, 1.2.2 and 1.3.3).',
    },
    'search-target': {
      label: 'Search target',
      help: 'Device or service type that a control point looks for (ST of M-SEARCH, UDA 1.1, 1.3.2).',
    },
    'user-agent': {
      label: 'Control point software',
      help: 'Operating system and product of a control point (USER-AGENT of M-SEARCH, UDA 1.1, 1.3.2).',
    },
    role: {
      label: 'UPnP role',
      help: 'device for who announces or answers, control-point for who searches.',
    },
  },
  anomalies: [],
  limits: { messagesPerFlow: DATAGRAM_LIMIT, heldOctets: 0 },

  recognise(octets) {
    if (octets.startsWith('NOTIFY * HTTP/1.') || octets.startsWith('M-SEARCH * HTTP/1.')) return 'yes';
    if (!octets.startsWith('HTTP/1.')) return 'no';
    const line = readStartLine(octets, VERSION);
    return line?.status === 200 && readFields(octets).has('st') ? 'yes' : 'no';
  },

  dissect(octets, _flow, out) {
    const length = octets.remaining;
    const line = readStartLine(octets, VERSION);
    if (!line) return length > 0 ? length : STOP_FLOW;
    const fields = readFields(octets);
    if (line.method === 'M-SEARCH') stateSearch(fields, out);
    else if (line.method === 'NOTIFY' || line.status === 200) stateDevice(fields, out);
    return length;
  },
});

function readFields(octets: OctetReader): Map<FieldName, string> {
  const reader = new HeaderReader(octets, WANTED);
  const fields = new Map<FieldName, string>();
  for (let index = reader.next(); index >= 0; index = reader.next()) {
    const name = NAMES[index];
    if (name && !fields.has(name)) fields.set(name, reader.value());
  }
  return fields;
}

function stateSearch(fields: ReadonlyMap<FieldName, string>, out: FactSink): void {
  out.fact('role', 'control-point');
  out.fact('search-target', fields.get('st') ?? '');
  out.fact('user-agent', fields.get('user-agent') ?? '');
}

function stateDevice(fields: ReadonlyMap<FieldName, string>, out: FactSink): void {
  const usn = fields.get('usn') ?? '';
  const type = fields.get('nt') ?? fields.get('st') ?? '';
  out.fact('role', 'device');
  out.fact('server', fields.get('server') ?? '');
  out.fact('usn', usn);
  const separator = usn.indexOf('::');
  const uuid = separator < 0 ? usn : usn.slice(0, separator);
  out.fact('device-uuid', deviceUuid(uuid, 'uuid:'));
  // A device that leaves says no more than its name.
  if (fields.get('nts') === 'ssdp:byebye') return;
  out.fact('location', fields.get('location') ?? '');
  if (type.startsWith('urn:')) out.fact('notification-type', type);
}
