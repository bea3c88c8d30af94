/**
 * NetBIOS datagrams to the browser mailslot: how Windows and Samba hosts announce themselves (RFC 1002 4.4, MS-MAIL,
 * MS-BRWS 2.2). Other mailslots (logon, messenger) are recognised and left unread: they name users.
 *
 *   datagram    type1 flags1 id2 source-ip4 source-port2 length2 offset2 source-name destination-name SMB
 *   SMB         FF "SMB" 25 … words17 { … data-count2 data-offset2 … } byte-count2 "\MAILSLOT\BROWSE" 00 … data
 *   data        command1 update1 period4 name16 os-major1 os-minor1 server-type4 browser2 signature2 comment
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { aboutIp, defineDissector, type FactSink, SENDER, type Subject } from '../dissector.ts';
import {
  isEncodedNetbiosName,
  NETBIOS_BROWSER_ELECTIONS,
  NETBIOS_FILE_SERVER,
  NETBIOS_MASTER_BROWSER,
  NETBIOS_WORKSTATION,
  type NetbiosName,
  readNetbiosName,
} from '../encodings/netbios-name.ts';
import { readBrowserMessage } from './read-message.ts';

// RFC 1002 4.4.1
const DIRECT_UNIQUE = 0x10;
const BROADCAST = 0x12;
const SOURCE_IP_AT = 4;
const LENGTH_AT = 10;
const OFFSET_AT = 12;
const HEADER_OCTETS = 14;
const DATAGRAM_PORT = 138;

const SMB_COM_TRANSACTION = 'ÿSMB%'; // MS-CIFS 2.2.3.1, 2.2.4.33: FF 53 4D 42 25
const SMB_WORD_COUNT_AT = 32;
/** A mailslot write has three setup words behind the fourteen of every transaction (MS-MAIL 2.2.1). */
const MAILSLOT_WORDS = 17;
const DATA_COUNT_AT = SMB_WORD_COUNT_AT + 1 + 22;
const DATA_OFFSET_AT = SMB_WORD_COUNT_AT + 1 + 24;
const MAILSLOT_NAME_AT = SMB_WORD_COUNT_AT + 1 + 2 * MAILSLOT_WORDS + 2;
const BROWSE_MAILSLOT = '\\MAILSLOT\\BROWSE\0';

export const netbiosBrowser = defineDissector({
  id: 'netbios-browser',
  title: 'NetBIOS datagram service and browser announcements (RFC 1002, MS-BRWS)',
  carriers: ['udp'],
  hints: [DATAGRAM_PORT],
  datagramStarts: [DIRECT_UNIQUE, DIRECT_UNIQUE + 1, BROADCAST],
  facts: {
    'host-name': {
      label: 'Browser host name',
      help: 'Server name of an announcement (MS-BRWS 2.2.1) or source name of its datagram (RFC 1002 4.4.1).',
      states: { attribute: 'hostname', source: 'configured' },
    },
    workgroup: {
      label: 'Browser workgroup or domain',
      help: 'Name of a domain announcement (MS-BRWS 2.2.7) or group that a host announces itself to.',
    },
    'os-version': {
      label: 'Announced operating system version',
      help: 'OS major and minor version of a host announcement (MS-BRWS 2.2.1); Samba always announces 6.1.',
    },
    'server-type': {
      label: 'Announced server role',
      help: 'Role among the server type bits of a host announcement (MS-BRWS 2.2.1), such as domain-controller or print-server.',
    },
    comment: {
      label: 'Announced server comment',
      help: 'Comment of a host announcement (MS-BRWS 2.2.1), which often describes the device.',
    },
  },
  anomalies: [],
  limits: { messagesPerFlow: 64, heldOctets: 0 },

  recognise(octets, flow) {
    const type = octets.peek();
    if (type < DIRECT_UNIQUE || type > BROADCAST || octets.remaining < HEADER_OCTETS) return 'no';
    // On its own port a right length is enough: names that are damaged do not make it another protocol.
    const ownPort = flow.destinationPort === DATAGRAM_PORT || flow.sourcePort === DATAGRAM_PORT;
    if (ownPort && octets.peek16(LENGTH_AT) === octets.remaining - HEADER_OCTETS) return 'yes';
    if (!isEncodedNetbiosName(octets, HEADER_OCTETS)) return 'no';
    octets.skip(HEADER_OCTETS);
    return readNetbiosName(octets) && isEncodedNetbiosName(octets) ? 'yes' : 'no';
  },

  dissect(octets, flow, out) {
    const length = octets.length;
    const type = octets.peek();
    // Later fragments (RFC 1002 4.4.1) start in the middle of the message.
    if (type < DIRECT_UNIQUE || type > BROADCAST || octets.peek16(OFFSET_AT) !== 0) return length;
    const origin = octets.peek32(SOURCE_IP_AT);
    octets.skip(HEADER_OCTETS);
    const source = readNetbiosName(octets);
    const destination = readNetbiosName(octets);
    if (!source || !destination) return length;
    const data = mailslotData(octets);
    if (data) tell(source, destination, data, originOf(origin, flow.sourceIp), out);
    return length;
  },
});

/** The data of the mailslot write at the next octet, when it goes to the browser mailslot. */
function mailslotData(octets: OctetReader): OctetReader | undefined {
  const start = octets.position;
  if (!octets.startsWith(SMB_COM_TRANSACTION) || octets.peek(SMB_WORD_COUNT_AT) !== MAILSLOT_WORDS)
    return undefined;
  const count = octets.peek16(DATA_COUNT_AT);
  const offset = octets.peek16(DATA_OFFSET_AT);
  if (count < 0 || offset < 0) return undefined;
  octets.skip(MAILSLOT_NAME_AT);
  if (octets.latin1(BROWSE_MAILSLOT.length).toUpperCase() !== BROWSE_MAILSLOT) return undefined;
  octets.seek(start + swap16(offset));
  return octets.failed ? undefined : octets.sub(Math.min(swap16(count), octets.remaining));
}

/** The little-endian reading of a big-endian 16-bit number. */
const swap16 = (number: number) => ((number & 0xff) << 8) | (number >>> 8);

/** A datagram distribution server (RFC 1001 5.3.3) sends on for others, whose address the header keeps. */
function originOf(origin: number, sourceIp: string): Subject {
  if (!isUnicastIpv4(origin)) return SENDER;
  const ip = formatIpv4(origin);
  return ip === sourceIp ? SENDER : aboutIp(ip);
}

function tell(
  source: NetbiosName,
  destination: NetbiosName,
  data: OctetReader,
  about: Subject,
  out: FactSink,
): void {
  const isHost = source.suffix === NETBIOS_WORKSTATION || source.suffix === NETBIOS_FILE_SERVER;
  if (isHost) out.fact('host-name', source.name, about);
  const isAnnouncement = readBrowserMessage(data, about, out);
  // A host announces itself to the master browser (1D), a master browser to the other browsers (1E) of its own group.
  const isOwnGroup =
    destination.suffix === NETBIOS_MASTER_BROWSER || destination.suffix === NETBIOS_BROWSER_ELECTIONS;
  if (isAnnouncement && isOwnGroup) out.fact('workgroup', destination.name, about);
}
