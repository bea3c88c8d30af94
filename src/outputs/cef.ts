/**
 * ArcSight Common Event Format, version 0:
 * `CEF:0|vendor|product|version|event class|name|severity|key=value …`
 */

import type { AuditEntry } from '../audit/entry.ts';
import type { OutputAlert, OutputDevice, OutputEvent } from './output-event.ts';

type Field = readonly [key: string, value: string | number | undefined];

interface Mapping {
  readonly name: string;
  /** 0 to 10. */
  readonly severity: number;
  readonly fields: readonly Field[];
}

/** One line of CEF, without an end. */
export function cefOf(event: OutputEvent, version: string): string {
  const { name, severity, fields } = mappingOf(event);
  const head = ['CEF:0', 'Wardlight', 'Wardlight', version, event.kind, name, String(severity)];
  const all: readonly Field[] = [
    ['rt', Date.parse(event.at)],
    ['externalId', event.id],
    ...fields,
    ...labelled('flexString1', 'organisation', event.organisation),
  ];
  const extension = all.flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [`${key}=${cefValue(String(value))}`],
  );
  return `${head.map(cefHeader).join('|')}|${extension.join(' ')}`;
}

/** Text of a header field: `\` and `|` are escaped; it is one line. */
export function cefHeader(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\|]/g, '\\$&');
}

/** Text of an extension value: `\` and `=` are escaped, line ends written as `\n` and `\r`. */
export function cefValue(text: string): string {
  return text.replace(/[\\=]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r');
}

function mappingOf(event: OutputEvent): Mapping {
  switch (event.kind) {
    case 'device.new':
      return { name: 'New device', severity: 3, fields: deviceFields(event.device) };
    case 'device.changed':
      return { name: 'Device changed', severity: 1, fields: deviceFields(event.device) };
    case 'device.removed':
      return { name: 'Device removed', severity: 1, fields: labelled('cs6', 'deviceId', event.device.id) };
    case 'alert.new':
      return alertLine('Alert', event.alert);
    case 'alert.changed':
      return alertLine('Alert changed', event.alert);
    case 'audit.sign-in':
      return { name: 'Sign-in', severity: severityOf(event.entry), fields: entryFields(event.entry) };
    case 'audit.act':
      return { name: 'Audit entry', severity: severityOf(event.entry), fields: entryFields(event.entry) };
    case 'test':
      return { name: 'Test', severity: 0, fields: [['msg', 'A test that a person asked for.']] };
  }
}

const ALERT_SEVERITY = { critical: 10, high: 8, medium: 5, low: 3 } as const;

function alertLine(name: string, alert: OutputAlert): Mapping {
  const { id, kind, severity, text, state, count, firstAt, lastAt, cve, reason } = alert;
  return {
    ...{ name, severity: ALERT_SEVERITY[severity] },
    fields: [
      ['msg', text],
      ['cat', kind],
      ['outcome', state],
      ['cnt', count],
      ['start', Date.parse(firstAt)],
      ['end', Date.parse(lastAt)],
      ['reason', reason ?? undefined],
      ...labelled('cs5', 'cve', cve ?? undefined),
      ...labelled('cs6', 'alertId', id),
    ],
  };
}

function deviceFields({ id, ips, macs, hostnames, category, attributes, ...seen }: OutputDevice): Field[] {
  const { vendor, model, serialNumber, softwareVersion } = attributes;
  return [
    ['dst', ips.find((ip) => !ip.includes(':'))],
    ...labelled(
      'c6a3',
      'deviceIpv6',
      ips.find((ip) => ip.includes(':')),
    ),
    ['dmac', macs[0]],
    ['dhost', hostnames[0]],
    ['start', Date.parse(seen.firstAt)],
    ['end', Date.parse(seen.lastAt)],
    ...labelled('cs1', 'category', category),
    ...labelled('cs2', 'vendor', vendor),
    ...labelled('cs3', 'model', model),
    ...labelled('cs4', 'serialNumber', serialNumber),
    ...labelled('cs5', 'softwareVersion', softwareVersion),
    ...labelled('cs6', 'deviceId', id),
  ];
}

function entryFields({ who, action, target, result, code, reason, ip, sequence }: AuditEntry): Field[] {
  return [
    ['act', action],
    ['outcome', result],
    ['suid', who.id ?? undefined],
    ['suser', who.name ?? undefined],
    // `src` is for IPv4 alone.
    ['src', ip?.includes(':') ? undefined : (ip ?? undefined)],
    ...labelled('c6a2', 'sourceIpv6', ip?.includes(':') ? ip : undefined),
    ['reason', reason ?? undefined],
    ...labelled('cs1', 'problem', code ?? undefined),
    ...labelled('cs2', 'actorKind', who.kind),
    ...labelled('cs3', 'targetKind', target?.kind),
    ...labelled('cs4', 'targetId', target?.id),
    ...labelled('cn1', 'auditSequence', sequence),
  ];
}

const severityOf = ({ result }: AuditEntry): number => (result === 'done' ? 2 : 5);

/** A field of free use with its label; nothing without a value. */
function labelled(key: string, label: string, value: string | number | undefined): Field[] {
  if (value === undefined || value === '') return [];
  return [
    [`${key}Label`, label],
    [key, value],
  ];
}
