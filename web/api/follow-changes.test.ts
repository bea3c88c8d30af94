import { describe, expect, it } from 'vitest';
import { type ChangeSource, followChanges, type Heard, type HeardChange } from './follow-changes.ts';

const change = (sequence: number): HeardChange => ({ sequence, kind: 'device', id: `d${sequence}` });
const heard = (sequence: number): Heard => ({ kind: 'change', change: change(sequence) });
const place = (next: number, isReset = false): Heard => ({ kind: 'place', next, isReset });

type Stream = (since: number | undefined) => AsyncGenerator<Heard, number, undefined>;
type Answer = (since: number | undefined) => { changes: HeardChange[]; next: number };

/** Plays streams and answers one after the other, and says what the audience was told; it ends when all were played. */
async function play(streams: readonly Stream[], answers: readonly Answer[]): Promise<string[]> {
  const told: string[] = [];
  const end = new AbortController();
  let [streamAt, answerAt] = [0, 0];
  const source: ChangeSource = {
    seen: () => Promise.resolve(),
    listen: (since) => {
      told.push(`listen ${since}`);
      const stream = streams[streamAt++];
      if (!stream) throw new Error('no stream');
      return stream(since);
    },
    ask: async (since) => {
      told.push(`ask ${since}`);
      const answer = answers[answerAt++];
      if (!answer) throw new Error('no answer');
      return answer(since);
    },
  };
  await followChanges(
    source,
    {
      onLive: () => undefined,
      onLost: (againMs) => told.push(`lost, again in ${againMs}`),
      onChange: ({ sequence }) => told.push(`change ${sequence}`),
      onReset: () => told.push('reset'),
      isRefusal: (error) => error instanceof RangeError,
    },
    end.signal,
    async (milliseconds) => {
      told.push(`pause ${milliseconds}`);
      if (streamAt >= streams.length && answerAt >= answers.length) end.abort();
    },
  );
  return told;
}

describe('followChanges', () => {
  it('comes back with the number of the last change, when the server wants it', async () => {
    const told = await play(
      [
        async function* () {
          yield place(4);
          yield heard(5);
          return 3_000;
        },
        async function* () {
          yield place(5);
          yield heard(9);
          return 15_000;
        },
      ],
      [],
    );
    expect(told).toEqual([
      ...['listen undefined', 'change 5', 'pause 3000'],
      ...['listen 5', 'change 9', 'pause 15000'],
    ]);
  });

  it('goes on at once where a stream broke off', async () => {
    const told = await play(
      [
        async function* () {
          yield place(4);
          yield heard(6);
          throw new Error('broken off');
        },
        async function* () {
          yield place(6);
          return 3_000;
        },
      ],
      [],
    );
    expect(told).toEqual(['listen undefined', 'change 6', 'pause 0', 'listen 6', 'pause 3000']);
  });

  it('asks while no stream comes through, and tries one again later', async () => {
    const silent: Stream = async function* () {
      yield* [];
      throw new Error('nothing came');
    };
    const answers = Array.from({ length: 13 }, (_, at) => () => ({
      changes: at === 1 ? [change(8)] : [],
      next: 8,
    }));
    const told = await play([silent, silent], answers);
    expect(told.slice(0, 5)).toEqual([
      'listen undefined',
      'ask undefined',
      'pause 5000',
      'ask 8',
      'change 8',
    ]);
    expect(told.filter((line) => line.startsWith('listen'))).toEqual(['listen undefined', 'listen 8']);
    expect(told.indexOf('listen 8')).toBeGreaterThan(20);
  });

  it('says that the server is away, tries less and less often, and then its stream again', async () => {
    const away: Stream = async function* () {
      yield* [];
      throw new Error('away');
    };
    const fails: Answer = () => {
      throw new Error('away');
    };
    const told = await play(
      [
        ...[away, away, away, away],
        async function* () {
          yield place(1);
          return 3_000;
        },
      ],
      [fails, fails, fails, fails],
    );
    expect(told.filter((line) => line.startsWith('lost'))).toEqual([
      'lost, again in 5000',
      'lost, again in 10000',
      'lost, again in 20000',
      'lost, again in 30000',
    ]);
    expect(told.slice(-2)).toEqual(['listen undefined', 'pause 3000']);
  });

  it('says that all is to be read anew when the numbers are of another history', async () => {
    const told = await play(
      [
        async function* () {
          yield place(90);
          return 3_000;
        },
        async function* () {
          yield place(2, true);
          return 3_000;
        },
      ],
      [],
    );
    expect(told).toEqual(['listen undefined', 'pause 3000', 'listen 90', 'reset', 'pause 3000']);
  });

  it('ends when the person may not listen', async () => {
    const refused: Answer = () => {
      throw new RangeError('403');
    };
    const silent: Stream = async function* () {
      yield* [];
      throw new RangeError('403');
    };
    expect(await play([silent], [refused])).toEqual(['listen undefined', 'ask undefined']);
  });
});
