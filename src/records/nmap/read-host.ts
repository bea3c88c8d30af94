/** One `host` element of an nmap report into statements. */

import { countOf, ipOf, macOf, microsOfSeconds, portOf } from '../reading/fields.ts';
import { hostName, mayNamePerson, namesInSubject } from '../reading/safe-text.ts';
import type { Party, RecordSink } from '../record-reader.ts';
import { type Tag, tagsOf } from './xml-tags.ts';

/** Accuracy from which the best guess of an operating system is stated. */
export const SURE_ACCURACY = 95;

/** Services of nmap to ids of dissectors. */
const SERVICES: Readonly<Record<string, string>> = {
  ...{
    http: 'http',
    https: 'tls',
    'ssl/http': 'tls',
    ssh: 'ssh',
    ftp: 'ftp',
    telnet: 'telnet',
    smtp: 'smtp',
  },
  ...{ 'microsoft-ds': 'smb', 'netbios-ssn': 'smb', 'ms-wbt-server': 'rdp', vnc: 'vnc', snmp: 'snmp' },
  ...{
    dicom: 'dicom',
    mqtt: 'mqtt',
    modbus: 'modbus',
    bacnet: 'bacnet',
    'ethernetip-1': 'enip',
    domain: 'dns',
  },
  ...{
    ntp: 'ntp',
    rtsp: 'rtsp',
    sip: 'sip',
    ldap: 'ldap',
    'kerberos-sec': 'kerberos',
    jetdirect: 'jetdirect',
  },
  ...{ 'iso-tsap': 's7', 'ms-sql-s': 'tds', syslog: 'syslog', tftp: 'tftp' },
};

/** Elements of scripts that state what a dissector would: `script/key`. */
const SCRIPT_FACTS: Readonly<Record<string, readonly [protocol: string, field: string]>> = {
  'http-server-header/': ['http', 'server'],
  'http-title/': ['http', 'title'],
  'bacnet-info/Vendor Name': ['bacnet', 'vendor-name'],
  'bacnet-info/Model Name': ['bacnet', 'model-name'],
  'bacnet-info/Firmware': ['bacnet', 'firmware-revision'],
  'bacnet-info/Application Software': ['bacnet', 'application-software-version'],
  'enip-info/productName': ['enip', 'product-name'],
  'enip-info/serialNumber': ['enip', 'serial-number'],
  'enip-info/revision': ['enip', 'revision'],
  'snmp-sysdescr/': ['snmp', 'sysDescr'],
  'smb-os-discovery/server': ['smb', 'ntlm-computer'],
  'rdp-ntlm-info/NetBIOS_Computer_Name': ['rdp', 'ntlm-computer'],
  'rdp-ntlm-info/DNS_Computer_Name': ['rdp', 'ntlm-dns-computer'],
  's7-info/Module': ['s7', 'order-number'],
  's7-info/Serial Number': ['s7', 'serial-number'],
};
const SUBJECT_NAMES: Readonly<Record<string, string>> = {
  commonName: 'CN',
  organizationName: 'O',
  organizationalUnitName: 'OU',
};

interface Port {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
}

/** Reads the text of one element, `<host` to `</host>`, that begins on this line. */
export function readHost(text: string, line: number, startedAt: number | undefined, sink: RecordSink): void {
  const tags = [...tagsOf(text)];
  const attribute = (tag: Tag, name: string) => tag.attributes.get(name) ?? '';
  const host = tags.find(({ name }) => name === 'host');
  if (host) sink.at(line, microsOfSeconds(attribute(host, 'endtime')) ?? startedAt);
  const isUp = tags.some((tag) => tag.name === 'status' && attribute(tag, 'state') === 'up');
  const addresses = tags.filter(({ name }) => name === 'address').map((tag) => attribute(tag, 'addr'));
  const ip = addresses.map(ipOf).find((address) => address !== undefined);
  const mac = addresses.map(macOf).find((address) => address !== undefined);
  if (!isUp) {
    sink.skip('names-no-device');
    return;
  }
  if (ip === undefined && mac === undefined) {
    sink.skip('address-invalid');
    return;
  }
  sink.read();
  // nmap sees a MAC only in its own network, so it is the host's own.
  const party: Party = { mac, ip };
  sink.present(party);
  new HostTags(party, sink).read(tags);
}

class HostTags {
  private readonly party: Party;
  private readonly sink: RecordSink;
  private port: Port | undefined;
  private isOpen = false;
  private script = '';
  private readonly tables: string[] = [];
  private bestGuess: { readonly name: string; readonly accuracy: number } | undefined;

  constructor(party: Party, sink: RecordSink) {
    this.party = party;
    this.sink = sink;
  }

