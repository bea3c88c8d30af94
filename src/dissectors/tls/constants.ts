/** Numbers of TLS (RFC 8446 and, for versions before 1.3, RFC 5246) that the dissector uses, and its own limits. */

// RFC 8446 5.1, ContentType
export const CONTENT_ALERT = 21;
export const CONTENT_HANDSHAKE = 22;
export const CONTENT_APPLICATION_DATA = 23;

// RFC 8446 4, HandshakeType
export const HANDSHAKE_CLIENT_HELLO = 1;
export const HANDSHAKE_SERVER_HELLO = 2;
export const HANDSHAKE_CERTIFICATE = 11;

export const RECORD_HEADER_OCTETS = 5;
export const HANDSHAKE_HEADER_OCTETS = 4;
/** RFC 5246 6.2.3: 2^14 octets and at most 2,048 that protection adds. */
export const RECORD_LIMIT = 16_384 + 2_048;
/** Longest handshake message that is put together; the protocol allows 2^24 octets, real ones stay far below. */
export const HANDSHAKE_LIMIT = 65_536;
/** Octets held while a handshake message is not whole: the longest one with room for the headers of its records. */
export const HELD_LIMIT = HANDSHAKE_LIMIT + 8_192;

/** RFC 8446 4.2.1 and 4.2.7: extensions of a ServerHello that are read. */
export const EXTENSION_ALPN = 16;
export const EXTENSION_SUPPORTED_VERSIONS = 43;

/** RFC 8446 4.1.3: a ServerHello whose random starts so is a HelloRetryRequest. */
export const HELLO_RETRY_RANDOM_START = 0xcf21_ad74;

/** Name of a protocol version as people write it; empty for an unknown one. */
export function versionName(version: number): string {
  switch (version) {
    case 0x0002:
      return 'SSL 2.0';
    case 0x0300:
      return 'SSL 3.0';
    case 0x0301:
      return 'TLS 1.0';
    case 0x0302:
      return 'TLS 1.1';
    case 0x0303:
      return 'TLS 1.2';
    case 0x0304:
      return 'TLS 1.3';
    default:
      return version >> 8 === 0x7f ? `TLS 1.3 draft ${version & 0xff}` : '';
  }
}
