import { describe, expect, it } from 'vitest';
import { RememberedAnswers } from './remembered-answers.ts';

/** Answers are the times at which their making began; each making takes `takes`. */
function remembering({ takes = 3_000, limit = 2 } = {}) {
  let time = 0;
  let made = 0;
  const answers = new RememberedAnswers<number>({
    ...{ costlyMs: 2_000, freshMs: 60_000, keptMs: 600_000, limit },
    now: () => time,
  });
  const ask = (key: string, fails = false) =>
    answers.get(key, async () => {
      made++;
      const begun = time;
      await Promise.resolve();
      time += takes;
      if (fails) throw new Error('it failed');
      return begun;
    });
  return { ask, wait: (milliseconds: number) => (time += milliseconds), made: () => made };
}

/** Lets what goes on behind come to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('an answer that took long', () => {
  it('is given again while it is fresh, then while a new one is made, then no more', async () => {
    const { ask, wait, made } = remembering();
    expect(await ask('map')).toBe(0);
    wait(50_000);
    expect(await ask('map')).toBe(0);
    expect(made()).toBe(1);
    wait(20_000); // 73,000
    expect(await ask('map')).toBe(0);
    await settled();
    expect(await ask('map')).toBe(73_000);
    expect(made()).toBe(2);
    wait(600_000);
    expect(await ask('map')).toBe(676_000);
  });

  it('is made once for all who ask meanwhile, and is of one key alone', async () => {
    const { ask, made } = remembering();
    expect(await Promise.all([ask('map'), ask('map'), ask('map')])).toEqual([0, 0, 0]);
    expect(made()).toBe(1);
    expect(await ask('other')).toBe(3_000);
    expect(made()).toBe(2);
  });

  it('is not kept when it failed, neither in front nor behind', async () => {
    const { ask, wait } = remembering();
    await expect(ask('map', true)).rejects.toThrow('it failed');
    expect(await ask('map')).toBe(3_000);
    wait(60_000);
    expect(await ask('map', true)).toBe(3_000);
    await settled();
    expect(await ask('map')).toBe(3_000);
  });

  it('goes when there are too many, the one made longest ago first', async () => {
    const { ask, made } = remembering();
    for (const key of ['a', 'b', 'c', 'b', 'c']) await ask(key);
    expect(made()).toBe(3);
    await ask('a');
    expect(made()).toBe(4);
  });
});

describe('an answer that came quickly', () => {
  it('is made anew each time', async () => {
    const { ask, made } = remembering({ takes: 100 });
    await ask('map');
    await ask('map');
    expect(made()).toBe(2);
  });
});
