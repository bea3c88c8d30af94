/**
 * What may be wrong with a capture. A damaged capture is normal input: it is read up to the damage, and what was read
 * before stays valid. Reasons are a closed union; each has one sentence for the person who looks at it.
 */

export const DAMAGE_SENTENCES = {
  'unknown-format': 'The octets are neither a pcap nor a pcapng capture.',
  'cut-short':
    'The capture ends in the middle of a record, as when its writer was stopped or a copy was incomplete.',
  'record-too-long': 'A packet claims to be longer than any capture program writes.',
  'record-empty': 'The capture goes on with nothing but zeros, as a file that was not written to its end.',
  'block-length': 'A pcapng block states an impossible length.',
  'block-length-mismatch': 'The two lengths around a pcapng block differ.',
  'block-too-short': 'A pcapng block is too short for its type.',
  'byte-order-unknown': 'A pcapng section does not tell its byte order.',
  'version-unsupported': 'A pcapng section has a version that is not known.',
  'interface-unknown': 'A packet refers to an interface that the capture does not describe.',
  'too-many-interfaces': 'The capture describes more interfaces than any real one.',
} as const;

export type DamageReason = keyof typeof DAMAGE_SENTENCES;

/** Where a capture stopped being readable. */
export interface CaptureDamage<Reason extends string = DamageReason> {
  /** Offset of the damaged record in the capture, after decompression. */
  readonly octet: number;
  /** The 1-based number that the first unreadable packet would have had. */
  readonly packet: number;
  readonly reason: Reason;
}

/** Walks the records of one capture format in place; one implementation per format. */
export interface RecordWalker {
  /**
   * Walks whole records in `[from, to)` of the frame's octets and gives their frames to the sink. Returns the index
   * of the first octet that is still needed; one beyond `to` means that the octets up to there are to be skipped.
   * On damage it sets `damage` and returns the index of the damaged record, negative when it began before
   * the octets that are held.
   */
  walk(from: number, to: number): number;
  readonly damage: DamageReason | undefined;
  /** Octets between the start of a record that is being skipped and the index that `walk` returned; 0 for none. */
  readonly octetsBehind: number;
  /** Packets that the capture itself says were lost while capturing. */
  readonly droppedPackets: number;
}

/** Longest packet that any usual capture program writes: MAXIMUM_SNAPLEN of libpcap, WTAP_MAX_PACKET_SIZE_STANDARD. */
export const MAX_CAPTURED_OCTETS = 262_144;
