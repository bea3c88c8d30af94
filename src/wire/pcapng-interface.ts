/**
 * One interface of a pcapng section: link type, snap length, and its clock, which may tick in any power of ten or two
 * with a 64-bit count that no double holds. Section 4.2 of draft-ietf-opsawg-pcapng-02.
 */

import type { Frame } from './frame.ts';

const MICROS_PER_SECOND = 1e6;
const TWO_TO_32 = 4_294_967_296;
/** Highest bit of if_tsresol: the rest is a power of two, not of ten. */
const BINARY_RESOLUTION = 0x80;
/** Resolution in absence of if_tsresol: 10^-6. */
export const DEFAULT_RESOLUTION = 6;

export class PcapngInterface {
  readonly linkType: number;
  /** Longest captured packet; 0 for no limit. */
  readonly snapLength: number;
  /** Packets lost on this interface, from the latest statistics block. */
  droppedPackets = 0;
  private readonly binary: boolean;
  private readonly offsetMicros: number;
  /** Whole microseconds in 2^32 ticks, and the ticks that are left over. */
  private readonly microsPerHigh: number;
  private readonly ticksPerHigh: number;
  private readonly microsPerTick: number;
  private readonly ticksPerMicro: number;
  private readonly secondsPerHigh: number;
  private readonly secondsPerLow: number;

  /** `resolution` is the octet of if_tsresol, `offsetSeconds` the value of if_tsoffset. */
  constructor(linkType: number, snapLength: number, resolution: number, offsetSeconds: number) {
    const power = resolution & ~BINARY_RESOLUTION;
    this.linkType = linkType;
    this.snapLength = snapLength;
    this.binary = (resolution & BINARY_RESOLUTION) !== 0;
    this.offsetMicros = offsetSeconds * MICROS_PER_SECOND;
    this.secondsPerHigh = 2 ** (32 - power);
    this.secondsPerLow = 2 ** -power;
    this.microsPerTick = power < 6 ? 10 ** (6 - power) : 1;
    this.ticksPerMicro = power > 6 ? 10 ** (power - 6) : 1;
    this.microsPerHigh = Math.floor(TWO_TO_32 / this.ticksPerMicro) * this.microsPerTick;
    this.ticksPerHigh = this.ticksPerMicro === 1 ? 0 : TWO_TO_32 % this.ticksPerMicro;
  }

  /**
   * Sets the time of `frame` from the two halves of a count of ticks: exact to the microsecond, a finer clock as
   * quarters of a microsecond (what a double holds until the year 2041), rounded down. Written into the frame
   * because a returned double may be allocated.
   */
  stamp(frame: Frame, high: number, low: number): void {
    if (this.binary) {
      const ticked = high * this.secondsPerHigh;
      const seconds = Math.floor(ticked);
      const quarters = (ticked - seconds + low * this.secondsPerLow) * (4 * MICROS_PER_SECOND);
      frame.micros = this.offsetMicros + seconds * MICROS_PER_SECOND + Math.floor(quarters) * 0.25;
    } else {
      const quarters = ((high * this.ticksPerHigh + low) * this.microsPerTick * 4) / this.ticksPerMicro;
      frame.micros = this.offsetMicros + high * this.microsPerHigh + Math.floor(quarters) * 0.25;
    }
  }
}
