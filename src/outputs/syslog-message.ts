/** Syslog messages (RFC 5424), and their frames on streams (RFC 6587 3.4.1, RFC 5425 4.3). */

import { cefOf } from './cef.ts';
import { ocsfOf } from './ocsf.ts';
import type { OutputEvent } from './output-event.ts';

export type SyslogFormat = 'cef' | 'ocsf';

/** Facility 13, log audit. */
const FACILITY = 13;
/** RFC 5426 3.2: what every UDP receiver of syslog over IPv6 should take; most take 8 KiB. */
export const DATAGRAM_LIMIT = 8_192;
const APP_NAME = 'wardlight';
const HOST_LIMIT = 255;
const MESSAGE_ID_LIMIT = 32;
const NIL = '-';
/** UTF-8 text begins with its byte order mark (RFC 5424 6.4). */
const BYTE_ORDER_MARK = '\uFEFF';
/** By kind; everything else is informational. */
const SEVERITIES: Readonly<Partial<Record<OutputEvent['kind'], number>>> = {
  'alert.new': 3,
  'alert.changed': 5,
  'device.new': 5,
};
const [INFORMATIONAL, WARNING] = [6, 4] as const;

export interface SyslogSender {
  /** Name of this server. */
  readonly host: string;
  readonly process: number;
  readonly version: string;
}

/** A whole message, without a frame. */
export function syslogMessage(event: OutputEvent, format: SyslogFormat, sender: SyslogSender): string {
  const priority = FACILITY * 8 + severityOf(event);
  const head = [
    `<${priority}>1`,
    event.at,
    headerField(sender.host, HOST_LIMIT),
    APP_NAME,
    String(sender.process),
    headerField(event.kind, MESSAGE_ID_LIMIT),
    // Structured data of our own would need a number of our own (IANA); `origin` is standard.
    `[origin software="${parameter('Wardlight')}" swVersion="${parameter(sender.version)}"]`,
  ];
  const body =
    format === 'cef' ? cefOf(event, sender.version) : JSON.stringify(ocsfOf(event, sender.version));
  // Receivers that look for "CEF:0" at the very beginning know no byte order mark; pure ASCII needs none.
  const mark = /^[ -~]*$/.test(body) || format === 'cef' ? '' : BYTE_ORDER_MARK;
  return `${head.join(' ')} ${mark}${body}`;
}

function severityOf(event: OutputEvent): number {
  if ('entry' in event && event.entry.result !== 'done') return WARNING;
  return SEVERITIES[event.kind] ?? INFORMATIONAL;
}

/** Printable US-ASCII without spaces, of bounded length; `-` when nothing is left. */
function headerField(text: string, limit: number): string {
  return text.replace(/[^!-~]/g, '').slice(0, limit) || NIL;
}

/** Value of structured data: `"`, `\` and `]` are escaped (RFC 5424 6.3.3). */
export function parameter(text: string): string {
  return text.replace(/["\\\]]/g, '\\$&');
}

/** A message on a stream: its length in octets, a space, the message. */
export function framed(message: string): Buffer {
  const octets = Buffer.from(message, 'utf8');
  return Buffer.concat([Buffer.from(`${octets.length} `), octets]);
}

/** A message as a datagram, cut between characters where it is longer than receivers take. */
export function datagram(message: string): Buffer {
  const octets = Buffer.from(message, 'utf8');
  if (octets.length <= DATAGRAM_LIMIT) return octets;
  let end = DATAGRAM_LIMIT;
  while (end > 0 && ((octets[end] ?? 0) & 0xc0) === 0x80) end--;
  return octets.subarray(0, end);
}
