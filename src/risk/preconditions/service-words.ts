/** Services as descriptions, advisories and CVE records name them, with the dissector and the registered port (IANA). */

import type { Predicate, Transport } from './precondition.ts';

interface ServiceWord {
  readonly pattern: RegExp;
  readonly protocol: string;
  readonly transport: Transport;
  readonly port?: number;
}

const word = (pattern: RegExp, protocol: string, transport: Transport, port?: number): ServiceWord => ({
  pattern,
  protocol,
  transport,
  ...(port !== undefined && { port }),
});

const SERVICE_WORDS: readonly ServiceWord[] = [
  word(/\btelnet\b/i, 'telnet', 'tcp', 23),
  word(/\b(?<!s)ftp\b(?! over)/i, 'ftp', 'tcp', 21),
  word(/\btftp\b/i, 'tftp', 'udp', 69),
  word(/\bssh\b|\bsecure shell\b/i, 'ssh', 'tcp', 22),
  word(/\bsnmp\b/i, 'snmp', 'udp', 161),
  word(/\bsmb(?:v[123])?\b|\bserver message block\b/i, 'smb', 'tcp', 445),
  word(/\brdp\b|\bremote desktop\b/i, 'rdp', 'tcp', 3389),
  word(/\bvnc\b/i, 'vnc', 'tcp', 5900),
  word(/\bdicom\b/i, 'dicom', 'tcp'),
  word(/\bhl7\b|\bmllp\b/i, 'hl7', 'tcp'),
  word(/\bmodbus\b/i, 'modbus', 'tcp', 502),
  word(/\bbacnet\b/i, 'bacnet', 'udp', 47_808),
  word(/\bmqtt\b/i, 'mqtt', 'tcp', 1883),
  word(/\bopc[ -]?ua\b/i, 'opcua', 'tcp', 4840),
  word(/\bupnp\b|\bssdp\b/i, 'ssdp', 'udp', 1900),
  word(/\bweb (?:server|interface|application|service|portal|ui|management)\b|\bhttps?\b/i, 'http', 'tcp'),
];

/** Port on which a protocol is looked for when no document names one; undefined for those without a usual one. */
export function usualPort(protocol: string | undefined): number | undefined {
  return SERVICE_WORDS.find((one) => one.protocol === protocol)?.port;
}

const PORT_BEFORE = /\b(tcp|udp)(?:[ /]|\bports?\b)*\b(\d{1,5})\b/gi;
const PORT_AFTER = /\bports?\s+(\d{1,5})(?:\s*[/(]\s*(tcp|udp))?|\b(\d{1,5})\/(tcp|udp)\b/gi;
const PORT_LAST = 65_535;
/** Text that is looked at, in UTF-16 units, and services that are taken from it. */
const TEXT_LIMIT = 4_096;
const SERVICE_LIMIT = 4;

export type ServicePredicate = Predicate & { readonly kind: 'service' };

/** Services that a text names, ports first; each once. */
export function servicesNamed(text: string): ServicePredicate[] {
  const bounded = text.slice(0, TEXT_LIMIT);
  const found = new Map<string, ServicePredicate>();
  for (const { transport, port } of portsNamed(bounded)) {
    // "UDP port 3785" is found as "port 3785" too: what names its transport stays.
    if (transport === undefined && found.has(`port ${port}`)) continue;
    found.set(`port ${port}`, { kind: 'service', port, ...(transport && { transport }) });
  }
  for (const { pattern, protocol, transport, port } of SERVICE_WORDS) {
    if (!pattern.test(bounded)) continue;
    const stated = found.get(`port ${port}`);
    if (stated && (stated.transport ?? transport) === transport)
      found.set(`port ${port}`, { ...stated, transport, protocol });
    else found.set(protocol, { kind: 'service', protocol, transport });
  }
  return [...found.values()].slice(0, SERVICE_LIMIT);
}

interface NamedPort {
  readonly port: number;
  /** Absent where the text does not tell. */
  readonly transport?: Transport;
}

function* portsNamed(text: string): Generator<NamedPort> {
  for (const [, transport, port] of text.matchAll(PORT_BEFORE)) yield* portOf(port, transport);
  for (const [, first, firstTransport, second, secondTransport] of text.matchAll(PORT_AFTER)) {
    yield* portOf(first ?? second, firstTransport ?? secondTransport);
  }
}

function* portOf(digits: string | undefined, transport: string | undefined): Generator<NamedPort> {
  const port = Number(digits);
  if (port > 0 && port <= PORT_LAST)
    yield { port, ...(transport !== undefined && { transport: transport.toLowerCase() as Transport }) };
}
