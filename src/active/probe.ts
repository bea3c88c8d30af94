/**
 * The contract of a probe: one harmless question to one device, as octets out and octets in. Pure: it opens nothing, knows
 * no clock and draws no random numbers (`nonce` is given). Whatever comes back, it never throws, and it never says more
 * than its limits allow. Facts are not its business: what came back goes through the dissectors like any other traffic.
 *
 * A new probe is a file in `probes/`, a line in `registry.ts`, and a device in `test/support/loopback-devices.ts` that answers
 * it: the suite of `exchange/carry-out.test.ts` then runs over it, with hostile devices as well.
 */

/** What a person states with a permit; each probe says which of them it needs. */
export interface ProbeSettings {
  /** Port of the device; the probe's own when absent. */
  readonly port?: number | undefined;
  /** SNMP community, 1 to 64 printable ASCII characters. A credential: it is sealed and never shown or kept in the log. */
  readonly community?: string | undefined;
  /** DICOM AE titles that were agreed for this (PS3.5 6.2): of the device, and of who asks. */
  readonly calledAe?: string | undefined;
  readonly callingAe?: string | undefined;
}

export type ProbeSetting = Exclude<keyof ProbeSettings, 'port'>;

/** What to do after octets came. */
export type Turn =
  /** The answer is not whole yet. */
  | { readonly kind: 'wait' }
  /** Say this, then wait for the answer. */
  | { readonly kind: 'say'; readonly octets: Uint8Array }
  /**
   * It is over. `farewell` is said before the connection is closed. `answered`: the device spoke the protocol. `remark`: why
   * it did not do what was asked, a sentence for people.
   */
  | {
      readonly kind: 'end';
      readonly answered: boolean;
      readonly farewell?: Uint8Array;
      readonly remark?: string;
    };

/** One conversation; made anew for each exchange. */
export interface ProbeTalk {
  /** What is said first. */
  readonly opening: Uint8Array;
  /** Takes octets that came (a datagram, or a piece of a stream). The octets are valid during the call alone. */
  take(octets: Uint8Array): Turn;
}

export interface ProbeLimits {
  /** Messages that are sent at most, farewell included, and all octets in them. */
  readonly messages: number;
  readonly octets: number;
  /** Octets of answers after which the connection is closed. */
  readonly answerOctets: number;
}

export interface Probe {
  /** `snmp-get` */
  readonly id: string;
  /** What is sent, for people. */
  readonly title: string;
  /** What the device is asked and what that tells, with its source. One or two sentences. */
  readonly about: string;
  readonly transport: 'tcp' | 'udp';
  /** Where devices of the protocol listen. */
  readonly port: number;
  /** Id of the dissector that reads the answer. */
  readonly protocol: string;
  /** What must be stated before it can be sent. */
  readonly needs: readonly ProbeSetting[];
  readonly limits: ProbeLimits;
  /**
   * First octets of each packet that may be kept and shown: fields of the protocol, before anything that may name a person
   * or hold a credential.
   */
  readonly legible: { readonly sent: number; readonly received: number };
  /** Begins a conversation with `address`. `nonce` holds `NONCE_OCTETS` random octets. */
  begin(settings: ProbeSettings, nonce: Uint8Array, address: string): ProbeTalk;
}

/** Octets of randomness that a probe may use. */
export const NONCE_OCTETS = 32;

export const WAIT: Turn = { kind: 'wait' };

/** Ends a conversation in which the device spoke something else. */
export const foreign = (title: string): Turn => ({
  kind: 'end',
  answered: false,
  remark: `What came back is not ${title}.`,
});
