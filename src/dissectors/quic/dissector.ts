/**
 * QUIC: the ClientHello of the client's Initial packets; all that follows is encrypted with keys that nobody else has.
 * RFC 9000 (transport), RFC 9001 (TLS in QUIC), RFC 9369 (version 2), draft-ietf-quic-tls-29; Google QUIC to Q046.
 *
 *   datagram   {long header, packet}*      Initial = CRYPTO frames with pieces of the TLS handshake, padded to 1,200
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, type Progress, STOP_FLOW } from '../dissector.ts';
import { readClientHello } from '../encodings/tls-client-hello.ts';
import {
  CLIENT_CONNECTION_ID_OCTETS,
  CRYPTO_LIMIT_OCTETS,
  DATAGRAMS_PER_FLOW,
  KEY_LIMIT,
  PACKET_LIMIT,
} from './constants.ts';
import { CryptoStream } from './crypto-stream.ts';
import { googleVersion, sayClientHello } from './google-quic.ts';
import { clientInitialKeys, type InitialKeys, openInitial } from './initial-keys.ts';
import { type LongHeader, readLongHeader } from './long-header.ts';

interface QuicFlow {
  keys: InitialKeys | undefined;
  /** Connection ids that keys were derived from; a server's, of which none fit, are counted too. */
  keysDerived: number;
  /** Direction of the client, once an Initial of its could be opened. */
  clientDirection: 0 | 1 | undefined;
  crypto: CryptoStream | undefined;
}

export const quic = defineDissector<QuicFlow>({
  id: 'quic',
  title: 'QUIC Initial packets (RFC 9000, RFC 9001, RFC 9369)',
  carriers: ['udp'],
  hints: [443, 8443, 853],
  facts: {
    version: {
      label: 'QUIC version',
      help: 'Version of the long header (RFC 9000 17.2): 1, 2, draft-29, or Q0xx of Google QUIC.',
    },
    sni: {
      label: 'QUIC server name sought',
      help: 'Host name that the client asks for in the server_name extension (RFC 6066 3).',
    },
    alpn: {
      label: 'QUIC application protocol',
      help: 'Application protocols that the client offers, such as h3 (RFC 7301).',
    },
    ja4: {
      label: 'JA4 over QUIC',
      help: 'Shape and cut SHA-256 of the sorted ClientHello lists, as the JA4 method defines, with q in front.',
    },
    'user-agent': {
      label: 'QUIC user agent',
      help: 'Program and operating system that a client of Google QUIC states (UAID of its CHLO).',
    },
  },
  anomalies: ['client-hello-malformed'],
  limits: { messagesPerFlow: DATAGRAMS_PER_FLOW, heldOctets: CRYPTO_LIMIT_OCTETS },

  recognise(octets) {
    return readLongHeader(octets) || googleVersion(octets) !== '' ? 'yes' : 'no';
  },

  begin: () => ({ keys: undefined, keysDerived: 0, clientDirection: undefined, crypto: undefined }),

  dissect(octets, flow, out) {
    const whole = octets.remaining;
    const google = googleVersion(octets);
    if (google !== '') {
      out.fact('version', google);
      if (!sayClientHello(octets, out)) return whole;
      out.serverIs('receiver');
      return STOP_FLOW;
    }
    return readDatagram(octets, flow.state, flow.direction, out);
  },
});

/** Walks the packets of a datagram; STOP_FLOW once the hello is read or proves to be unreadable. */
function readDatagram(octets: OctetReader, state: QuicFlow, direction: 0 | 1, out: FactSink): Progress {
  const whole = octets.remaining;
  for (let count = 0; count < PACKET_LIMIT && octets.remaining > 0; count++) {
    const start = octets.position;
    const header = readLongHeader(octets);
    if (!header) return whole;
    out.fact('version', header.version.name);
    const isClients = state.clientDirection === undefined || state.clientDirection === direction;
    if (header.isInitial && isClients) {
      octets.seek(start);
      const packet = octets.copy(header.end - start);
      const frames = openPacket(packet, start, header, state);
      if (frames && readFrames(frames, state, direction, out)) return STOP_FLOW;
    }
    octets.seek(header.end);
  }
  return whole;
}

/** Opens an Initial with the keys of the flow or, since a Retry changes them, with those of its own connection id. */
function openPacket(packet: Buffer, start: number, header: LongHeader, state: QuicFlow): Buffer | undefined {
  const numberAt = header.numberAt - start;
  const known = state.keys && openInitial(state.keys, Buffer.from(packet), numberAt);
  if (known) return known;
  if (header.destinationIdOctets < CLIENT_CONNECTION_ID_OCTETS || state.keysDerived >= KEY_LIMIT)
    return undefined;
  state.keysDerived++;
  const idAt = header.destinationIdAt - start;
  const id = packet.subarray(idAt, idAt + header.destinationIdOctets);
  const keys = clientInitialKeys(header.version, id);
  const frames = openInitial(keys, packet, numberAt);
  if (frames) state.keys = keys;
  return frames;
}

/** Adds the frames of an opened Initial to the client's stream; true when nothing more is to be learnt. */
function readFrames(frames: Buffer, state: QuicFlow, direction: 0 | 1, out: FactSink): boolean {
  if (state.clientDirection === undefined) out.serverIs('receiver');
  state.clientDirection = direction;
  state.crypto ??= new CryptoStream();
  state.crypto.take(frames);
  const body = state.crypto.clientHello();
  if (body === undefined) return false;
  const hello = body === 'other' ? undefined : readClientHello(body, 'q');
  if (!hello) out.anomaly('client-hello-malformed');
  else {
    out.fact('sni', hello.serverName);
    if (hello.applicationProtocols.length > 0) out.fact('alpn', hello.applicationProtocols.join(','));
    out.fact('ja4', hello.ja4);
  }
  return true;
}
