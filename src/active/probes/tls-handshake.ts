/**
 * The first half of one TLS handshake (RFC 5246 7.3): a ClientHello up to TLS 1.2, in which certificates stand in the clear.
 * After the server's half it says that it leaves (alert close_notify) and closes. No key is exchanged and nothing is encrypted:
 * that spares small devices the arithmetic.
 *
 *   record 16 03 01 len2 { 01 len3, 03 03, random32, 00, suites len2 …, 01 00, extensions len2 … }
 */

import { AnswerBuffer } from '../answer-buffer.ts';
import { foreign, type Probe, type Turn, WAIT } from '../probe.ts';

// RFC 5246 6.2.1
const ALERT = 0x15;
const HANDSHAKE = 0x16;
const CHANGE_CIPHER_SPEC = 0x14;
const RECORD_HEAD = 5;
/** RFC 5246 6.2.3: 2^14 and what encryption may add. */
const RECORD_LIMIT = 16_384 + 2_048;
const HANDSHAKE_HEAD = 4;
const SERVER_HELLO_DONE = 14; // RFC 5246 7.4
const ANSWER_OCTETS = 65_536;

/** From today's to those that devices of 2005 speak, so that old ones answer too (IANA TLS parameters). */
const SUITES = [
  ...[0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8], // ECDHE with AES-GCM or ChaCha20
  ...[0xc009, 0xc013, 0xc00a, 0xc014, 0x009e, 0x009c, 0x009d], // CBC, DHE and RSA with AES
  ...[0x0033, 0x0039, 0x002f, 0x0035, 0x003c, 0x000a, 0x0016], // RSA and DHE with AES or 3DES
];

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const extension = (type: number, ...content: readonly number[]) => [
  ...u16(type),
  ...u16(content.length),
  ...content,
];
const listed = (values: readonly number[]) => [...u16(values.length * 2), ...values.flatMap(u16)];

const EXTENSIONS = [
  ...extension(10, ...listed([0x001d, 0x0017, 0x0018, 0x0019])), // supported_groups (RFC 8422)
  ...extension(11, 1, 0), // ec_point_formats: uncompressed
  ...extension(
    13,
    ...listed([0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201]),
  ),
  ...extension(0xff01, 0), // renegotiation_info (RFC 5746)
];
/** RFC 5246 7.2.1: warning, close_notify. */
const CLOSE_NOTIFY = Uint8Array.from([ALERT, 3, 3, 0, 2, 1, 0]);

export const tlsHandshake: Probe = {
  id: 'tls-handshake',
  title: 'TLS handshake, broken off after the certificate',
  about:
    'Offers TLS up to 1.2, reads version, cipher and certificate of the device, and closes (RFC 5246 7.3). Nothing is sent through the connection.',
  ...{ transport: 'tcp', port: 443, protocol: 'tls', needs: [] },
  limits: { messages: 2, octets: 256, answerOctets: ANSWER_OCTETS },
  // Record header, handshake header and version; the random value and names of the certificate come behind them.
  legible: { sent: 11, received: 11 },

  begin(_settings, nonce) {
    const answer = new HandshakeReader();
    return { opening: clientHello(nonce), take: (octets) => answer.take(octets) };
  },
};

function clientHello(nonce: Uint8Array): Uint8Array {
  const body = [3, 3, ...nonce.subarray(0, 32), 0, ...listed(SUITES), 1, 0];
  body.push(...u16(EXTENSIONS.length), ...EXTENSIONS);
  const message = [1, 0, ...u16(body.length), ...body];
  return Uint8Array.from([HANDSHAKE, 3, 1, ...u16(message.length), ...message]);
}

/** Walks records until ServerHelloDone or an alert. */
class HandshakeReader {
  private readonly records = new AnswerBuffer(ANSWER_OCTETS);
  private readonly messages = new AnswerBuffer(ANSWER_OCTETS);

  take(piece: Uint8Array): Turn {
    if (!this.records.add(piece)) return foreign('a TLS handshake of usual length');
    for (;;) {
      const { octets } = this.records;
      if (octets.length < RECORD_HEAD) return WAIT;
      const type = octets.readUInt8(0);
      const length = octets.readUInt16BE(3);
      if (octets.readUInt8(1) !== 3 || type < CHANGE_CIPHER_SPEC || type > HANDSHAKE || length > RECORD_LIMIT)
        return foreign('TLS');
      if (octets.length < RECORD_HEAD + length) return WAIT;
      const content = this.records.take(RECORD_HEAD + length).subarray(RECORD_HEAD);
      if (type === ALERT) return refusal(content);
      if (type === HANDSHAKE && this.isDone(content))
        return { kind: 'end', answered: true, farewell: CLOSE_NOTIFY };
    }
  }

  private isDone(content: Uint8Array): boolean {
    this.messages.add(content);
    for (;;) {
      const { octets } = this.messages;
      if (octets.length < HANDSHAKE_HEAD) return false;
      const length = octets.readUIntBE(1, 3);
      if (octets.length < HANDSHAKE_HEAD + length) return false;
      if (this.messages.take(HANDSHAKE_HEAD + length)[0] === SERVER_HELLO_DONE) return true;
    }
  }
}

const PROTOCOL_VERSION = 70; // RFC 5246 7.2

function refusal(alert: Uint8Array): Turn {
  const code = alert[1] ?? 0;
  const remark =
    code === PROTOCOL_VERSION
      ? 'The device speaks TLS 1.3 or later alone, which hides its certificate.'
      : `The device refused the handshake (TLS alert ${code}).`;
  return { kind: 'end', answered: true, remark };
}
