#!/usr/bin/env node
/**
 * Looks at the console of a large house in chromium, and prints how long people wait.
 *
 *   npm run build && node bench/console-load.mjs [--data=FOLDER] [--seed-only] [--rounds=12] [--only=WORD]
 *
 * Seeds 100,000 devices, about a million findings on them and half a million sums of conversations into a data folder (kept with
 * --data, so that the next run measures at once), starts a server and opens pages with chromium, signed in. Times are those of the page
 * itself, from the press or the opened address to the frame after the rows are drawn. `cold` is a new browser, with nothing in its
 * cache; `again` a browser in which the page was opened three times before, with its files and their compiled code in the cache. A blank
 * frame is one in which some part of the list's window shows no row while it is scrolled. `--only` measures what begins with the word.
 * The load average stands below the table.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { RunningServer } from './running-server.mjs';
import { seedHouse } from './seed-house.mjs';

const argument = (name) => process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);
const ROUNDS = Number(argument('rounds') ?? 12);
const ONLY = argument('only') ?? '';
const CONVERSATION_SUMS = 500_000;
/** Devices of one kind, as the map is asked for them: about five thousand. */
const MAP_KIND = 'syringe-pump';
const WHEELS = 120;
const WHEEL_PIXELS = 700;
const WHEEL_PAUSE_MS = 16;
const PATIENCE_MS = 60_000;
/** A browser keeps the compiled code of a script from the second time on. */
const VISITS_BEFORE = 3;
const EXECUTABLES = ['chromium', 'chromium-browser', 'google-chrome'];
const VIEW = { viewport: { width: 1_280, height: 800 }, locale: 'en-GB', timezoneId: 'UTC' };
/** What is asked for, with the word that each row then shows. */
const FILTERS = [
  ['infusion-pump', 'Infusion pump'],
  ['patient-monitor', 'Patient monitor'],
  ['syringe-pump', 'Syringe pump'],
  ['workstation', 'Workstation'],
];

/** More than a few rows are there. */
const ROWS = `document.querySelectorAll('tbody tr a').length > 5`;

const kept = argument('data');
const data = kept ?? fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-console-load-'));
const loads = [];
try {
  await seedHouse(data, CONVERSATION_SUMS);
  if (!process.argv.includes('--seed-only')) await measureAll();
} finally {
  if (kept === undefined) fs.rmSync(data, { recursive: true, force: true });
}

async function measureAll() {
  const server = await RunningServer.start(data);
  loads.push(os.loadavg());
  const executablePath = EXECUTABLES.flatMap((name) =>
    (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)),
  ).find((file) => fs.existsSync(file));
  if (!executablePath) throw new Error('chromium is not installed');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const questions = [
      ['devices, cold, to first rows', 1_000, () => coldRows(browser, server, '/devices')],
      ['devices, again, to first rows', undefined, () => againRows(executablePath, server, '/devices')],
      ['devices, filter to drawn rows', 300, () => filterToRows(browser, server)],
      ['devices, text typed to drawn rows', undefined, () => typedToRows(browser, server)],
      ['vulnerabilities, cold, to first rows', 1_000, () => coldRows(browser, server, '/vulnerabilities')],
      [`map of ${MAP_KIND}, to first answer to a press`, 2_000, () => mapToPress(browser, server)],
    ].filter(([what]) => isAsked(what));
    const width = Math.max(0, ...questions.map(([what]) => what.length));
    console.log(`${'what'.padEnd(width)}  p50 ms  p95 ms  goal ms`);
    for (const [what, goal, measure] of questions) {
      const times = await measure();
      console.log(
        `${what.padEnd(width)}  ${at(times, 0.5)}  ${at(times, 0.95)}  ${String(goal ?? '–').padStart(7)}`,
      );
    }
    if (isAsked('scrolling')) {
      const { frames, blank, rows } = await scroll(browser, server);
      console.log(`scrolling over ${rows} rows: ${blank} blank of ${frames} frames`);
    }
    loads.push(os.loadavg());
    console.log(`load average: ${loads.map(([one]) => one.toFixed(1)).join(' before, ')} after`);
  } finally {
    await browser.close();
    await server.end();
  }
}

function isAsked(what) {
  return what.startsWith(ONLY);
}

function at(times, share) {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)].toFixed(0).padStart(6);
}

