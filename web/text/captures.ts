/** Captures: loading files, and what was found in them. */

import { pagesText } from './pages.ts';
import { plural } from './plural.ts';

export const capturesText = {
  title: pagesText.captures,
  what: 'Captures',
  lead: 'Packets are read once and deleted; facts and their evidence stay.',
  drop: 'Drop capture files here',
  dropHelp: 'pcap or pcapng, also .gz and .zst. Up to 1 TB each. A broken connection goes on where it stood.',
  notAllowed: 'You may look at captures, not load them.',
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
    source: 'Came by',
    found: 'Oddities',
    sha256: 'SHA-256',
  },
  states: { received: 'Waits for reading', reading: 'Being read', read: 'Read', failed: 'Could not be read' },
  sources: { upload: 'Upload', folder: 'Watched folder' },
  folders: {
    title: 'Watched folders',
    what: 'Watched folders',
    looked: (server: string) => `on ${server}, looked at`,
    unwatched: (server: string) =>
      `No server has looked at it for some minutes. Is Wardlight running on ${server}, and does it still name this folder?`,
    since: 'Since',
    passedOver: (count: number) => `${plural(count, 'file is', 'files are')} passed over:`,
    more: (count: number) => `and ${plural(count, 'earlier one', 'earlier ones')}`,
  },
  notRead: 'Not read yet',
  noPackets: 'No packets',
  long: (length: string) => `for ${length}`,
  damaged: (packet: number, reason: string) =>
    `Damaged after packet ${packet.toLocaleString('en')}: ${reason}. What stood before it counts.`,
} as const;
