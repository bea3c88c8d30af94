/**
 * The contract of a reader of records that other tools wrote: octets of one file in, statements about devices out.
 *
 * A reader is pure and never throws, whatever the file holds. It says only what the records say, in the fields that the
 * dissectors declare wherever there is one, so that everything that identification knows applies; what it does not read it
 * counts. It names no person: fields that may hold one (HTTP targets, user names, free text) are not read at all.
 */

/** A host as a record names it, canonical: `00:09:fb:3a:10:15`, `10.20.20.21`. */
export interface Party {
  readonly mac?: string | undefined;
  readonly ip?: string | undefined;
}

/** Why a record, or a part of it, was left out. */
export type SkipReason =
  | 'address-invalid'
  | 'cut-short'
  | 'kind-not-read'
  | 'lease-ended'
  | 'line-too-long'
  | 'names-no-device'
  | 'no-columns'
  | 'not-a-record'
  | 'template-missing'
  | 'too-many'
  | 'value-invalid';

/** One direction, or both, of what two hosts exchanged. */
export interface Traffic {
  readonly transport: 'tcp' | 'udp' | undefined;
  /** Who began, as far as the record says. */
  readonly from: Party;
  readonly to: Party;
  readonly toPort: number | undefined;
  /** Id of the dissector of the protocol; undefined when the record names none that is known. */
  readonly protocol: string | undefined;
  readonly packets: number;
  readonly octets: number;
  readonly packetsBack: number;
  readonly octetsBack: number;
}

/** What a document says of a device that identification does not weigh: where it stands, whose it is, until when it is kept. */
export interface Claim {
  readonly field: ClaimField;
  readonly value: string;
}

export const CLAIM_FIELDS = [
  ...(['asset-tag', 'device-type', 'site', 'building', 'unit', 'room', 'owner', 'criticality'] as const),
  ...(['status', 'installed-on', 'warranty-end', 'support-end', 'ip-address'] as const),
] as const;
export type ClaimField = (typeof CLAIM_FIELDS)[number];

/** A row of a document: what it says, for a device that has no address there as well. */
export interface DocumentRow {
  /** None when the row names neither MAC nor IP address. */
  readonly party: Party;
  /** Facts by field of the document's own protocol id. */
  readonly facts: readonly { readonly field: string; readonly value: string }[];
  readonly claims: readonly Claim[];
}

/** Where a reader puts what it read. Values are cleaned there; empty ones are ignored. */
export interface RecordSink {
  /** Where the following statements stand: a line (1-based) or a record number, and when it was so; undefined: not said. */
  at(position: number, micros: number | undefined): void;
  /** The host exists; with both, the address is the station's own. */
  present(party: Party): void;
  /** This MAC was in the frames of this address: its own, or that of the router in between. */
  framed(mac: string, ip: string): void;
  /** `field` must be declared by the dissector `protocol`, or by this room (`declared-facts.ts`). */
  fact(party: Party, protocol: string, field: string, value: string): void;
  serves(party: Party, transport: 'tcp' | 'udp', port: number, protocol: string | undefined): void;
  uses(party: Party, transport: 'tcp' | 'udp', port: number, protocol: string): void;
  traffic(traffic: Traffic): void;
  document(protocol: string, row: DocumentRow): void;
  /** One record was read. */
  read(): void;
  /** One record was left out. */
  skip(reason: SkipReason): void;
  /** A field that is not read, by its name in the file. */
  ignore(field: string): void;
}

/** Takes the octets of one file, in pieces of any length, valid only during the call. */
export interface RecordTaker {
  take(octets: Uint8Array): void;
  end(): void;
}

export interface ReadingOptions {
  /** Columns of a table, by name, and the field that each holds; what people say outranks what the reader guesses. */
  readonly columns?: Readonly<Record<string, string>>;
}

export interface RecordReader {
  /** Id of the format: `zeek-tsv`. */
  readonly format: string;
  /** Full name for people. */
  readonly title: string;
  /** `flows`: nothing but who talked to whom. `document`: what people wrote, no sighting. */
  readonly tells: 'observations' | 'flows' | 'document';
  /** Whether a file that begins with `head` (at most `HEAD_OCTETS`) is of this format: by content, never by name. */
  recognises(head: Uint8Array, options: ReadingOptions): boolean;
  open(sink: RecordSink, options: ReadingOptions): RecordTaker;
}

/** Octets of the beginning by which a format is told. */
export const HEAD_OCTETS = 16_384;
