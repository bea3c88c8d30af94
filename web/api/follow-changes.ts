/**
 * Follows the changes of the server for as long as it is asked to: by its stream, and where that does not come through (a
 * proxy that holds it back, too many listeners) by asking every few seconds. Goes on from the number of the last change, so
 * nothing is missed and nothing comes twice.
 */

export interface HeardChange {
  readonly sequence: number;
  readonly kind: string;
  readonly id: string;
}

export type Heard =
  | { readonly kind: 'change'; readonly change: HeardChange }
  /** It goes on from here. `isReset`: what is known is of another history. */
  | { readonly kind: 'place'; readonly next: number; readonly isReset: boolean }
  /** The line is alive. */
  | { readonly kind: 'alive' };

export interface ChangeSource {
  /** Waits while nobody looks. */
  readonly seen: (ended: AbortSignal) => Promise<void>;
  /** What is heard after a number until the server ends the stream; it returns when to come back, in milliseconds. */
  listen(since: number | undefined, ended: AbortSignal): AsyncGenerator<Heard, number, undefined>;
  ask(
    since: number | undefined,
    ended: AbortSignal,
  ): Promise<{ readonly changes: readonly HeardChange[]; readonly next: number }>;
}

export interface ChangeAudience {
  /** The server answers. */
  onLive(): void;
  /** It does not; it is tried again after so long. */
  onLost(againMs: number): void;
  onChange(change: HeardChange): void;
  /** Everything is to be read anew. */
  onReset(): void;
  /** Nothing will come for this person, and trying again is no use. */
  isRefusal(error: unknown): boolean;
}

const ASK_EVERY_MS = 5_000;
/** Longest pause while the server does not answer. */
const LONGEST_PAUSE_MS = 30_000;
/** Where streams do not come through, one is tried again after so many questions. */
const STREAM_EVERY = 12;

/** Ends when `ended` does, or when the server refuses. `pause` ends early when `ended` does. */
export async function followChanges(
  source: ChangeSource,
  audience: ChangeAudience,
  ended: AbortSignal,
  pause: (milliseconds: number) => Promise<void>,
): Promise<void> {
  let since: number | undefined;
  let untilStream = 0;
  let failures = 0;
  const hear = (heard: Heard) => {
    failures = 0;
    audience.onLive();
    if (heard.kind === 'place') {
      if (heard.isReset) audience.onReset();
      since = heard.next;
    } else if (heard.kind === 'change') {
      since = heard.change.sequence;
      audience.onChange(heard.change);
    }
  };
  while (!ended.aborted) {
    let pauseMs = ASK_EVERY_MS;
    await source.seen(ended);
    if (ended.aborted) return;
    try {
      if (untilStream === 0) {
        const backMs = await listen(source, since, ended, hear);
        if (backMs !== undefined) pauseMs = backMs;
        else untilStream = STREAM_EVERY;
      }
      if (untilStream > 0) {
        untilStream--;
        const { changes, next } = await source.ask(since, ended);
        hear({ kind: 'alive' });
        for (const change of changes) hear({ kind: 'change', change });
        since = next;
      }
    } catch (error) {
      if (ended.aborted || audience.isRefusal(error)) return;
      failures++;
      pauseMs = Math.min(ASK_EVERY_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      // Once it is back, its stream is too.
      untilStream = 0;
      audience.onLost(pauseMs);
    }
    if (!ended.aborted) await pause(pauseMs);
  }
}

/** Listens until the stream ends; undefined when it brought nothing, so that it is better asked. */
async function listen(
  source: ChangeSource,
  since: number | undefined,
  ended: AbortSignal,
  hear: (heard: Heard) => void,
): Promise<number | undefined> {
  let hasHeard = false;
  const stream = source.listen(since, ended);
  try {
    for (;;) {
      const { done, value } = await stream.next();
      if (done) return hasHeard ? value : undefined;
      hasHeard = true;
      hear(value);
    }
  } catch (error) {
    if (ended.aborted) throw error;
    // Broken off: asking tells whether the server is there at all, and whether one may.
    return hasHeard ? 0 : undefined;
  }
}
