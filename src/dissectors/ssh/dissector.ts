/**
 * SSH: the version lines of both sides and the algorithm lists of KEXINIT; all that follows is encrypted.
 * RFC 4253 4.2 (protocol version exchange), 6 (binary packet), 7.1 (algorithm negotiation).
 *
 *   version line   SSH-protoversion-softwareversion SP comments CR LF   (at most 255 octets with CR LF)
 *   packet         length4 padding1 type1=20 cookie16 name-list{length4 text} x10 …
 */

import { createHash } from 'node:crypto';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, NEED_MORE, type Progress, STOP_DIRECTION } from '../dissector.ts';

/** RFC 4253 4.2: maximum length of the version line, CR LF included. */
const VERSION_LINE_LIMIT = 255;
/** Lines that a server may send before its version line (RFC 4253 4.2), as text kept by nobody. */
const PREAMBLE_LIMIT = 1_024;
/** RFC 4253 6.1: every implementation must handle 35,000 octets; a KEXINIT is far shorter. */
const PACKET_LIMIT = 35_000;
const SSH_MSG_KEXINIT = 20; // RFC 4253 7.1
const COOKIE_OCTETS = 16;

interface SshState {
  /** Per direction: whether the version line has been read. */
  readonly versionSeen: [boolean, boolean];
}

export const ssh = defineDissector<SshState>({
  id: 'ssh',
  title: 'Secure Shell transport (RFC 4253)',
  carriers: ['tcp'],
  hints: [22],
  facts: {
    software: {
      label: 'SSH software',
      help: 'Software version and comment of the version line (RFC 4253 4.2), such as dropbear_2019.78.',
    },
    'protocol-version': {
      label: 'SSH protocol version',
      help: 'Protocol version of the version line; 1.x and 1.99 still offer SSH 1.',
    },
    hassh: {
      label: 'HASSH',
      help: 'MD5 over the algorithm lists of the client (RFC 4253 7.1), as the HASSH method defines.',
    },
    'hassh-server': { label: 'HASSH server', help: 'MD5 over the algorithm lists of the server.' },
  },
  anomalies: ['version-line-too-long'],
  limits: { messagesPerFlow: 8, heldOctets: PACKET_LIMIT },

  recognise(octets) {
    const seen = octets.latin1(Math.min(4, octets.remaining));
    if (seen === 'SSH-') return 'yes';
    return 'SSH-'.startsWith(seen) ? 'need-more' : 'no';
  },

  begin: () => ({ versionSeen: [false, false] }),

  dissect(octets, flow, out) {
    if (!flow.state.versionSeen[flow.direction])
      return readVersionLine(octets, flow.state, flow.direction, out);
    return readKeyExchange(octets, flow.direction, out);
  },
});

function readVersionLine(octets: OctetReader, state: SshState, direction: 0 | 1, out: FactSink): Progress {
  const isVersion = octets.startsWith('SSH-');
  const limit = isVersion ? VERSION_LINE_LIMIT : PREAMBLE_LIMIT;
  const length = octets.distanceTo(0x0a, limit);
  if (length < 0) {
    if (octets.remaining < limit) return NEED_MORE;
    out.anomaly('version-line-too-long');
    return STOP_DIRECTION;
  }
  if (!isVersion) return length + 1;
  const line = octets.latin1(length).replace(/\r$/, '');
  const match = /^SSH-([0-9.]{1,8})-(.*)$/.exec(line);
  state.versionSeen[direction] = true;
  if (match?.[1] !== undefined && match[2] !== undefined) {
    out.fact('protocol-version', match[1]);
    out.fact('software', match[2]);
  }
  return length + 1;
}

function readKeyExchange(octets: OctetReader, direction: 0 | 1, out: FactSink): Progress {
  if (octets.remaining < 6) return NEED_MORE;
  const length = octets.u32();
  if (length < 2 || length > PACKET_LIMIT) return STOP_DIRECTION;
  if (octets.remaining < length) return NEED_MORE;
  octets.skip(1);
  if (octets.u8() !== SSH_MSG_KEXINIT) return STOP_DIRECTION;
  octets.skip(COOKIE_OCTETS);
  const lists: string[] = [];
  for (let index = 0; index < 8; index++) lists.push(octets.latin1(octets.u32()));
  if (!octets.failed) {
    // Lists 2, 4, 6 are client to server, 3, 5, 7 server to client: cipher, MAC, compression.
    const own = direction === 0 ? [0, 2, 4, 6] : [0, 3, 5, 7];
    const text = own.map((index) => lists[index] ?? '').join(';');
    out.fact(
      direction === 0 ? 'hassh' : 'hassh-server',
      createHash('md5').update(text, 'latin1').digest('hex'),
    );
  }
  return STOP_DIRECTION;
}
