/**
 * TFTP requests: who reads or writes which kind of file, and whose configuration it is (RFC 1350 5, RFC 2347).
 *
 *   RRQ, WRQ   opcode2 (1 read, 2 write) filename NUL mode NUL [option NUL value NUL]…
 *   DATA       opcode2 (3) block2 data{0..512}
 *   OACK       opcode2 (6) {option NUL value NUL}…
 *
 * The transfer runs on other ports: it is recognised by its first block or its options, and not read. Of a file name only
 * what names a device is told.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, type Recognition, STOP_FLOW } from '../dissector.ts';
import { macInText, phoneNameIn } from '../encodings/mac-in-text.ts';

const READ = 1; // RFC 1350 5
const WRITE = 2;
const DATA = 3;
const OPTIONS = 6; // RFC 2347
/** Octets of a block that others follow, with its header (RFC 1350 5). */
const FULL_BLOCK_OCTETS = 4 + 512;
/** Registered options (RFC 2347 to 2349, RFC 7440 windowsize). */
const OPTION_NAMES = new Set([
  'blksize',
  'tsize',
  'timeout',
  'windowsize',
  'multicast',
  'blksize2',
  'rollover',
]);
/** Octets of a file name that are read. */
export const FILE_NAME_LIMIT = 255;
/** Octets of the longest mode with its NUL: `netascii`. */
const MODE_OCTETS = 9;
const MODES = new Set(['netascii', 'octet', 'mail']); // RFC 1350 5
/** Octets of the longest option name with its NUL. */
const OPTION_OCTETS_LIMIT = 11;
/** Requests of one flow that are read. */
export const REQUEST_LIMIT = 16;

export const tftp = defineDissector({
  id: 'tftp',
  title: 'Trivial File Transfer Protocol, requests (RFC 1350)',
  carriers: ['udp'],
  hints: [69],
  datagramStarts: [0],
  facts: {
    request: {
      label: 'TFTP request',
      help: 'read or write (opcode 1 or 2, RFC 1350 5); a write towards a device is a firmware or configuration upload.',
    },
    'file-kind': {
      label: 'Kind of file',
      help: 'configuration, firmware, boot-loader, certificate-list or other, by the name of the requested file.',
    },
    'file-name': {
      label: 'File name',
      help: 'Name of the requested file without its path, when it holds a MAC address or a device name.',
    },
    'device-name': {
      label: 'Device name in the file name',
      help: 'Device name that a host asks its configuration for, such as SEP001B67600020 or that of NAME-confg.',
      states: { attribute: 'hostname', source: 'configured' },
    },
    'device-mac': {
      label: 'MAC in the file name',
      help: 'MAC address in the name of the configuration that a host asks for.',
      binds: 'mac-address',
    },
  },
  anomalies: [],
  limits: { messagesPerFlow: REQUEST_LIMIT, heldOctets: 0 },

  recognise(octets): Recognition {
    const opcode = octets.u16();
    if (opcode === DATA) return octets.u16() === 1 && octets.length === FULL_BLOCK_OCTETS ? 'yes' : 'no';
    if (opcode === OPTIONS) return isOptionName(octets) ? 'yes' : 'no';
    if (opcode !== READ && opcode !== WRITE) return 'no';
    return nameLength(octets) > 0 ? 'yes' : 'no';
  },

  dissect(octets, _flow, out) {
    const whole = octets.remaining;
    const opcode = octets.u16();
    if (opcode === DATA || opcode === OPTIONS) return STOP_FLOW;
    if (opcode !== READ && opcode !== WRITE) return whole;
    const length = nameLength(octets);
    if (length === 0) return whole;
    out.serverIs('receiver');
    stateRequest(octets.latin1(length), opcode, out);
    return whole;
  },
});

/** Whether a registered option stands at the reader. */
function isOptionName(octets: OctetReader): boolean {
  const length = octets.distanceTo(0, OPTION_OCTETS_LIMIT);
  return length > 0 && OPTION_NAMES.has(octets.latin1(length).toLowerCase());
}

/** Octets of the file name at the reader; 0 when no printable name with a mode behind it is there. Does not move. */
function nameLength(octets: OctetReader): number {
  const length = octets.distanceTo(0, FILE_NAME_LIMIT + 1);
  if (length < 1) return 0;
  for (let at = 0; at < length; at++) if (octets.peek(at) < 0x20 || octets.peek(at) === 0x7f) return 0;
  const start = octets.position;
  octets.skip(length + 1);
  const end = octets.distanceTo(0, MODE_OCTETS);
  const mode = end < 0 ? '' : octets.latin1(end).toLowerCase();
  octets.seek(start);
  return MODES.has(mode) ? length : 0;
}

/** `NAME-confg`, which routers and switches ask for; these names are those of the network, not of a host. */
const CONFIGURATION_OF = /^([A-Za-z][\w-]{1,30})-confg$/;
const NO_HOSTS = new Set(['network', 'router', 'cisconet', 'ciscortr', 'startup', 'running']);

function stateRequest(path: string, opcode: number, out: FactSink): void {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  out.fact('request', opcode === READ ? 'read' : 'write');
  out.fact('file-kind', fileKind(name));
  const phone = phoneNameIn(name);
  const mac = phone?.mac ?? macInText(name);
  const host = CONFIGURATION_OF.exec(name)?.[1];
  const device = phone?.name ?? (host !== undefined && !NO_HOSTS.has(host.toLowerCase()) ? host : '');
  if (mac === '' && device === '') return;
  out.fact('file-name', name);
  // Who writes a file of this name may do so for another device.
  if (opcode !== READ) return;
  out.fact('device-name', device);
  out.fact('device-mac', mac);
}

function fileKind(name: string): string {
  const lower = name.toLowerCase();
  if (/(?:^|\.)(?:cnf|cfg|conf|config|ini)(?:\.(?:xml|sgn|enc))*$|-confg$/.test(lower))
    return 'configuration';
  if (
    /\.(?:bin|fw|firmware|img|rom|sbn|loads|hex|upd|sys|ros|swi|chk|trx|tar|zz|ffs|dfu|s19|srec)$/.test(lower)
  )
    return 'firmware';
  if (/\.(?:efi|0|n12|com|kpxe|pxe)$|^(?:bootmgr|vmlinuz|initrd|undionly|grub)/.test(lower))
    return 'boot-loader';
  if (/\.tlv$/.test(lower)) return 'certificate-list';
  // Boot loaders ask for the configuration of an address without any extension.
  return /^01(?:-[0-9a-f]{2}){6}$/.test(lower) ? 'configuration' : 'other';
}
