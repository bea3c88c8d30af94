/** `wardlight explain`: one device of a capture with every attribute and the packets that prove it. */

import { canonicalIp } from '../base/ip-address.ts';
import { parseMac } from '../base/mac-address.ts';
import { FAILED, MISUSED, readSources, refuse, type SourceOptions } from './read-sources.ts';
import { renderDevice } from './render-device.ts';

/** Runs the command; returns the exit status. */
export async function explain(
  address: string,
  sources: readonly string[],
  options: Pick<SourceOptions, 'knowledge'>,
): Promise<number> {
  const mac = parseMac(address);
  const ip = canonicalIp(address);
  if (mac === undefined && ip === undefined) {
    return refuse(`"${address}" is neither a MAC nor an IP address`, MISUSED).status;
  }
  const read = await readSources(sources, options);
  if ('status' in read) return read.status;
  const found = [...read.inventory.devices].filter(
    (device) =>
      (mac !== undefined && device.macs.includes(mac)) || (ip !== undefined && device.ips.includes(ip)),
  );
  if (found.length === 0) {
    return refuse(`${mac ?? ip} does not appear as a device in what was read`, FAILED).status;
  }
  const { captures } = read.inventory;
  process.stdout.write(found.map((device) => renderDevice(device, captures)).join('\n'));
  return 0;
}
