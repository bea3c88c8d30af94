/** Texts that come back, each kept once under a number: product keys, versions, ids. */

export class InternedTexts {
  private readonly numbers = new Map<string, number>();

  get count(): number {
    return this.numbers.size;
  }

  /** The number of `text`, a new one when it is new. Numbers run from 0 in order of appearance. */
  intern(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(text, number);
    return number;
  }

  numberOf(text: string): number | undefined {
    return this.numbers.get(text);
  }

  /** In order of their numbers. */
  texts(): string[] {
    return [...this.numbers.keys()];
  }
}
