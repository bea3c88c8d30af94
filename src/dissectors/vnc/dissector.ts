/**
 * Remote Framebuffer, the protocol of VNC: version, ways to log in, and the desktop name when all is in clear. Screens,
 * keys and passwords are not read. RFC 6143 7.1 (handshake), 7.3 (initialisation).
 *
 *   both     "RFB 003.008\n"
 *   server   3.3: type4        from 3.7: count1 types | 00 length4 reason        client then type1
 *   server   [challenge16]  result4      client [response16] shared1      server width2 height2 format16 {length4 name}
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  NEED_MORE,
  type Progress,
  STOP_DIRECTION,
  STOP_FLOW,
} from '../dissector.ts';
import { hostOfDesktopName } from './desktop-name.ts';

const VERSION_OCTETS = 12;
/** Ports of displays 0 to 99 (RFC 6143 2). */
const PORT_FIRST = 5_900;
const PORT_LAST = 5_999;
/** The server's direction needs to know what the client chose, and the client's where the server is. */
const EXPECT_VERSION = 0;
const EXPECT_SECURITY = 1;
const EXPECT_CHALLENGE = 2;
const EXPECT_RESULT = 3;
const EXPECT_INIT = 4;
// RFC 6143 7.1.2
const SECURITY_NONE = 1;
const SECURITY_VNC = 2;
/** RFC 6143 8.1.2 and the registry of the community's protocol description. */
const SECURITY_NAMES: Readonly<Record<number, string>> = {
  1: 'none',
  2: 'vnc',
  5: 'ra2',
  6: 'ra2-unencrypted',
  16: 'tight',
  17: 'ultra',
  18: 'tls',
  19: 'vencrypt',
  20: 'sasl',
  21: 'md5-hash',
  22: 'xvp',
  23: 'secure-tunnel',
  30: 'apple-dh',
  33: 'apple-33',
  35: 'apple-35',
  36: 'apple-36',
  113: 'ms-logon-2',
  129: 'ra2-256',
  130: 'ra2-256-unencrypted',
};
const CHALLENGE_OCTETS = 16; // RFC 6143 7.2.2
const RESULT_OCTETS = 4; // RFC 6143 7.1.3
/** RFC 6143 7.3.2: width, height, pixel format, length of the name. */
const SERVER_INIT_OCTETS = 24;
/** Longest desktop name that is read. */
export const NAME_LIMIT_OCTETS = 255;
const MESSAGES_PER_FLOW = 12;

interface VncFlow {
  serverDirection: 0 | 1 | undefined;
  /** What the server sends next. */
  expected: number;
  /** Minor version of protocol 3 that the client settled on; the server's until then. */
  minor: number;
  /** Security type in use; 0 until it is known. */
  security: number;
  clientVersionSeen: boolean;
}

export const vnc = defineDissector<VncFlow>({
  id: 'vnc',
  title: 'Remote Framebuffer of VNC (RFC 6143)',
  carriers: ['tcp'],
  hints: [5900, 5901, 5902, 5500],
  facts: {
    version: {
      label: 'RFB protocol version',
      help: 'Protocol version of the sender (RFC 6143 7.1.1): 3.8; 3.889 is that of macOS, 4.1 and 5.0 those of RealVNC.',
    },
    'security-types': {
      label: 'Ways to log in',
      help: 'Security types that the server offers (RFC 6143 7.1.2): none lets everybody in.',
    },
    'security-type': {
      label: 'Way to log in that is used',
      help: 'Security type that the client chose (RFC 6143 7.1.2).',
    },
    'desktop-name': {
      label: 'Host name in the desktop name',
      help: 'Host name that stands before the display number or address in the desktop name (RFC 6143 7.3.2).',
      states: { attribute: 'hostname', source: 'configured' },
    },
  },
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 512 },

  recognise(octets) {
    const shape = 'RFB ddd.ddd\n';
    for (let at = 0; at < VERSION_OCTETS; at++) {
      const octet = octets.peek(at);
      if (octet < 0) return 'need-more';
      const wanted = shape.charCodeAt(at);
      const isDigitPlace = wanted === 0x64;
      if (isDigitPlace ? octet < 0x30 || octet > 0x39 : octet !== wanted) return 'no';
    }
    return 'yes';
  },

  begin: () => ({
    serverDirection: undefined,
    expected: EXPECT_VERSION,
    minor: 0,
    security: 0,
    clientVersionSeen: false,
  }),

  dissect(octets, flow, out) {
    const { state, direction } = flow;
    if (state.serverDirection === undefined) {
      // The server speaks first, unless the port says that the capture holds the client's side alone.
      const isToServer = flow.destinationPort >= PORT_FIRST && flow.destinationPort <= PORT_LAST;
      state.serverDirection = isToServer ? (direction === 0 ? 1 : 0) : direction;
    }
    return state.serverDirection === direction
      ? readServer(octets, state, out)
      : readClient(octets, state, out);
  },
});

