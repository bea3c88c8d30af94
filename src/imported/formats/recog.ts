/**
 * Recog (https://github.com/rapid7/recog): XML, one file for each matched field, fingerprints with a regular expression,
 * parameters and examples. The first that matches speaks, so all are exclusive; one that names only software says nothing
 * about the device but still keeps later ones from speaking.
 *
 *   <fingerprints matches="ssh.banner"><fingerprint pattern="^dropbear_([\d.]+)$" flags="REG_ICASE">
 *     <description>…</description><example service.version="2019.78">dropbear_2019.78</example>
 *     <param pos="0" name="hw.vendor" value="…"/> <param pos="1" name="os.version"/> </fingerprint> …
 */

import { printableText } from '../../base/printable-text.ts';
import type { FingerprintExample } from '../../identify/fingerprints.ts';
import type { RuleCollector, RuleTarget } from '../rule-collector.ts';
import { type RecogMeaning, readMeaning } from './recog-meaning.ts';
import { translatePattern } from './translate-pattern.ts';
import { eachXmlRule, rootAttribute, type XmlElement, type XmlRule } from './xml-rules.ts';

interface RecogDatabase extends Omit<RuleTarget, 'factId'> {
  readonly factIds: readonly string[];
  /** What a device's text in this field weighs before the limit of imports (domain specification B.0). */
  readonly confidence: number;
}

/** Databases whose field a dissector reads, by `matches` or, where that is missing, by the name of the file. */
const DATABASES: Readonly<Record<string, RecogDatabase>> = {
  dhcp_vendor_class: {
    factIds: ['dhcp/vendor-class'],
    confidence: 60,
    about: 'Vendor class of a DHCP client.',
  },
  'ftp.banner': { factIds: ['ftp/banner'], confidence: 85, about: 'Greeting of an FTP server.' },
  html_title: { factIds: ['http/title'], confidence: 50, about: 'Title of a web page.' },
  'http_header.server': { factIds: ['http/server'], confidence: 85, about: 'Server header of HTTP.' },
  'http_header.wwwauth': {
    factIds: ['http/realm'],
    form: 'Basic realm="{value}"',
    confidence: 60,
    about: 'Realm of HTTP authentication.',
  },
  'http_header.x-powered-by': {
    factIds: ['http/powered-by'],
    confidence: 50,
    about: 'X-Powered-By header of HTTP.',
  },
  'mdns.device-info.txt': {
    factIds: ['mdns/device-info-model'],
    form: 'model={value}',
    confidence: 85,
    about: 'Model in the device-info TXT record of multicast DNS.',
  },
  hp_pjl_id: { factIds: ['jetdirect/pjl-id'], confidence: 85, about: 'Identity of a printer by PJL.' },
  'rtsp_header.server': { factIds: ['rtsp/server'], confidence: 85, about: 'Server header of RTSP.' },
  'sip_header.server': { factIds: ['sip/server'], confidence: 85, about: 'Server header of SIP.' },
  'sip_header.user_agent': {
    factIds: ['sip/user-agent'],
    confidence: 85,
    about: 'User-Agent header of SIP.',
  },
  'smb.native_lm': {
    factIds: ['smb/native-lan-manager'],
    confidence: 60,
    about: 'Native LAN manager of SMB 1.',
  },
  'smb.native_os': { factIds: ['smb/native-os'], confidence: 60, about: 'Native operating system of SMB 1.' },
  'snmp.sys_description': {
    factIds: ['snmp/sysDescr'],
    confidence: 85,
    about: 'Description of the system by SNMP.',
  },
  'snmp.sys_object_id': {
    factIds: ['snmp/sysObjectID'],
    confidence: 85,
    about: 'Object identifier of the system by SNMP.',
  },
  'ssh.banner': { factIds: ['ssh/software'], confidence: 85, about: 'Software of an SSH server or client.' },
  telnet_banners: { factIds: ['telnet/banner'], confidence: 85, about: 'Greeting of a Telnet server.' },
  'x509.subject': {
    factIds: ['tls/certificate-subject'],
    confidence: 50,
    about: 'Subject of a certificate.',
  },
  'x509.issuer': { factIds: ['tls/certificate-issuer'], confidence: 30, about: 'Issuer of a certificate.' },
};

