/**
 * A MAC address inside a longer name, as makers put it into client identifiers, realms, device names and file names:
 *
 *   SGX5150-0080A3600071   tag-00:1b:c5:06:70:01   AXIS_ACCC8E0A6001   SEP001B67600020.cnf.xml   01-00-1b-67-60-00-20
 */

import { isGroupMac, isLocallyAdministered, macWords, parseMac } from '../../base/mac-address.ts';

/** Characters of a name that are searched. */
export const NAME_LIMIT = 256;

/** Pairs with one separator throughout; a leading `01-` is the hardware type that boot loaders put before the MAC. */
const PAIRED =
  /(?<![0-9a-f])(?:01-)?((?:[0-9a-f]{2}:){5}[0-9a-f]{2}|(?:[0-9a-f]{2}-){5}[0-9a-f]{2})(?![0-9a-z]|[:-][0-9a-f]{2}(?![0-9a-z]))/i;
const PLAIN = /(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-z])/gi;
/** What stands before the last group of a UUID, which is no MAC. */
const UUID_BEFORE = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-$/i;

/**
 * The one MAC in `text`, canonical; empty when there is none or more than one. Twelve digits without separators count
 * only when they stand alone, hold a letter (or they may be a date or a serial number) and are no part of a UUID. Group
 * and locally administered addresses name no device.
 */
export function macInText(text: string): string {
  if (text.length < 12 || text.length > NAME_LIMIT) return '';
  const paired = PAIRED.exec(text)?.[1];
  if (paired !== undefined) return deviceMac(paired);
  let found = '';
  for (const match of text.matchAll(PLAIN)) {
    if (!/[a-f]/i.test(match[0]) || UUID_BEFORE.test(text.slice(0, match.index))) continue;
    const mac = deviceMac(match[0]);
    if (mac === '') continue;
    if (found !== '' && found !== mac) return '';
    found = mac;
  }
  return found;
}

/** The canonical form of `text` when it is a MAC that a maker gave to one device; empty otherwise. */
export function deviceMac(text: string): string {
  const mac = parseMac(text);
  if (mac === undefined || mac === '00:00:00:00:00:00') return '';
  const { high } = macWords(mac);
  return isGroupMac(high) || isLocallyAdministered(high) ? '' : mac;
}

/** Names that phones of Cisco give themselves: a prefix for the kind and the MAC. Names made of user names have others. */
const PHONE_NAME = /(?<![0-9A-Za-z])(?:SEP|ATA|VGC|AN|SKIGW)([0-9A-F]{12})(?![0-9A-Za-z])/;

/** The device name of a phone inside `text` and the MAC in it; undefined when there is none. */
export function phoneNameIn(text: string): { readonly name: string; readonly mac: string } | undefined {
  if (text.length > NAME_LIMIT) return undefined;
  const match = PHONE_NAME.exec(text);
  const mac = deviceMac(match?.[1] ?? '');
  return match && mac !== '' ? { name: match[0], mac } : undefined;
}
