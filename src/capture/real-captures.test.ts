/**
 * Reads every capture of a collection that is not part of the repository: to its end, or to damage that is named. The
 * folder is that of WARDLIGHT_CAPTURES, else `shared/captures` beside the repository; its manifest.json may tell how
 * many packets a file has.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NotACaptureError } from './capture-errors.ts';
import { READ_DAMAGE_SENTENCES, readCaptureFile } from './read-capture.ts';

const FOLDER =
  process.env['WARDLIGHT_CAPTURES'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'captures');
const EXTENSIONS = new Set(['.pcap', '.pcapng', '.cap', '.dmp', '.ntar', '.gz', '.zst']);

interface ManifestEntry {
  readonly file: string;
  readonly packets?: number | null;
}

function manifest(): Map<string, number> {
  const path = join(FOLDER, 'manifest.json');
  if (!existsSync(path)) return new Map();
  const { files } = JSON.parse(readFileSync(path, 'utf8')) as { files: ManifestEntry[] };
  return new Map(
    files.flatMap(({ file, packets }) => (typeof packets === 'number' ? [[file, packets]] : [])),
  );
}

const present = existsSync(FOLDER);
if (!present) process.stderr.write(`SKIPPED: no captures in ${FOLDER}; set WARDLIGHT_CAPTURES.\n`);

describe.skipIf(!present)('real captures', () => {
  test('each is read to its end or to named damage, with the number of packets that the manifest tells', {
    timeout: 600_000,
  }, async () => {
    const expected = manifest();
    const damaged: string[] = [];
    const differing: string[] = [];
    let files = 0;
    let packets = 0;
    const names = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase()))
      .map((entry) => join(entry.parentPath, entry.name));
    for (const path of names) {
      const name = relative(FOLDER, path);
      let number = 0;
      let sound = true;
      const sink = {
        frame({ start, end, wireOctets, micros, number: its }: FrameLike) {
          number++;
          sound &&= its === number && start <= end && wireOctets >= end - start && Number.isFinite(micros);
        },
        resolvedName() {},
      };
      try {
        const { damagedAt, ...outcome } = await readCaptureFile(path, sink);
        files++;
        packets += outcome.packets;
        expect(sound, name).toBe(true);
        if (damagedAt) {
          expect(READ_DAMAGE_SENTENCES[damagedAt.reason]).toBeDefined();
          damaged.push(
            `${name}: ${damagedAt.reason} at octet ${damagedAt.octet}, packet ${damagedAt.packet}`,
          );
        }
        const told = expected.get(name);
        if (told !== undefined && told !== outcome.packets)
          differing.push(`${name}: ${outcome.packets} packets, the manifest tells ${told}`);
      } catch (error) {
        if (!(error instanceof NotACaptureError)) throw error;
        damaged.push(`${name}: ${error.message}`);
      }
    }
    process.stderr.write(
      `Read ${files} of ${names.length} captures, ${packets} packets. Damaged: ${damaged.length}\n${damaged.join('\n')}\n`,
    );
    expect(files).toBeGreaterThan(0);
    expect(differing).toEqual([]);
  });
});

interface FrameLike {
  readonly start: number;
  readonly end: number;
  readonly wireOctets: number;
  readonly micros: number;
  readonly number: number;
}
