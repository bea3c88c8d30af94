/** A visit of the console in chromium that writes down what may not happen: errors, and requests that leave the server. */

import axe from 'axe-core';
import type { BrowserContext, Browser as Chromium, Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import type { Browser } from './browser.ts';

export const WIDTHS = [390, 1_280, 1_920] as const;
export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

const HEIGHTS: Readonly<Record<number, number>> = { 390: 844, 1280: 800, 1920: 1_080 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** How long a page may take: other tests run beside it on slow machines, and who is quick waits for nothing. */
const PATIENCE_MS = 60_000;
/** How long nothing may be asked before a page counts as settled. */
const IDLE_MS = 500;
const STEP_MS = 50;
const ENDLESS = '/api/changes/stream';
/** Requests of each page that have no answer yet. */
const UNDER_WAY = new WeakMap<Page, Set<Request>>();

export interface VisitOptions {
  readonly origin: string;
  readonly width?: number;
  readonly scheme?: Scheme;
  /** Path of a request that is refused by design: chromium complains of each. */
  readonly refused?: string | undefined;
  /** Who is signed in there; nobody when absent. */
  readonly as?: Browser;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about, and requests to other places. */
  readonly complaints: readonly string[];
  /** Paths of the scripts that were loaded. */
  readonly scripts: readonly string[];
  end(): Promise<void>;
}

export async function visit(chromium: Chromium, options: VisitOptions): Promise<Visit> {
  const { origin, width = 1_280, scheme = 'light', refused, as } = options;
  const context = await chromium.newContext({
    viewport: { width, height: HEIGHTS[width] ?? 800 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    baseURL: origin,
  });
  if (as) await context.addCookies([...as.cookieList()]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  const scripts: string[] = [];
  page.on('console', (message) => {
    const { url } = message.location();
    if (refused !== undefined && url === `${origin}${refused}`) return;
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.type()}: ${message.text()} (${url})`);
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin: target } = new URL(request.url());
    if (protocol !== 'blob:' && target !== origin) complaints.push(`request to ${request.url()}`);
    if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
  });
  const underWay = new Set<Request>();
  UNDER_WAY.set(page, underWay);
  page.on('request', (request) => {
    if (new URL(request.url()).pathname !== ENDLESS) underWay.add(request);
  });
  page.on('requestfinished', (request) => underWay.delete(request));
  page.on('requestfailed', (request) => underWay.delete(request));
  return { page, context, complaints, scripts, end: () => context.close() };
}

/** Goes to a path or address and waits until it has its title and nothing loads any more. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('h1').first().waitFor();
  await settled(page);
}

/** Nothing is busy, what was asked has come, and what came is drawn. The feed of changes never ends and is not waited for. */
export async function settled(page: Page): Promise<void> {
  const isAsking = () => (UNDER_WAY.get(page)?.size ?? 0) > 0;
  let idleMs = 0;
  while (idleMs < IDLE_MS) {
    await page.waitForTimeout(STEP_MS);
    idleMs = isAsking() ? 0 : idleMs + STEP_MS;
    if (idleMs < IDLE_MS) continue;
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    await page.evaluate(DRAWN);
    // What was drawn may have asked for more.
    if (isAsking()) idleMs = 0;
  }
}

/** Breaches of WCAG 2.2 A and AA on the page once it has settled, each with the elements that it concerns. */
export async function breachesOfAccess(page: Page): Promise<readonly string[]> {
  await settled(page);
  await page.evaluate(axe.source);
  const rules = JSON.stringify({ runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'] });
  const { violations } = (await page.evaluate(`axe.run(document, ${rules})`)) as axe.AxeResults;
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 4)
        .map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`)
        .join(' | ')}`,
  );
}

/** Pixels by which the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  const measured = await page.evaluate(
    'Math.max(document.documentElement.scrollWidth, document.querySelector("main")?.scrollWidth ?? 0) - innerWidth',
  );
  return Math.max(0, Number(measured));
}

/** Cells without words, and words that stand for "no data" without saying so. */
export async function silentUnknowns(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(`[
    ...[...document.querySelectorAll('td:not([style]), dd')]
      .filter((cell) => cell.textContent.trim() === '' && !cell.querySelector('svg, input, [role=img]'))
      .map((cell) => 'empty: ' + cell.outerHTML),
    ...[...document.querySelectorAll('td, dd, main span')]
      .filter((cell) => /^(?:-|–|—|n\\/?a|null|undefined|NaN)$/i.test(cell.textContent.trim()))
      .map((cell) => 'bare: ' + cell.outerHTML),
  ]`)) as string[];
}

/**
 * Looks at an open page in both schemes, on a phone, a laptop and a large screen: no breach of access, nothing wider than the
 * window, nothing that is silent about not being known, no complaint of the browser. `also` is called in each.
 */
export async function looksRight(
  { page, complaints }: Visit,
  also?: (scheme: Scheme, width: number) => Promise<void>,
): Promise<void> {
  for (const scheme of SCHEMES)
    for (const width of WIDTHS) {
      const shown = `${scheme}, ${width} px`;
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: HEIGHTS[width] ?? 800 });
      await expect.poll(() => page.evaluate(SCHEME), { message: shown }).toBe(scheme);
      expect(await breachesOfAccess(page), shown).toEqual([]);
      expect(await overflow(page), `${shown}: wider than the window`).toBe(0);
      expect(await silentUnknowns(page), shown).toEqual([]);
      expect(complaints, shown).toEqual([]);
      await also?.(scheme, width);
    }
}

/** Resolves when the page has nothing left to do, or has been busy for a second. */
const DRAWN = 'new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 1_000 }))';

/** The scheme that a page is painted in. */
const SCHEME = "document.documentElement.getAttribute('data-mantine-color-scheme')";
