/**
 * The time of the capture, which the flow table lives by. It follows the packets and never goes back, except when a new
 * capture begins earlier. One packet with a time far ahead (a forged or broken stamp) does not move it; two in a row do.
 */

const MICROS_PER_SECOND = 1e6;
/** A step ahead that one packet alone is not believed. */
const JUMP_MICROS = 3_600 * MICROS_PER_SECOND;
const MAX_SECOND = 0x7fff_ffff;

export class CaptureClock {
  /** Second of the packet in hand, counted from the first packet; may lie behind `second`. */
  packetSecond = 0;
  /** Latest second believed. */
  second = 0;
  private base = Number.NaN;
  private now = Number.NaN;
  private jumpedTo = Number.NaN;

  /** Takes the time of the next packet (microseconds). */
  see(micros: number): void {
    if (!(this.base <= Number.POSITIVE_INFINITY)) {
      this.base = micros;
      this.now = micros;
    }
    if (micros > this.now) {
      const believed = micros - this.now <= JUMP_MICROS || Math.abs(micros - this.jumpedTo) <= JUMP_MICROS;
      this.jumpedTo = believed ? Number.NaN : micros;
      if (believed) this.now = micros;
    } else this.jumpedTo = Number.NaN;
    this.packetSecond = this.secondOf(micros);
    this.second = this.secondOf(this.now);
  }

  /** Instant (microseconds) at which a second begins. */
  instantOf(second: number): number {
    return this.base + second * MICROS_PER_SECOND;
  }

  /** Whether a capture that begins at this time begins so much earlier that the flows of before are over. */
  isLongBefore(micros: number): boolean {
    return this.now - micros > JUMP_MICROS;
  }

  /** Forgets everything: the next packet sets the clock. */
  restart(): void {
    this.base = Number.NaN;
    this.now = Number.NaN;
    this.jumpedTo = Number.NaN;
  }

  private secondOf(micros: number): number {
    const second = Math.floor((micros - this.base) / MICROS_PER_SECOND);
    return Math.max(-MAX_SECOND, Math.min(MAX_SECOND, second));
  }
}
