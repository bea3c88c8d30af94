/**
 * What was acknowledged outlives `kill -9` of the server and of its database at random moments. `npm run
 * kill-rounds` plays fifty rounds and prints the table of docs/operations.md; the suite plays a few with the same seed.
 */

import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from './support/free-port.ts';
import { Chance } from './support/kills/chance.ts';
import { Hospital } from './support/kills/hospital.ts';
import { makeOlderDatabase, type OlderDatabase, rowsKept } from './support/kills/older-database.ts';
import { RunningProgram, type StartTime } from './support/running-program.ts';
import { makeDataFolder } from './support/test-database.ts';

const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 4);
const SEED = Number(process.env['KILL_SEED'] ?? 20_261_122);
const ROUND_LIMIT_MS = 300_000;
/** Longest time that work, and an upgrade, go on before something is killed. */
const WORK_MS = 1_500;
const UPGRADE_MS = 2_500;
/** One round in so many interrupts an upgrade of the database. */
const UPGRADE_EVERY = 3;

const VICTIMS = ['server', 'database', 'server and database', 'server, then its start'] as const;
type Victim = (typeof VICTIMS)[number];

interface Round {
  readonly during: string;
  readonly victim: string;
  readonly killedAfterMs: number;
  /** Until the server was well again. */
  readonly back: StartTime;
  readonly problems: readonly string[];
}

const chance = new Chance(SEED);
const played: Round[] = [];
let hospital: Hospital;
let older: OlderDatabase;

beforeAll(async () => {
  older = await makeOlderDatabase();
  hospital = await Hospital.open(chance);
}, ROUND_LIMIT_MS);

afterAll(async () => {
  await hospital?.close();
  older?.remove();
}, ROUND_LIMIT_MS);

async function workRound(victim: Victim): Promise<Round> {
  const { rest } = hospital.work();
  const killedAfterMs = 100 + chance.below(WORK_MS);
  await delay(killedAfterMs);
  if (victim !== 'database') await hospital.killServer();
  if (victim === 'database' || victim === 'server and database') hospital.killDatabase();
  let back: StartTime;
  if (victim === 'database') back = { ms: await hospital.recovered(), cpuMs: undefined };
  else {
    if (victim === 'server, then its start') await hospital.killStart(chance.below(600));
    back = await hospital.startServer();
  }
  await rest();
  const problems = await hospital.differences();
  return { during: 'work', victim, killedAfterMs, back, problems };
}

/** Interrupts the start of a server on an older database, or on none, and starts it again. */
async function upgradeRound(isFirst: boolean, victim: 'server' | 'server and database'): Promise<Round> {
  const folder = isFirst ? makeDataFolder() : older.copy();
  const settings = {
    WARDLIGHT_DATA: folder,
    WARDLIGHT_PORT: String(await freePort()),
    WARDLIGHT_LOG: 'silent',
  };
  try {
    const killed = new RunningProgram(settings, 'serve');
    const killedAfterMs = 200 + chance.below(UPGRADE_MS);
    await Promise.race([delay(killedAfterMs), killed.says('listens on')]);
    await killed.kill('SIGKILL');
    if (victim === 'server and database') killPostmaster(folder);
    const server = new RunningProgram(settings, 'serve');
    const back = await server.startTime();
    const problems: string[] = [];
    if (isFirst && !server.said.includes('/setup#')) problems.push('no link for the first account');
    if ((await server.kill('SIGTERM')) !== 0) problems.push(`it did not end in order: ${server.said}`);
    if (!isFirst) problems.push(...(await rowsKept(folder)));
    return { during: isFirst ? 'first start' : 'upgrade', victim, killedAfterMs, back, problems };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function killPostmaster(folder: string): void {
  try {
    process.kill(
      Number.parseInt(fs.readFileSync(`${folder}/postgres/postmaster.pid`, 'utf8'), 10),
      'SIGKILL',
    );
  } catch {
    // It was not started yet.
  }
}

it.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
  'round %i loses nothing and doubles nothing',
  {
    timeout: ROUND_LIMIT_MS,
  },
  async (number) => {
    const round =
      number % UPGRADE_EVERY === 0
        ? await upgradeRound(number % (4 * UPGRADE_EVERY) === 0, chance.of(['server', 'server and database']))
        : await workRound(chance.of(VICTIMS));
    played.push(round);
    expect(round.problems, JSON.stringify(round)).toEqual([]);
  },
);

it('the audit log is unbroken after all rounds', { timeout: ROUND_LIMIT_MS }, async () => {
  const { status, said } = await hospital.command('audit', 'verify');
  expect(status, said).toBe(0);
  expect(hospital.told.captures).toBeGreaterThan(0);
  expect(hospital.told.notes).toBeGreaterThan(0);
  expect(hospital.told.batches).toBeGreaterThan(0);
});

it('the rounds are reported', () => {
  if (process.env['KILL_ROUNDS'] === undefined) return;
  const sets = new Map<string, Round[]>();
  for (const round of played) {
    const name = `${round.during} | ${round.victim}`;
    sets.set(name, [...(sets.get(name) ?? []), round]);
  }
  const seconds = (values: readonly (number | undefined)[], share: number) => {
    const known = values.filter((value) => value !== undefined).sort((a, b) => a - b);
    const value = known[Math.min(known.length - 1, Math.floor(known.length * share))];
    return value === undefined ? '–' : `${(value / 1_000).toFixed(1)} s`;
  };
  const lines = [...sets].sort().map(([name, rounds]) => {
    const ms = rounds.map(({ back }) => back.ms);
    const cpuMs = rounds.map(({ back }) => back.cpuMs);
    const problems = rounds.flatMap((round) => round.problems).length;
    return `| ${name} | ${rounds.length} | ${problems} | ${seconds(ms, 0.5)} | ${seconds(ms, 1)} | ${seconds(cpuMs, 0.5)} |`;
  });
  const { captures, notes, batches } = hospital.told;
  process.stdout.write(
    `\nseed ${SEED}: ${captures} captures, ${notes} notes and ${batches} batches were confirmed\n\n` +
      `| during | killed | rounds | lost or doubled | back, median | back, slowest | of the processor, median |\n${lines.join('\n')}\n`,
  );
});