/** Recog's flags; REG_MULTILINE is Ruby's, which lets the dot match line ends. */
const FLAGS: Readonly<Record<string, string>> = { REG_ICASE: 'i', REG_DOT_NEWLINE: 's', REG_MULTILINE: 's' };

/** Reads a recog file; `fileName` stands in for a missing `matches`. */
export function readRecog(xml: string, fileName: string, collector: RuleCollector): void {
  const name = rootAttribute(xml, 'matches') ?? fileName.replace(/\.xml$/i, '');
  const database = DATABASES[name] ?? DATABASES[fileName.replace(/\.xml$/i, '')];
  for (const rule of eachXmlRule(xml)) {
    if (!rule) collector.refuse(fileName, 'the rule is too long');
    else if (!database)
      collector.refuse(descriptionOf(rule), `no dissector reads the field of the database "${name}"`);
    else takeRule(rule, database, fileName, collector);
  }
}

function takeRule(rule: XmlRule, database: RecogDatabase, fileName: string, collector: RuleCollector): void {
  const describes = descriptionOf(rule);
  const flags = flagsOf(rule.attributes.get('flags') ?? '');
  if (flags === undefined) {
    collector.refuse(describes, 'the flags of the pattern are not known');
    return;
  }
  const meaning = readMeaning(rule.elements.filter(({ name }) => name === 'param'));
  const says = Object.keys(meaning.attributes).length > 0 || meaning.category !== undefined;
  const confidence = says ? Math.round(database.confidence * meaning.certainty) : 0;
  for (const factId of database.factIds) {
    collector.take(
      { factId, about: database.about, form: database.form },
      {
        pattern: translatePattern(rule.attributes.get('pattern') ?? ''),
        flags,
        describes,
        attributes: meaning.attributes,
        ...(meaning.category === undefined
          ? {}
          : { category: meaning.category, categoryConfidence: confidence }),
        confidence,
        exclusive: true,
        source: `recog, ${fileName}`,
        examples: rule.elements
          .filter(({ name }) => name === 'example')
          .flatMap((example) => exampleOf(example, meaning, database.form)),
      },
    );
  }
}

function descriptionOf(rule: XmlRule): string {
  const text = rule.elements.find(({ name }) => name === 'description')?.text ?? '';
  return (
    printableText(text.replace(/\s+/g, ' ')) ||
    (rule.attributes.get('pattern') ?? 'rule without a description')
  );
}

function flagsOf(names: string): string | undefined {
  const flags = names
    .split(/[,|\s]+/)
    .filter((name) => name !== '')
    .map((name) => FLAGS[name]);
  return flags.every((flag) => flag !== undefined) ? [...new Set(flags)].join('') : undefined;
}

/** An example in the words of our facts: cleaned as facts are, with what its attributes say that we read as well. */
function exampleOf(
  example: XmlElement,
  meaning: RecogMeaning,
  form: string | undefined,
): FingerprintExample[] {
  if (example.attributes.has('_filename')) return [];
  const isBase64 = example.attributes.get('_encoding') === 'base64';
  const text = isBase64 ? Buffer.from(example.text, 'base64').toString('latin1') : example.text;
  const value = valueWithin(form, printableText(text));
  if (value === undefined || value === '') return [];
  const expect: Record<string, string> = {};
  for (const [name, expected] of example.attributes) {
    const attribute = meaning.attributeOf.get(name);
    if (attribute !== undefined && printableText(expected) !== '') expect[attribute] = expected.trim();
  }
  return [{ value, expect }];
}

/** The value in a text of this form; undefined when the text has another form, which our facts cannot show. */
function valueWithin(form: string | undefined, text: string): string | undefined {
  if (form === undefined) return text;
  const [before = '', after = ''] = form.split('{value}');
  if (!text.startsWith(before) || !text.endsWith(after) || text.length < form.length - 7) return undefined;
  return text.slice(before.length, text.length - after.length);
}