/** Takes the version line; the minor version decides what follows, and RealVNC's 4 and 5 behave as 3.8 does. */
function readVersion(octets: OctetReader, out: FactSink): number {
  octets.skip(4);
  const major = Number(octets.latin1(3));
  octets.skip(1);
  const minor = Number(octets.latin1(3));
  out.fact('version', `${major}.${minor}`);
  return major > 3 ? 8 : minor;
}

function readServer(octets: OctetReader, state: VncFlow, out: FactSink): Progress {
  switch (state.expected) {
    case EXPECT_VERSION:
      if (octets.remaining < VERSION_OCTETS) return NEED_MORE;
      if (!octets.startsWith('RFB ')) return STOP_FLOW;
      out.serverIs('sender');
      state.minor = readVersion(octets, out);
      state.expected = EXPECT_SECURITY;
      return VERSION_OCTETS;
    case EXPECT_SECURITY:
      return state.minor < 7 ? readOnlyType(octets, state, out) : readTypes(octets, state, out);
    case EXPECT_CHALLENGE:
      // The client's choice travels the other way; its absence (one direction captured) leaves nothing to be sure of.
      if (state.security !== SECURITY_VNC && state.security !== SECURITY_NONE) return STOP_FLOW;
      if (state.security === SECURITY_VNC) {
        state.expected = EXPECT_RESULT;
        return CHALLENGE_OCTETS;
      }
      state.expected = state.minor >= 8 ? EXPECT_RESULT : EXPECT_INIT;
      return readServer(octets, state, out);
    case EXPECT_RESULT:
      if (octets.remaining < RESULT_OCTETS) return NEED_MORE;
      if (octets.u32() !== 0) return STOP_FLOW;
      state.expected = EXPECT_INIT;
      return RESULT_OCTETS;
    default:
      return readInit(octets, out);
  }
}

/** Version 3.3: the server decides. */
function readOnlyType(octets: OctetReader, state: VncFlow, out: FactSink): Progress {
  if (octets.remaining < 4) return NEED_MORE;
  const type = octets.u32();
  if (type === 0) return STOP_FLOW;
  sayTypes([type], out);
  state.security = type;
  state.expected = EXPECT_CHALLENGE;
  return 4;
}

function readTypes(octets: OctetReader, state: VncFlow, out: FactSink): Progress {
  const count = octets.peek();
  if (count === 0) return STOP_FLOW;
  if (octets.remaining < 1 + count) return NEED_MORE;
  sayTypes(
    Array.from({ length: count }, (_, index) => octets.peek(1 + index)),
    out,
  );
  state.expected = EXPECT_CHALLENGE;
  return 1 + count;
}

function sayTypes(types: readonly number[], out: FactSink): void {
  out.fact('security-types', types.map(securityName).join(','));
}

const securityName = (type: number) => SECURITY_NAMES[type] ?? `${type}`;

/** The client's version, then, from 3.7, its choice; what comes later (response, shared flag) says nothing. */
function readClient(octets: OctetReader, state: VncFlow, out: FactSink): Progress {
  if (!state.clientVersionSeen) {
    if (octets.remaining < VERSION_OCTETS) return NEED_MORE;
    if (!octets.startsWith('RFB ')) return STOP_FLOW;
    state.clientVersionSeen = true;
    state.minor = readVersion(octets, out);
    return VERSION_OCTETS;
  }
  if (state.minor < 7) return STOP_DIRECTION;
  state.security = octets.u8();
  out.fact('security-type', securityName(state.security));
  return STOP_DIRECTION;
}

function readInit(octets: OctetReader, out: FactSink): Progress {
  if (octets.remaining < SERVER_INIT_OCTETS) return NEED_MORE;
  octets.skip(SERVER_INIT_OCTETS - 4);
  const length = octets.u32();
  if (length > NAME_LIMIT_OCTETS) return STOP_FLOW;
  if (octets.remaining < length) return NEED_MORE;
  out.fact('desktop-name', hostOfDesktopName(octets.utf8(length)));
  return STOP_FLOW;
}