/** A window with a browser cache of its own. */
async function fresh(browser, server) {
  const context = await browser.newContext({ ...VIEW, baseURL: server.origin });
  await context.addCookies([...server.cookies].map(([name, value]) => ({ name, value, url: server.origin })));
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

/** Milliseconds since the page was asked for, or since `from`, at the frame after `condition` holds. */
function whenDrawn(page, condition, from = 0) {
  return page.evaluate(`new Promise((resolve) => {
    const look = () => (${condition})
      ? requestAnimationFrame(() => resolve(performance.now() - ${from}))
      : requestAnimationFrame(look);
    look();
  })`);
}

async function coldRows(browser, server, where) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const page = await fresh(browser, server);
    await page.goto(where, { waitUntil: 'commit' });
    times.push(await whenDrawn(page, ROWS));
    await page.context().close();
  }
  return times;
}

/** A browser with a profile on disk: one without keeps no compiled code. */
async function againRows(executablePath, server, where) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...VIEW,
    executablePath,
    args: ['--no-sandbox'],
    baseURL: server.origin,
  });
  try {
    await context.addCookies(
      [...server.cookies].map(([name, value]) => ({ name, value, url: server.origin })),
    );
    const times = [];
    for (let visit = 0; visit < VISITS_BEFORE + ROUNDS; visit++) {
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(where, { waitUntil: 'commit' });
      const time = await whenDrawn(page, ROWS);
      if (visit >= VISITS_BEFORE) times.push(time);
      await page.close();
    }
    return times;
  } finally {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

/** Presses a kind in the strip above the list, and takes it back. */
async function filterToRows(browser, server) {
  const page = await fresh(browser, server);
  await page.goto('/devices');
  await whenDrawn(page, ROWS);
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const button = page.getByRole('button', { name: /^Show only / }).nth(round % 3);
    const name = await button.getAttribute('aria-label').then((label) => label ?? '');
    const word = /^Show only ([^:]+):/.exec(name)?.[1] ?? '';
    await page.evaluate(
      `addEventListener('pointerdown', () => { window.pressedAt = performance.now(); }, { once: true, capture: true })`,
    );
    await button.click();
    times.push(await whenDrawn(page, everyRowHas(word), 'window.pressedAt'));
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has('query'));
    await page.waitForTimeout(500);
  }
  await page.context().close();
  return times;
}

/** Types a whole question into the search field: with the pause after which the console asks. */
async function typedToRows(browser, server) {
  const page = await fresh(browser, server);
  await page.goto('/devices');
  await whenDrawn(page, ROWS);
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [id, word] = FILTERS[round % FILTERS.length];
    await page.evaluate(
      `addEventListener('input', () => { window.pressedAt = performance.now(); }, { once: true, capture: true })`,
    );
    await page.getByRole('searchbox').fill(`category:${id}`);
    times.push(await whenDrawn(page, everyRowHas(word), 'window.pressedAt'));
    await page.waitForTimeout(300);
  }
  await page.context().close();
  return times;
}

/** More than a few rows, and none without this word. */
function everyRowHas(word) {
  return `(() => {
    const rows = [...document.querySelectorAll('tbody tr')].filter((row) => row.querySelector('a'));
    return rows.length > 5 && rows.every((row) => row.textContent.includes(${JSON.stringify(word)}));
  })()`;
}

async function mapToPress(browser, server) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const page = await fresh(browser, server);
    await page.goto(`/map?by=vlan&window=month&category=${MAP_KIND}`, { waitUntil: 'commit' });
    const node = page.getByRole('group', { name: 'Network map' }).getByRole('button').first();
    await node.waitFor();
    await node.click();
    times.push(await whenDrawn(page, `new URLSearchParams(location.search).has('pick')`));
    await page.context().close();
  }
  return times;
}

/** Turns the wheel over the list; each frame looks at five places of the list's window for a row with words. */
async function scroll(browser, server) {
  const page = await fresh(browser, server);
  await page.goto('/devices');
  await whenDrawn(page, ROWS);
  const box = await page.locator('section:has(> table)').boundingBox();
  await page.mouse.move(box.x + 200, box.y + box.height / 2);
  await page.evaluate(`{
    window.seen = { frames: 0, blank: 0, rows: 0 };
    const list = document.querySelector('section:has(> table)');
    const look = () => {
      const { top, left, height } = list.getBoundingClientRect();
      const isFilled = [0.15, 0.35, 0.5, 0.75, 0.95].every((share) => {
        const row = document.elementFromPoint(left + 200, top + height * share)?.closest('tr');
        return row && row.textContent.trim() !== '';
      });
      window.seen.frames += 1;
      if (!isFilled) window.seen.blank += 1;
      window.seen.rows = Math.max(window.seen.rows, Math.round(list.scrollTop / 32));
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }`);
  for (let turn = 0; turn < WHEELS; turn++) {
    await page.mouse.wheel(0, WHEEL_PIXELS);
    await page.waitForTimeout(WHEEL_PAUSE_MS);
  }
  const seen = await page.evaluate('window.seen');
  await page.context().close();
  return seen;
}
