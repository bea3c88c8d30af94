/** `wardlight explain`: one device of a capture with every attribute and the packets that prove it. */

import { canonicalIp } from '../base/ip-address.ts';
import { parseMac } from '../base/mac-address.ts';
import { FAILED, MISUSED, readSources, refuse, type SourceOptions } from './read-sources.ts';
import { renderDevice } from './render-device.ts';

/** Runs the command; returns the exit status. */
export async function explain(
  wanted: string,
  sources: readonly string[],
  options: SourceOptions,
): Promise<number> {
  const mac = parseMac(wanted.replace(/^mac:/, ''));
  const ip = canonicalIp(wanted.replace(/^ip:/, ''));
  if (mac === undefined && ip === undefined && !wanted.startsWith('named:')) {
    return refuse(`"${wanted}" is neither a MAC nor an IP address nor the id of a device`, MISUSED).status;
  }
  const read = await readSources(sources, options);
  if ('status' in read) return read.status;
  const found = [...read.inventory.devices].filter(
    (device) =>
      device.id === wanted ||
      (mac !== undefined && device.macs.includes(mac)) ||
      (ip !== undefined && device.ips.includes(ip)),
  );
  if (found.length === 0) {
    return refuse(`${mac ?? ip ?? wanted} does not appear as a device in what was read`, FAILED).status;
  }
  const { captures } = read.inventory;
  process.stdout.write(found.map((device) => renderDevice(device, captures)).join('\n'));
  return 0;
}
