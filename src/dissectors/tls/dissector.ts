/**
 * TLS and SSL 3.0 over TCP: the hellos of both sides and the server's certificate; all that follows is encrypted.
 * RFC 8446 (TLS 1.3), RFC 5246 (TLS 1.2), RFC 6066 (extensions), RFC 5280 (certificates).
 *
 *   client   ClientHello … then this direction is left alone
 *   server   ServerHello [Certificate] …   TLS 1.3 encrypts the certificate: the direction ends with the hello
 */

import { hash } from 'node:crypto';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, type Progress, STOP_DIRECTION, STOP_FLOW } from '../dissector.ts';
import { remoteSupportOf, remoteSupportOfCertificate } from '../encodings/remote-support.ts';
import { readClientHello } from '../encodings/tls-client-hello.ts';
import { readCertificate } from '../encodings/x509-subject.ts';
import {
  CONTENT_ALERT,
  CONTENT_APPLICATION_DATA,
  EXTENSION_ALPN,
  EXTENSION_SUPPORTED_VERSIONS,
  HANDSHAKE_CERTIFICATE,
  HANDSHAKE_CLIENT_HELLO,
  HANDSHAKE_SERVER_HELLO,
  HELD_LIMIT,
  HELLO_RETRY_RANDOM_START,
  RECORD_HEADER_OCTETS,
  RECORD_LIMIT,
  versionName,
} from './constants.ts';
import { facts } from './facts.ts';
import { readHandshake } from './handshake.ts';

interface TlsState {
  /** Per direction: octets of the current record behind the last message. */
  readonly recordLeft: [number, number];
  /** Per direction: whether a hello has been read. */
  readonly helloSeen: [boolean, boolean];
}

export const tls = defineDissector<TlsState>({
  id: 'tls',
  title: 'Transport Layer Security handshake (RFC 8446, RFC 5246)',
  carriers: ['tcp'],
  hints: [443, 8443, 2762, 636, 993, 995, 465, 853, 3389, 6697, 8883, 5061],
  facts,
  anomalies: [
    'client-hello-malformed',
    'server-hello-malformed',
    'certificate-malformed',
    'handshake-too-long',
  ],
  limits: { messagesPerFlow: 8, heldOctets: HELD_LIMIT },

  recognise(octets) {
    const type = octets.peek(0);
    if (type < 0) return 'need-more';
    if (type < CONTENT_ALERT || type > CONTENT_APPLICATION_DATA) return 'no';
    const major = octets.peek(1);
    if (major >= 0 && major !== 3) return 'no';
    const minor = octets.peek(2);
    if (minor > 4) return 'no';
    const length = octets.peek16(3);
    if (length < 0) return 'need-more';
    if (type === CONTENT_APPLICATION_DATA)
      return minor >= 1 && minor < 4 && length > 0 && length <= RECORD_LIMIT ? 'yes' : 'no';
    if (type === CONTENT_ALERT) return recogniseAlert(octets, length);
    return recogniseHandshake(octets, length);
  },

  begin: () => ({ recordLeft: [0, 0], helloSeen: [false, false] }),

  dissect(octets, flow, out) {
    const { recordLeft, helloSeen } = flow.state;
    const direction = flow.direction;
    const isFirst = recordLeft[direction] === 0 && !helloSeen[direction];
    // Application data before any hello: the capture began in mid-stream, nothing readable will come.
    if (isFirst && octets.peek() === CONTENT_APPLICATION_DATA) return STOP_FLOW;
    const handshake = readHandshake(octets, recordLeft[direction], out);
    if (typeof handshake === 'number') return handshake;
    const progress = dissectHandshake(handshake.type, handshake.body, helloSeen[direction], out);
    if (progress === STOP_DIRECTION) return STOP_DIRECTION;
    helloSeen[direction] = true;
    recordLeft[direction] = handshake.recordLeft;
    return handshake.taken;
  },
});

/** RFC 8446 6: an alert in clear is two octets, a level of 1 or 2 and a description. */
function recogniseAlert(octets: OctetReader, length: number): 'yes' | 'no' | 'need-more' {
  if (length !== 2) return 'no';
  const level = octets.peek(RECORD_HEADER_OCTETS);
  if (level < 0) return 'need-more';
  return level === 1 || level === 2 ? 'yes' : 'no';
}

