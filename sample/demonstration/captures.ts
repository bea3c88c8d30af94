/**
 * Makes the captures of the demonstration hospital: three days at its core switch, one file for each, the same octets in every
 * run. On the last day two pumps come back with newer software, one monitor is silent, and a stranger looks around.
 * `npm run sample` writes them; test/demonstration-sample.test.ts proves that the committed files are what this code makes.
 */

import { writePcap } from '../../test/support/capture-writer.ts';
import { type Host, ROUTER_MAC } from '../hosts.ts';
import { Trunk } from '../trunk.ts';
import { DEVICES, type Device, OUTSIDE, SERVER_HOSTS, type Speech, STRANGER, VLAN } from './fleet.ts';
import { begin, beginPorts, browse, routine, tryInVain, tryTelnet } from './scenes.ts';

/** 2026-05-04T00:00:00Z, a Monday. */
const START_MICROS = 1_777_852_800_000_000;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;
/** Devices at the bedside speak more often than the office. */
const [CARE_HOURS, OTHER_HOURS] = [3, 6] as const;
const CARE_VLANS: readonly number[] = [
  VLAN.icu,
  VLAN.wardNorth,
  VLAN.wardSouth,
  VLAN.theatres,
  VLAN.emergency,
];
const PRINTERS = 'DEMO-PRN';
const FTP = 21;
const HAS_PAGE: readonly Speech[] = ['dhcp', 'imaging', 'monitor'];
export const DAYS = ['monday', 'tuesday', 'wednesday'] as const;
const LAST_DAY = DAYS.length - 1;

/** The capture of each day, in order. */
export function demonstrationCaptures(): readonly Buffer[] {
  beginPorts();
  return DAYS.map((_, day) => captureOf(day));
}

function captureOf(day: number): Buffer {
  const trunk = new Trunk(START_MICROS + day * DAY_SECONDS * 1e6);
  for (const [index, host] of Object.values(SERVER_HOSTS).entries()) trunk.at(60 + index).arpForRouter(host);
  for (const [index, device] of DEVICES.entries()) {
    const offset = 120 + index * 17;
    if (day === LAST_DAY && isSilent(device)) continue;
    if (day === 0 || isUpdated(device))
      begin(trunk.at(offset), device, day === LAST_DAY ? ['v15.1.0', 'v15.2.0'] : undefined);
    const hours = CARE_VLANS.includes(device.vlan) ? CARE_HOURS : OTHER_HOURS;
    for (let hour = 1; hour < 24; hour += hours) routine(trunk.at(hour * HOUR_SECONDS + offset), device);
    // The management station reads the status page of what has one.
    if (HAS_PAGE.includes(device.kind.says))
      browse(trunk.at(8 * HOUR_SECONDS + offset), SERVER_HOSTS.management, device, 80);
    // It also looks for a service that printers used to have, and that is switched off.
    if (device.kind.prefix === PRINTERS)
      tryInVain(trunk.at(9 * HOUR_SECONDS + offset), SERVER_HOSTS.management, device, FTP);
  }
  if (day === LAST_DAY) lookAround(trunk);
  return writePcap(trunk.frames);
}

/** Two pumps get new software in the last night. */
const isUpdated = ({ kind, number }: Device): boolean => kind.prefix === 'ICU-P360' && number <= 2;
const isSilent = ({ kind, number }: Device): boolean => kind.prefix === 'ICU-MON' && number === 12;

/** A small computer that nobody knows asks pumps and a camera, and calls an address outside. */
function lookAround(trunk: Trunk): void {
  const night = 21 * HOUR_SECONDS;
  trunk.at(night).arpForRouter(STRANGER);
  const wanted = DEVICES.filter(({ kind }) => kind.prefix === 'ICU-P360' || kind.prefix === 'WS-SPACECOM');
  for (const [index, device] of wanted.slice(0, 14).entries()) {
    trunk.at(night + 30 + index * 4);
    if (index % 2 === 0) tryTelnet(trunk, STRANGER, device);
    else browse(trunk, STRANGER, device, 80);
  }
  const outside: Host = { name: '', mac: ROUTER_MAC, ip: OUTSIDE, vlan: STRANGER.vlan, ttl: 52 };
  for (const minutes of [2, 12, 22, 32]) browse(trunk.at(night + minutes * 60), STRANGER, outside, 80);
  const scanner = DEVICES.find(({ kind }) => kind.prefix === 'CT');
  if (scanner) browse(trunk.at(night + 45 * 60), scanner, { ...outside, vlan: scanner.vlan }, 80);
}
