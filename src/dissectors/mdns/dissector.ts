/**
 * Multicast DNS and DNS service discovery: what hosts say of themselves (RFC 6762, RFC 6763). Only responses are read:
 * queries name what is sought, and the known answers in them belong to others.
 *
 *   response   header12 { question }* { name type2 class2 ttl4 length2 data }*
 *   names      host.local, _service._tcp.local, Instance Name._service._tcp.local
 *
 * A reflector or sleep proxy answers for others. An address record is about its address; a service is about the sender
 * unless the message itself gives the host of the service other addresses only.
 */

import { parseMac } from '../../base/mac-address.ts';
import { aboutIp, defineDissector, type FactSink, SENDER, STOP_FLOW, type Subject } from '../dissector.ts';
import {
  DNS_FLAGS_AT,
  DNS_HEADER_OCTETS,
  DNS_OPCODE_MASK,
  DNS_RCODE_MASK,
  DNS_RESPONSE,
} from '../encodings/dns-message.ts';
import { collectRecords, type MdnsHost, type MdnsInstance, type MdnsRecords } from './collect-records.ts';
import { MDNS_RESPONSE_LIMIT, MODEL_TEXT_KEY, PERSONAL_SERVICES } from './constants.ts';

const MDNS_PORT = 5353; // RFC 6762 3
const RESERVED = 0x0040;
const DEVICE_INFO = '_device-info._tcp';
const WORKSTATION = '_workstation._tcp';

interface MdnsState {
  responses: number;
}

export const mdns = defineDissector<MdnsState>({
  id: 'mdns',
  title: 'Multicast DNS and DNS service discovery (RFC 6762, RFC 6763)',
  carriers: ['udp'],
  hints: [MDNS_PORT],
  facts: {
    'host-name': {
      label: 'mDNS host name',
      help: 'Owner of an A, AAAA or reverse record without .local (RFC 6762 3), about that address.',
      states: { attribute: 'hostname', source: 'configured' },
    },
    address: {
      label: 'mDNS address',
      help: 'Further address that the host whose address sent the message gives its own name (RFC 6762 6.2).',
      binds: 'ip-address',
    },
    'service-type': {
      label: 'DNS-SD service type',
      help: 'Service that the host offers, such as _ipp._tcp (RFC 6763 7, 9).',
    },
    'service-instance': {
      label: 'DNS-SD service instance',
      help: 'Name of an offered service with its type, such as ZD420 Ward 4B._ipp._tcp (RFC 6763 4.1).',
    },
    txt: {
      label: 'DNS-SD text',
      help: 'One key=value pair of a TXT record (RFC 6763 6); only keys that describe the device.',
    },
    'device-info-model': {
      label: 'DNS-SD device model',
      help: 'Value of model in the TXT record of the _device-info._tcp service.',
    },
    'hinfo-cpu': { label: 'mDNS hardware', help: 'CPU field of a HINFO record (RFC 1035 3.3.2).' },
    'hinfo-os': { label: 'mDNS operating system', help: 'OS field of a HINFO record (RFC 1035 3.3.2).' },
    mac: {
      label: 'DNS-SD workstation MAC',
      help: 'MAC in brackets at the end of an instance name of the _workstation._tcp service.',
      binds: 'mac-address',
    },
  },
  anomalies: ['pointer-loop', 'name-too-long', 'too-many-records'],
  // Queries cost one look at the flags; `MDNS_RESPONSE_LIMIT` bounds what is read.
  limits: { messagesPerFlow: 2_048, heldOctets: 0 },

  recognise(octets, flow) {
    if (flow.sourcePort !== MDNS_PORT && flow.destinationPort !== MDNS_PORT) return 'no';
    if (octets.remaining <= DNS_HEADER_OCTETS) return 'no';
    return (octets.peek16(DNS_FLAGS_AT) & (DNS_OPCODE_MASK | RESERVED | DNS_RCODE_MASK)) === 0 ? 'yes' : 'no';
  },

  begin: () => ({ responses: 0 }),

  dissect(octets, flow, out) {
    const length = octets.length;
    const flags = octets.peek16(DNS_FLAGS_AT);
    if (flags < 0 || (flags & DNS_RESPONSE) === 0 || (flags & (DNS_OPCODE_MASK | DNS_RCODE_MASK)) !== 0)
      return length;
    if (++flow.state.responses > MDNS_RESPONSE_LIMIT) return STOP_FLOW;
    tell(collectRecords(octets), flow.sourceIp, out);
    return length;
  },
});

function tell(records: MdnsRecords, sourceIp: string, out: FactSink): void {
  for (const problem of records.problems) out.anomaly(problem);
  for (const host of records.hosts.values()) tellHost(host, sourceIp, out);
  for (const { host, cpu, os } of records.hardware) {
    const about = subjectOf(records.hosts.get(host), sourceIp);
    out.fact('hinfo-cpu', cpu, about);
    out.fact('hinfo-os', os, about);
  }
  for (const type of records.types) out.fact('service-type', type, subjectOf(onlyHost(records), sourceIp));
  for (const instance of records.instances.values()) {
    const host = instance.target === '' ? onlyHost(records) : records.hosts.get(instance.target);
    tellInstance(instance, subjectOf(host, sourceIp), out);
  }
}

function tellHost(host: MdnsHost, sourceIp: string, out: FactSink): void {
  const isSender = host.ips.includes(sourceIp);
  for (const ip of host.ips) {
    out.fact('host-name', host.name, ip === sourceIp ? SENDER : aboutIp(ip));
    if (isSender && ip !== sourceIp) out.fact('address', ip);
  }
}

/** The host of a message that has addresses for one host only; undefined otherwise. */
function onlyHost(records: MdnsRecords): MdnsHost | undefined {
  if (records.hosts.size !== 1) return undefined;
  for (const host of records.hosts.values()) return host;
  return undefined;
}

/** The sender, unless the message gives the host addresses and the sender's is not among them: then its first IPv4. */
function subjectOf(host: MdnsHost | undefined, sourceIp: string): Subject {
  const ip = host?.ips.find((candidate) => candidate.includes('.')) ?? host?.ips[0];
  return ip === undefined || host?.ips.includes(sourceIp) ? SENDER : aboutIp(ip);
}

function tellInstance(instance: MdnsInstance, about: Subject, out: FactSink): void {
  out.fact('service-type', instance.type, about);
  if (PERSONAL_SERVICES.has(instance.type)) return;
  if (!isAccountName(instance.label))
    out.fact('service-instance', `${instance.label}.${instance.type}`, about);
  if (instance.type === WORKSTATION) {
    const mac = parseMac(/ \[([0-9a-f:]{17})\]$/i.exec(instance.label)?.[1] ?? '');
    if (mac) out.fact('mac', mac, about);
  }
  for (const [key, value] of instance.texts) {
    if (value === '') continue;
    if (instance.type === DEVICE_INFO && key === 'model') out.fact('device-info-model', value, about);
    else out.fact('txt', key === MODEL_TEXT_KEY ? value : `${key}=${value}`, about);
  }
}

/** `user@machine`; not AirPlay's `5855CA1AE288@Room` nor CUPS's `Queue @ server`. */
function isAccountName(label: string): boolean {
  return /[^ ]@[^ ]/.test(label) && !/^[0-9A-F]{12}@/i.test(label);
}
