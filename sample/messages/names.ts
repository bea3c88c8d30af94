/** DNS, multicast DNS (RFC 1035, 6762, 6763), NetBIOS names (RFC 1002) and browser announcements (MS-BRWS 2.2.1). */

import {
  hex,
  ipOctets,
  octets,
  type Piece,
  padded,
  u16,
  u16le,
  u32,
  u32le,
  zeros,
} from '../../test/support/octet-builder.ts';

export const DNS_TYPE = { a: 1, ptr: 12, txt: 16, aaaa: 28, srv: 33, any: 255 } as const;
const CLASS_IN = 1;
const CACHE_FLUSH = 0x8000; // RFC 6762 10.2

/** A name as labels; a backslash before a dot keeps it in its label. */
export function dnsName(name: string): Buffer {
  const labels = name.split(/(?<!\\)\./).map((label) => label.replaceAll('\\.', '.'));
  return octets(...labels.map((label) => octets(label.length, label)), 0);
}

export interface DnsRecord {
  readonly name: string;
  readonly type: number;
  readonly value: Uint8Array;
  readonly shared?: boolean;
}

interface DnsMessage {
  readonly id?: number;
  readonly flags: number;
  readonly question?: { readonly name: string; readonly type: number };
  readonly answers?: readonly DnsRecord[];
  readonly multicast?: boolean;
}

export function dns(message: DnsMessage): Buffer {
  const answers = message.answers ?? [];
  const counts = [message.question ? 1 : 0, answers.length, 0, 0].map(u16);
  const question = message.question
    ? octets(dnsName(message.question.name), u16(message.question.type), u16(CLASS_IN))
    : zeros(0);
  const records = answers.map((record) => {
    const flush = message.multicast && !record.shared ? CACHE_FLUSH : 0;
    const fixed = octets(u16(record.type), u16(CLASS_IN | flush), u32(message.multicast ? 120 : 3_600));
    return octets(dnsName(record.name), fixed, u16(record.value.length), record.value);
  });
  return octets(u16(message.id ?? 0), u16(message.flags), ...counts, question, ...records);
}

export const addressValue = (ip: string): Buffer => ipOctets(ip);
export const textValue = (strings: readonly string[]): Buffer =>
  octets(...strings.map((text) => octets(text.length, text)));
export const serviceValue = (port: number, host: string): Buffer =>
  octets(u16(0), u16(0), u16(port), dnsName(host));

/** First-level encoding of a NetBIOS name with its suffix octet (RFC 1001 14.1). */
export function netbiosName(name: string, suffix: number): Buffer {
  const letters: Piece[] = [];
  for (const octet of octets(padded(name, 15, 0x20), suffix))
    letters.push(0x41 + (octet >> 4), 0x41 + (octet & 0xf));
  return octets(0x20, ...letters, 0);
}

/** Name registration request by broadcast (RFC 1002 4.2.2). */
export function netbiosRegistration(
  id: number,
  name: string,
  suffix: number,
  ip: string,
  group = false,
): Buffer {
  const question = octets(netbiosName(name, suffix), u16(0x20), u16(CLASS_IN));
  const address = octets(u16(group ? 0x8000 : 0), ipOctets(ip));
  const record = octets(hex('c00c'), u16(0x20), u16(CLASS_IN), u32(300_000), u16(address.length), address);
  return octets(u16(id), u16(0x2910), u16(1), u16(0), u16(0), u16(1), question, record);
}

export interface BrowserHost {
  readonly id: number;
  readonly name: string;
  readonly workgroup: string;
  readonly ip: string;
  readonly osMajor: number;
  readonly osMinor: number;
  readonly comment: string;
}

/** HostAnnouncement in a mailslot transaction in a NetBIOS datagram (RFC 1002 4.4, MS-BRWS 2.2.1). */
export function browserAnnouncement(host: BrowserHost): Buffer {
  const announcement = octets(
    ...[0x01, 0x80, u32le(720_000), padded(host.name, 16), host.osMajor, host.osMinor],
    ...[u32le(0x0000_1003), 15, 1, hex('55aa'), host.comment, 0],
  );
  const slot = octets('\\MAILSLOT\\BROWSE', 0);
  // SMB_COM_TRANSACTION: header 32, word count 1, 17 words, byte count 2, name, data.
  const dataOffset = 32 + 1 + 34 + 2 + slot.length;
  const words = octets(
    ...[u16le(0), u16le(announcement.length), zeros(4), 0, 0, u16le(0), u32le(1_000), u16le(0)],
    ...[u16le(0), u16le(0), u16le(announcement.length), u16le(dataOffset)],
    ...[3, 0, u16le(1), u16le(1), u16le(2)],
  );
  const header = octets(0xff, 'SMB', 0x25, zeros(27));
  const byteCount = u16le(slot.length + announcement.length);
  const smb = octets(header, 17, words, byteCount, slot, announcement);
  const names = octets(netbiosName(host.name, 0x20), netbiosName(host.workgroup, 0x1e));
  const start = octets(0x11, 0x0a, u16(host.id), ipOctets(host.ip), u16(138));
  return octets(start, u16(names.length + smb.length), u16(0), names, smb);
}
