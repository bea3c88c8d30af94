/**
 * Real captures, when there are any beside the repository: each is read through the whole engine to its end or its named
 * damage, and no packet makes it throw. The folder is that of WARDLIGHT_CAPTURES, else `shared/captures` next to the
 * repository. Captures of others are never part of the repository, so the test must pass without them.
 */

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openInspection } from '../src/main/open-inspection.ts';
import { InspectionError } from '../src/pipeline/inspection.ts';

const FOLDER =
  process.env['WARDLIGHT_CAPTURES'] ?? path.join(import.meta.dirname, '..', '..', 'shared', 'captures');
const CAPTURE = /\.(?:pcap|pcapng|cap|dmp|trace)$/i;
/** Files read at a time by one test, so that a failure names a few. */
const BATCH = 64;

function capturesBelow(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return capturesBelow(file);
    return CAPTURE.test(entry.name) ? [file] : [];
  });
}

const present = fs.existsSync(FOLDER);
if (!present) process.stderr.write(`SKIPPED: no captures in ${FOLDER}; set WARDLIGHT_CAPTURES.\n`);
const files = present ? capturesBelow(FOLDER).sort() : [];
const batches = Array.from({ length: Math.ceil(files.length / BATCH) }, (_, index) =>
  files.slice(index * BATCH, (index + 1) * BATCH),
);

describe.skipIf(!present)('real captures', () => {
  it.each(batches)(
    'from %s on are read without a failure',
    { timeout: 120_000 },
    async (...batch: string[]) => {
      for (const file of batch) {
        const inspection = openInspection({ maxFlowSlots: 1 << 18 }, { separateVlans: false });
        try {
          await inspection.read(file);
        } catch (error) {
          expect(error, file).toBeInstanceOf(InspectionError);
          continue;
        }
        const { captures, devices } = inspection.finish();
        expect(captures[0]?.anomalies['internal-error'], file).toBeUndefined();
        for (const device of devices) expect(device.id, file).not.toBe('');
      }
    },
  );
});
