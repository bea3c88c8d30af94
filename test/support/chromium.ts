/** Debian's chromium, driven by Playwright: what the console's tests look at pages with. */

import fs from 'node:fs';
import path from 'node:path';
import { type Browser as Chromium, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Time for its start on a busy machine. */
const START_LIMIT_MS = 120_000;

/** Where it is installed; undefined when it is not. */
export function chromiumPath(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));
}

/** Throws when chromium is not installed: ask `chromiumPath` first. */
export async function startChromium(): Promise<Chromium> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('chromium is not installed');
  // Root has no sandbox in a container; the pages are our own.
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
    timeout: START_LIMIT_MS,
  });
}
