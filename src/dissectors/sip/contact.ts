/**
 * The device behind a registration, from the parameters of its Contact (RFC 3261 20.10): +sip.instance (RFC 5626 4.1) and
 * the device name that phones of Cisco add. The address itself, with its user part, is cut away before anything is read.
 */

import { deviceMac, phoneNameIn } from '../encodings/mac-in-text.ts';
import { deviceUuid } from '../encodings/uuid.ts';

export interface ContactDevice {
  /** Device name of a phone; empty when there is none. */
  readonly name: string;
  /** MACs in instance and name; several only when they differ. */
  readonly macs: ReadonlySet<string>;
  /** UUID of the instance when it holds no MAC; empty otherwise. */
  readonly uuid: string;
}

const INSTANCE = /;\s*\+sip\.instance\s*=\s*"<(urn:uuid:[0-9a-f-]{36})>"/i;
/** UUIDs that phones fill up from their MAC (seen: Cisco). */
const MAC_INSTANCE = /^urn:uuid:0{8}-0{4}-0{4}-0{4}-([0-9a-f]{12})$/i;
const DEVICE_NAME = /;\s*\+u\.sip!devicename\.ccm\.cisco\.com\s*=\s*"([A-Z0-9]{1,32})"/i;

export function contactDevice(contact: string): ContactDevice {
  const parameters = contact.slice(contact.indexOf('>') + 1);
  const instance = INSTANCE.exec(parameters)?.[1] ?? '';
  const instanceMac = deviceMac(MAC_INSTANCE.exec(instance)?.[1] ?? '');
  const phone = phoneNameIn(DEVICE_NAME.exec(parameters)?.[1] ?? '');
  const macs = new Set<string>();
  if (instanceMac !== '') macs.add(instanceMac);
  if (phone) macs.add(phone.mac);
  const uuid = MAC_INSTANCE.test(instance) ? '' : deviceUuid(instance, 'urn:uuid:');
  return { name: phone?.name ?? '', macs, uuid };
}
