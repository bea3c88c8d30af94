/** A column of unsigned 32-bit numbers that grows by doubling: what a compilation gathers before it knows how much. */

const FIRST_LENGTH = 1_024;

export class GrowingColumn {
  length = 0;
  private values = new Uint32Array(FIRST_LENGTH);

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  /** The value at `index`; 0 beyond the end. */
  at(index: number): number {
    return this.values[index] ?? 0;
  }

  /** A view of the values so far; the next `push` may leave it behind. */
  view(): Uint32Array {
    return this.values.subarray(0, this.length);
  }
}
