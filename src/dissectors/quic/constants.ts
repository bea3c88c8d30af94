/** Numbers of QUIC (RFC 9000, RFC 9001, RFC 9369, Google QUIC) that the dissector uses, and its own limits. */

/** RFC 9000 17.2: first octet of a long header, header form and fixed bit. */
export const LONG_HEADER_MASK = 0xc0;
export const LONG_HEADER = 0xc0;
/** RFC 9000 17.2: longest connection id. */
export const CONNECTION_ID_LIMIT = 20;
/** RFC 9000 7.2: shortest destination connection id of a client's first Initial. */
export const CLIENT_CONNECTION_ID_OCTETS = 8;
/** RFC 9001 5.4.2: header protection samples 16 octets, 4 behind the start of the packet number. */
export const SAMPLE_OFFSET = 4;
export const SAMPLE_OCTETS = 16;
/** RFC 9001 5.3: AEAD_AES_128_GCM. */
export const TAG_OCTETS = 16;
/** RFC 9000 19: the frames that an Initial may carry. */
export const FRAME_PADDING = 0x00;
export const FRAME_PING = 0x01;
export const FRAME_ACK = 0x02;
export const FRAME_ACK_ECN = 0x03;
export const FRAME_CRYPTO = 0x06;

/** Packets of one datagram that are looked at; Initial, 0-RTT and Handshake are coalesced at most. */
export const PACKET_LIMIT = 4;
/** Frames of one Initial that are read, padding counted as one; browsers cut a hello into some twenty. */
export const FRAME_LIMIT = 256;
/** Ranges of one ACK frame that are passed over. */
export const ACK_RANGE_LIMIT = 64;
/** Octets of the client's CRYPTO stream that are kept; a hello with post-quantum keys has some 2,000. */
export const CRYPTO_LIMIT_OCTETS = 16_384;
/** Pieces of the CRYPTO stream that are kept. */
export const CRYPTO_PIECE_LIMIT = 128;
/** Keys that are derived for one flow: the client's first connection id, and those after a Retry. */
export const KEY_LIMIT = 4;
/** Datagrams of one flow that are looked at: a hello takes one to three, acknowledgements and losses add some. */
export const DATAGRAMS_PER_FLOW = 16;

/** What differs between versions: name in output, salt and labels of the Initial keys, number of the Initial type. */
export interface QuicVersion {
  readonly name: string;
  readonly salt: Buffer;
  readonly labelPrefix: 'quic' | 'quicv2';
  readonly initialType: number;
  readonly retryType: number;
}

const SALT_1 = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex'); // RFC 9001 5.2
const SALT_2 = Buffer.from('0dede3def700a6db819381be6e269dcbf9bd2ed9', 'hex'); // RFC 9369 3.3.1
const SALT_DRAFT_29 = Buffer.from('afbfec289993d24c9e9786f19c6111e04390a899', 'hex'); // draft-ietf-quic-tls-29 5.2

const sameAs1 = { labelPrefix: 'quic', initialType: 0, retryType: 3 } as const;
const VERSION_1: QuicVersion = { name: '1', salt: SALT_1, ...sameAs1 };
/** RFC 9369 3.2: the packet types of version 2 are rotated by one. */
const VERSION_2: QuicVersion = {
  name: '2',
  salt: SALT_2,
  labelPrefix: 'quicv2',
  initialType: 1,
  retryType: 0,
};
const VERSION_DRAFT_29: QuicVersion = { name: 'draft-29', salt: SALT_DRAFT_29, ...sameAs1 };

/** The version with this number; undefined for those whose keys are not known. */
export function quicVersion(number: number): QuicVersion | undefined {
  switch (number) {
    case 0x0000_0001:
      return VERSION_1;
    case 0x6b33_43cf:
      return VERSION_2;
    case 0xff00_001d:
      return VERSION_DRAFT_29;
    default:
      return undefined;
  }
}
