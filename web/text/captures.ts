/** Captures: loading files, and what was found in them. */

import { plural } from './plural.ts';

export const capturesText = {
  title: 'Captures',
  what: 'Captures',
  lead: 'Packets are read once and deleted; facts and their evidence stay.',
  drop: 'Drop capture files here',
  dropHelp: 'pcap or pcapng, also .gz and .zst. Up to 1 TB each. A broken connection goes on where it stood.',
  choose: 'Choose files',
  notAllowed: 'You may look at captures, not load them.',
  queue: 'Being sent',
  waiting: 'Waits',
  sending: (share: string) => `${share} sent`,
  stopped: 'Stopped',
  resume: 'Go on',
  stop: 'Stop',
  forget: 'Forget',
  needsFile: 'Choose the same file again to go on.',
  otherFile: 'This is another file: name or length differ.',
  done: 'Sent',
  same: (name: string) => `The same octets as ${name}, which is already here.`,
  first: 'No capture yet.',
  firstHelp:
    'Mirror a switch port to a computer, record with tcpdump or Wireshark for an hour, and drop the file here.',
  columns: {
    file: 'File',
    state: 'State',
    packets: 'Packets',
    octets: 'Length',
    period: 'Recorded',
    received: 'Received',
    found: 'Oddities',
    sha256: 'SHA-256',
  },
  states: { received: 'Waits for reading', reading: 'Being read', read: 'Read', failed: 'Could not be read' },
  notRead: 'Not read yet',
  noPackets: 'No packets',
  to: ' to ',
  damaged: (packet: number, reason: string) =>
    `Damaged after packet ${packet.toLocaleString('en')}: ${reason}. What stood before it counts.`,
  anomalies: (count: number) => plural(count, 'oddity', 'oddities'),
  none: '0',
  problem: (why: string) => `Could not be read: ${why}`,
  showDevices: 'Devices',
  hash: 'SHA-256 of the file',
} as const;
