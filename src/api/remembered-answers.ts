/**
 * Answers that took long to make, remembered for a while: who asks the same again gets the last one at once, and when that
 * is not fresh any more a new one is made behind it. Several who ask at once wait for one making. Answers that came quickly
 * are not remembered, so that nobody sees yesterday's world for the sake of milliseconds.
 */

export interface Remembering {
  /** Milliseconds that making must take for its answer to be remembered. */
  readonly costlyMs: number;
  /** Age (milliseconds) up to which an answer is given as it is, and up to which it is given while a new one is made. */
  readonly freshMs: number;
  readonly keptMs: number;
  /** Answers remembered at most; the one made longest ago goes first. */
  readonly limit: number;
  /** Milliseconds of a clock that goes on. */
  readonly now: () => number;
}

interface Remembered<Answer> {
  readonly answer: Answer;
  readonly madeAt: number;
}

export class RememberedAnswers<Answer> {
  readonly #answers = new Map<string, Remembered<Answer>>();
  readonly #making = new Map<string, Promise<Answer>>();
  readonly #remembering: Remembering;

  constructor(remembering: Remembering) {
    this.#remembering = remembering;
  }

  /** The answer under this key, which must name all that it depends on but the data. Rejects as `make` does. */
  async get(key: string, make: () => Promise<Answer>): Promise<Answer> {
    const { freshMs, keptMs, now } = this.#remembering;
    const known = this.#answers.get(key);
    const age = known ? now() - known.madeAt : Number.POSITIVE_INFINITY;
    if (known && age < freshMs) return known.answer;
    const making = this.#making.get(key) ?? this.#make(key, make);
    if (!known || age >= keptMs) return making;
    // Whoever asks after it failed makes it again.
    making.catch(() => undefined);
    return known.answer;
  }

  #make(key: string, make: () => Promise<Answer>): Promise<Answer> {
    const { costlyMs, limit, now } = this.#remembering;
    const begun = now();
    const making = make()
      .then((answer) => {
        this.#answers.delete(key);
        // What was added while it was made may be missing: it is as old as its begin.
        if (now() - begun >= costlyMs) this.#answers.set(key, { answer, madeAt: begun });
        const [oldest] = this.#answers.keys();
        if (this.#answers.size > limit && oldest !== undefined) this.#answers.delete(oldest);
        return answer;
      })
      .finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }
}