/** A flow starts with a hello, whose length stays below 65,536 octets: the first length octet is 0. */
function recogniseHandshake(octets: OctetReader, length: number): 'yes' | 'no' | 'need-more' {
  if (length === 0 || length > RECORD_LIMIT) return 'no';
  const type = octets.peek(RECORD_HEADER_OCTETS);
  if (type < 0) return 'need-more';
  if (type !== HANDSHAKE_CLIENT_HELLO && type !== HANDSHAKE_SERVER_HELLO) return 'no';
  if (length === 1) return 'yes';
  const lengthHigh = octets.peek(RECORD_HEADER_OCTETS + 1);
  if (lengthHigh < 0) return 'need-more';
  return lengthHigh === 0 ? 'yes' : 'no';
}

/** Reads one message; anything but STOP_DIRECTION means that another one of interest may follow. */
function dissectHandshake(type: number, body: OctetReader, helloSeen: boolean, out: FactSink): Progress {
  if (type === HANDSHAKE_CLIENT_HELLO) {
    out.serverIs('receiver');
    dissectClientHello(body, out);
    return STOP_DIRECTION;
  }
  if (type === HANDSHAKE_SERVER_HELLO && !helloSeen) {
    out.serverIs('sender');
    return dissectServerHello(body, out);
  }
  if (type === HANDSHAKE_CERTIFICATE && helloSeen) dissectCertificate(body, out);
  return STOP_DIRECTION;
}

function dissectClientHello(body: OctetReader, out: FactSink): void {
  const hello = readClientHello(body, 't');
  if (!hello) {
    out.anomaly('client-hello-malformed');
    return;
  }
  out.fact('sni', hello.serverName);
  out.fact('remote-support', remoteSupportOf(hello.serverName));
  if (hello.applicationProtocols.length > 0) out.fact('alpn', hello.applicationProtocols.join(','));
  out.fact('offered-version', versionName(hello.version));
  out.fact('ja3', hello.ja3);
  out.fact('ja4', hello.ja4);
}

/** RFC 8446 4.1.3: version2 random32 session{len1} suite2 compression1 [extensions{len2} {type2 len2 data}*]. */
function dissectServerHello(body: OctetReader, out: FactSink): Progress {
  const legacyVersion = body.u16();
  const isRetry = body.peek32() === HELLO_RETRY_RANDOM_START;
  body.skip(32);
  body.skip(body.u8());
  const suite = body.u16();
  body.skip(1);
  let version = legacyVersion;
  let protocol = '';
  let extensions = '';
  if (!body.failed && body.remaining > 0) {
    const end = body.u16() + body.position;
    while (!body.failed && body.position + 4 <= end) {
      const type = body.u16();
      const length = body.u16();
      const next = body.position + length;
      extensions += extensions === '' ? type : `-${type}`;
      if (next <= end && type === EXTENSION_SUPPORTED_VERSIONS && length === 2) version = body.u16();
      else if (next <= end && type === EXTENSION_ALPN && length > 3) {
        body.skip(2);
        const size = body.u8();
        if (size + 3 === length) protocol = body.latin1(size);
      }
      body.seek(next);
    }
  }
  if (body.failed) {
    out.anomaly('server-hello-malformed');
    return STOP_DIRECTION;
  }
  out.fact('version', versionName(version));
  out.fact('cipher-suite', `0x${suite.toString(16).padStart(4, '0')}`);
  out.fact('alpn', protocol);
  if (!isRetry) out.fact('ja3s', hash('md5', `${legacyVersion},${suite},${extensions}`, 'hex'));
  return version > 0x0303 ? STOP_DIRECTION : 1;
}

/** RFC 5246 7.4.2: chain{len3} of {len3 certificate}; the first certificate is the server's own. */
function dissectCertificate(body: OctetReader, out: FactSink): void {
  body.skip(3);
  if (body.remaining === 0) return;
  const certificate = readCertificate(body.sub(body.u24()));
  if (!certificate) {
    out.anomaly('certificate-malformed');
    return;
  }
  out.fact('certificate-subject', certificate.subject);
  out.fact('certificate-common-name', certificate.commonName);
  out.fact('remote-support', remoteSupportOfCertificate(certificate.commonName));
  out.fact('certificate-organisation', certificate.organisation);
  out.fact('certificate-organisational-unit', certificate.organisationalUnit);
  out.fact('certificate-subject-serial-number', certificate.subjectSerialNumber);
  out.fact('certificate-issuer', certificate.issuer);
  out.fact('certificate-serial-number', certificate.serialNumber);
  out.fact('certificate-not-before', certificate.notBefore);
  out.fact('certificate-not-after', certificate.notAfter);
  out.fact('certificate-self-signed', certificate.selfSigned ? 'true' : 'false');
  out.fact('certificate-key', certificate.key);
  out.fact('certificate-key-hash', certificate.keyHash);
  for (const name of certificate.dnsNames) out.fact('certificate-dns-name', name);
}
