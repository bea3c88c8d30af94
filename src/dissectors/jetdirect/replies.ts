/**
 * Answers of a printer about itself, each read from one whole reply:
 *
 *   PJL     @PJL INFO ID CRLF "model" CRLF FF          @PJL INFO PRODINFO CRLF name = value CRLF … FF
 *   ZPL     STX model,version,dots,memory,… ETX        (~HI, ZPL II Programming Guide)
 *   SGD     "value"  or  {"name":"value",…}            (getvar, in the order of the questions)
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { scanJsonMembers } from '../encodings/json-members.ts';
import { deviceMac } from '../encodings/mac-in-text.ts';

/** Lines of a PJL reply that are read. */
export const LINE_LIMIT = 64;
/** Longest value in characters. */
export const VALUE_LIMIT = 96;

const PJL_FIELDS = new Map([
  ['productname', 'pjl-product-name'],
  ['model', 'pjl-product-name'],
  ['productserialnumber', 'pjl-serial-number'],
  ['serialnumber', 'pjl-serial-number'],
  ['printernumber', 'pjl-product-number'],
  ['productnumber', 'pjl-product-number'],
  ['firmwaredatecode', 'pjl-firmware-date'],
  ['firmwareversion', 'pjl-firmware-version'],
  ['firmware', 'pjl-firmware-version'],
]);

/** Reads one PJL reply of `length` octets, form feed apart. */
export function readPjlReply(octets: OctetReader, length: number, out: FactSink): void {
  const lines = octets.latin1(length).split(/\r?\n/, LINE_LIMIT);
  const category = /^@PJL INFO ([A-Z0-9]{2,16})/i.exec(lines[0] ?? '')?.[1]?.toUpperCase() ?? '';
  if (category === 'ID') statePjlId(lines.slice(1), out);
  else if (category === 'CONFIG' || category === 'PRODINFO')
    for (const line of lines.slice(1)) statePjlValue(line, out);
}

/** Brother and others write `model series:code:Ver.1.08` between the quotes, HP the model alone. */
function statePjlId(lines: readonly string[], out: FactSink): void {
  const text = (lines.find((line) => line.trim() !== '') ?? '').trim().replace(/^"|"$/g, '');
  const parts = text.slice(0, VALUE_LIMIT).split(':');
  out.fact('pjl-id', parts[0] ?? '');
  const version = /^Ver\.? ?([\w.-]{1,24})$/i.exec(parts.at(-1) ?? '')?.[1];
  if (parts.length > 1 && version !== undefined) out.fact('pjl-firmware-version', version);
}

function statePjlValue(line: string, out: FactSink): void {
  const pair = /^\s*([A-Za-z][\w ]{1,31}?)\s*=\s*"?([^"]+?)"?\s*$/.exec(line.slice(0, VALUE_LIMIT + 40));
  const field = PJL_FIELDS.get((pair?.[1] ?? '').toLowerCase().replace(/[ _]/g, ''));
  const value = pair?.[2] ?? '';
  if (field !== undefined && value.length <= VALUE_LIMIT) out.fact(field, value);
}

/** Model, firmware, dots per millimetre, memory: the answer to ~HI, without STX and ETX. */
const HOST_IDENTIFICATION =
  /^([A-Za-z][\w +./-]{1,40}),\s*([Vv]?[\w.-]{2,24}),\s*\d{1,2},\s*\d{1,8} ?[KM]?B?(?:,|$)/;

/** Reads the text between STX and ETX. */
export function readHostIdentification(text: string, out: FactSink): void {
  const match = HOST_IDENTIFICATION.exec(text);
  if (!match?.[1] || !match[2]) return;
  out.fact('zpl-model', match[1]);
  out.fact('zpl-firmware', match[2]);
}

/** Variables of SGD (Zebra, Set-Get-Do) that name the device; all others, such as contacts, are passed over. */
const SGD_FIELDS = new Map([
  ['device.product_name', 'sgd-product-name'],
  ['device.unique_id', 'sgd-serial-number'],
  ['appl.name', 'sgd-firmware'],
  ['device.friendly_name', 'sgd-friendly-name'],
  ['internal_wired.mac_addr', 'sgd-mac'],
  ['external_wired.mac_addr', 'sgd-mac'],
  ['wlan.mac_addr', 'sgd-mac'],
]);

/** States the answer to `getvar "name"`; `?` stands for a variable that the printer does not have. */
export function stateVariable(name: string, value: string, out: FactSink): void {
  const field = SGD_FIELDS.get(name.toLowerCase()) ?? '';
  if (field === '' || value === '?' || value.length > VALUE_LIMIT) return;
  out.fact(field, field === 'sgd-mac' ? deviceMac(value) : value);
}

/** Reads the answer to a question in JSON: `{"device.product_name":"ZD420",…}`. */
export function readVariables(text: string, out: FactSink): void {
  const limits = { depth: 1, nameLength: 40, valueLength: VALUE_LIMIT };
  scanJsonMembers(text, limits, (name, value) => {
    stateVariable(name, value, out);
    return true;
  });
}
