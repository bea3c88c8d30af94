/** Pieces of a stream, held until a message is whole. Bounded: what does not fit ends the conversation. */

export class AnswerBuffer {
  private held: Buffer = Buffer.alloc(0);
  private readonly limit: number;

  /** `limit`: octets that are held at most. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Adds a piece; false when it does not fit, and nothing was added. */
  add(piece: Uint8Array): boolean {
    if (this.held.length + piece.length > this.limit) return false;
    this.held = Buffer.concat([this.held, piece]);
    return true;
  }

  get octets(): Buffer {
    return this.held;
  }

  /** Takes the first `count` octets off; fewer when there are fewer. */
  take(count: number): Buffer {
    const taken = this.held.subarray(0, count);
    this.held = this.held.subarray(taken.length);
    return taken;
  }
}
