/**
 * Flows that have ended, for whoever lists them: one row of 32 octets each in one typed array, so that a million rows
 * are no million objects. At the limit further flows are counted and not kept.
 *
 *   word 0 client address   1 server address   2 client port << 16 | server port
 *   word 3 transport | IPv6 << 8 | refused << 9 | protocol << 16   4-5 octets (double)   6 packets   7 first second
 */

/** Rows kept at most: 32 MiB. */
export const FLOW_LOG_LIMIT = 1 << 20;

const ROW_WORDS = 8;
const ROW_DOUBLES = ROW_WORDS / 2;
const OCTETS = 2; // in doubles
const PACKETS = 6;
const FIRST_SECOND = 7;
const IS_IPV6 = 0x100;
const IS_REFUSED = 0x200;
/** Transport and IPv6, without the protocol. */
const KIND_OF_FLOW = 0x1ff;
const FIRST_ROWS = 256;

export interface LoggedEnd {
  /** IPv4 address as a 32-bit integer, or id of an IPv6 address in the host table. */
  readonly address: number;
  readonly port: number;
}

export interface LoggedFlow {
  readonly client: LoggedEnd;
  readonly server: LoggedEnd;
  /** IP protocol number. */
  readonly transport: number;
  readonly ipv6: boolean;
  /** Number of the dissector that recognised it; 0 when none did. */
  readonly protocol: number;
  /** The server answered a SYN with RST. */
  readonly refused: boolean;
  /** Of both directions. */
  readonly packets: number;
  readonly octets: number;
  /** Second since 1970 in which it began. */
  readonly firstSecond: number;
}

export class FlowLog {
  /** Flows that were not kept because the log was full. */
  dropped = 0;
  private rows = 0;
  private words = new Int32Array(FIRST_ROWS * ROW_WORDS);
  private doubles = new Float64Array(this.words.buffer);
  private readonly limit: number;

  constructor(limit = FLOW_LOG_LIMIT) {
    this.limit = limit;
  }

  /** Rows in the log. */
  get count(): number {
    return this.rows;
  }

  add(flow: LoggedFlow): void {
    if (this.rows >= this.limit) {
      this.dropped++;
      return;
    }
    const row = this.rows++;
    if ((row + 1) * ROW_WORDS > this.words.length) this.grow();
    const { words } = this;
    const at = row * ROW_WORDS;
    words[at] = flow.client.address;
    words[at + 1] = flow.server.address;
    words[at + 2] = (flow.client.port << 16) | flow.server.port;
    words[at + 3] =
      flow.transport | (flow.ipv6 ? IS_IPV6 : 0) | (flow.refused ? IS_REFUSED : 0) | (flow.protocol << 16);
    words[at + PACKETS] = flow.packets;
    words[at + FIRST_SECOND] = flow.firstSecond;
    this.doubles[row * ROW_DOUBLES + OCTETS] = flow.octets;
  }

  /** All rows in the order in which the flows began, which is the same in every run over the same packets. */
  *each(): Generator<LoggedFlow> {
    const order = new Uint32Array(this.rows).map((_, row) => row).sort((a, b) => this.compare(a, b));
    for (const row of order) yield this.row(row);
  }

  private row(row: number): LoggedFlow {
    const at = row * ROW_WORDS;
    const word = (index: number) => this.words[at + index] ?? 0;
    const ports = word(2);
    const kind = word(3);
    return {
      client: { address: word(0), port: ports >>> 16 },
      server: { address: word(1), port: ports & 0xffff },
      transport: kind & 0xff,
      ipv6: (kind & IS_IPV6) !== 0,
      protocol: kind >>> 16,
      refused: (kind & IS_REFUSED) !== 0,
      packets: word(PACKETS),
      octets: this.doubles[row * ROW_DOUBLES + OCTETS] ?? 0,
      firstSecond: word(FIRST_SECOND),
    };
  }

  /**
   * By second, then by ends and transport: the table that ends flows walks in an order of chance. Connections over the
   * same ports end one after the other.
   */
  private compare(a: number, b: number): number {
    const { words } = this;
    const difference = (word: number, mask = -1) =>
      ((words[a * ROW_WORDS + word] ?? 0) & mask) - ((words[b * ROW_WORDS + word] ?? 0) & mask);
    return (
      difference(FIRST_SECOND) ||
      difference(0) ||
      difference(1) ||
      difference(2) ||
      difference(3, KIND_OF_FLOW) ||
      a - b
    );
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    this.doubles = new Float64Array(words.buffer);
  }
}