  read(tags: readonly Tag[]): void {
    for (const tag of tags) this.tag(tag);
    const { bestGuess, party, sink } = this;
    if (!bestGuess) return;
    const { name, accuracy } = bestGuess;
    if (accuracy >= SURE_ACCURACY) sink.fact(party, 'nmap', 'operating-system', name);
    else sink.fact(party, 'nmap', 'operating-system-guess', `${name} (${accuracy} %)`);
  }

  private tag({ name, kind, attributes }: Tag): void {
    const of = (attribute: string) => attributes.get(attribute) ?? '';
    if (kind === 'close') {
      if (name === 'port') this.port = undefined;
      else if (name === 'script') this.script = '';
      else if (name === 'table') this.tables.pop();
      return;
    }
    if (name === 'hostname') this.say('nmap', 'host-name', hostName(of('name')));
    else if (name === 'port') this.openPort(of('protocol'), of('portid'));
    else if (name === 'state') this.isOpen = of('state') === 'open';
    else if (name === 'service') this.service(of);
    else if (name === 'osmatch') this.guess(of('name'), countOf(of('accuracy')));
    else if (name === 'script') this.beginScript(of('id'), of('output'), kind);
    else if (name === 'table') {
      if (kind === 'open') this.tables.push(of('key'));
    } else if (name === 'elem') this.element(of('key'));
    else if (!PASSED_OVER.has(name)) this.sink.ignore(name);
  }

  private openPort(protocol: string, id: string): void {
    const port = portOf(id);
    const transport = protocol === 'tcp' || protocol === 'udp' ? protocol : undefined;
    this.port = port === undefined || transport === undefined ? undefined : { transport, port };
    this.isOpen = false;
  }

  private service(of: (attribute: string) => string): void {
    const { port, party, sink, isOpen } = this;
    if (!port || !isOpen || party.ip === undefined) return;
    // A name out of the table of ports is no sight of a protocol.
    const isProbed = of('method') === 'probed';
    const key = of('tunnel') === 'ssl' ? 'https' : of('name');
    const known = isProbed && Object.hasOwn(SERVICES, key) ? SERVICES[key] : undefined;
    sink.serves(party, port.transport, port.port, known);
    if (!isProbed) return;
    const product = [of('product'), of('version'), of('extrainfo') && `(${of('extrainfo')})`];
    this.say('nmap', 'product', product.filter((part) => part !== '').join(' '));
    this.say('nmap', 'device-type', of('devicetype'));
    this.say('nmap', 'host-name', hostName(of('hostname')));
  }

  private guess(name: string, accuracy: number | undefined): void {
    if (accuracy === undefined || accuracy > 100 || (this.bestGuess?.accuracy ?? -1) >= accuracy) return;
    this.bestGuess = { name, accuracy };
  }

  private beginScript(id: string, output: string, kind: Tag['kind']): void {
    this.script = kind === 'open' ? id : '';
    this.tables.length = 0;
    const fact = SCRIPT_FACTS[`${id}/`];
    const [answer = ''] = output.trim().split('\n');
    if (fact && !answer.startsWith('Did not follow')) this.say(...fact, answer);
    if (id === 'ssl-cert') {
      const subject = /Subject: (.*)/.exec(output)?.[1] ?? '';
      const spelled = subject.replaceAll(
        /(commonName|organizationName|organizationalUnitName)=/g,
        (_, name) => {
          return `${SUBJECT_NAMES[name as string] ?? ''}=`;
        },
      );
      for (const [field, value] of namesInSubject(`/${spelled}`)) this.say('tls', field, value);
    }
    this.structured(id, output);
  }

  /** Scripts repeat their elements as lines `  Key: value` of the output. */
  private structured(id: string, output: string): void {
    for (const line of output.split('\n').slice(0, 64)) {
      const [, key = '', value = ''] = /^\s*([\w -]{1,40}):\s*(\S.*)$/.exec(line) ?? [];
      const fact = key === '' ? undefined : SCRIPT_FACTS[`${id}/${key}`];
      if (fact) this.say(...fact, value);
    }
  }

  private element(key: string): void {
    if (this.script === '' && key !== '') this.sink.ignore(`elem ${key}`);
  }

  private say(protocol: string, field: string, value: string | undefined): void {
    if (value !== undefined && value !== '' && !mayNamePerson(value))
      this.sink.fact(this.party, protocol, field, value);
  }
}

const PASSED_OVER = new Set([
  ...[
    'host',
    'status',
    'address',
    'hostnames',
    'ports',
    'extraports',
    'extrareasons',
    'os',
    'portused',
    'osclass',
  ],
  ...['cpe', 'uptime', 'distance', 'tcpsequence', 'ipidsequence', 'tcptssequence', 'times', 'trace', 'hop'],
  ...['hostscript', 'smurf', 'osfingerprint'],
]);
